"""Bad input and broken segregation of duties: each case brings a record there, and says how a page and a program would try it.

What is signed no program can do at all, whoever runs it; then the record itself tells the program what stands in the way of its person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.utils import timezone

from probatum.kernel.models import Person, Record, Signature
from probatum.kernel.opening import open_new
from probatum.kernel.process import process_of
from probatum.kernel.signature import digest_of
from probatum.quality.laboratory import results
from probatum.quality.laboratory.bodies import LabResult
from tests.quality import laboratory
from tests.quality.capa import measures
from tests.quality.complaints import given
from tests.quality.events import company
from tests.world import PASSWORD, World


@dataclass
class Try:
    """One try: who does what with which record, by page and by program, and the sentence that refuses it."""

    actor: Person
    record: Record
    says: str
    page: str
    form: dict[str, Any] = field(default_factory=dict)
    #: method, address and body for a program; a signed move is tried by its address alone
    method: str = "post"
    address: str = ""
    body: dict[str, Any] = field(default_factory=dict)
    #: the move that needs a signature; what the record offers says to a program what stands in its way
    signed: str = ""
    #: whether the record as it stands refuses it to anybody in this place; not so for what is only out of date
    stands_in_the_way: bool = True


def signed(world: World, actor: Person, record: Record, move: str, *, says: str, **form: Any) -> Try:
    """A signed move: on the page with both components, by a program without."""
    now = company.fresh(record)
    credential = {"username": actor.username, "password": PASSWORD}
    hidden = {"based_on": now.version, "shown": digest_of(process_of(now), now)}
    place = f"/records/{now.uuid}/moves/{move}"
    return Try(
        actor, now, says, f"{place}/", {**hidden, **credential, **form},
        address=place, body={"based_on": now.version, **({"reason": form["reason"]} if "reason" in form else {})},
        signed=move,
    )  # fmt: skip


def owner_is_the_quality_approver(world: World) -> Try:
    """Helga triaged what she owns, and would approve it for Quality."""
    company.staff(world)
    record = company.deviation(world, owner=world.quentin)
    company.put(record, state="approval")
    return signed(
        world,
        world.quentin,
        record,
        "approve_assessment",
        says="You own this, so somebody else has to approve it.",
    )


def investigator_approves_their_own(world: World) -> Try:
    """Quentin investigated, and is asked to approve for Quality as well."""
    record = company.triaged(world, company.deviation(world))
    company.put(record, state="investigation")
    inquiry = open_new(
        world.emma,
        "investigation",
        title="Why the door stood open",
        values={"scope": "Find out why the alarm was not heard."},
        parent=company.fresh(record),
        owner=world.erik,
    )
    company.fill(world.erik, inquiry, "report", method="Talks.", findings="None.", conclusion="Sensor.")
    world.move(world.erik, inquiry, "submit")
    company.put(inquiry, owner=world.quentin)
    return signed(
        world,
        world.quentin,
        inquiry,
        "approve",
        says="You own this, so somebody else has to approve it.",
    )


def open_children(world: World) -> Try:
    """An investigation of the deviation still runs."""
    record = company.triaged(world, company.deviation(world))
    company.put(record, state="investigation")
    inquiry = company.investigation(world, record)
    company.put(record, state="final_approval")
    return signed(world, world.quentin, record, "close", says=f"{inquiry.number} is in investigation")


def old_version(world: World) -> Try:
    """The record changed after the page was shown."""
    record = company.assessed(world, company.triaged(world, company.deviation(world)))
    tried = signed(world, world.quentin, record, "approve_assessment", says="has changed since you opened it")
    world.move(world.quentin, record, "return_assessment", reason="Which batches?")
    company.fill(world.emma, record, "assessment", impact="Batch 7 stood in the room.")
    world.move(world.emma, record, "submit_assessment")
    tried.record, tried.stands_in_the_way = company.fresh(record), False
    return tried


def backwards_without_a_reason(world: World) -> Try:
    """Quality sends a complaint back to intake without saying why."""
    record = given.submitted(world, given.complaint(world))
    place = f"/records/{record.uuid}/moves/send_back"
    return Try(
        world.quentin,
        record,
        "Say why",
        f"{place}/",
        {"based_on": record.version},
        address=place,
        body={"based_on": record.version},
    )


def due_day_by_editing(world: World) -> Try:
    """The plan of a CAPA is approved, and the day of an action would be moved in its section."""
    record = measures.capa(world)
    act = measures.add_action(world, record)
    measures.approved(world, record)
    now = company.fresh(act)
    later = company.day(90).isoformat()
    kept = {"nature": "corrective", "category": "task", "effect": "task", "description": ""}
    return Try(
        world.emma,
        now,
        "Only an extension moves its due day: ask for one, and Quality approves it with a signature.",
        f"/records/{now.uuid}/sections/action/",
        {"based_on": now.version, **kept, "due_on": later},
        method="patch",
        address=f"/records/{now.uuid}/sections/action",
        body={"values": {"due_on": later}, "based_on": now.version},
    )


def rerated_after_approval(world: World) -> Try:
    """Quality rated anew after the assessment was approved, and would close without approving that."""
    record = company.assessed(world, company.triaged(world, company.deviation(world)))
    world.move(world.quentin, record, "approve_assessment")
    company.rate(world.quentin, record, 3, 3)
    company.put(record, state="final_approval")
    return signed(
        world,
        world.quentin,
        record,
        "close",
        says="The risk was rated anew after it was approved. Send it back, so that Quality approves the new rating.",
    )


def retest_beyond_the_plan(world: World) -> Try:
    """One test was approved and entered; lars would enter a second one."""
    record = laboratory.through_phase_one(world, laboratory.investigation(world), assignable=False)
    plan = laboratory.plan(world, record, tests=1)
    results.enter(world.lars, plan, value="98.0", tested_at=timezone.now())
    at = timezone.now().astimezone(world.basel.zone)
    put = company.put(plan, state="approved")  # even where the plan still stood open
    return Try(
        world.lars,
        put,
        "allows 1 tests, and 1 are entered. A further test needs another approved plan.",
        f"/records/{plan.uuid}/results/new/",
        {"value": "99.0", "tested_at": f"{at:%Y-%m-%dT%H:%M}"},
        address=f"/records/{plan.uuid}/results",
        body={"value": "99.0", "tested_at": at.astimezone(dt.UTC).isoformat()},
    )


def original_is_deleted(world: World) -> Try:
    """Somebody would rather not have seen the first result."""
    record = company.fresh(laboratory.investigation(world))
    first = results.results_of(record)[0]
    place = f"/records/{record.uuid}/results/{first.pk}"
    return Try(
        world.lena,
        record,
        "An original result is never deleted. With a proven laboratory cause Quality can invalidate the original "
        "by signature; it stays readable.",
        f"{place}/out/",
        method="delete",
        address=place,
    )


@dataclass(frozen=True)
class Case:
    """A case: what brings it about, and the requirements that its refusal proves."""

    brought: Callable[[World], Try]
    requirements: tuple[str, ...]


CASES = {
    "owner is the Quality approver": Case(owner_is_the_quality_approver, ("QE-08",)),
    "investigator approves their own": Case(investigator_approves_their_own, ("QE-09",)),
    "open children": Case(open_children, ("QE-15",)),
    "old version": Case(old_version, ("P11-50", "A11-12")),
    "backwards without a reason": Case(backwards_without_a_reason, ("QE-31",)),
    "due day by editing": Case(due_day_by_editing, ("QE-05", "CAP-05")),
    "rated anew after the approval": Case(rerated_after_approval, ("RSK-15",)),
    "retest beyond the plan": Case(retest_beyond_the_plan, ("LAB-04",)),
    "original result is deleted": Case(original_is_deleted, ("LAB-05",)),
}


def marked(*more: str) -> list[Any]:
    """The names of the cases, each marked with what it proves, for a test that tries every one."""
    return [
        pytest.param(
            name, id=name.replace(" ", "_"), marks=pytest.mark.requirement(*case.requirements, *more)
        )
        for name, case in CASES.items()
    ]


def standing(tried: Try) -> tuple[Any, ...]:
    """What a refused try must leave as it is: state, version and due day, results, signatures."""
    now = company.fresh(tried.record)
    of = now if now.kind != results.PLAN else now.parent
    kept = LabResult.objects.filter(record=of).count()
    return now.state, now.version, now.due, kept, Signature.objects.filter(record=now).count()
