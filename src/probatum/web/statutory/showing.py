"""What pages show of statutory clocks: versions, periods by question, and the countries for which nothing is written."""

from __future__ import annotations

from typing import Any

from probatum.kernel.authz import visible
from probatum.kernel.people import Person
from probatum.quality.events.statutory import KIND
from probatum.quality.events.statutory_asking import coverage, questions_of
from probatum.quality.events.statutory_tables import CLASSES, StatutoryRule, StatutoryRules
from probatum.web import anatomy
from probatum.web.components import marks
from probatum.web.paths import reverse

Shown = dict[str, Any]


def versions(actor: Person) -> list[Shown]:
    """Every version, the newest first."""
    rows = visible(actor, KIND).select_related("owner").order_by("-id")
    return [
        {
            "record": row,
            "url": reverse("statutory-version", args=[row.uuid]),
            "state": anatomy.state_of(row),
            "owner": row.owner.name,
        }
        for row in rows
    ]


def groups(version: StatutoryRules, *, open_to_edit: bool) -> list[Shown]:
    """Each question with its periods."""
    rules: dict[int, list[StatutoryRule]] = {}
    for rule in StatutoryRule.objects.filter(version=version, withdrawn=False).order_by(
        "country", "position", "id"
    ):
        rules.setdefault(rule.question_id, []).append(rule)
    uuid = version.record.uuid
    return [
        {
            "question": question,
            "edit_url": reverse("statutory-question", args=[uuid, question.code]) if open_to_edit else "",
            "asked_of": ", ".join(one.replace("_", " ") for one in question.kinds),
            "table": _table(rules.get(question.pk, []), question.text, uuid if open_to_edit else None),
        }
        for question in questions_of(version)
    ]


def _table(rules: list[StatutoryRule], caption: str, uuid: Any) -> Shown:
    return {
        "caption": caption,
        "columns": [
            {"label": one} for one in ("Report", "Country", "Period", "Products", "Counts from", "Clause")
        ],
        "rows": [_row(rule, uuid) for rule in rules],
        "cards": True,
    }


def _row(rule: StatutoryRule, uuid: Any) -> Shown:
    known = dict(CLASSES)
    first = {"value": f"{rule.label} ({rule.authority})"}
    if uuid is not None:
        first["url"] = reverse("statutory-rule", args=[uuid, rule.pk])
    return {
        "key": rule.pk,
        "name": rule.label,
        "cells": [
            first,
            {"value": rule.country},
            {"value": rule.period},
            {"value": ", ".join(known[one] for one in rule.classes) or "All"},
            {"value": rule.counts_from},
            {"value": rule.clause},
        ],
    }


def covered(version: StatutoryRules) -> Shown:
    """The coverage report: a row for each country, with the questions for which nothing is written."""
    rows = []
    for line in coverage(version):
        missing = line.missing
        total = len(line.periods)
        if len(missing) == total:
            mark = marks.badge("Nothing is written", tone="danger", icon_name="alert")
        elif missing:
            mark = marks.badge(f"{len(missing)} of {total} without a rule", tone="warn", icon_name="alert")
        else:
            mark = marks.badge("Complete", tone="good")
        rows.append(
            {
                "key": line.country,
                "name": line.country,
                "cells": [
                    {"value": line.country},
                    {"value": mark},
                    {
                        "value": "; ".join(one.text for one in missing)
                        if len(missing) < total
                        else "Every question"
                    },
                ],
            }
        )
    return {
        "caption": "Countries without a rule",
        "columns": [{"label": "Country"}, {"label": "Coverage"}, {"label": "Counts as not reportable"}],
        "rows": rows,
        "cards": True,
    }
