"""The closed lists of complaints: how one came in, what it is about, what the triage questions make of it."""

from __future__ import annotations

CHANNELS = (
    ("form", "Form"),
    ("email", "E-mail"),
    ("phone", "Telephone"),
    ("letter", "Letter"),
    ("visit", "Visit or return"),
    ("interface", "Another system"),
)
NATURES = (
    ("appearance", "Appearance"),
    ("packaging", "Packaging or closure"),
    ("labelling", "Labelling or leaflet"),
    ("contamination", "Foreign matter or contamination"),
    ("strength", "Strength, effect or performance"),
    ("malfunction", "Malfunction of a device"),
    ("quantity", "Quantity or completeness"),
    ("falsified", "Suspected falsification"),
    ("transport", "Storage or transport"),
    ("other", "Other"),
)
CLASSES = (
    ("medicine", "Medicine"),
    ("biologic", "Biological medicine"),
    ("device", "Medical device"),
    ("combination", "Combination of medicine and device"),
)
#: by rank: the first is looked at first
SEVERITIES = (
    ("threat", "Serious threat to public health"),
    ("death", "Death"),
    ("serious", "Serious injury"),
    ("remedial", "Remedial action needed"),
    ("malfunction", "Malfunction that could harm"),
    ("falsified", "Suspected falsification"),
    ("adverse", "Possible adverse event"),
    ("defect", "Quality defect without harm"),
)
VERDICTS = (
    ("reportable", "Reportable"),
    ("uncertain", "Reported while it is uncertain"),
    ("not_reportable", "Not reportable"),
    ("not_marketed", "Not marketed there"),
)
SCOPES = (
    ("local", "When it happened in this country"),
    ("global", "Wherever it happened"),
)
EXAMINED = (
    ("returned_sample", "Returned sample"),
    ("retained_sample", "Retained sample"),
    ("batch_record", "Batch record"),
)
PURPOSES = (
    ("interim", "Interim report"),
    ("final", "Answer"),
)


def rank_of(severity: str) -> int:
    """The place of a severity in the queue, 1 for what is looked at first."""
    return [name for name, _ in SEVERITIES].index(severity) + 1
