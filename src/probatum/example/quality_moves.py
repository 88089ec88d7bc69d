"""The moves of people in the quality events of the example company, and what the events stand on."""

from __future__ import annotations

from typing import Any, Protocol

from probatum.example.master_items import ITEMS
from probatum.kernel.editing import edit
from probatum.kernel.lifecycle import perform
from probatum.kernel.master import Item
from probatum.kernel.mastering import Values, add_item
from probatum.kernel.models import Department, Person, Record, Site
from probatum.kernel.opening import open_new
from probatum.kernel.process import process_of
from probatum.kernel.signature import Evidence, digest_of
from probatum.quality.causes.catalogue import take_starter
from probatum.quality.events import statutory_asking, statutory_drafting, triage
from probatum.quality.recurrence import judged, judging
from probatum.quality.risk import drafting, rating
from probatum.quality.risk.proposal import proposed

QUALITY, HEAD = "t.lindqvist", "m.oberrauch"


class Cast(Protocol):
    """Who acts, and how each of them is authenticated."""

    people: dict[str, Person]
    sites: dict[str, Site]
    departments: dict[str, Department]

    def evidence(self, person: Person) -> Evidence: ...


class Teller:
    """Makes the moves of the quality events with the people of the company."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.people = cast.people

    def move(self, who: str, record: Record, name: str, *, reason: str = "", **values: Any) -> Record:
        """One move on the record as it is now, signed where its process says so."""
        now = fresh(record)
        move = process_of(now).move(name)
        signed = move.meaning is not None
        actor = self.people[who]
        return perform(
            actor,
            now,
            name,
            based_on=now.version,
            reason=reason,
            values=values,
            evidence=self.cast.evidence(actor) if signed else None,
            shown=digest_of(process_of(now), now) if signed else "",
        )

    def fill(self, who: str, record: Record, section: str, **values: Any) -> Record:
        """Fill in a section of the record as it is now."""
        now = fresh(record)
        return edit(self.people[who], now, section, values=values, based_on=now.version)

    # --- what the events stand on ---
    def found(self) -> None:
        """Master data, categories of causes, the risk matrix and the statutory clocks, each in force."""
        for item in ITEMS:
            values = Values(
                name=item.name,
                status=item.status,
                parent=Item.objects.filter(code=item.parent).first() if item.parent else None,
                site=self.cast.sites.get(item.site),
                country=item.country,
            )
            add_item(
                self.people[QUALITY],
                register=item.register,
                code=item.code,
                values=values,
                reason="First entry.",
            )
        take_starter(self.people[QUALITY])
        matrix = drafting.open_version(
            self.people[QUALITY],
            title="Risk matrix for quality events",
            note="Five levels of severity and of likelihood.",
            approvers=[self.people[HEAD]],
            plan=proposed(counts={"severity": 5, "likelihood": 5}),
        )
        self.move(QUALITY, matrix.record, "submit")
        self.move(HEAD, matrix.record, "approve")
        clocks = statutory_drafting.open_version(
            self.people[QUALITY],
            title="Statutory clocks 2026",
            note="As delivered, checked.",
            approvers=[self.people[HEAD]],
        )
        self.move(QUALITY, clocks.record, "submit")
        self.move(HEAD, clocks.record, "approve")

    def watch(self, owner: str) -> None:
        """A rule that raises a trend; whoever triages opens the CAPA, which is the owner's then."""
        rule = open_new(
            self.people[QUALITY],
            "trend_rule",
            title="Two events of one category in a quarter",
            values={
                "code": "CATEGORY-90",
                "kind": "every",
                "alike_in": "category",
                "at_least": 2,
                "days": 90,
                "capa_owner": self.people[owner],
                "why": "Management review of 2025: more than one in a quarter has had a common cause.",
            },
        )
        self.move(QUALITY, rule, "submit")
        self.move(HEAD, rule, "approve")

    def rate(self, who: str, record: Record, severity: int, likelihood: int, why: str) -> None:
        now = fresh(record)
        levels = {"severity": severity, "likelihood": likelihood}
        rating.rate(self.people[who], now, levels=levels, rationale=why, based_on=now.version)

    def answer(self, who: str, record: Record, *, told: tuple[str, str, str] = ("", "", "")) -> None:
        """The questions of triage that can start a clock of the law, answered with no, or one of them with “not sure”."""
        unsure, country, why = told
        now, version = fresh(record), statutory_asking.in_force()
        asked = statutory_asking.questions_of(version, kind=now.kind) if version is not None else []
        if asked:
            triage.answer(
                self.people[who],
                now,
                answers={one.code: "unsure" if one.code == unsure else "no" for one in asked},
                countries=[country] if country else [],
                rationale=why or "Nothing of it left the site, and nobody was harmed.",
                based_on=now.version,
            )

    def judge(self, who: str, record: Record, *, reason: str) -> None:
        """Whether it recurs: what is like it was looked at and is another problem."""
        now, actor = fresh(record), self.people[who]
        look = judging.look_at(now)
        relations = {
            one.record.pk: judging.Relation(judged.UNRELATED, "Another place and another cause.")
            for one in judging.found_by(actor, now, look)
        }
        judging.judge(
            actor,
            now,
            look,
            relations=relations,
            verdict=judged.NOT_RECURRING,
            reason=reason,
            based_on=now.version,
        )


def fresh(record: Record) -> Record:
    """The record as it is now."""
    return Record.objects.select_related("owner", "site", "department", "parent", "circle").get(pk=record.pk)
