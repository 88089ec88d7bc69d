"""Voice notes and codes on the form of a report: taken, refused with a sentence, played to who may, and no name told to strangers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.ledger.history import history
from probatum.kernel.models import Attachment, Person, Record, Setting
from probatum.quality.intake import points
from probatum.quality.intake.joining import events_of, items_told, proposed
from probatum.quality.intake.taking import LOCATION
from probatum.quality.models import EventReport, IntakePoint
from tests.quality.capa import measures
from tests.samples import recordings as made
from tests.web.intake.test_pages import GOOD
from tests.world import World

SignedIn = Callable[..., Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def tara(world: World) -> Person:
    """Who triages everywhere."""
    return world.person("tara", "triager", "reporter")


@pytest.fixture
def point(world: World, tara: Person) -> IntakePoint:
    """A code at the filling line."""
    cache.clear()
    return points.add_point(tara, label="Filling line 2", site=world.basel, receiver=tara, reason="New.")


def sent(point: IntakePoint, **more: Any) -> Any:
    return Client().post(f"/r/{point.token}/", {**GOOD, **more})


def note(content: bytes = b"", *, name: str = "Memo.wav") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or made.sound(), content_type="audio/x-something")


@pytest.mark.requirement("MOB-03", "QE-34")
def test_voice_note_is_taken_and_played_on_the_report(
    world: World, point: IntakePoint, tara: Person, as_person: SignedIn
) -> None:
    form = Client().get(f"/r/{point.token}/").content.decode()
    assert 'accept="audio/*"' in form
    assert sent(point, voice=note()).status_code == 302
    record = Record.objects.get(kind="event_report")
    kept = Attachment.objects.get(record=record)
    assert (kept.note, kept.file.media_type) == ("Voice note", "audio/wav")
    client, address = as_person(tara), f"/records/{record.uuid}/files/{kept.pk}/sound/"
    assert f'src="{address}"' in client.get(f"/records/{record.uuid}/").content.decode()
    answer = client.get(address, headers={"range": "bytes=0-99"})
    assert (answer.status_code, answer["Content-Type"]) == (206, "audio/wav")
    assert b"".join(answer) == made.sound()[:100]
    assert any(act.name == "record.download_file" for act in history(record))
    assert as_person(world.otto).get(address).status_code == 404


@pytest.mark.requirement("MOB-03")
def test_voice_note_goes_along_to_the_event(world: World, point: IntakePoint, tara: Person) -> None:
    sent(point, voice=note())
    record = Record.objects.get(kind="event_report")
    (event,) = events_of(world.move(tara, record, "open_event", values={"kind": "deviation"}))
    assert [one.name for one in Attachment.objects.filter(record=event)] == ["Memo.wav"]


@pytest.mark.requirement("MOB-03", "P11-10-d")
@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.mp4", made.movie(), "This is no sound. Send a voice note as M4A, MP3, WAV, Ogg or WebM."),
        ("a.wav", b"#!AMR" + bytes(64), "The file is an AMR file, which browsers do not play."),
        ("a.mp3", made.mp3(before=made.notes(b"TXXX\0GPSLatitude\x0047")), "tells where it was made"),
        ("a.wav", b"<html>" + bytes(64), "not accepted"),
    ],
)
def test_what_is_no_voice_note_is_refused_with_a_sentence(
    point: IntakePoint, name: str, content: bytes, words: str
) -> None:
    answer = sent(point, voice=note(content, name=name))
    assert answer.status_code == 400
    assert words in " ".join(answer.context["form"].errors["voice"])
    assert EventReport.objects.count() == 0


@pytest.mark.requirement("MOB-03")
def test_place_in_a_voice_note_is_kept_only_where_a_setting_allows_it(point: IntakePoint) -> None:
    with action(SYSTEM, "test.setting"):
        Setting.objects.update_or_create(key=LOCATION, defaults={"value": 1})
    located = made.mp3(before=made.notes(b"TXXX\0GPSLatitude\x0047"))
    assert sent(point, voice=note(located, name="a.mp3")).status_code == 302


@pytest.mark.requirement("MOB-03")
def test_picture_of_a_kind_that_is_not_taken_says_what_to_do(point: IntakePoint) -> None:
    heic = SimpleUploadedFile("a.heic", b"\0\0\0\x18ftypheic" + bytes(64))
    answer = sent(point, pictures=[heic])
    assert "Let the phone take pictures as JPEG" in " ".join(answer.context["form"].errors["pictures"])


@pytest.mark.requirement("MOB-03")
def test_code_told_fills_in_the_item_at_triage(world: World, point: IntakePoint) -> None:
    batch = measures.item("batch", "LOT-7")
    gone = measures.item("equipment", "FIL-2")
    with action(SYSTEM, "test.item", reason="Sold."):
        type(gone).objects.filter(pk=gone.pk).update(status="retired")
    sent(point, product_told="lot-7, FIL-2; anything")
    record = Record.objects.get(kind="event_report")
    assert items_told(record) == [batch]
    assert proposed(record, "nonconformance", at=record.opened_at)["batch"] == [batch]


@pytest.mark.requirement("MOB-03", "P11-10-d")
def test_stranger_learns_no_name_by_a_code(world: World, point: IntakePoint, as_person: SignedIn) -> None:
    measures.item("batch", "LOT-7")
    product = measures.item("product", "P-9")
    with action(SYSTEM, "test.item", reason="Named."):
        type(product).objects.filter(pk=product.pk).update(name="Zolgamide")
    page = Client().get(f"/r/{point.token}/").content.decode()
    assert ("data-scan" in page, "data-items" in page) == (True, False)
    assert Client().get("/master/suggest/product/?q=P-9").status_code == 302
    told = sent(point, product_told="P-9", title="")
    assert (told.status_code, "Zolgamide" in told.content.decode()) == (400, False)
    sent(point, product_told="P-9")
    record = Record.objects.get(kind="event_report")
    page = as_person(world.tara).get(f"/records/{record.uuid}/").content.decode()
    assert ("By the code told" in page, "Zolgamide" in page) == (True, True)
