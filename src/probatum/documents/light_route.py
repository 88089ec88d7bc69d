"""The light route of a version that is not GxP: draft, checked by one other person, final (DOC-43, ADR-0017).

Part, states and moves as data; the process of a version takes them up among its own. The check is no approval and is not
signed: whoever checks says what was checked. Which route a version takes is a fact of its document, kept since it was made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from probatum.documents import rules
from probatum.documents.content import Document, Version
from probatum.kernel.calendar import today_at
from probatum.kernel.process import Ask, Guard, Move, PartRule, State
from probatum.kernel.record import Record

CHECKER = "checker"
#: The two ways a document can be sent from draft; each leaves out the moves of the other.
IS_LIGHT = Guard("is_light", rules.is_light, route=True)
IS_NOT_LIGHT = Guard("is_not_light", rules.is_not_light, route=True)


def make_final(act: Any, record: Record, values: Mapping[str, Any]) -> None:
    """What was checked becomes effective today at its site: nobody chooses a day, and no training is waited for."""
    today = today_at(record.site, at=act.at)
    Version.objects.filter(pk=record.pk).update(effective_on=today, approved_at=act.at)


PART = PartRule(
    CHECKER,
    "Checker",
    "version.review",
    maximum=1,
    help="Checks what is not GxP, instead of review and approval. Not an author.",
)

STATES = (
    State(
        "in_check",
        "In check",
        "info",
        "eye",
        asks=(Ask(CHECKER, "check", "Check", business_days=5),),
        explains="One person who did not write it checks it. It is not GxP, so there is no approval.",
    ),
    State(
        "checked",
        "Checked",
        "good",
        "clock",
        explains="Final. It becomes effective as soon as its PDF is stamped.",
    ),
)


def moves(written: tuple[Guard, ...]) -> tuple[Move, ...]:
    """The moves of the route; `written` is what every draft must fulfil before it leaves its authors."""
    return (
        Move(
            "submit_for_check",
            "Send for check",
            ("draft",),
            "in_check",
            part="author",
            instead="document.control",
            guards=(IS_LIGHT, *written, Guard("checker_named", rules.checker_named)),
            primary=True,
            help="This document is not GxP: one check makes it final.",
        ),
        Move(
            "check",
            "Check done, make it final",
            ("in_check",),
            "checked",
            permission="version.review",
            each=True,
            reason=True,
            guards=(IS_LIGHT, Guard("not_who_wrote", rules.not_who_wrote)),
            apply=make_final,
            primary=True,
            help="It becomes effective at once and supersedes the version in force. Say what you checked.",
        ),
        Move(
            "refuse_check",
            "Send back to the author",
            ("in_check",),
            "draft",
            part=CHECKER,
            reason=True,
            negative=True,
            outcome="refused",
            help="The version goes back to draft and is checked again.",
        ),
    )


def light_among(keys: Iterable[int]) -> set[int]:
    """Which of these documents and versions are not GxP, in one query."""
    wanted = list(keys)
    documents = Document.objects.filter(light=True, pk__in=wanted).values_list("pk")
    versions = Version.objects.filter(document__light=True, pk__in=wanted).values_list("pk")
    return {key for (key,) in documents.union(versions, all=True)}
