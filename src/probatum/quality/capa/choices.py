"""What fields of CAPAs, actions and checks can be chosen from."""

from __future__ import annotations

from probatum.quality.events.due import SUGGESTIONS

SIMPLE, FULL, EIGHT_D = "simple", "full", "eight_d"
SHAPES = (
    (SIMPLE, "Simple: one responsible person, no separate actions"),
    (FULL, "Full: actions with people of their own"),
    (EIGHT_D, "8D: full, with the eight disciplines"),
)

SOURCES = (
    ("deviation", "Deviation"),
    ("nonconformance", "Nonconformance"),
    ("complaint", "Complaint"),
    ("laboratory", "Laboratory investigation"),
    ("finding", "Finding of an audit or inspection"),
    ("risk", "Risk assessment"),
    ("trend", "Trend"),
    ("management_review", "Management review"),
    ("ineffective", "Check that did not hold"),
    ("other", "Other"),
)

WEIGHTS = (("minor", "Minor"), ("major", "Major"), ("critical", "Critical"))
HEAVY = ("major", "critical")

NATURES = (("corrective", "Corrective"), ("preventive", "Preventive"), ("correction", "Correction"))

#: what kind of change an action is; its usual time is proposed by it (CAP-22)
CATEGORIES = tuple((name, suggestion.label) for name, suggestion in SUGGESTIONS.items())

EFFECTIVE, INEFFECTIVE, INCONCLUSIVE = "effective", "ineffective", "inconclusive"
OUTCOMES = (
    (EFFECTIVE, "Effective"),
    (INEFFECTIVE, "Ineffective"),
    (INCONCLUSIVE, "Inconclusive"),
)

NEW_CAPA, REOPEN = "new_capa", "reopen"
FOLLOW_UPS = ((NEW_CAPA, "Open a new CAPA"), (REOPEN, "Reopen what was checked"))
