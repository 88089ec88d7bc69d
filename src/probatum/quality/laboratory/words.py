"""The closed vocabularies of laboratory investigations."""

TYPES = (("oos", "Out of specification"), ("oot", "Out of trend"), ("ooe", "Out of expectation"))
CHECKED = (("in_order", "In order"), ("finding", "Finding"), ("n_a", "Does not apply"))
PLANNED = (("retest", "Retest of the same sample"), ("resample", "New sample"))
RESULTS = (("original", "Original"), *PLANNED)
PENDING = "pending"
DISPOSITIONS = (
    (PENDING, "Still open"),
    ("release", "Can be released"),
    ("reject", "Reject"),
    ("rework", "Rework or reprocess"),
)
#: the checklist of phase I, in the order of work at the bench (LAB-02)
CHECKLIST = (
    ("solutions_kept", "Solutions and glassware kept until the end of phase I"),
    ("method_followed", "Right method and edition followed"),
    ("preparation", "Weighing, dilution and preparation"),
    ("standards", "Reference standards and reagents"),
    ("instrument_state", "Instrument calibrated and suitable"),
    ("system_suitability", "System suitability"),
    ("raw_data", "Raw data, integration and audit trail of the instrument"),
    ("calculation", "Calculation and transcription"),
    ("training", "Analyst trained and authorised"),
)
