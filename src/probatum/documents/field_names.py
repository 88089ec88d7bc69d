"""The names of the fields that a text may ask for (DOC-08). Knows no database, so that converters can read it anywhere."""

from __future__ import annotations

import re

#: name -> what it gives; the order is that of the guide
FIELDS = {
    "number": "the number",
    "title": "the title",
    "version": "the version",
    "state": "whether it is approved",
    "effective": "the day from which it is in force",
    "review": "the day of its next review",
    "owner": "the owner",
    "type": "the type",
    "site": "the site",
    "department": "the department",
    "organisation": "the company",
    "template": "the template it was made from",
    "page": "the page",
    "pages": "how many pages the text has",
}
#: numbered by the program that sets the pages
COUNTED = ("page", "pages")
_SAME = {
    "effective_date": "effective",
    "effective_from": "effective",
    "review_date": "review",
    "next_review": "review",
    "status": "state",
    "company": "organisation",
    "document_number": "number",
    "document_type": "type",
}
_BETWEEN = re.compile(r"[\s_-]+")


def field_of(asked: str) -> str | None:
    """The field meant by what stands in a text, such as `Effective date`; None for one that is not known."""
    folded = _BETWEEN.sub("_", asked.strip().casefold())
    folded = _SAME.get(folded, folded)
    return folded if folded in FIELDS else None
