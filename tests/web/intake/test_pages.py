"""Reporting by a code at a place and with an account: what strangers learn, bad files, floods, and who keeps the codes."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import ExifTags, Image

from probatum.kernel import file as files
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.models import Attachment, Person, Record, Setting
from probatum.quality.intake import points
from probatum.quality.intake.taking import HOURLY
from probatum.quality.models import EventReport, IntakePoint, ReportedPicture, Reporter
from probatum.web.intake import reporting
from tests.world import World

SignedIn = Callable[..., Client]
GOOD = {
    "title": "Vial broke on the line",
    "description": "A vial broke at the stopper station.",
    "occurred_at": "2026-01-05T10:15",
    "place": "Room 12",
    "product_told": "",
    "immediate_action": "",
    "from_outside": "",
}
LIST = 3


@pytest.fixture
def tara(world: World) -> Person:
    """Who triages everywhere."""
    return world.person("tara", "triager", "reporter")


@pytest.fixture
def point(world: World, tara: Person) -> IntakePoint:
    """A code at the filling line."""
    cache.clear()
    return points.add_point(tara, label="Filling line 2", site=world.basel, receiver=tara, reason="New.")


def photograph(*, name: str = "vial.jpg") -> SimpleUploadedFile:
    """A picture as a phone takes it, with time and place."""
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:01:05 10:15:30"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", (47.0, 33.0, 36.0)
    gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = "E", (7.0, 35.0, 24.0)
    out = io.BytesIO()
    Image.effect_noise((64, 48), 40).convert("RGB").save(out, "JPEG", exif=exif)
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


def sent(point: IntakePoint, client: Client | None = None, **more: Any) -> Any:
    return (client or Client()).post(f"/r/{point.token}/", {**GOOD, **more})


@pytest.mark.requirement("QE-34", "MOB-01", "MOB-03", "P11-10-d")
def test_stranger_reports_with_a_picture_and_learns_a_reference_only(
    world: World, tara: Person, point: IntakePoint
) -> None:
    page = Client().get(f"/R/{point.token}/").content.decode()
    assert ("Filling line 2" in page, 'accept="image/jpeg,image/png"' in page) == (True, True)
    answer = sent(
        point,
        pictures=[photograph(), photograph(name="again.jpg")],
        name="Cornelia Klage",
        contact="c@example.org",
    )
    assert answer.status_code == 302
    assert re.fullmatch(r"/report/received/[2-9A-Z]{4}-[2-9A-Z]{4}/", answer.headers["Location"])
    receipt = Client().get(answer.headers["Location"]).content.decode()
    kept = EventReport.objects.get()
    record = Record.objects.get(pk=kept.pk)
    assert kept.reference in receipt
    for told in (record.number, record.title, tara.name, "Filling line", "Cornelia", "Your company"):
        assert told not in receipt
    first, _ = Attachment.objects.filter(record=record)
    facts = ReportedPicture.objects.get(attachment=first)
    assert (facts.taken, facts.location_removed, facts.latitude) == (
        "2026-01-05 10:15:30 (no zone)",
        True,
        None,
    )
    assert not Image.open(io.BytesIO(files.read(first.file))).getexif().get_ifd(ExifTags.IFD.GPSInfo)
    assert Reporter.objects.get(record=record).contact == "c@example.org"


@pytest.mark.requirement("QE-34")
def test_form_asks_at_most_six_things_of_anybody(point: IntakePoint) -> None:
    form = Client().get(f"/r/{point.token}/").context["form"]
    assert [name for name, field in form.fields.items() if field.required] == [
        "title",
        "description",
        "occurred_at",
    ]
    answer = Client().post(f"/r/{point.token}/", {"title": "Only this"})
    assert (answer.status_code, sorted(answer.context["form"].errors)) == (
        400,
        ["description", "occurred_at"],
    )
    assert EventReport.objects.count() == 0


@pytest.mark.requirement("QE-34", "P11-10-d")
def test_code_that_is_not_in_use_opens_nothing(world: World, tara: Person, point: IntakePoint) -> None:
    with action(SYSTEM, "test.point", reason="Closed."):
        IntakePoint.objects.filter(pk=point.pk).update(active=False)
    for token in (point.token, "AAAAAAAAAAAAAAAA", "x"):
        assert Client().get(f"/r/{token}/").status_code == 404
        assert Client().post(f"/r/{token}/", GOOD).status_code == 404
    assert EventReport.objects.count() == 0


@pytest.mark.requirement("QE-34", "P11-10-d")
def test_stranger_reaches_no_other_page(world: World, point: IntakePoint) -> None:
    client = Client()
    sent(point, client)
    record = Record.objects.get(kind="event_report")
    for address in (
        "/report/",
        "/report/points/",
        f"/report/points/{point.pk}/code.svg",
        f"/records/{record.uuid}/",
        f"/records/{record.uuid}/reporter/",
        "/records/event_report/",
        "/master/suggest/equipment/?q=a",
    ):
        answer = client.get(address)
        assert answer.status_code == 302, address
        assert answer.headers["Location"].startswith("/accounts/login/"), answer.headers["Location"]


@pytest.mark.requirement("QE-34", "P11-10-d")
@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("virus.jpg", b"MZ\x90\x00 program", "Windows program"),
        ("page.jpg", b"<html><script>alert(1)</script>", "web page"),
        ("photo.jpg", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "HEIC"),
        ("photo.jpg", b"\xff\xd8\xff broken", "damaged"),
        ("list.txt", b"only text", "not accepted here"),
    ],
)
def test_bad_file_of_a_stranger_is_told_and_nothing_is_kept(
    point: IntakePoint, name: str, content: bytes, says: str
) -> None:
    answer = sent(point, pictures=[photograph(), SimpleUploadedFile(name, content)])
    assert answer.status_code == 400
    assert says in str(answer.context["form"].errors["pictures"])
    assert GOOD["description"] in answer.content.decode()
    assert (EventReport.objects.count(), Attachment.objects.count()) == (0, 0)


@pytest.mark.requirement("QE-34")
def test_too_many_and_too_large_pictures_are_cut_off(
    point: IntakePoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = sent(point, pictures=[photograph() for _ in range(6)])
    assert "Choose at most 5 pictures" in str(many.context["form"].errors["pictures"])
    monkeypatch.setattr("probatum.web.intake.pictures.LARGEST", 100)
    large = sent(point, pictures=[photograph()])
    assert large.status_code == 400
    assert "Send at most 5 pictures and a voice note" in str(large.context["form"].errors["pictures"])
    assert EventReport.objects.count() == 0


@pytest.mark.requirement("QE-34")
def test_flood_from_one_address_and_from_many_is_turned_away(
    point: IntakePoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reporting, "PER_ADDRESS", 2)
    answers = [sent(point).status_code for _ in range(3)]
    assert answers == [302, 302, 429]
    cache.clear()
    monkeypatch.setattr(reporting, "PER_ADDRESS", 99)
    with action(SYSTEM, "test.setting"):
        Setting.objects.create(key=HOURLY, value=1)
    flooded = [sent(point) for _ in range(2)]
    assert [one.status_code for one in flooded] == [302, 429]
    assert "Tell somebody of the place" in flooded[1].content.decode()
    assert EventReport.objects.count() == 3


@pytest.mark.requirement("QE-34")
def test_program_that_fills_in_what_nobody_sees_is_refused_and_a_second_press_sends_nothing(
    point: IntakePoint,
) -> None:
    assert sent(point, website="https://spam.example").status_code == 400
    assert sent(point, number="1").status_code == 400
    token = "a" * 32
    first, second = (sent(point, form_token=token) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert EventReport.objects.count() == 1


@pytest.mark.requirement("QE-34", "CMP-01")
def test_markup_of_a_stranger_is_shown_as_text(
    world: World, tara: Person, point: IntakePoint, as_person: SignedIn
) -> None:
    sent(
        point,
        title="<script>alert(1)</script>",
        description="=cmd|' /C calc'!A0 <img src=x onerror=alert(1)>",
    )
    record = Record.objects.get(kind="event_report")
    page = as_person(tara).get(f"/records/{record.uuid}/").content.decode()
    assert ("<script>alert(1)" in page, "<img src=x" in page, "&lt;img src=x" in page) == (False, False, True)


@pytest.mark.requirement("CMP-01", "P11-10-d")
def test_who_reported_is_read_by_few_and_each_reading_is_noted(
    world: World, tara: Person, point: IntakePoint, as_person: SignedIn
) -> None:
    sent(point, name="Cornelia Klage", contact="c@example.org")
    record = Record.objects.get(kind="event_report")
    ida = world.person("ida", "identity", "triager")
    for address in ("", "history/", "history/csv/", "history/json/", "reporter/"):
        answer = as_person(tara).get(f"/records/{record.uuid}/{address}")
        body = b"".join(answer) if answer.streaming else answer.content
        assert b"Cornelia" not in body, address
    assert as_person(tara).get(f"/records/{record.uuid}/reporter/").status_code == 403
    assert record.number not in as_person(tara).get("/search/?q=Cornelia").content.decode()
    assert record.number in as_person(tara).get("/search/?q=Vial").content.decode()
    known = as_person(ida).get(f"/records/{record.uuid}/reporter/").content.decode()
    assert ("Cornelia Klage" in known, "c@example.org" in known) == (True, True)
    assert (
        "looked at who reported it"
        in as_person(tara).get(f"/records/{record.uuid}/history/").content.decode()
    )


@pytest.mark.requirement("QE-34", "QE-01", "MOB-01")
def test_reporter_with_an_account_reports_and_sees_the_report(
    world: World, tara: Person, as_person: SignedIn
) -> None:
    ruth = world.person("ruth", "reporter")
    client = as_person(ruth)
    assert client.get("/report/").status_code == 200
    answer = client.post("/report/", {**GOOD, "site": "BSL", "pictures": [photograph()]})
    record = Record.objects.get(kind="event_report")
    assert (record.owner, record.site) == (ruth, world.basel)
    assert client.get(answer.headers["Location"]).status_code == 200
    assert as_person(world.otto).get("/report/").status_code == 403
    assert as_person(world.otto).get(f"/records/{record.uuid}/").status_code == 404


@pytest.mark.requirement("QE-34", "P11-10-d")
def test_codes_are_kept_on_pages_by_who_triages(world: World, tara: Person, as_person: SignedIn) -> None:
    client = as_person(tara)
    assert client.get("/report/points/").status_code == 200
    made = client.post(
        "/report/points/new/",
        {
            "label": "Cold store",
            "site": world.basel.pk,
            "receiver": tara.pk,
            "equipment": "",
            "reason": "New.",
        },
    )
    assert made.status_code == 302
    point = IntakePoint.objects.get()
    shown = client.get(f"/report/points/{point.pk}/").content.decode()
    assert f"/r/{point.token.lower()}/" in shown
    label = client.get(f"/report/points/{point.pk}/label.pdf")
    assert (label.status_code, label.content[:5]) == (200, b"%PDF-")
    assert b"<svg" in client.get(f"/report/points/{point.pk}/code.svg").content
    edit = client.get(f"/report/points/{point.pk}/edit/").context["form"].initial
    changed = {
        "label": "Cold store 1",
        "receiver": tara.pk,
        "equipment": "",
        "based_on": edit["based_on"],
        "reason": "Named.",
    }
    assert client.post(f"/report/points/{point.pk}/edit/", changed).status_code == 302
    assert IntakePoint.objects.get().active is False
    bea = world.person("bea", "triager", site=world.boston)
    assert as_person(bea).get(f"/report/points/{point.pk}/").status_code == 404
    for person in (world.otto, world.anna):
        assert as_person(person).get("/report/points/").status_code == 403


@pytest.mark.requirement("PERF-01")
@pytest.mark.parametrize("rows", [1, 3])
def test_list_of_codes_needs_the_same_queries_for_any_number(
    world: World, tara: Person, as_person: SignedIn, django_assert_num_queries: Any, rows: int
) -> None:
    for number in range(rows):
        points.add_point(tara, label=f"Line {number}", site=world.basel, receiver=tara, reason="New.")
    client = as_person(tara)
    client.get("/report/points/")
    with django_assert_num_queries(LIST):
        assert len(client.get("/report/points/").context["table"]["rows"]) == rows
