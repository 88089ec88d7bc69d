"""Document types in three levels (group, type, class) as data; a node states only what differs from its parent."""

from dataclasses import dataclass, fields, replace


@dataclass(frozen=True, kw_only=True)
class DocumentType:
    """A node of the classification; `settled` fills what it leaves open from the nodes above it."""

    code: str
    name: str
    parent: str = ""
    number_pattern: str = ""
    review_months: int | None = None
    approver_roles: tuple[str, ...] = ()
    training_required: bool | None = None
    review_steps: tuple[str, ...] | None = None
    template: str = ""
    print_rule: str = ""
    circle: str = ""
    kept: tuple[str, ...] = ()
    described: str = ""


FUNCTION_THEN_QUALITY = ("approver", "quality_approver")
PRINT_24_HOURS = "uncontrolled, valid for 24 hours"
PRINT_WITH_REASON = "uncontrolled, valid for 24 hours, with a reason"
PRINT_NUMBERED = "each copy numbered and issued to a batch or an event"
PRINT_NOT = "not printed; read on screen"

#: Who is let in on documents of a restricted type: code, name, and what it is for.
CIRCLES = (("unblinded", "Unblinded", "Who knows the treatment codes of a running study."),)

#: The retention schedule: code, name, months, what the period runs from, and the clause that asks for it.
RETENTION = (
    ("gmp", "GMP documents", 72, "ended", "EU GMP Chapter 4.12; our own period of six years"),
    ("tmf", "Trial master file, EU", 300, "study_end", "Regulation (EU) 536/2014 Article 58"),
    ("people", "Posts and training", 120, "contract_end", "Our own period of ten years"),
)

TYPES = (
    DocumentType(
        code="GOV",
        name="Governing documents",
        kept=("gmp",),
        review_months=36,
        approver_roles=FUNCTION_THEN_QUALITY,
        training_required=True,
        print_rule=PRINT_24_HOURS,
        described="What the company promises and how it is organised.",
    ),
    DocumentType(code="POL", name="Policy", parent="GOV", number_pattern="POL-{n:03}"),
    DocumentType(code="MAN", name="Manual", parent="GOV", number_pattern="MAN-{n:03}", review_months=24),
    DocumentType(code="MAN-QM", name="Quality manual", parent="MAN"),
    DocumentType(
        code="MAN-SMF", name="Site master file", parent="MAN", review_months=12, training_required=False
    ),
    DocumentType(
        code="PRO",
        name="Procedures",
        kept=("gmp",),
        review_months=24,
        approver_roles=FUNCTION_THEN_QUALITY,
        training_required=True,
        print_rule=PRINT_24_HOURS,
        described="Who does what, in which order, with which record.",
    ),
    DocumentType(
        code="SOP",
        name="Standard operating procedure",
        parent="PRO",
        number_pattern="SOP-{dept}-{n:03}",
        template="TPL-QA-001",
    ),
    DocumentType(code="SOP-CORP", name="SOP, corporate", parent="SOP", described="In force at both sites."),
    DocumentType(
        code="SOP-GMP",
        name="SOP, manufacturing and laboratory",
        parent="SOP",
        review_steps=("content_review", "formal_review"),
        described="Document control checks form and references after the experts.",
    ),
    DocumentType(code="SOP-GCP", name="SOP, clinical and safety", parent="SOP"),
    DocumentType(
        code="WI",
        name="Work instruction",
        parent="PRO",
        number_pattern="WI-{dept}-{n:03}",
        described="One job at one place of work.",
    ),
    DocumentType(
        code="REC",
        name="Forms and templates",
        review_months=36,
        approver_roles=FUNCTION_THEN_QUALITY,
        training_required=False,
        print_rule=PRINT_NUMBERED,
        described="Empty records: what is filled in becomes evidence.",
    ),
    DocumentType(code="FRM", name="Form", parent="REC", number_pattern="FRM-{dept}-{n:03}"),
    DocumentType(
        code="TPL",
        name="Template",
        parent="REC",
        number_pattern="TPL-{dept}-{n:03}",
        print_rule=PRINT_24_HOURS,
    ),
    DocumentType(
        code="TEC",
        name="Technical documents",
        kept=("gmp",),
        review_months=36,
        approver_roles=FUNCTION_THEN_QUALITY,
        training_required=False,
        print_rule=PRINT_WITH_REASON,
        described="What a material must be, how it is tested, how that was proved.",
    ),
    DocumentType(code="SPC", name="Specification", parent="TEC", number_pattern="SPC-{dept}-{n:03}"),
    DocumentType(code="SPC-CB", name="Specification, cell bank", parent="SPC", print_rule=PRINT_NOT),
    DocumentType(code="SPC-DP", name="Specification, drug product", parent="SPC"),
    DocumentType(
        code="MET",
        name="Analytical method",
        parent="TEC",
        number_pattern="MET-{dept}-{n:03}",
        training_required=True,
    ),
    DocumentType(
        code="VAL",
        name="Validation document",
        parent="TEC",
        number_pattern="VAL-{dept}-{n:03}",
        review_months=0,
    ),
    DocumentType(code="VAL-P", name="Validation protocol", parent="VAL"),
    DocumentType(code="VAL-R", name="Validation report", parent="VAL"),
    DocumentType(
        code="CLI",
        name="Clinical documents",
        kept=("tmf",),
        review_months=12,
        approver_roles=FUNCTION_THEN_QUALITY,
        training_required=True,
        print_rule=PRINT_24_HOURS,
        described="What a study asks, and of whom.",
    ),
    DocumentType(
        code="PRT", name="Clinical study protocol", parent="CLI", number_pattern="PRT-{dept}-{n:03}"
    ),
    DocumentType(code="PRT-SYN", name="Protocol synopsis", parent="PRT"),
    DocumentType(
        code="UBL",
        name="Unblinding list",
        parent="CLI",
        number_pattern="UBL-{dept}-{n:03}",
        circle="unblinded",
        print_rule=PRINT_NOT,
    ),
    DocumentType(
        code="ORG",
        name="Organisation",
        kept=("people",),
        review_months=24,
        approver_roles=FUNCTION_THEN_QUALITY,
        training_required=False,
        print_rule=PRINT_24_HOURS,
        described="Who holds which post, and what the post answers for.",
    ),
    DocumentType(code="JD", name="Job description", parent="ORG", number_pattern="JD-{dept}-{n:03}"),
)

_BY_CODE = {each.code: each for each in TYPES}


def settled(code: str) -> DocumentType:
    """The type with everything it inherits filled in. Raises KeyError when there is none of that code."""
    node = _BY_CODE[code]
    if not node.parent:
        return node
    above = settled(node.parent)
    inherited = {
        field.name: getattr(above, field.name)
        for field in fields(node)
        if field.name not in ("code", "name", "parent", "described")
        and getattr(node, field.name) in ("", None, ())
    }
    return replace(node, **inherited)


def leaves() -> list[DocumentType]:
    """The types a document can have: those with nothing below them, settled."""
    parents = {each.parent for each in TYPES}
    return [settled(each.code) for each in TYPES if each.code not in parents]
