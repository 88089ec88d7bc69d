"""The history of a record: every action with who, when, why and what, in words; filters; export; nothing for outsiders."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest
from django.test import Client

from probatum.documents import release
from probatum.documents.authoring import change_facts
from probatum.kernel.comment import add_comment
from probatum.kernel.models import Record
from probatum.web.timeline import acts, breakable
from tests.world import World

SignedIn = Callable[..., Client]


def history(client: Client, record: Record, query: str = "") -> Any:
    return client.get(f"/records/{record.uuid}/history/{query}")


@pytest.mark.requirement("ATR-05", "ATR-06", "P11-10-e")
def test_history_says_who_did_what_when_and_why_with_old_and_new(world: World, as_person: SignedIn) -> None:
    record = world.document().record
    world.move(world.anna, record, "submit_for_review")
    world.move(world.rita, record, "refuse_review", reason="Section 5.2 is wrong.")

    answer = history(as_person(world.anna), record)

    shown = answer.context["acts"]
    assert [(act["who"], act["what"]) for act in shown] == [
        ("Rita", "made the move “Ask for changes and sign”"),
        ("Anna", "made the move “Send for review”"),
        ("Anna", "created the document"),
    ]
    assert (shown[0]["why"], shown[0]["signed"], shown[0]["role"]) == (
        "Section 5.2 is wrong.",
        True,
        "Reviewer",
    )
    assert '<tr><th scope="row">State</th><td><del>In review</del>' in shown[0]["changed"]
    assert "<ins>Draft</ins>" in shown[0]["changed"]
    text = answer.content.decode()
    for told in ("Recorded, not yet sealed", "UTC", "Reviewed, changes needed"):
        assert told in text


@pytest.mark.requirement("ATR-06")
@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?action=version.submit_for_review", 1),
        ("?action=document.create", 1),
        ("?field=state", 2),
        ("?since=2999-01-01", 0),
        ("?until=2999-01-01", 2),
        ("?before=1", 0),
    ],
)
def test_history_is_filtered(world: World, as_person: SignedIn, query: str, count: int) -> None:
    record = world.document().record
    world.move(world.anna, record, "submit_for_review")
    assert len(history(as_person(world.anna), record, query).context["acts"]) == count


@pytest.mark.requirement("ATR-06")
def test_history_is_filtered_by_person(world: World, as_person: SignedIn) -> None:
    record = world.document().record
    world.move(world.anna, record, "submit_for_review")
    world.move(world.rita, record, "review")
    shown = history(as_person(world.anna), record, f"?person={world.rita.pk}").context["acts"]
    assert [act["who"] for act in shown] == ["Rita"]


@pytest.mark.parametrize("query", ["?since=yesterday", "?person=0", "?field=nothing", "?action=x"])
def test_filter_that_cannot_be_read_is_told(world: World, as_person: SignedIn, query: str) -> None:
    answer = history(as_person(world.anna), world.document().record, query)
    assert (answer.status_code, answer.context["acts"]) == (400, [])


@pytest.mark.requirement("ATR-06")
def test_export_holds_the_whole_history_and_is_noted(world: World, as_person: SignedIn) -> None:
    record = world.document().record
    world.move(world.anna, record, "submit_for_review")
    client = as_person(world.anna)
    told = json.loads(history(client, record, "json/").content)
    assert [act["name"] for act in told] == [
        "record.export_history",
        "version.submit_for_review",
        "document.create",
    ]
    lines = list(csv.DictReader(io.StringIO(history(client, record, "csv/").content.decode())))
    assert lines[0]["action"] == "record.export_history"
    assert history(client, record, "xml/").status_code == 404


@pytest.mark.requirement("DOC-24", "P11-10-d")
def test_reader_of_the_result_gets_no_discussion(world: World, as_person: SignedIn) -> None:
    from tests.documents.test_main_path import approve_all  # app ready

    version = world.document()
    add_comment(world.anna, version.record, text="Between us: the limit is a guess.")
    today = __import__("datetime").datetime.now(world.basel.zone).date()
    version = approve_all(world, version, on=today)
    release.attach_issue(version, pdf=b"%PDF-1.7 issued", pages=2)
    release.release_due()
    record = Record.objects.get(pk=version.pk)
    assert "is a guess" in as_person(world.anna).get(f"/records/{record.uuid}/comments/").content.decode()

    reader = as_person(world.rhea)

    assert reader.get(f"/records/{record.uuid}/comments/").status_code == 403
    assert reader.post(f"/records/{record.uuid}/comments/", {"text": "May I?"}).status_code == 403
    page = history(reader, record)
    assert (page.status_code, "is a guess" in page.content.decode()) == (200, False)
    assert history(reader, record, "json/").status_code == 403


@pytest.mark.requirement("P11-10-d")
def test_number_of_a_record_that_is_not_to_be_seen_is_not_named(world: World) -> None:
    from probatum.kernel.ledger.history import history as read  # app ready

    version = world.document()
    own = Record.objects.get(pk=version.pk)
    seen = str(acts(world.anna, read(own), record=own))
    hidden = str(acts(world.rhea, read(own), record=own))
    named = f"<ins>{version.document.record.number}</ins>"
    assert (named in seen, named in hidden) == (True, False)


def test_long_value_may_break_and_is_shown_whole() -> None:
    assert breakable("a <b> c") == "a &lt;b&gt; c"
    assert breakable("x" * 30).replace("<wbr>", "") == "x" * 30
    assert breakable("a " + "<" * 30).replace("<wbr>", "") == "a " + "&lt;" * 30


def words(pdf: bytes) -> str:
    pages = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    return " ".join("\n".join(pages).replace("\u200b", "").split())


@pytest.mark.requirement("ATR-11", "ATR-06", "A11-8-2")
def test_printed_record_marks_what_is_no_longer_the_first_entry(world: World, as_person: SignedIn) -> None:
    version = world.document()
    client = as_person(world.anna)
    assert "◆ changed" not in words(history(client, version.record, "pdf/").content)
    change_facts(
        world.anna, version, facts={"title": "Gowning, grade A"}, reason="Wrong grade.",
        based_on=Record.objects.get(pk=version.pk).version,
    )  # fmt: skip

    answer = history(client, version.record, "pdf/")

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"].startswith('attachment; filename="Record SOP-QA-001 v1 ')
    told = words(answer.content)
    for part in (
        "Title Gowning, grade A ◆ changed",
        "Reason: Wrong grade.",
        "Title: Gowning for grade B → Gowning, grade A",
        "Reviewer Rita",
        "Printed by Anna (anna) on",
        "Training impact Reading is enough",
    ):
        assert part in told
    page = history(client, version.record).context["acts"]
    assert [act["what"] for act in page].count("exported the history") == 2


def test_printed_record_says_when_only_a_part_of_the_history_is_in_it(
    world: World, as_person: SignedIn
) -> None:
    record = world.document().record
    told = words(history(as_person(world.anna), record, "pdf/?action=comment.write").content)
    assert "Created the document" not in told
    whole = words(history(as_person(world.anna), record, "pdf/").content)
    assert "Created the document" in whole


@pytest.mark.requirement("DOC-24", "P11-10-d")
def test_print_of_a_record_is_for_those_who_may_know_all_of_it(world: World, as_person: SignedIn) -> None:
    from tests.documents.test_main_path import approve_all  # app ready

    today = __import__("datetime").datetime.now(world.basel.zone).date()
    version = approve_all(world, world.document(), on=today)
    release.attach_issue(version, pdf=b"%PDF-1.7 issued", pages=2)
    release.release_due()
    answers = [
        history(as_person(person), version.record, "pdf/").status_code
        for person in (world.anna, world.ines, world.rhea, world.otto)
    ]
    assert answers == [200, 200, 403, 404]
