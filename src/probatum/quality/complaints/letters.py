"""What a letter to a complainant begins with: a text that the customer owns, with the fields of the case in it (CMP-13).

The name and the address never enter the letter; they are put onto its paper for those who may know them.
"""

from __future__ import annotations

import string
from typing import Any

from probatum.kernel import moments
from probatum.kernel.body import body_of
from probatum.kernel.calendar import today_at
from probatum.kernel.concern import items_of
from probatum.kernel.configuration import CHECKS, SETTINGS, setting
from probatum.kernel.errors import Refused
from probatum.kernel.people import Person
from probatum.kernel.record import Record
from probatum.quality.complaints.bodies import Complaint

FIELDS = ("number", "received", "product", "lot", "subject", "conclusion", "company")
INTERIM = (
    "Thank you for telling us about {product}, which reached us on {received} and has the number {number}.\n\n"
    "We are looking into what you reported: {subject}. This takes longer than two weeks, because "
    "the records of the batch {lot} and the sample are examined. You will hear from us again as soon as we know the result."
)
FINAL = (
    "Thank you for telling us about {product}, which reached us on {received} and has the number {number}.\n\n"
    "We have looked into what you reported: {subject}. This is what we found for the batch {lot}:\n\n"
    "{conclusion}\n\n"
    "We are sorry for the trouble. Please write to us under the number above if there is anything else."
)
KEYS = {"interim": "complaint.letter_interim", "final": "complaint.letter_final"}
SETTINGS[KEYS["interim"]] = (INTERIM, "Template of the interim report to a complainant", None, None)
SETTINGS[KEYS["final"]] = (FINAL, "Template of the answer to a complainant", None, None)


def text_for(record: Record, purpose: str) -> str:
    """The text of a letter for a complaint, the fields of the template filled in."""
    kept: Complaint = body_of(record)
    received = kept.reported_at or kept.aware_at or record.opened_at
    given = {
        "number": record.number,
        "received": moments.day(today_at(record.site, at=received)),
        "product": _names(record, "product") or "the product",
        "lot": _names(record, "lot") or "in question",
        "subject": record.title,
        "conclusion": kept.conclusion or "[to be written]",
        "company": str(setting("company.name")),
    }
    return str(setting(KEYS[purpose])).format(**given)


def _names(record: Record, field: str) -> str:
    return ", ".join(item.name for item in items_of(record, field))


def _template(actor: Person, text: str) -> str:
    """A template with known fields only. Raises Refused, naming those that there are."""
    text = text.replace("\r\n", "\n")
    try:
        used = [
            name + (form or "") + (turn or "")
            for _, name, form, turn in string.Formatter().parse(text)
            if name is not None
        ]
    except ValueError:
        raise Refused("Write each field as {number}, with both braces.") from None
    strange = sorted(set(used) - set(FIELDS))
    if strange or not text.strip():
        known = ", ".join(f"{{{name}}}" for name in FIELDS)
        raise Refused(f"Use only these fields in the text: {known}.")
    return text


CHECKS.update(dict.fromkeys(KEYS.values(), _template))


def as_content(record: Record) -> dict[str, Any]:
    """What the signature on a letter is bound to, besides its own text: the complaint that it answers."""
    return {"answers": record.parent.number if record.parent else ""}
