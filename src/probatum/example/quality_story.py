"""Tells the deviations of the example company by the moves that people make: nothing is written as rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from probatum.example.complaint_story import tell_complaints
from probatum.example.events import (
    ASSESSED,
    ASSESSING,
    CANCELLED,
    CLOSED,
    DEVIATIONS,
    INVESTIGATING,
    MINOR,
    REPORTED,
    ExampleDeviation,
)
from probatum.example.intake_story import tell_intake
from probatum.example.laboratory_story import tell_laboratory
from probatum.example.quality_moves import Cast, Teller, fresh
from probatum.kernel.editing import name_people
from probatum.kernel.models import Record
from probatum.kernel.opening import open_new
from probatum.quality.capa.raising import raise_capa
from probatum.quality.causes import editing as causes
from probatum.quality.causes import finding
from probatum.quality.causes.catalogue import CauseCategory


class Deviations(Teller):
    """Tells deviations, their investigations, and the CAPA that follows."""

    def deviation(self, told: ExampleDeviation) -> Record:
        """One deviation, as far as its story goes."""
        record = self._report(told)
        if told.until == REPORTED:
            return record
        self._triage(told, record)
        if told.until == CANCELLED:
            self.move(told.owner, record, "ask_cancellation", reason="The page was stuck to the one before.")
            return self.move(told.quality, record, "approve_cancellation", reason="Seen; nothing is missing.")
        if told.until == ASSESSING:
            return record
        self._assess(told, record)
        if told.until == ASSESSED:
            return record
        self.move(told.quality, record, "approve_assessment")
        if told.until == MINOR:
            return record
        return self._investigate(told, record)

    def _report(self, told: ExampleDeviation) -> Record:
        aware = timezone.now() - dt.timedelta(hours=told.hours_ago)
        record = open_new(
            self.people[told.reporter],
            "deviation",
            title=told.title,
            values={
                "description": told.description,
                "occurred_at": aware - dt.timedelta(minutes=35),
                "aware_at": aware,
                "immediate_action": told.at_once,
                "late_reason": told.late,
            },
            site=self.cast.sites[told.site],
            department=self.cast.departments[told.department],
        )
        return record

    def _triage(self, told: ExampleDeviation, record: Record) -> None:
        values: dict[str, Any] = {
            "category": told.category,
            "area": told.area,
            "external": False,
            "planned": False,
        }
        if told.planned_days:
            today = timezone.localdate()
            values |= {
                "planned": True,
                "planned_from": today,
                "planned_until": today + dt.timedelta(days=told.planned_days),
            }
        values |= {
            name: value for name, value in told.more.items() if name in ("study", "country", "subjects")
        }
        self.fill(told.quality, record, "triage", **values)
        self.rate(told.quality, record, told.severity, told.likelihood, told.rationale)
        self.answer(told.quality, record, told=told.authority)
        now = fresh(record)
        owner = self.people[told.owner]
        if now.owner_id != owner.pk:
            name_people(
                self.people[told.quality],
                now,
                people={},
                owner=owner,
                based_on=now.version,
                reason="The area it happened in leads it.",
            )
        self.move(told.quality, record, "accept")

    def _assess(self, told: ExampleDeviation, record: Record) -> None:
        needed = bool(told.capa)
        self.fill(
            told.owner,
            record,
            "assessment",
            impact=told.impact,
            capa_needed=needed or bool(told.investigator),
            capa_reason=told.capa_reason,
            check_needed=needed,
            check_reason="" if needed else "Nothing was changed that could be checked.",
            **told.items,
        )
        self.judge(told.owner, record, reason="None of the events of the last twelve months has this cause.")
        self.move(told.owner, record, "submit_assessment")

    def _investigate(self, told: ExampleDeviation, record: Record) -> Record:
        inquiry = open_new(
            self.people[told.owner],
            "investigation",
            title=f"Why: {told.title[:1].lower()}{told.title[1:]}",
            values={"scope": "What happened, why, and what else is concerned."},
            parent=fresh(record),
            owner=self.people[told.investigator],
        )
        analysis = causes.begin(self.people[told.owner], fresh(record), method="five_why", problem=told.title)
        line = None
        for why in told.whys:
            line = causes.add_line(self.people[told.owner], analysis, parent=line, values={"text": why})
        if told.more_days:
            self._ask_for_time(told, record)
        if told.until == INVESTIGATING:
            return record
        self.fill(
            told.investigator,
            inquiry,
            "report",
            method="Interviews, batch record, list of the isolator, data of the glove tester.",
            findings=told.finding,
            evidence="Copies of the list; results of the glove tester.",
            conclusion=told.cause[1],
        )
        self.move(told.investigator, inquiry, "submit")
        self.move(told.quality, inquiry, "approve")
        category = CauseCategory.objects.filter(active=True).order_by("code").first()
        named = CauseCategory.objects.filter(code=told.cause[0]).first() or category
        assert named is not None  # the starter set was taken
        finding.name_cause(
            self.people[told.owner], fresh(record), category=named, text=told.cause[1], node=line
        )
        self.fill(told.owner, record, "conclusion", conclusion=told.conclusion)
        self._capa(told, record)
        if told.until == CLOSED:
            self.move(told.owner, record, "submit_investigation")
            self.move(told.quality, record, "close")
        return record

    def _ask_for_time(self, told: ExampleDeviation, record: Record) -> None:
        now = fresh(record)
        assert now.due is not None  # every deviation has a due day
        open_new(
            self.people[told.owner],
            "extension",
            title=f"More time for {now.number}",
            values={
                "new_due": now.due + dt.timedelta(days=told.more_days),
                "justification": "Three weekly samples are needed before the trend can be judged.",
            },
            parent=now,
        )

    # --- CAPA ---
    def _capa(self, told: ExampleDeviation, record: Record) -> Record | None:
        if not told.capa:
            return None
        raised = raise_capa(
            self.people[told.owner],
            fresh(record),
            title=told.capa,
            values={
                "source": "deviation",
                "weight": "critical",
                "device": False,
                "shape": "full",
                "problem": told.finding,
            },
            parts={"quality": [self.people[told.quality]]},
        )
        self.fill(told.owner, raised, "cause", cause=told.cause[1])
        today = timezone.localdate()
        plan: tuple[tuple[str, str, Mapping[str, Any]], ...] = (
            (
                "Enter all gloves into the maintenance system with a change after 90 days",
                "r.kogelnig",
                {"nature": "corrective", "days": 21},
            ),
            ("Revise the procedure of the isolator", "n.feldbacher", {"nature": "preventive", "days": 28}),
        )
        actions = [self._action(told.owner, raised, title, who, today, **given) for title, who, given in plan]
        open_new(
            self.people[told.owner],
            "effectiveness_check",
            title="No glove is used beyond its time",
            values={
                "criteria": "For three months no glove is used for more than 90 days, and no tear is found in filling.",
                "method": "Report of the maintenance system; glove test results.",
                "sample_size": "All gloves of both isolators",
                "start_on": today + dt.timedelta(days=125),
                "due_on": today + dt.timedelta(days=150),
            },
            parent=fresh(raised),
            owner=self.people["b.szalontai"],
        )
        self.move(told.owner, raised, "submit_plan")
        self.move(told.quality, raised, "approve_plan")
        first = actions[0]
        self.fill(
            "r.kogelnig",
            first,
            "proof",
            result="48 gloves are in the system; the first reminders were sent on Monday.",
        )
        self.move("r.kogelnig", first, "submit")
        self.move(told.quality, first, "approve")
        return raised

    def _action(
        self, who: str, parent: Record, title: str, owner: str, today: dt.date, *, nature: str, days: int
    ) -> Record:
        values = {
            "nature": nature,
            "category": "task",
            "effect": "task",
            "due_on": today + dt.timedelta(days=days),
        }
        return open_new(
            self.people[who],
            "action",
            title=title,
            values=values,
            parent=fresh(parent),
            owner=self.people[owner],
        )


def tell(cast: Cast) -> int:
    """Tell every quality event; returns how many. The master data come first, because events point at them."""
    teller = Deviations(cast)
    teller.found()
    teller.watch("g.pichlmayr")
    for told in DEVIATIONS:
        teller.deviation(told)
    return len(DEVIATIONS) + tell_laboratory(teller) + tell_complaints(teller) + tell_intake(teller)
