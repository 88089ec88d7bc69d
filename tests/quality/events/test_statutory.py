"""Statutory clocks: versions approved by somebody else, periods as the law counts them, questions that start countdowns."""

from __future__ import annotations

from typing import Any

import pytest

from probatum.kernel.clock import Clock
from probatum.kernel.errors import NotAllowed, Refused, StaleRecord
from probatum.kernel.models import Record, Signature
from probatum.kernel.process import process_of
from probatum.kernel.signature import digest_of
from probatum.quality.events import standing, triage
from probatum.quality.events.federal_days import federal_holidays
from probatum.quality.events.statutory_asking import coverage, in_force, rules_for
from probatum.quality.events.statutory_drafting import open_version, save_rule, take_out_rule
from probatum.quality.events.statutory_tables import StatutoryRule, StatutoryRules, Triage
from tests.quality.events import clock_rules
from tests.quality.events.company import deviation, fresh, put
from tests.world import World

#: what a deviation is asked by the version that the product is delivered with
NOTHING = {
    "distributed_defect": "no",
    "medical_gas": "no",
    "biological_deviation": "no",
    "serious_breach": "no",
    "urgent_measure": "no",
    "field_action": "no",
}


def answered(world: World, record: Record, *, countries: tuple[str, ...] = (), **yes: str) -> Triage:
    return triage.answer(
        world.quentin,
        record,
        answers={**NOTHING, **yes},
        countries=countries,
        rationale="Batch 12 was shipped to the US and to Austria.",
        based_on=fresh(record).version,
    )


@pytest.mark.requirement("QE-35", "CMP-04")
@pytest.mark.parametrize(
    ("country", "severity", "product", "periods"),
    [
        ("US", "distributed_defect", "medicine", ["3 working days"]),
        ("US", "biological_deviation", "", ["45 calendar days"]),
        ("EU", "serious_breach", "", ["7 calendar days"]),
        ("GB", "serious_breach", "", ["7 calendar days"]),
        ("US", "remedial", "device", ["5 working days"]),
        ("US", "serious", "device", ["30 calendar days"]),
        ("US", "serious", "medicine", ["15 calendar days"]),
        ("DE", "threat", "device", ["2 calendar days"]),
        ("DE", "death", "device", ["10 calendar days"]),
        ("EU", "serious", "device", ["15 calendar days"]),
        ("GB", "serious", "device", ["15 calendar days"]),
        ("EU", "field_action", "device", ["Without undue delay, no period in law"]),
        ("US", "field_action", "device", ["10 working days"]),
        ("BR", "serious", "device", []),
    ],
)
def test_starter_gives_the_periods_of_the_law(
    world: World, country: str, severity: str, product: str, periods: list[str]
) -> None:
    clock_rules.approved(world)
    found = rules_for(country, severity, product_class=product)
    assert [rule.period for rule in found] == periods
    assert all(rule.clause and rule.counts_from for rule in found)


@pytest.mark.requirement("QE-35")
def test_us_working_days_leave_out_federal_holidays() -> None:
    assert sorted(day.isoformat() for day in federal_holidays(2027)) == [
        "2027-01-01",
        "2027-01-18",
        "2027-02-15",
        "2027-05-31",
        "2027-06-18",  # the 19th is a Saturday
        "2027-07-05",  # the 4th is a Sunday
        "2027-09-06",
        "2027-10-11",
        "2027-11-11",
        "2027-11-25",
        "2027-12-24",  # the 25th is a Saturday
    ]


@pytest.mark.requirement("QE-35", "CMP-04")
def test_nothing_is_asked_before_a_version_is_approved_by_somebody_else(world: World) -> None:
    event = deviation(world)
    assert in_force() is None and rules_for("US", "serious") == []
    with pytest.raises(Refused, match="No statutory clocks are in force yet"):
        answered(world, event)
    version = clock_rules.draft(world)
    world.move(world.mira, version.record, "submit")
    with pytest.raises(Refused, match="You may not approve risk matrices"):
        world.move(world.mira, version.record, "approve")
    world.move(world.hanna, version.record, "approve")
    assert in_force() == version
    signature = Signature.objects.get(record=version.record)
    assert signature.meaning_text == "Configuration change approved"
    assert "21 CFR 314.81(b)(1)" in signature.content


@pytest.mark.requirement("QE-35")
def test_next_version_is_a_copy_is_changed_and_supersedes_the_last(world: World) -> None:
    first = clock_rules.approved(world)
    rule = rules_for("US", "biological_deviation")[0]
    second = open_version(world.mira, title="Next", note="", approvers=[world.hanna])
    assert second.rules.count() == first.rules.count()
    copy = StatutoryRule.objects.get(version=second, clause=rule.clause)
    values = {
        name: getattr(copy, name)
        for name in ("country", "authority", "label", "unit", "counts_from", "clause")
    }
    values |= {"amount": 40, "holds": 0, "calendar": "weekdays", "scope": "global", "classes": []}
    given: dict[str, Any] = {"question": "biological_deviation", "values": values, "key": copy.pk}
    with pytest.raises(StaleRecord):
        save_rule(world.mira, second, **given, based_on=0)
    with pytest.raises(NotAllowed):
        save_rule(world.emma if "emma" in world.people else world.otto, second, **given, based_on=1)
    with pytest.raises(Refused, match="two letters"):
        save_rule(
            world.mira,
            second,
            **{**given, "values": {**values, "country": "USA"}},
            based_on=clock_rules.version_of(second),
        )
    save_rule(world.mira, second, **given, based_on=clock_rules.version_of(second))
    assert rules_for("US", "biological_deviation")[0].amount == 45  # not in force yet
    with pytest.raises(Refused, match=r"is in preparation"):
        open_version(world.mira, title="Third", note="", approvers=[world.hanna])
    world.move(world.mira, second.record, "submit")
    world.move(world.hanna, second.record, "approve")
    assert rules_for("US", "biological_deviation")[0].amount == 40
    assert Record.objects.get(pk=first.pk).state == "superseded"
    assert StatutoryRule.objects.get(pk=rule.pk).amount == 45
    with pytest.raises(Refused, match="is not changed any more"):
        take_out_rule(
            world.mira, second, key=copy.pk, reason="Wrong", based_on=clock_rules.version_of(second)
        )


@pytest.mark.requirement("QE-35")
def test_question_left_without_a_period_stops_the_approval(world: World) -> None:
    version = clock_rules.draft(world)
    for rule in StatutoryRule.objects.filter(version=version, question__code="medical_gas"):
        take_out_rule(
            world.mira,
            version,
            key=rule.pk,
            reason="None made here",
            based_on=clock_rules.version_of(version),
        )
    with pytest.raises(Refused, match="has no period"):
        world.move(world.mira, version.record, "submit")


@pytest.mark.requirement("QE-35")
def test_yes_starts_a_visible_countdown_from_awareness_for_each_authority(world: World) -> None:
    version = clock_rules.approved(world)
    event = deviation(world, aware_hours_ago=20)
    made = answered(world, event, countries=("US", "AT"), distributed_defect="yes", serious_breach="unsure")
    found = Clock.objects.filter(record=event).order_by("label")
    assert [clock.label for clock in found] == [
        "NDA/ANDA field alert report (FDA, US)",
        "Serious breach (Member states concerned (CTIS), EU)",
    ]
    alert, breach = found
    assert alert.since == triage.aware_at(fresh(event)) and alert.statutory and breach.statutory
    assert alert.source == f"21 CFR 314.81(b)(1); {version.record.number}"
    assert (breach.due - breach.since.astimezone(event.site.zone).date()).days == 7
    assert made.version == version
    assert triage.answers_of(made)["serious_breach"] == "unsure"


@pytest.mark.requirement("QE-35")
def test_answers_are_bound_to_the_signature_and_kept_when_given_again(world: World) -> None:
    clock_rules.approved(world)
    event = deviation(world)
    process = process_of(event)
    before = digest_of(process, fresh(event))
    first = answered(world, event)
    assert digest_of(process, fresh(event)) != before
    second = answered(world, event, countries=("US",), biological_deviation="yes")
    answered(world, event)
    assert Triage.objects.filter(record=event).count() == 3
    assert triage.answers_of(first) == NOTHING
    assert second.countries == ["US"]
    assert Clock.objects.get(record=event).running  # a later no stops nothing by itself


@pytest.mark.requirement("QE-35")
def test_every_question_a_reason_and_a_country_are_demanded(world: World) -> None:
    clock_rules.approved(world)
    event = deviation(world)
    given: dict[str, Any] = {"countries": ["US"], "rationale": "Shipped.", "based_on": fresh(event).version}
    with pytest.raises(Refused, match="Answer “"):
        triage.answer(world.quentin, event, answers={**NOTHING, "medical_gas": ""}, **given)
    with pytest.raises(Refused, match="Give the reasons"):
        triage.answer(world.quentin, event, answers=NOTHING, **{**given, "rationale": " "})
    with pytest.raises(Refused, match="Choose the countries concerned"):
        triage.answer(
            world.quentin, event, answers={**NOTHING, "medical_gas": "yes"}, **{**given, "countries": []}
        )
    with pytest.raises(Refused, match="have changed since"):
        triage.answer(world.quentin, event, answers={**NOTHING, "moon": "yes"}, **given)
    with pytest.raises(NotAllowed, match=r"Only the role .* answers them"):
        triage.answer(world.emma, event, answers=NOTHING, **given)
    assert not Triage.objects.exists()


@pytest.mark.requirement("QE-35", "QE-17")
def test_gates_wait_for_the_answers_and_for_running_statutory_clocks(world: World) -> None:
    clock_rules.approved(world)
    event = deviation(world)
    asked = triage.AUTHORITIES_ASKED.check(event, world.quentin, {})
    assert asked.text == "The questions of authorities are not answered."  # type: ignore[union-attr]
    answered(world, event, countries=("US",), biological_deviation="yes")
    assert triage.AUTHORITIES_ASKED.check(event, world.quentin, {}) is None
    waiting = triage.SETTLED.check(fresh(event), world.quentin, {})
    assert [one.text for one in waiting] == [  # type: ignore[union-attr]
        "“Biological product deviation report (FDA, US)” still runs."
    ]
    clock = Clock.objects.get(record=event)
    with pytest.raises(NotAllowed, match="You may not stop"):
        standing.settle(world.emma, fresh(event), clock, outcome="done", note="BPD 12")
    with pytest.raises(Refused, match="Say why no report is needed"):
        standing.settle(world.regina, fresh(event), clock, outcome="not_needed", note=" ")
    standing.settle(world.regina, fresh(event), clock, outcome="done", note="BPD 12, sent today")
    assert triage.SETTLED.check(fresh(event), world.quentin, {}) == ()


@pytest.mark.requirement("CMP-04")
def test_coverage_names_the_countries_without_a_rule(world: World) -> None:
    version = clock_rules.approved(world)
    lines = {line.country: line for line in coverage(version)}
    assert {"US", "EU", "GB", "CH", "JP"} <= set(lines)
    assert len(lines["JP"].missing) == len(lines["JP"].periods)
    assert "serious_breach" in [one.code for one in lines["US"].missing]
    assert "serious_breach" not in [one.code for one in lines["EU"].missing]
    assert [line.country for line in coverage(version, countries=["at", "us"])] == ["AT", "US"]
    assert coverage(version, countries=["AT"])[0].missing == tuple(one for one in lines["EU"].missing)


@pytest.mark.requirement("QE-35")
def test_ended_record_is_not_triaged(world: World) -> None:
    clock_rules.approved(world)
    event = put(deviation(world), state="closed")
    with pytest.raises(NotAllowed, match="has to be reopened first"):
        answered(world, event)
    assert StatutoryRules.objects.count() == 1
