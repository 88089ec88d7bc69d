"""Video and audio of a document: taken in, played in ranges under the right to read, downloaded with that right (DOC-41)."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import Client

from probatum.documents.authoring import check_in
from probatum.documents.content import Version
from probatum.documents.drafts import Content
from probatum.documents.recording import LARGEST
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.configuration import change_setting
from probatum.kernel.file import path_of
from probatum.kernel.models import Person, Record, StoredFile
from probatum.output.content import NO_RECORDING, content_from_upload
from probatum.web.documents import ranges
from tests.samples import recordings as made
from tests.web.documents.conftest import make_draft, make_effective, start_next
from tests.world import World

SignIn = Callable[[Person], Client]
WORDS = "Put the left glove on before the right one."
SOUND = made.sound(seconds=3)


def content_of(folder: Path, content: bytes, *, name: str = "gowning.wav", words: str = WORDS) -> Content:
    path = folder / name
    path.write_bytes(content)
    return content_from_upload(path, filename=name, transcript=words)


@pytest.fixture
def recording(world: World, tmp_path: Path) -> Version:
    """A draft by anna whose content is a sound of three seconds."""
    return make_draft(world, content_of(tmp_path, SOUND), title="Gowning, spoken")


def below(version: Version, name: str = "") -> str:
    return f"/documents/{version.document.record.number}/versions/{version.major}/{name}"


def body(answer: object) -> bytes:
    assert isinstance(answer, StreamingHttpResponse)
    return b"".join(answer)  # type: ignore[arg-type]


def noted(event: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM ledger.entry WHERE op = 'N' AND body LIKE %s", [f'%"event":"{event}"%']
        )
        return int(cursor.fetchone()[0])


@pytest.mark.requirement("DOC-41")
def test_upload_makes_a_document_with_a_player_and_a_sheet(world: World, as_person: SignIn) -> None:
    client = as_person(world.anna)
    form = {
        "type": "SOP",
        "title": "Gowning",
        "department": "QA",
        "site": "BSL",
        "owner": "anna",
        "start": "upload",
        "form_token": "b" * 32,
        "file": SimpleUploadedFile("gowning.mp4", made.movie(notes=made.PLACE), content_type="text/html"),
        "transcript": WORDS,
    }
    made_at = client.post("/documents/new/", form)["Location"]
    page = client.get(made_at).content.decode()
    assert (
        f'<video class="player__picture" controls playsinline preload="metadata" src="{made_at}recording"'
        in page
    )
    assert "The file tells where it was recorded" in page
    assert WORDS in page  # the text of the sheet's second page
    version = Version.objects.select_related("draft__recording", "draft__source").get()
    assert version.draft is not None
    assert (version.draft.source.media_type, version.draft.pages) == ("video/mp4", 2)
    assert (version.draft.recording.milliseconds, version.draft.recording.located) == (2500, True)


@pytest.mark.requirement("DOC-41")
def test_transcript_without_a_recording_is_refused_and_nothing_made(world: World, as_person: SignIn) -> None:
    form = {
        "type": "SOP",
        "title": "Gowning",
        "department": "QA",
        "site": "BSL",
        "owner": "anna",
        "start": "upload",
        "form_token": "c" * 32,
        "file": SimpleUploadedFile("a.txt", b"words"),
        "transcript": WORDS,
    }
    answer = as_person(world.anna).post("/documents/new/", form)
    assert (answer.status_code, answer.context["form"].errors["transcript"]) == (422, [NO_RECORDING])
    assert Version.objects.count() == 0


SIZE = len(SOUND)


@pytest.mark.requirement("DOC-41")
@pytest.mark.parametrize(
    ("asked", "status", "told", "first", "last"),
    [
        ("", 200, "", 0, SIZE - 1),
        ("bytes=0-", 206, f"bytes 0-{SIZE - 1}/{SIZE}", 0, SIZE - 1),
        ("bytes=0-0", 206, f"bytes 0-0/{SIZE}", 0, 0),
        ("bytes=10-19", 206, f"bytes 10-19/{SIZE}", 10, 19),
        ("Bytes= 10-19", 206, f"bytes 10-19/{SIZE}", 10, 19),
        (f"bytes={SIZE - 1}-", 206, f"bytes {SIZE - 1}-{SIZE - 1}/{SIZE}", SIZE - 1, SIZE - 1),
        (f"bytes=5-{SIZE * 2}", 206, f"bytes 5-{SIZE - 1}/{SIZE}", 5, SIZE - 1),
        ("bytes=-44", 206, f"bytes {SIZE - 44}-{SIZE - 1}/{SIZE}", SIZE - 44, SIZE - 1),
        (f"bytes=-{SIZE * 9}", 206, f"bytes 0-{SIZE - 1}/{SIZE}", 0, SIZE - 1),
        (f"bytes={SIZE}-", 416, f"bytes */{SIZE}", 0, -1),
        ("bytes=-0", 416, f"bytes */{SIZE}", 0, -1),
        ("bytes=20-10", 200, "", 0, SIZE - 1),
        ("bytes=-", 200, "", 0, SIZE - 1),
        ("bytes=0-1,4-5", 200, "", 0, SIZE - 1),
        ("seconds=0-1", 200, "", 0, SIZE - 1),
        ("bytes=" + "9" * 40 + "-", 200, "", 0, SIZE - 1),
    ],
)
def test_range_is_answered_as_the_standard_says(
    world: World,
    as_person: SignIn,
    recording: Version,
    asked: str,
    status: int,
    told: str,
    first: int,
    last: int,
) -> None:
    headers = {"Range": asked} if asked else {}
    answer = as_person(world.carla).get(below(recording, "recording"), headers=headers)
    assert (answer.status_code, answer.headers.get("Content-Range", "")) == (status, told)
    assert (answer["Accept-Ranges"], answer["Content-Type"] if status != 416 else "") == (
        "bytes",
        "audio/wav" if status != 416 else "",
    )
    if status != 416:
        assert body(answer) == SOUND[first : last + 1]
        assert answer["Content-Length"] == str(last - first + 1)


@pytest.mark.requirement("DOC-41")
def test_range_counts_only_for_the_same_content(world: World, as_person: SignIn, recording: Version) -> None:
    client, address = as_person(world.carla), below(recording, "recording")
    assert recording.draft is not None
    tag = f'"{recording.draft.source.sha256}"'
    asked = {"Range": "bytes=0-9"}
    answers = [
        client.get(address, headers={**asked, "If-Range": one}).status_code
        for one in (tag, f"W/{tag}", '"other"', "Sun, 22 Nov 2026 10:00:00 GMT")
    ]
    assert answers == [206, 200, 200, 200]
    assert client.get(address, headers={**asked, "If-None-Match": tag}).status_code == 304
    head = client.head(address, headers=asked)
    assert (head.status_code, head["Content-Length"], head["ETag"]) == (200, str(SIZE), tag)


@pytest.mark.requirement("DOC-41")
def test_long_range_is_answered_in_part(
    world: World, as_person: SignIn, recording: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranges, "MOST_AT_ONCE", 1000)
    client, got = as_person(world.carla), b""
    while len(got) < SIZE:
        answer = client.get(below(recording, "recording"), headers={"Range": f"bytes={len(got)}-"})
        assert answer.status_code == 206
        got += body(answer)
    assert got == SOUND


@pytest.mark.requirement("DOC-41", "DOC-28")
def test_playing_is_one_view_however_many_ranges(world: World, as_person: SignIn, recording: Version) -> None:
    client = as_person(world.carla)
    client.get(below(recording))
    for at in range(5):
        client.get(below(recording, "recording"), headers={"Range": f"bytes={at * 10}-{at * 10 + 9}"})
    assert (noted("document.view"), noted("document.download")) == (1, 0)
    assert client.get(below(recording, "recording/file")).status_code == 403  # may see drafts, not take them


@pytest.mark.requirement("DOC-41", "DOC-28")
def test_download_is_a_right_and_an_event_of_its_own(
    world: World, as_person: SignIn, recording: Version
) -> None:
    effective = make_effective(world, recording)
    answer = as_person(world.rhea).get(below(effective, "recording/file"))
    assert (body(answer), noted("document.download"), noted("document.view")) == (SOUND, 1, 0)
    assert answer["Content-Disposition"] == f'attachment; filename="{effective.record.number}.0.wav"'


@pytest.mark.requirement("DOC-41", "ACC-03")
def test_right_is_asked_at_every_range(world: World, as_person: SignIn, recording: Version) -> None:
    reader, carla = as_person(world.rhea), as_person(world.carla)
    assert reader.get(below(recording, "recording")).status_code == 404  # a draft is not for readers
    assert reader.get(below(recording, "recording/file")).status_code == 404
    assert Client().get(below(recording, "recording")).status_code == 302
    asked = {"Range": "bytes=0-9"}
    assert carla.get(below(recording, "recording"), headers=asked).status_code == 206
    effective = make_effective(world, recording)
    assert reader.get(below(effective, "recording"), headers=asked).status_code == 206
    with action(SYSTEM, "test.confidential"):
        Record.objects.filter(pk__in=[effective.pk, effective.document_id]).update(confidential=True)
    assert reader.get(below(effective, "recording"), headers=asked).status_code == 404


@pytest.mark.requirement("DOC-41")
def test_page_inside_a_recording_stays_harmless(world: World, as_person: SignIn, tmp_path: Path) -> None:
    hostile = made.movie(media=made.HTML)
    version = make_draft(world, content_of(tmp_path, hostile, name="a.mp4", words=""), title="Hostile")
    answer = as_person(world.carla).get(below(version, "recording"))
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("video/mp4", "nosniff")
    assert answer["Content-Security-Policy"] == "default-src 'none'; media-src 'self'; sandbox"
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.requirement("DOC-41")
def test_altered_recording_is_not_played(world: World, as_person: SignIn, recording: Version) -> None:
    assert recording.draft is not None
    path = path_of(recording.draft.source.sha256)
    client = as_person(world.carla)
    assert client.get(below(recording, "recording")).status_code == 200
    kept = path.read_bytes()
    path.chmod(0o640)
    path.write_bytes(kept[:-1] + b"\x01")
    try:
        assert client.get(below(recording, "recording")).status_code == 503
    finally:
        path.write_bytes(kept)


@pytest.mark.requirement("DOC-41")
def test_next_version_and_superseded_one_play_their_own_recording(
    world: World, as_person: SignIn, recording: Version, tmp_path: Path
) -> None:
    first = make_effective(world, recording)
    second = start_next(world, first)
    record = Record.objects.get(pk=second.pk)
    client = as_person(world.anna)
    assert body(client.get(below(second, "recording"))) == SOUND  # copied with the draft
    other = made.sound(seconds=2)
    check_in(world.anna, second, content=content_of(tmp_path, other), based_on=record.version)
    assert body(client.get(below(second, "recording"))) == other
    assert body(as_person(world.rhea).get(below(first, "recording"))) == SOUND
    compared = client.get(f"/documents/{first.document.record.number}/compare/?left=1.0&right=1.2")
    assert "Recordings cannot be compared" in compared.content.decode()
    differing = [line["label"] for line in compared.context["facts_differ"]]
    assert differing[-3:] == ["Length", "Size", "SHA-256 of the file"]


@pytest.mark.requirement("DOC-41")
def test_large_recording_is_stored_from_disk_and_has_a_limit_of_its_own(
    world: World, as_person: SignIn
) -> None:
    change_setting(world.sven, LARGEST, value="10", reason="The disk is small.")
    large, over = made.sound(seconds=9.5, rate=480_000), made.sound(seconds=11, rate=480_000)
    client = as_person(world.anna)
    form = {
        "type": "SOP",
        "title": "Long",
        "department": "QA",
        "site": "BSL",
        "owner": "anna",
        "start": "upload",
    }
    refused = client.post("/documents/new/", {**form, "form_token": "d" * 32, "file": io.BytesIO(over)})
    assert "is larger than 10 MB" in refused.context["form"].errors["file"][0]
    file = SimpleUploadedFile("long.wav", large)
    assert client.post("/documents/new/", {**form, "form_token": "e" * 32, "file": file}).status_code == 302
    assert StoredFile.objects.filter(size=len(large), media_type="audio/wav").count() == 1
