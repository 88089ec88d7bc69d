"""What every quality event tells: what happened, when, when it became known, and what was done at once (QE-01 to QE-03).

Occurred, became known and entered are three moments; the clocks run from the second, and a late entry says why.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import models

from probatum.kernel import moments
from probatum.kernel.body import SectionBody, body_of
from probatum.kernel.configuration import CHECKS, SETTINGS, setting
from probatum.kernel.errors import Refused
from probatum.kernel.people import Person
from probatum.kernel.record import Record
from probatum.kernel.section import Field

LATE_AFTER = "event.late_after_hours"
SETTINGS[LATE_AFTER] = (24, "Hours after becoming aware from which the entry of an event is late", 1, 720)

PERSONAL_CATEGORIES = "event.personal_categories"
SETTINGS[PERSONAL_CATEGORIES] = (
    "consent",
    "Categories of events that hold personal data, by their codes, between commas",
    None,
    None,
)

AREAS = (
    ("gmp", "GMP"),
    ("gcp", "GCP"),
    ("glp", "GLP"),
    ("gdp", "GDP"),
    ("gvp", "GVP"),
    ("device", "Devices"),
)
CATEGORIES = (
    ("procedure", "Procedure not followed"),
    ("documentation", "Documentation"),
    ("equipment", "Equipment or facility"),
    ("material", "Material or component"),
    ("environment", "Environment or utilities"),
    ("process", "Process parameter"),
    ("system", "Computerised system"),
    ("storage", "Storage or transport"),
    ("consent", "Consent or protocol"),
    ("other", "Other"),
)


class EventFacts(SectionBody):
    """The columns that every quality event has."""

    description = models.TextField("what happened", blank=True)
    occurred_at = models.DateTimeField("occurred", null=True, blank=True)
    aware_at = models.DateTimeField("became aware", null=True, blank=True)
    late_reason = models.TextField("why it is entered late", blank=True)
    immediate_action = models.TextField("what was done at once", blank=True)
    category = models.CharField(max_length=20, choices=CATEGORIES, blank=True)
    external = models.BooleanField("reported from outside", null=True, blank=True)
    personal_data = models.BooleanField("holds personal data", null=True, blank=True)

    class Meta:
        abstract = True


DESCRIPTION = Field(
    "description",
    "What happened",
    "longtext",
    required=True,
    help="What was seen, where, and how it differs from what was expected. No names of patients.",
)
OCCURRED = Field(
    "occurred_at", "Occurred", "moment", required=True, help="When it happened, as well as it is known."
)
AWARE = Field(
    "aware_at",
    "Became aware",
    "moment",
    required=True,
    help="When the company came to know of it. Clocks run from here.",
)
LATE = Field(
    "late_reason",
    "Why it is entered late",
    "longtext",
    help="Needed when it is entered long after it became known.",
)
AT_ONCE = Field(
    "immediate_action",
    "What was done at once",
    "longtext",
    help="Stopped, separated, labelled, told to whom.",
)
CATEGORY = Field("category", "Category", "choice", required=True, choices=CATEGORIES)
EXTERNAL = Field(
    "external", "Reported from outside", "yes_no", help="By a customer, a supplier, a site or an authority."
)
PERSONAL = Field(
    "personal_data",
    "Holds personal data",
    "yes_no",
    shields=True,
    help="Then only who works on it, and roles that may read personal data, read its texts; search does not find them.",
)


def flag_by_category(record: Record) -> None:
    """Say that an event holds personal data where its category is one that does and nobody has answered yet (QE-33)."""
    kept: EventFacts = body_of(record)
    if kept.personal_data is None and kept.category and kept.category in _personal_categories():
        kept.personal_data = True
        kept.save(update_fields=["personal_data"])


def _personal_categories() -> list[str]:
    return [code for code in str(setting(PERSONAL_CATEGORIES)).replace(",", " ").split() if code]


def _categories_known(actor: Person, value: str) -> str:
    """Codes of categories between commas. Raises Refused for one that there is not."""
    wanted = [code for code in value.replace(",", " ").split() if code]
    known = dict(CATEGORIES)
    if strange := next((code for code in wanted if code not in known), ""):
        raise Refused(f"There is no category “{strange[:40]}”. There are: {', '.join(known)}.")
    return ", ".join(wanted)


CHECKS[PERSONAL_CATEGORIES] = _categories_known


def moments_fit(values: Mapping[str, Any], at: dt.datetime) -> None:
    """The moments follow each other, and a late entry says why (QE-02, QE-03).

    Raises Refused, naming the field, for a moment to come, one before the other, or a late entry without a reason.
    """
    occurred, aware = values.get("occurred_at"), values.get("aware_at")
    now = max(at, dt.datetime.now(dt.UTC))
    if aware is not None and aware > now:
        raise Refused("“Became aware” lies ahead. Enter when it became known.", field="aware_at")
    if occurred is not None and aware is not None and aware < occurred:
        told = moments.universal(occurred, seconds=False)
        raise Refused(f"It cannot have become known before it occurred ({told}).", field="aware_at")
    if occurred is not None and occurred > now:
        raise Refused("“Occurred” lies ahead. Enter when it happened.", field="occurred_at")
    hours = int(setting(LATE_AFTER))
    if aware is not None and at - aware > dt.timedelta(hours=hours) and not values.get("late_reason"):
        raise Refused(
            f"This is entered more than {hours} hours after it became known. Say why it is entered late.",
            field="late_reason",
        )
