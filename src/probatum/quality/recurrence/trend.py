"""The process of a trend: raised by a rule, decided by whoever triages events: a CAPA by one button, or none with a reason (QE-14).

Reads from top to bottom as data. A trend never opens a CAPA by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from probatum.kernel.authz import decide
from probatum.kernel.errors import Refused
from probatum.kernel.link import link
from probatum.kernel.opening import begin
from probatum.kernel.people import Actor
from probatum.kernel.process import (
    Ask,
    Guard,
    Input,
    Meaning,
    Move,
    PartRule,
    Process,
    Sees,
    State,
    process_of,
    register,
)
from probatum.kernel.record import Record
from probatum.quality.capa import choices
from probatum.quality.capa.capa import KIND as CAPA
from probatum.quality.recurrence.rule import OWNS
from probatum.quality.recurrence.trending import BY, Trend, TrendEvent

KIND = "trend"
TRIAGE = "event.triage"
NO_CAPA = Meaning("trend_without_capa", "No CAPA needed for this trend")
Values = Mapping[str, Any]


def content(record: Record) -> dict[str, Any]:
    """What was seen: the rule, the span, every event."""
    found = Trend.objects.select_related("rule__record").get(pk=record.pk)
    events = TrendEvent.objects.filter(trend=found).order_by("id")
    return {
        "rule": [found.rule.record.number, dict(BY)[found.rule.alike_in]],
        "seen": [found.told, found.count, found.since.isoformat(), found.until.isoformat()],
        "events": list(events.values_list("event__number", flat=True)),
    }


def owner_may_own(record: Record, actor: Actor, values: Values) -> str | None:
    """Whom the rule names may own the CAPA."""
    owner = Trend.objects.select_related("rule__capa_owner").get(pk=record.pk).rule.capa_owner
    if owner is not None and owner.is_active and decide(owner, OWNS, site=record.site):
        return None
    name = owner.name if owner else "Nobody"
    return f"{name} cannot own the CAPA. Approve a version of the rule that names somebody else."


def open_capa(act: Any, record: Record, values: Values) -> None:
    """Open the CAPA that addresses the trend, owned by whom the rule names."""
    found = Trend.objects.select_related("rule__capa_owner", "rule__record").get(pk=record.pk)
    owner = found.rule.capa_owner
    weight = str(values.get("weight", ""))
    if owner is None or weight not in dict(choices.WEIGHTS):
        raise Refused("Choose how serious it is.", field="weight")
    numbers = TrendEvent.objects.filter(trend=found).order_by("id").values_list("event__number", flat=True)
    told = f"{found.told}. Seen by the rule {found.rule.record.number}. Events: {', '.join(numbers)}."
    opened = begin(
        act,
        process_of(CAPA),
        title=record.title,
        values={
            "source": "trend",
            "weight": weight,
            "device": values.get("device") == "yes",
            "shape": choices.FULL,
            "problem": told,
        },
        owner=owner,
        site=record.site,
    )
    link(act, source=opened, target=record, type="addresses")


PROCESS = register(
    Process(
        kind=KIND,
        label="Trend",
        plural="Trends",
        icon="chart",
        start="raised",
        manifest="trend/1",
        content=content,
        states=(
            State(
                "raised",
                "Waits for a decision",
                "warn",
                "alert",
                asks=(Ask("decider", "open_capa", "Decide on the trend", business_days=3, instead=TRIAGE),),
                explains="A rule saw so many events that are alike. Whoever triages opens a CAPA or says why not.",
            ),
            State("capa_opened", "CAPA opened", "good", "check", final=True),
            State("without_capa", "Without a CAPA", "muted", "cross", final=True, rail=False),
        ),
        parts=(PartRule("decider", "Decides", TRIAGE, help="Empty: whoever triages at the site."),),
        sees=(Sees("event.read"), Sees("audit_trail.read")),
        moves=(
            Move(
                "open_capa",
                "Open a CAPA",
                ("raised",),
                "capa_opened",
                permission=TRIAGE,
                inputs=(
                    Input("weight", "How serious it is", "choice", choices=choices.WEIGHTS),
                    Input(
                        "device",
                        "Concerns a medical device",
                        "choice",
                        choices=(("no", "No"), ("yes", "Yes")),
                    ),
                ),
                guards=(Guard("owner_may_own", owner_may_own),),
                apply=open_capa,
                primary=True,
                help="The rule names its owner. It addresses this trend and lists its events.",
            ),
            Move(
                "decide_none",
                "No CAPA, and sign",
                ("raised",),
                "without_capa",
                permission=TRIAGE,
                meaning=NO_CAPA,
                reason=True,
                negative=True,
                help="The rule counts afresh from the day on which this trend was raised.",
            ),
        ),
    )
)
