"""What holds after every act of anybody, checked on the records of one document."""

from __future__ import annotations

from collections.abc import Iterable

from probatum.documents.content import Document, Draft, Version
from probatum.documents.reviewing import PeriodicReview
from probatum.kernel.authz import decide, visible
from probatum.kernel.models import Part, Person, Record, Signature, Step, Task
from probatum.kernel.process import process_of
from probatum.kernel.signature import status

APPROVALS = ("approve", "approve_quality")


def records_of(document: int) -> list[Record]:
    """The document, all its versions and all its reviews."""
    versions = Version.objects.filter(document_id=document).values("pk")
    reviews = PeriodicReview.objects.filter(document_id=document).values("pk")
    found = Record.objects.filter(pk=document) | Record.objects.filter(pk__in=versions)
    return list(found | Record.objects.filter(pk__in=reviews))


def check(document: int, people: Iterable[Person]) -> None:
    """Every law, for a document, its versions, and a few people."""
    records = records_of(document)
    for record in records:
        steps_are_contiguous(record)
        tasks_fit_the_state(record)
        signed_steps_have_their_signature(record)
        signatures_are_genuine(record)
    one_version_is_effective(document)
    authors_did_not_approve(document)
    nobody_fills_two_slots(document)
    what_is_visible_is_allowed(records, people)


def steps_are_contiguous(record: Record) -> None:
    process = process_of(record)
    assert record.state in process.by_name
    state = process.start
    arrivals = {way.name: way for way in process.arrivals}
    for place, step in enumerate(Step.objects.filter(record=record).order_by("id")):
        if place == 0 and step.move in arrivals:
            assert step.from_state == ""
            assert step.to_state in arrivals[step.move].states
            assert step.reason, "an arrival says where the past is"
            state = step.to_state
            continue
        move = process.move(step.move)
        assert step.from_state == state, f"step {step.pk} starts elsewhere"
        assert step.from_state in move.source
        assert step.to_state in move.targets or (move.each and step.to_state == step.from_state)
        assert step.reason or not move.reason
        state = step.to_state
    assert state == record.state


def tasks_fit_the_state(record: Record) -> None:
    process = process_of(record)
    state = process.state(record.state)
    asked = {(ask.part, ask.move) for ask in state.asks}
    for task in Task.objects.filter(record=record, closed_at=None):
        assert not state.final, f"{task.label} is open although {record.number} has ended"
        assert (task.part, task.move) in asked
        assert task.state == record.state
    held = {"owner", *Part.objects.filter(record=record, until=None).values_list("name", flat=True)}
    if any(ask.part in held for ask in state.asks) or (state.asks and record.kind != "document"):
        assert Task.objects.filter(record=record, closed_at=None).exists(), (
            f"{record.number} waits for nobody"
        )


def signed_steps_have_their_signature(record: Record) -> None:
    process = process_of(record)
    steps = [
        (step.move, step.person_id, step.at)
        for step in Step.objects.filter(record=record).order_by("id")
        if step.from_state and process.move(step.move).meaning is not None
    ]
    signed = list(
        Signature.objects.filter(record=record).order_by("id").values_list("move", "person_id", "at")
    )
    assert steps == signed


def signatures_are_genuine(record: Record) -> None:
    process = process_of(record)
    found = {
        status(signature, process=process, record=record) for signature in record.signatures.order_by("id")
    }
    assert "broken" not in found


def one_version_is_effective(document: int) -> None:
    effective = list(
        Version.objects.filter(document_id=document, record__state="effective").values_list("pk", flat=True)
    )
    pointer = Document.objects.get(pk=document).effective_id
    assert effective == ([pointer] if pointer else [])
    state = Record.objects.get(pk=document).state
    assert (state == "effective") == bool(pointer)


def authors_did_not_approve(document: int) -> None:
    for signature in Signature.objects.filter(
        record__in=Version.objects.filter(document_id=document).values("pk"), move__in=APPROVALS
    ):
        wrote = Draft.objects.filter(
            version_id=signature.record_id, made_by_id=signature.person_id, made_at__lte=signature.at
        )
        assert not wrote.exists(), f"{signature.printed_name} approved what they wrote"
        author = Part.objects.filter(
            record_id=signature.record_id,
            name="author",
            person_id=signature.person_id,
            since__lte=signature.at,
        ).exclude(until__lte=signature.at)
        assert not author.exists(), f"{signature.printed_name} was author when approving"


def nobody_fills_two_slots(document: int) -> None:
    for version in Version.objects.filter(document_id=document):
        round_of: list[int] = []
        for step in Step.objects.filter(record_id=version.pk).order_by("id"):
            if step.to_state == "draft":
                round_of = []
            elif step.move in APPROVALS and step.person_id is not None:
                assert step.person_id not in round_of, f"{step.name} signed twice in one round"
                round_of.append(step.person_id)


def what_is_visible_is_allowed(records: list[Record], people: Iterable[Person]) -> None:
    wanted = {record.pk for record in records}
    for person in people:
        listed = set(visible(person).filter(pk__in=wanted).values_list("pk", flat=True))
        allowed = {
            record.pk
            for record in records
            if decide(person, "record.view", record=Record.objects.get(pk=record.pk))
        }
        assert listed == allowed, f"{person.username}: list and verdict differ"
