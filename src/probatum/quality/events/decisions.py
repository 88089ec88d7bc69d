"""Two decisions of every event, each with its reason: is a CAPA needed, and is its effect to be checked (QE-15, QE-16, CAP-21)."""

from __future__ import annotations

from typing import Any

from django.db import models

from probatum.kernel.section import Field

CAPA_NEEDED = Field(
    "capa_needed",
    "CAPA needed",
    "yes_no",
    required=True,
    help="With yes, the event closes only when a CAPA with at least one action and its owner is there.",
)
CAPA_REASON = Field(
    "capa_reason", "Why a CAPA is not needed", "longtext", required=True, when=("capa_needed", (False,))
)
CHECK_NEEDED = Field("check_needed", "Effectiveness check needed", "yes_no", required=True)
CHECK_REASON = Field(
    "check_reason", "Why no check is needed", "longtext", required=True, when=("check_needed", (False,))
)
DECISIONS = (CAPA_NEEDED, CAPA_REASON, CHECK_NEEDED, CHECK_REASON)


class Decided(models.Model):
    """The columns of both decisions."""

    capa_needed = models.BooleanField("CAPA needed", null=True, blank=True)
    capa_reason = models.TextField("why a CAPA is not needed", blank=True)
    check_needed = models.BooleanField("effectiveness check needed", null=True, blank=True)
    check_reason = models.TextField("why no check is needed", blank=True)

    class Meta:
        abstract = True


def told(body: Any) -> str:
    """Both decisions in words, for lists that are reviewed."""
    words = {True: "CAPA needed", False: f"No CAPA: {body.capa_reason}", None: "Not decided yet"}
    return words[body.capa_needed]
