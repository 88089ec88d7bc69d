"""The kinds whose registers are imported: deviations, nonconformances, complaints and CAPAs. Reads as data."""

from __future__ import annotations

from typing import Any

from probatum.quality.complaints.bodies import Complainant
from probatum.quality.imports.declared import (
    CHOICE,
    ITEMS,
    PEOPLE_OUTSIDE,
    YES_NO,
    Column,
    Legacy,
    declare,
)

_CLOSED = (
    "closed",
    "complete",
    "completed",
    "done",
    "finished",
    "resolved",
    "final",
    "geschlossen",
    "abgeschlossen",
)
_CANCELLED = (
    "cancelled",
    "canceled",
    "void",
    "voided",
    "withdrawn",
    "rejected",
    "duplicate",
    "not an event",
    "storniert",
)
_NEW = (
    "open",
    "new",
    "reported",
    "initiated",
    "draft",
    "registered",
    "assessment",
    "in assessment",
    "offen",
    "neu",
)
_AT_WORK = ("under investigation", "in investigation", "investigation", "in progress", "ongoing", "capa raised",
            "under review", "in bearbeitung", "in untersuchung")  # fmt: skip
_AT_THE_END = ("pending approval", "in approval", "final approval", "pending closure", "awaiting closure", "qa review",
               "in freigabe")  # fmt: skip

BATCH = Column("batch", "Batches", ("batch id", "batch number", "batch no", "lot number", "lot no", "batch", "lot", "charge"), ITEMS, "batch", "batch")  # fmt: skip
PRODUCT = Column("product", "Products", ("product code", "product number", "product name", "product", "produkt"), ITEMS, "product", "product")  # fmt: skip
MATERIAL = Column("material", "Materials", ("material number", "material code", "raw material lot", "material"), ITEMS, "material", "material")  # fmt: skip
EQUIPMENT = Column("equipment", "Equipment", ("equipment id", "equipment no", "equipment number", "tool id number", "equipment", "instrument"), ITEMS, "equipment", "equipment")  # fmt: skip
SUPPLIER = Column("supplier", "Suppliers", ("supplier", "vendor", "lieferant"), ITEMS, "supplier", "supplier")
CAUSE = ("root cause description", "root cause analysis", "root cause", "cause", "conclusion", "ursache")
RAISED = Column(
    "raised", "CAPA needed", ("capa raised", "capa required", "capa needed", "capa"), YES_NO, "capa_needed"
)
#: says of the cause, not of the event; it stays in the words of the register
CAUSE_CATEGORY = Column("cause_category", "Category of the cause", ("root cause category", "cause category"))
AT_ONCE = ("immediate action", "immediate actions", "correction", "containment", "sofortmaßnahme")
STORY = ("description", "event description", "deviation description", "what happened", "problem description",
         "details", "defect", "beschreibung")  # fmt: skip
CATEGORY = Column(
    "category", "Category", ("category", "deviation category", "event category", "kategorie"), CHOICE, "category",
    values=(
        ("documentation", ("document", "record", "dokument")),
        ("equipment", ("equipment", "instrument", "calibration", "maintenance", "anlage")),
        ("environment", ("environment", "utilit", "monitoring", "umgebung")),
        ("material", ("material", "component", "packaging")),
        ("system", ("system", "software", "computer")),
        ("storage", ("storage", "transport", "lager")),
        ("process", ("process", "parameter", "prozess")),
        ("procedure", ("procedure", "training", "human", "verfahren")),
        ("other", ("other", "sonst")),
    ),
)  # fmt: skip
_MOMENTS = {"occurred_at": ("occurred", "opened"), "aware_at": ("opened", "occurred")}

declare(
    Legacy(
        "deviation",
        ("deviation", "dev", "abweichung"),
        {
            "closed": _CLOSED,
            "cancelled": _CANCELLED,
            "final_approval": _AT_THE_END,
            "investigation": _AT_WORK,
            "assessment": _NEW,
        },
        (
            RAISED,
            CAUSE_CATEGORY,
            Column("conclusion", "Cause and conclusion", CAUSE, into="conclusion"),
            Column("at_once", "Done at once", AT_ONCE, into="immediate_action"),
            Column(
                "impact",
                "Impact",
                ("impact", "impact assessment", "product impact", "auswirkung"),
                into="impact",
            ),
            Column("story", "What happened", STORY, into="description"),
            CATEGORY,
            BATCH,
            PRODUCT,
            MATERIAL,
            EQUIPMENT,
            SUPPLIER,
        ),
        story="description",
        moments=_MOMENTS,
    )
)
declare(
    Legacy(
        "nonconformance",
        ("nonconformance", "nonconformity", "non conformance", "nc", "ncr", "ncmr"),
        {
            "closed": _CLOSED,
            "cancelled": _CANCELLED,
            "closing": _AT_THE_END,
            "investigation": _AT_WORK,
            "disposition": ("disposition", "in disposition", "pending disposition", "mrb", "quarantine", "on hold"),
            "containment": (*_NEW, "contained", "containment"),
        },
        (
            RAISED,
            CAUSE_CATEGORY,
            Column("conclusion", "Cause and conclusion", CAUSE, into="conclusion"),
            Column(
                "requirement", "Requirement not met", ("requirement", "specification", "spec"), into="requirement"
            ),
            Column("contained", "Containment", ("containment", "containment action", "segregation"), into="containment"),
            Column("at_once", "Done at once", AT_ONCE, into="immediate_action"),
            Column("story", "What does not conform", (*STORY, "nonconformance description"), into="description"),
            CATEGORY,
            BATCH,
            PRODUCT,
            MATERIAL,
            EQUIPMENT,
            SUPPLIER,
        ),
        story="description",
        moments=_MOMENTS,
    )
)  # fmt: skip


def keep_complainants(act: Any, made: Any) -> None:
    """Who complained stands apart from the complaint, also where an older register did not (CMP-01)."""
    Complainant.objects.bulk_create(
        Complainant(record=record, name=line.outside[:200], entered_by=act.person, entered_at=act.at)
        for record, line in made
        if line.outside
    )


declare(
    Legacy(
        "complaint",
        ("complaint", "cmp", "reklamation", "beschwerde"),
        {
            "closed": _CLOSED,
            "cancelled": _CANCELLED,
            "closing": _AT_THE_END,
            "response": ("response", "in response", "awaiting response", "reply pending"),
            "investigation": _AT_WORK,
            "triage": (*_NEW, "received", "triage"),
        },
        (
            Column(
                "outside",
                "Complainant",
                ("complainant", "complainant name", "customer name", "customer", "reporter", "reported by"),
                PEOPLE_OUTSIDE,
            ),
            RAISED,
            Column("conclusion", "Conclusion", CAUSE, into="conclusion"),
            Column("findings", "Findings", ("findings", "investigation result", "investigation"), into="findings"),
            Column("at_once", "Done at once", AT_ONCE, into="immediate_action"),
            Column("serial", "Serial number", ("serial number", "serial no", "serial", "sn"), into="serial"),
            Column("story", "What is complained of", (*STORY, "complaint", "complaint description"), into="description"),
            Column("lot", "Lot or batch", BATCH.words, ITEMS, "lot", "batch"),
            PRODUCT,
        ),
        story="description",
        moments={**_MOMENTS, "reported_at": ("opened",)},
        withheld=("patient", "complainant", "customer", "contact", "phone", "telephone", "email", "e mail", "address",
                  "reporter", "reported by", "date of birth", "initials"),
        after=keep_complainants,
    )
)  # fmt: skip

#: kind that a CAPA refers to -> its source
_SOURCES = {"deviation": "deviation", "nonconformance": "nonconformance", "complaint": "complaint"}


def finish_capa(line: Any) -> dict[str, Any]:
    """A CAPA of a register is one responsible person's, without actions of its own; its source is what it refers to."""
    source = line.values.get("source") or _SOURCES.get(line.refers_kind, "other")
    plans = [f"{label}: {line.extra[name]}" for name, label in _PLANS if line.extra.get(name)]
    return {
        "source": source,
        "source_note": "As in the older system." if source == "other" else "",
        "weight": line.severity,
        "shape": "simple",
        "intended": "\n".join(plans),
    }


_PLANS = (("corrective", "Corrective"), ("preventive", "Preventive"))
declare(
    Legacy(
        "capa",
        ("capa", "corrective action", "car"),
        {
            "closed": _CLOSED,
            "cancelled": _CANCELLED,
            "final_approval": (*_AT_THE_END, "pending verification", "verification", "pending effectiveness"),
            "planning": ("planning", "planned", "new", "draft", "initiated", "geplant"),
            "in_implementation": ("open", "in progress", "ongoing", "in implementation", "implementation", "implemented",
                                  "offen", "in bearbeitung", "in umsetzung"),
        },
        (
            Column("effect", "Effect", ("effectiveness", "effectiveness result", "effectiveness check", "wirksamkeit"), CHOICE),
            Column("source", "Source", ("source", "capa source", "quelle"), CHOICE, "source", values=(
                ("deviation", ("deviation", "abweichung")), ("nonconformance", ("nonconform", "ncr")),
                ("complaint", ("complaint", "reklamation")), ("laboratory", ("oos", "laborator")),
                ("finding", ("audit", "inspection", "finding")), ("risk", ("risk", "risiko")),
                ("trend", ("trend",)), ("management_review", ("management review",)), ("other", ("other", "sonst")),
            )),
            Column("corrective", "Corrective action", ("corrective action", "corrective actions", "action plan", "korrekturmaßnahme")),
            Column("preventive", "Preventive action", ("preventive action", "preventive actions", "vorbeugemaßnahme")),
            Column("cause", "Root cause", CAUSE, into="cause"),
            Column("done", "What was done", ("action taken", "actions taken", "implementation", "result", "durchgeführt"), into="done"),
            Column("story", "What is wrong", (*STORY, "problem", "problem statement", "issue"), into="problem"),
            PRODUCT,
        ),
        story="problem",
        days={"due_on": ("due",)},
        finish=finish_capa,
    )
)  # fmt: skip
