"""One example record of each kind, and the short ways in which the conformance suite handles records."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils import timezone

from probatum.documents import disposing, expecting, requesting, review_schedule
from probatum.documents.content import Document
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.models import Comment, Link, Part, Person, Record, Signature, Step, Task
from probatum.kernel.process import Move, Process, process_of, registered
from probatum.kernel.signature import Credential, digest_of
from probatum.quality import access
from probatum.quality.intake.taking import Told, report_signed_in
from probatum.quality.trail import open_review
from tests import collected
from tests.documents import copies, kept
from tests.documents.changes import bring_into_force
from tests.quality import laboratory, matrices, trends
from tests.quality.capa import measures
from tests.quality.complaints import given as complaints
from tests.quality.events import clock_rules, company, nonconforming
from tests.quality.imports import registers
from tests.world import PASSWORD, World


def version(world: World) -> Record:
    """A version in draft with everybody named."""
    return Record.objects.get(pk=world.document().pk)


def document(world: World) -> Record:
    """A document in preparation."""
    return Record.objects.get(pk=world.document().document_id)


def change_request(world: World) -> Record:
    """A change request in draft that lists a document, with everybody named."""
    gowning = world.document()
    request = requesting.open_request(
        world.carla,
        title="Gowning in grade B",
        reason="A deviation.",
        description="Gloves are changed twice.",
        impact="Training of the operators.",
        site=world.basel,
        people={"reviewer": [world.rita], "approver": [world.paul], "quality_approver": [world.quinn]},
    )
    requesting.put_on(
        world.carla,
        request,
        documents=[gowning.document],
        end="effective",
        based_on=Record.objects.get(pk=request.pk).version,
    )
    return Record.objects.get(pk=request.pk)


def controlled_copy(world: World) -> Record:
    """A copy of an effective version, held by rhea."""
    version = copies.effective(world)
    return copies.issued(world, version, holder=world.rhea).record


def periodic_review(world: World) -> Record:
    """The open review of an effective document, asked of its owner."""
    version = bring_into_force(world, world.document())
    with action(SYSTEM, "test.time"):
        Document.objects.filter(pk=version.document_id).update(next_review=timezone.localdate())
    (review,) = review_schedule.open_due()
    return Record.objects.get(pk=review.pk)


def placeholder(world: World) -> Record:
    """A document that anna is to provide within a month."""
    return expecting.expect(
        world.carla,
        title="Validation report of the washer",
        expected_on=timezone.localdate() + dt.timedelta(days=30),
        owner=world.anna,
        site=world.basel,
    ).record


def trail_review(world: World) -> Record:
    """An audit trail review of today, asked of Quality."""
    now = timezone.now()
    since = now - dt.timedelta(days=1)
    return Record.objects.get(
        pk=open_review(world.quinn, reviewer=world.quinn, since=since, until=now, sample=3).pk
    )


def access_review(world: World) -> Record:
    """A review of who has access, by Quality."""
    if "quentin" not in world.people:
        world.person("quentin", "quality")
    due = timezone.localdate() + dt.timedelta(days=14)
    return access.open_review(world.quinn, reviewers=[world.quinn, world.quentin], due=due).record


def collection_import(world: World) -> Record:
    """An import of a small collection, in preparation."""
    with tempfile.TemporaryDirectory() as folder:
        return collected.begun(world, *collected.write(Path(folder), collected.ROWS[:2])).record


def register_import(world: World) -> Record:
    """An import of two small registers, in preparation."""
    with tempfile.TemporaryDirectory() as folder:
        return registers.begun(world, registers.write(Path(folder))).record


def disposal(world: World) -> Record:
    """A list of one document whose time is over, drawn up by moira, to be approved by dora."""
    document = kept.overdue(kept.keep_in(world))
    made = disposing.draw_up(world.moira, [document.record], reason="Time is over", approvers=[world.dora])
    return Record.objects.get(pk=made.pk)


def risk_matrix(world: World) -> Record:
    """The first version of the risk matrix, in draft."""
    return matrices.draft(world).record


def deviation(world: World) -> Record:
    """A deviation that emma reported."""
    return company.deviation(world)


def investigation(world: World) -> Record:
    """An investigation of it that erik leads."""
    return company.investigation(world, company.deviation(world))


def extension(world: World) -> Record:
    """A request of emma for more time, to be decided by quentin."""
    return company.more_time(world, company.deviation(world))


def capa(world: World) -> Record:
    """A CAPA of emma whose Quality approver is still to be named."""
    return measures.capa(world, quality=False)


def action_of_a_plan(world: World) -> Record:
    """An action of erik in a plan that emma writes."""
    return measures.add_action(world, measures.capa(world))


def effectiveness_check(world: World) -> Record:
    """A check of erik in a plan that emma writes."""
    return measures.add_check(world, measures.capa(world))


def lab_investigation(world: World) -> Record:
    """An assay below its limit."""
    return laboratory.investigation(world)


def retest_plan(world: World) -> Record:
    """A plan of further tests, in preparation."""
    return laboratory.plan(world, laboratory.investigation(world), approved=False)


def complaint(world: World) -> Record:
    """A complaint that clara took in."""
    return complaints.complaint(world)


def reportability(world: World) -> Record:
    """Whether the FDA is told of it, to be decided by regina."""
    record = complaints.submitted(world, complaints.complaint(world, injury=True))
    return complaints.children(record, "reportability")[0]


def safety_handover(world: World) -> Record:
    """The hand-over of a possible adverse event, asked of clara."""
    return complaints.children(complaints.complaint(world, adverse_event=True), "safety_handover")[0]


def examination(world: World) -> Record:
    """A returned sample that ivan waits for."""
    return complaints.examination(world, complaints.complaint(world))


def response_letter(world: World) -> Record:
    """An answer that clara writes."""
    return complaints.letter(world, complaints.complaint(world))


def statutory_rules(world: World) -> Record:
    """The first version of the statutory clocks, in draft."""
    return clock_rules.draft(world).record


def trend_rule(world: World) -> Record:
    """A trend rule in draft, prepared by mira."""
    return trends.rule(world)


def trend(world: World) -> Record:
    """What a rule saw: two deviations of one category."""
    return trends.raised(world)


def nonconformance(world: World) -> Record:
    """A nonconformance that emma reported."""
    return nonconforming.nonconformance(world)


def disposition(world: World) -> Record:
    """What emma proposes to do with it."""
    record = nonconforming.nonconformance(world)
    return nonconforming.disposition(world, record)


#: kind -> a record of it in its first state; a new process adds its own line.
def event_report(world: World) -> Record:
    """A report that somebody made at Basel, asked of who triages there."""
    if "tara" not in world.people:
        world.person("tara", "triager", "reporter")
    values = {"description": "A vial broke.", "occurred_at": timezone.now() - dt.timedelta(hours=1)}
    return report_signed_in(world.tara, Told("Broken vial", values), site=world.basel)


EXAMPLES: dict[str, Callable[[World], Record]] = {
    "access_review": access_review,
    "action": action_of_a_plan,
    "capa": capa,
    "change_request": change_request,
    "collection_import": collection_import,
    "complaint": complaint,
    "controlled_copy": controlled_copy,
    "deviation": deviation,
    "disposal": disposal,
    "disposition": disposition,
    "document": document,
    "effectiveness_check": effectiveness_check,
    "event_report": event_report,
    "examination": examination,
    "extension": extension,
    "investigation": investigation,
    "lab_investigation": lab_investigation,
    "nonconformance": nonconformance,
    "periodic_review": periodic_review,
    "placeholder": placeholder,
    "register_import": register_import,
    "reportability": reportability,
    "response_letter": response_letter,
    "retest_plan": retest_plan,
    "risk_matrix": risk_matrix,
    "safety_handover": safety_handover,
    "statutory_rules": statutory_rules,
    "trail_review": trail_review,
    "trend": trend,
    "trend_rule": trend_rule,
    "version": version,
}

PROCESSES = sorted(registered(), key=lambda process: process.kind)
MOVES = [(process, move) for process in PROCESSES for move in process.moves]
STATES = [(process, state) for process in PROCESSES for state in process.states]


def name_of(value: Any) -> str:
    """A readable name for a parametrised case."""
    return str(getattr(value, "kind", None) or getattr(value, "name", value))


def place(record: Record, state: str) -> Record:
    """Put a record into a state by hand, for tests of single moves."""
    with action(SYSTEM, "test.place", record=record) as act:
        Record.objects.filter(pk=record.pk).update(state=state)
        for known in process_of(record).states:  # it has been everywhere, so that it can go back
            if any(move.leads_back for move in process_of(record).moves):
                Step.objects.create(
                    record=record,
                    move="place",
                    from_state=record.state,
                    to_state=known.name,
                    name="Test",
                    at=act.at,
                )
    return Record.objects.get(pk=record.pk)


def everything_about(record: Record) -> dict[str, Any]:
    """What a refused move must leave as it is."""
    return {
        "record": list(Record.objects.order_by("pk").values()),
        "steps": Step.objects.count(),
        "signatures": Signature.objects.count(),
        "tasks": list(Task.objects.order_by("pk").values()),
        "parts": list(Part.objects.order_by("pk").values()),
        "links": Link.objects.count(),
        "comments": Comment.objects.count(),
        "effective": list(Document.objects.order_by("pk").values("pk", "effective_id")),
    }


def arguments(process: Process, move: Move, record: Record, person: Person) -> dict[str, Any]:
    """What a page would send with a move, complete and correct."""
    given: dict[str, Any] = {"based_on": record.version, "reason": "As agreed."}
    given["values"] = {
        wanted.name: wanted.choices[0][0]
        if wanted.choices
        else dt.date(2027, 1, 4)
        if wanted.type == "date"
        else "x"
        for wanted in move.inputs
    }
    if move.meaning is not None:
        given["credential"] = Credential(person.username, PASSWORD)
        given["shown"] = digest_of(process, record)
    return given


def is_sentence(text: str) -> bool:
    """The style of refusals: a sentence that ends with a full stop, without shouting and without "invalid"."""
    plain = text.strip()
    return (
        plain == text
        and plain.endswith(".")
        and "!" not in plain
        and re.search(r"\binvalid\b", plain.casefold()) is None
        and (plain[:1].isupper() or plain[:1] in "“‘" or plain[:1].isdigit())
        and "  " not in plain
        and "None" not in plain
    )
