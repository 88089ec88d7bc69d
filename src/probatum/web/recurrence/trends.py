"""Trends and their rules in pages: the generic ones serve; here stands what they say besides."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from probatum.kernel.authz import decide
from probatum.kernel.people import Person
from probatum.kernel.record import Record
from probatum.quality.recurrence.rule import KIND as RULE
from probatum.quality.recurrence.rule import PREPARE
from probatum.quality.recurrence.trend import KIND as TREND
from probatum.quality.recurrence.trending import BY, Trend
from probatum.web import pages
from probatum.web.components import marks
from probatum.web.paths import reverse


@login_required
@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """The list of the rules, as it stands in Administration."""
    return redirect(pages.list_of(RULE))


@login_required
@require_GET
def trends(request: HttpRequest) -> HttpResponse:
    """The list of what the rules saw."""
    return redirect(pages.list_of(TREND))


def facts(actor: Person, record: Record) -> list[dict[str, Any]]:
    """What a trend counts, and the rule that saw it."""
    found = Trend.objects.select_related("rule__record", "rule__capa_owner").get(pk=record.pk)
    rule, owner = found.rule.record, found.rule.capa_owner
    return [
        {"label": "Rule", "value": f"{rule.number} {rule.title}", "url": pages.page_of(rule)},
        {"label": "Alike in", "value": dict(BY)[found.rule.alike_in]},
        {"label": "Events counted", "value": found.count},
        {"label": "From", "value": marks.when(found.since, short=True)},
        {"label": "To", "value": marks.when(found.until, short=True)},
        {"label": "Owner of a CAPA", "value": owner.name if owner else ""},
    ]


def around_trends(actor: Person) -> dict[str, Any]:
    """What an empty list of trends says."""
    return {"empty": "No rule has seen a trend. Rules stand in Administration, Trend rules."}


def around_rules(actor: Person) -> dict[str, Any]:
    """The button over the list of rules, and what an empty one says."""
    begin = {"label": "Prepare a trend rule", "url": reverse("record-new", args=[RULE])}
    return {
        **({"begin": begin} if decide(actor, PREPARE) else {}),
        "empty": "A rule says how many events that are alike, in how many days, raise a trend.",
    }
