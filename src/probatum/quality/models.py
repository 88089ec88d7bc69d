"""Every table of the quality area, gathered where Django looks for them."""

from probatum.quality.access import AccessItem, AccessReview
from probatum.quality.capa.bodies import Capa, EffectivenessCheck, PlannedAction, Precedence
from probatum.quality.causes.analysis import Analysis, Cause, CauseNode
from probatum.quality.causes.catalogue import CauseCategory
from probatum.quality.complaints.bodies import (
    Complainant,
    Complaint,
    Examination,
    Reportability,
    ReportSent,
    ResponseLetter,
    SafetyHandover,
    UnitsDistributed,
)
from probatum.quality.events.bodies import Deviation, Investigation
from probatum.quality.events.extended import Extension
from probatum.quality.events.nonconforming import Disposition, Nonconformance
from probatum.quality.events.statutory_tables import (
    StatutoryQuestion,
    StatutoryRule,
    StatutoryRules,
    Triage,
    TriageAnswer,
)
from probatum.quality.imports.bodies import (
    CrossReference,
    EventSample,
    MigratedEvent,
    RegisterFile,
    RegisterImport,
    RowLeftOut,
)
from probatum.quality.intake.bodies import EventReport, IntakePoint, ReportedPicture, Reporter
from probatum.quality.laboratory.bodies import LabInvestigation, LabResult, RetestPlan
from probatum.quality.recurrence.judged import RecurrenceCheck, RecurrenceMatch
from probatum.quality.recurrence.trending import Trend, TrendEvent, TrendRule
from probatum.quality.risk.rated import Rating
from probatum.quality.risk.scale import (
    MatrixCell,
    MatrixDimension,
    MatrixEdition,
    MatrixLevel,
    MatrixResult,
    RiskMatrix,
)
from probatum.quality.trace.needless import NotNeeded
from probatum.quality.trail import ReviewItem, TrailReview

__all__ = [
    "AccessItem",
    "AccessReview",
    "Analysis",
    "Capa",
    "Cause",
    "CauseCategory",
    "CauseNode",
    "Complainant",
    "Complaint",
    "CrossReference",
    "Deviation",
    "Disposition",
    "EffectivenessCheck",
    "EventReport",
    "EventSample",
    "Examination",
    "Extension",
    "IntakePoint",
    "Investigation",
    "LabInvestigation",
    "LabResult",
    "MatrixCell",
    "MatrixDimension",
    "MatrixEdition",
    "MatrixLevel",
    "MatrixResult",
    "MigratedEvent",
    "Nonconformance",
    "NotNeeded",
    "PlannedAction",
    "Precedence",
    "Rating",
    "RecurrenceCheck",
    "RecurrenceMatch",
    "RegisterFile",
    "RegisterImport",
    "ReportSent",
    "Reportability",
    "ReportedPicture",
    "Reporter",
    "ResponseLetter",
    "RetestPlan",
    "ReviewItem",
    "RiskMatrix",
    "RowLeftOut",
    "SafetyHandover",
    "StatutoryQuestion",
    "StatutoryRule",
    "StatutoryRules",
    "TrailReview",
    "Trend",
    "TrendEvent",
    "TrendRule",
    "Triage",
    "TriageAnswer",
    "UnitsDistributed",
]
