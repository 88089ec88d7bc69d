"""Statutory clocks in pages: versions, coverage, and the questions of authorities on the page of a record."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from probatum.kernel.clock import Clock
from probatum.kernel.models import Record
from probatum.quality.events.statutory_tables import StatutoryRule, StatutoryRules, Triage
from tests.quality.events import clock_rules
from tests.quality.events.company import deviation, fresh
from tests.quality.events.test_statutory import NOTHING
from tests.world import World

SignedIn = Callable[..., Client]


def sent(record: Record, **yes: str) -> dict[str, object]:
    """What the page of the questions sends."""
    answers = {f"answer_{code}": answer for code, answer in {**NOTHING, **yes}.items()}
    return {
        "version": fresh(record).version,
        **answers,
        "countries": ["US", "EU"],
        "rationale": "Shipped to Austria.",
    }


@pytest.mark.requirement("QE-35")
def test_questions_are_answered_on_the_record_and_the_countdown_is_seen_at_once(
    world: World, as_person: SignedIn
) -> None:
    clock_rules.approved(world)
    event = deviation(world)
    quentin = as_person(world.quentin)
    address = reverse("record-triage", args=[event.uuid])
    assert "Is an authority to be told?" in quentin.get(address).content.decode()
    missing = quentin.post(address, {**sent(event), "answer_medical_gas": ""})
    assert missing.status_code == 400 and "Answer this question." in missing.content.decode()
    done = quentin.post(address, sent(event, distributed_defect="yes"))
    assert done.status_code == 302, done.content.decode()
    shown = quentin.get(address).content.decode()
    assert "NDA/ANDA field alert report (FDA, US)" in shown
    assert "Quality defect that may lead to a recall" in shown  # the law gives no period: shown, no countdown
    assert Clock.objects.filter(record=event).count() == 1
    overview = quentin.get(reverse("record", args=[event.uuid])).content.decode()
    assert "NDA/ANDA field alert report (FDA, US)" in overview and "(statutory)" in overview


@pytest.mark.requirement("QE-35")
def test_reader_sees_the_answers_and_is_told_who_gives_them(world: World, as_person: SignedIn) -> None:
    clock_rules.approved(world)
    event = deviation(world)
    emma, address = as_person(world.emma), reverse("record-triage", args=[event.uuid])
    shown = emma.get(address).content.decode()
    assert "Only the role" in shown and "Keep the answers" not in shown
    assert emma.post(address, sent(event)).status_code == 403
    assert as_person(world.otto).get(address).status_code == 404
    assert not Triage.objects.exists()


@pytest.mark.requirement("QE-35")
def test_page_without_a_version_in_force_says_so(world: World, as_person: SignedIn) -> None:
    event = deviation(world)
    address = reverse("record-triage", args=[event.uuid])
    assert "No statutory clocks are in force" in as_person(world.quentin).get(address).content.decode()


@pytest.mark.requirement("QE-35", "CMP-04")
def test_version_is_prepared_changed_and_approved_in_pages(world: World, as_person: SignedIn) -> None:
    version = clock_rules.draft(world)
    mira = as_person(world.mira)
    page = reverse("statutory-version", args=[version.record.uuid])
    assert "21 CFR 314.81(b)(1)" in mira.get(page).content.decode()
    rule = StatutoryRule.objects.get(version=version, clause="21 CFR 600.14, 1271.350(b)")
    address = reverse("statutory-rule", args=[version.record.uuid, rule.pk])
    assert mira.get(address).status_code == 200
    given = {
        "version": clock_rules.version_of(version),
        "question": "biological_deviation",
        "country": "US",
        "authority": "FDA (CBER)",
        "label": "Biological product deviation report",
        "amount": 40,
        "unit": "calendar",
        "calendar": "weekdays",
        "holds": 0,
        "scope": "global",
        "counts_from": "Information",
        "clause": "21 CFR 600.14",
    }
    refused = mira.post(address, {**given, "country": "U1"})
    assert "Enter the country as two letters" in refused.content.decode()
    assert mira.post(address, given).status_code == 302
    assert StatutoryRule.objects.get(pk=rule.pk).amount == 40
    out = reverse("statutory-rule-out", args=[version.record.uuid, rule.pk])
    assert (
        mira.post(out, {"version": clock_rules.version_of(version), "reason": "Not made here"}).status_code
        == 302
    )
    question = reverse("statutory-question", args=[version.record.uuid, "biological_deviation"])
    kept = {
        "version": clock_rules.version_of(version),
        "code": "biological_deviation",
        "text": "Does it concern a vaccine?",
        "hint": "",
        "kinds": ["deviation"],
    }
    assert mira.post(question, kept).status_code == 302
    new = reverse("statutory-rule-new", args=[version.record.uuid])
    assert mira.post(new, {**given, "version": clock_rules.version_of(version)}).status_code == 302
    world.move(world.mira, version.record, "submit")
    world.move(world.hanna, version.record, "approve")
    shown = mira.get(reverse("statutory-versions")).content.decode()
    assert "Countries without a rule" in shown and "Nothing is written" in shown
    assert mira.post(address, given).status_code in (404, 409, 403, 400)


@pytest.mark.requirement("QE-35", "P11-10-d")
def test_versions_are_opened_by_who_prepares_them_only(world: World, as_person: SignedIn) -> None:
    clock_rules.matrices.staff(world)
    deviation(world)
    new = reverse("statutory-version-new")
    assert as_person(world.emma).get(new).status_code == 403
    assert as_person(world.otto).get(reverse("statutory-versions")).status_code == 403
    made = as_person(world.mira).post(new, {"title": "First", "note": "", "approvers": [world.hanna.pk]})
    assert made.status_code == 302
    version = StatutoryRules.objects.get()
    as_emma = as_person(world.emma)
    assert as_emma.get(reverse("statutory-version", args=[version.record.uuid])).status_code == 200
    assert as_emma.get(reverse("statutory-rule-new", args=[version.record.uuid])).status_code == 403
