"""Open tracked changes and comments of a file stop the way to approval, with the list; settled ones do not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from probatum.documents import authoring
from probatum.documents.content import CheckOut, Draft, Version
from probatum.documents.findings import Compared, Findings, Found, Mark, draft_before
from probatum.kernel.errors import Refused
from probatum.kernel.models import Record
from tests.documents.test_main_path import fresh
from tests.world import World, content

MARKS = (
    Found("inserted", "Anna Berg", "2026-11-02 09:30", "twice a day"),
    Found("comment", "Rita Sand", "2026-11-03 10:00", "Which log?"),
)
SENTENCE = (
    "The file still has 1 tracked change and 1 comment: inserted “twice a day” by Anna Berg; comment “Which log?” by "
    "Rita Sand. An author accepts or rejects the changes, resolves the comments and checks the file in again."
)


def check_in(world: World, version: Version, marks: tuple[Found, ...] = (), text: str = "Changed.") -> Draft:
    record = Record.objects.get(pk=version.pk)
    made = replace(content(text), marks=marks)
    return authoring.check_in(world.anna, fresh(version), content=made, based_on=record.version)


@pytest.mark.requirement("DOC-12")
def test_open_marks_are_reviewed_but_not_sent_for_approval(world: World) -> None:
    version = world.document()
    check_in(world, version, MARKS)
    world.move(world.anna, version.record, "submit_for_review")
    world.move(world.rita, version.record, "review")
    with pytest.raises(Refused) as refusal:
        world.move(world.anna, version.record, "submit_for_approval")
    assert str(refusal.value) == SENTENCE
    assert [(mark.kind, mark.who, mark.text) for mark in Mark.objects.all()] == [
        ("inserted", "Anna Berg", "twice a day"),
        ("comment", "Rita Sand", "Which log?"),
    ]


@pytest.mark.requirement("DOC-12")
def test_file_with_settled_marks_goes_on(world: World) -> None:
    version = world.document()
    check_in(world, version, MARKS)
    check_in(world, version, text="Settled.")
    world.move(world.anna, version.record, "submit_for_review")
    world.move(world.rita, version.record, "review")
    assert world.move(world.anna, version.record, "submit_for_approval").state == "in_approval"


@pytest.mark.requirement("DOC-12")
def test_long_list_of_marks_is_cut_in_the_sentence_and_kept_whole(world: World) -> None:
    version = world.document()
    check_in(world, version, tuple(Found("deleted", text=f"word {n}") for n in range(9)))
    world.move(world.anna, version.record, "submit_for_review")
    world.move(world.rita, version.record, "review")
    with pytest.raises(
        Refused, match=r"9 tracked changes: deleted “word 0”; .*; and 4 more, listed on its page"
    ):
        world.move(world.anna, version.record, "submit_for_approval")
    assert Mark.objects.count() == 9


@pytest.mark.requirement("DOC-32", "DOC-04")
def test_draft_is_compared_with_what_was_there_at_the_check_out(world: World) -> None:
    version = world.document()
    authoring.check_out(world.anna, fresh(version))
    first = Draft.objects.get()
    assert draft_before(fresh(version)) == first
    made = replace(content("Other."), compared=Compared(first, "1 word changed."))
    record = Record.objects.get(pk=version.pk)
    second = authoring.check_in(world.anna, fresh(version), content=made, based_on=record.version)
    assert (CheckOut.objects.get().ending, draft_before(fresh(version))) == ("checked in", second)
    assert Findings.objects.values_list("draft", "against", "summary").get() == (
        second.pk,
        first.pk,
        "1 word changed.",
    )
