"""Extensions: asked for with a justification, decided by Quality with a signature, effective in the same transaction."""

from __future__ import annotations

import datetime as dt

import pytest

from probatum.kernel import clock as clocks
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.clock import Clock
from probatum.kernel.due import set_due
from probatum.kernel.editing import edit
from probatum.kernel.errors import NotAllowed, Refused, StaleRecord
from probatum.kernel.models import Record, Signature, Task
from probatum.kernel.span import WORKING, Span
from probatum.quality.events import extended_parts
from probatum.quality.events.extended import granted_count, granted_for
from tests.quality.events import company
from tests.quality.events.company import day, deviation, fresh, more_time, put
from tests.world import World


def granted(world: World, record: Record, *, days: int) -> Record:
    return world.move(world.quentin, more_time(world, record, days=days), "approve")


@pytest.mark.requirement("QE-06", "CAP-05")
def test_granted_extension_moves_due_day_tasks_and_clocks_at_once(world: World) -> None:
    event = deviation(world)
    with action(SYSTEM, "test.clock") as act:
        clocks.start(act, event, name="closing", label="Close it", span=Span(30), with_record=True)
        clocks.start(act, event, name="fixed", label="First report", span=Span(30))
        clocks.start(
            act,
            event,
            name="us_far",
            label="Field alert",
            span=Span(3, WORKING),
            statutory=True,
            with_record=True,
        )
    before = {clock.name: clock.due for clock in Clock.objects.filter(record=event)}
    task = Task.objects.get(record=event, closed_at=None)
    days = (day(60) - event.due).days

    request = more_time(world, event)
    assert [(one.person, one.label) for one in Task.objects.filter(record=request)] == [
        (world.quentin, "Decide on the extension")
    ]
    world.move(world.quentin, request, "approve")

    assert fresh(event).due == day(60)
    assert Task.objects.get(pk=task.pk).due == task.due + dt.timedelta(days=days)
    after = {clock.name: clock.due for clock in Clock.objects.filter(record=event)}
    assert after == {**before, "closing": before["closing"] + dt.timedelta(days=days)}
    signature = Signature.objects.get(record=request)
    assert signature.meaning_text == "Quality extension approval"
    assert f'"extends":"{event.number}"' in signature.content


@pytest.mark.requirement("QE-05")
def test_due_day_is_set_by_hand_until_triage_and_then_only_by_an_extension(world: World) -> None:
    event = deviation(world)
    with pytest.raises(NotAllowed, match="Only the owner"):
        set_due(world.erik, event, due=day(9), based_on=event.version, reason="Sooner")
    with pytest.raises(Refused, match="Say why the due day changes"):
        set_due(world.emma, event, due=day(9), based_on=event.version, reason=" ")
    with pytest.raises(Refused, match="not in the past"):
        set_due(world.emma, event, due=day(-1), based_on=event.version, reason="Sooner")
    with pytest.raises(StaleRecord):
        set_due(world.emma, event, due=day(9), based_on=event.version - 1, reason="Sooner")
    event = set_due(world.emma, event, due=day(9), based_on=event.version, reason="Release of the batch")
    assert fresh(event).due == day(9)

    locked = put(event, state="assessment")
    with pytest.raises(NotAllowed, match="is fixed and does not change by editing") as refusal:
        set_due(world.emma, locked, due=day(40), based_on=locked.version, reason="Later")
    assert "Ask for an extension; Quality approves it with a signature." in str(refusal.value)
    assert fresh(event).due == day(9)


@pytest.mark.requirement("QE-06")
def test_requester_and_owner_do_not_decide(world: World) -> None:
    event = deviation(world)
    with action(SYSTEM, "test.parts"):
        Record.objects.filter(pk=event.pk).update(owner=world.quentin)
    request = more_time(world, event, actor=world.quentin)
    assert [one.person for one in Task.objects.filter(record=request, closed_at=None)] == [world.helga]
    with pytest.raises(Refused, match="You own this, so somebody else has to approve it"):
        world.move(world.quentin, request, "approve")
    with pytest.raises(Refused, match="for the role Event_Head or Event_Quality"):
        world.move(world.emma, request, "approve")
    assert fresh(event).due == event.due


@pytest.mark.requirement("QE-06")
def test_who_asked_does_not_decide_on_a_request_that_another_owns(world: World) -> None:
    event = deviation(world)
    request = more_time(world, event, actor=world.quentin, owner=world.erik)
    with pytest.raises(Refused, match="You asked for this, so somebody else has to decide"):
        world.move(world.quentin, request, "approve")
    world.move(world.helga, request, "approve")
    assert fresh(event).due == day(60)


@pytest.mark.requirement("QE-06")
def test_who_does_not_work_on_it_cannot_ask_for_more_time(world: World) -> None:
    event = deviation(world)
    with pytest.raises(NotAllowed, match="asks for more time"):
        more_time(world, event, actor=world.erik)


@pytest.mark.requirement("QE-06")
def test_third_extension_needs_the_head_of_quality(world: World) -> None:
    event = deviation(world)
    granted(world, event, days=60)
    granted(world, event, days=70)
    assert granted_count(event) == 2
    request = more_time(world, event, days=80)
    assert [one.person for one in Task.objects.filter(record=request)] == [world.helga]
    with pytest.raises(Refused, match=r"This is extension no\. 3\. Only the role Event_Head can grant it"):
        world.move(world.quentin, request, "approve")
    world.move(world.helga, request, "approve")
    assert granted_for([event.pk]) == {event.pk: 3}
    assert fresh(event).due == day(80)


@pytest.mark.requirement("QE-06")
def test_refused_extension_is_signed_and_moves_nothing(world: World) -> None:
    event = deviation(world)
    request = more_time(world, event)
    world.move(world.quentin, request, "refuse", reason="The part is in stock.")
    assert (fresh(request).state, fresh(event).due) == ("refused", event.due)
    assert Signature.objects.get(record=request).meaning_text == "Extension refused"
    assert granted_count(event) == 0


@pytest.mark.requirement("QE-06")
def test_returned_request_is_reworked_and_asked_again(world: World) -> None:
    event = deviation(world)
    request = more_time(world, event)
    returned = world.move(
        world.quentin, request, "return_for_rework", reason="Say what it means for the batch."
    )
    assert [one.person for one in Task.objects.filter(record=request, closed_at=None)] == [world.emma]
    reworked = edit(
        world.emma,
        fresh(returned),
        "request",
        values={"new_due": day(50), "justification": "The batch is in quarantine; nothing was shipped."},
        based_on=returned.version,
    )
    world.move(world.emma, reworked, "resubmit")
    world.move(world.quentin, request, "approve")
    assert fresh(event).due == day(50)


@pytest.mark.requirement("QE-06")
@pytest.mark.parametrize(
    ("days", "sentence"), [(-3, "Enter a new due day after today"), (20, "the due day that stands")]
)
def test_day_that_is_not_later_is_refused(world: World, days: int, sentence: str) -> None:
    event = deviation(world)
    with pytest.raises(Refused, match=sentence):
        more_time(world, event, days=days)
    assert not Record.objects.filter(kind="extension").exists()


@pytest.mark.requirement("QE-06")
def test_one_request_at_a_time_and_none_for_what_has_ended(world: World) -> None:
    event = deviation(world)
    first = more_time(world, event)
    with pytest.raises(Refused, match=f"{first.number} asks for more time already"):
        more_time(world, event)
    put(event, state="closed")
    with pytest.raises(Refused, match=f"{event.number} has ended, so it needs no more time"):
        world.move(world.quentin, first, "approve")


@pytest.mark.requirement("QE-06")
def test_day_moved_in_between_makes_the_request_stale(world: World) -> None:
    event = deviation(world)
    request = more_time(world, event)
    put(event, due=day(40))
    with pytest.raises(Refused, match="has another due day by now"):
        world.move(world.quentin, request, "approve")


@pytest.mark.requirement("QE-06")
def test_open_parts_are_proposed_and_move_where_the_signer_ticks_them(world: World) -> None:
    record = company.put(company.deviation(world), due=company.day(30))
    one, other = (company.put(company.investigation(world, record), due=company.day(20)) for _ in range(2))
    asked = company.more_time(world, record, days=60)

    offers = extended_parts.offered(company.fresh(asked))
    world.move(world.quentin, asked, "approve", values={"parts": one.number})

    assert [number for number, _ in offers] == [one.number, other.number]
    assert [company.fresh(part).due for part in (record, one, other)] == [
        company.day(60),
        company.day(50),
        company.day(20),
    ]


@pytest.mark.requirement("QE-06")
def test_part_that_is_not_offered_is_not_moved(world: World) -> None:
    record = company.put(company.deviation(world), due=company.day(30))
    asked = company.more_time(world, record, days=60)

    with pytest.raises(Refused, match="DEV-1999-0001 is no open part with a due day any more"):
        world.move(world.quentin, asked, "approve", values={"parts": "DEV-1999-0001"})

    assert company.fresh(record).due == company.day(30)
