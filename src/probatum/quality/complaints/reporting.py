"""Determinations that a complaint asks for: one for each product and authority of every country concerned (CMP-04 to CMP-06).

They are opened by themselves when the complaint goes to triage, and again when its answers or its day of awareness change: a
clock can only move earlier then, never later.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from probatum.kernel import clock as clocks
from probatum.kernel.action import Act
from probatum.kernel.body import body_of, new_edition
from probatum.kernel.concern import items_of
from probatum.kernel.errors import Missing
from probatum.kernel.family import children_of, is_over
from probatum.kernel.lifecycle import lock, touch
from probatum.kernel.master import Item
from probatum.kernel.opening import begin
from probatum.kernel.people import Actor
from probatum.kernel.process import Guard, process_of
from probatum.kernel.record import Record
from probatum.quality.complaints.bodies import Complaint, Reportability, ReportSent
from probatum.quality.complaints.rules import Rule, rules_for
from probatum.quality.events.federal_days import federal_days_off
from probatum.quality.events.statutory_tables import GLOBAL, LOCAL, US_FEDERAL

KIND = "reportability"
CLOCK = "report"
NO_RULE = "No rule for this country and severity"
NO_PERIOD = "without undue delay"
UNNAMED = "Authority to be named"


def country_of(market: Item) -> str:
    """The country code by which rules of a market are found."""
    return (market.country or market.code).upper()[:2]


def open_determinations(act: Act, record: Record) -> None:
    """Open what is missing and bring what is open up to date, under an open action."""
    kept: Complaint = body_of(record)
    known = _known(record)
    home = {item.pk for item in items_of(record, "incident_country")}
    for product in items_of(record, "product"):
        for market in _markets(record):
            for authority in _authorities(kept, market, at_home=market.pk in home):
                child = known.pop((product.pk, market.pk, authority), None)
                if child is None:
                    _open(act, record, product=product, market=market, authority=authority)
                else:
                    reckon(act, child, kept)
    for child in known.values():
        reckon(act, child, kept)
    record.__dict__.pop("_children", None)


def _markets(record: Record) -> list[Item]:
    found = {item.pk: item for field in ("incident_country", "sold_in") for item in items_of(record, field)}
    return list(found.values())


def _authorities(kept: Complaint, market: Item, *, at_home: bool) -> list[str]:
    """Who may have to be told in a market: by rules of this country; at home there is always a determination."""
    rules = [rule for rule in _rules(kept, country_of(market)) if at_home or rule.everywhere]
    found = list(dict.fromkeys(rule.authority for rule in rules))
    return found or ([UNNAMED] if at_home else [])


def _rules(kept: Complaint, country: str) -> list[Rule]:
    return rules_for(country, kept.severity, product_class=kept.product_class)


def _known(record: Record) -> dict[tuple[int, int, str], Record]:
    found = {}
    for child in Record.objects.filter(parent=record, kind=KIND).order_by("pk"):
        product, market = _first(child, "about"), _first(child, "market")
        if product and market:
            found[product.pk, market.pk, body_of(child).authority] = child
    return found


def _first(record: Record, field: str) -> Item | None:
    return next(iter(items_of(record, field)), None)


def _open(act: Act, record: Record, *, product: Item, market: Item, authority: str) -> None:
    begin(
        act,
        process_of(KIND),
        title=f"{product.code} in {market.code}, {authority}",
        values={"authority": authority, "about": [product], "market": [market]},
        owner=record.owner,
        site=record.site,
        department=record.department,
        parent=record,
    )


def take_up(act: Any, record: Record) -> None:
    """Give a new determination the severity, the rule and the clock of its complaint; the caller saves the due day."""
    parent = record.parent
    if parent is not None:
        _apply(act, record, body_of(parent))


def reckon(act: Act, child: Record, kept: Complaint) -> None:
    """Bring a determination that still runs up to date with the answers; one that is over shows in the gate instead."""
    if is_over(child) or child.state == "sent":
        return
    locked = lock(child)
    before = (body_of(locked).severity, body_of(locked).rule, locked.due)
    _apply(act, locked, kept)
    if before != (body_of(locked).severity, body_of(locked).rule, locked.due):
        new_edition(act, locked)
        touch(act, locked)


def _apply(act: Act, record: Record, kept: Complaint) -> None:
    own: Reportability = body_of(record)
    market = _first(record, "market")
    rules = _rules(kept, country_of(market)) if market else []
    rule = next((one for one in rules if one.authority == own.authority), None)
    own.severity = kept.severity
    own.rule = f"{rule.source}: {rule.span or NO_PERIOD}"[:200] if rule else NO_RULE
    own.scope = (GLOBAL if rule.everywhere else LOCAL) if rule else ""
    own.save(update_fields=["severity", "rule", "scope"])
    if rule is not None and rule.span is not None:
        clock = clocks.start(
            act,
            record,
            name=CLOCK,
            label=own.authority,
            span=rule.span,
            since=kept.aware_at,
            statutory=True,
            source=rule.source,
            off=_days_off(rule, kept),
        )
        record.due = clock.due


def _days_off(rule: Rule, kept: Complaint) -> frozenset[dt.date]:
    """The law names the days off of its working days; those of the company's site do not count."""
    if rule.calendar != US_FEDERAL or kept.aware_at is None:
        return frozenset()
    return federal_days_off(kept.aware_at.date())


def sent_of(record: Record) -> list[ReportSent]:
    """What went between the company and an authority, in its order."""
    return list(ReportSent.objects.filter(record=record).order_by("id"))


def _decided(record: Record, actor: Actor, values: Mapping[str, Any]) -> tuple[Missing, ...]:
    """Every determination is decided, by the severity that the complaint has now."""
    severity = body_of(record).severity
    found = []
    for child in children_of(record, KIND):
        if child.state == "assessment":
            found.append(Missing(f"{child.number} ({child.title}) is not decided.", record=child))
        elif body_of(child).severity != severity:
            text = f"{child.number} was decided for another severity. Reopen it and decide again."
            found.append(Missing(text, record=child))
    if not children_of(record, KIND):
        found.append(Missing("Nobody has decided whether an authority is to be told.", record=record))
    return tuple(found)


def _sent(record: Record, actor: Actor, values: Mapping[str, Any]) -> tuple[Missing, ...]:
    """Every report that is due was sent."""
    return tuple(
        Missing(f"The report {child.number} ({child.title}) is not sent.", record=child)
        for child in _open_ones(children_of(record, KIND))
    )


def _open_ones(children: Iterable[Record]) -> list[Record]:
    return [child for child in children if not is_over(child) and child.state != "sent"]


DECIDED = Guard("reporting_decided", _decided)
ALL_SENT = Guard("reports_sent", _sent)
