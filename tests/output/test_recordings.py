"""Video and audio are known by their structure, never by their name; what is not whole is refused with a sentence (DOC-41)."""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path

import pytest

from probatum.documents.recording import Recorded, length
from probatum.output.convert import render
from probatum.output.intake import inspect
from probatum.output.limits import Limits, UploadRefused
from probatum.output.recordings import LOCATED
from tests.samples import recordings as made


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def recorded(folder: Path, name: str, content: bytes) -> Recorded:
    found = inspect(put(folder, name, content), filename=name).recording
    assert found is not None
    return found


def refusal(folder: Path, name: str, content: bytes, **limits: int) -> str:
    with pytest.raises(UploadRefused) as refused:
        inspect(put(folder, name, content), filename=name, limits=Limits(**limits))
    assert refused.value.sentence.endswith(".")
    assert "!" not in refused.value.sentence
    return refused.value.sentence


@pytest.mark.requirement("DOC-41")
@pytest.mark.parametrize(
    ("name", "content", "media_type", "milliseconds", "told"),
    [
        ("a.mp4", made.movie(), "video/mp4", 2500, "MP4 video, H.264"),
        ("a.m4v", made.movie(brand=b"M4V "), "video/mp4", 2500, "MP4 video, H.264"),
        ("a.m4a", made.movie(handler=b"soun", codec=b"mp4a"), "audio/mp4", 2500, "M4A sound, AAC"),
        ("a.webm", made.web_video(), "video/webm", 4000, "WebM video, VP9"),
        ("live.webm", made.web_video(live=True), "video/webm", 4000, "WebM video, VP9"),
        ("a.weba", made.web_video(kind=2, codec=b"A_OPUS"), "audio/webm", 4000, "WebM sound, Opus"),
        ("a.wav", made.sound(seconds=1.5), "audio/wav", 1500, "WAV sound, PCM, 16 bit, 8,000 Hz, mono"),
        ("a.ogg", made.ogg(), "audio/ogg", 3000, "Ogg sound, Opus"),
        ("a.mp3", made.mp3(), "audio/mpeg", 2612, "MP3 sound, 44,100 Hz, mono"),
        ("b.mp3", made.mp3(before=made.notes(b"TIT2"), after=b"TAG" + bytes(125)), "audio/mpeg", 2612, ""),
    ],
)
def test_recording_is_known_by_its_bytes(
    tmp_path: Path, name: str, content: bytes, media_type: str, milliseconds: int, told: str
) -> None:
    found = recorded(tmp_path, name, content)
    assert (found.media_type, found.milliseconds) == (media_type, milliseconds)
    assert told in ("", found.format)
    assert not found.located


@pytest.mark.requirement("DOC-41")
def test_size_of_the_picture_is_read(tmp_path: Path) -> None:
    sizes = [recorded(tmp_path, *one) for one in (("a.mp4", made.movie()), ("a.webm", made.web_video()))]
    assert [(one.picture, one.width, one.height) for one in sizes] == [(True, 640, 360)] * 2


@pytest.mark.requirement("DOC-41")
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.mp4", made.movie(notes=made.PLACE)),
        ("b.mp4", made.movie(codec=b"gpmd")),
        ("a.mp3", made.mp3(before=made.notes(b"TXXX\0GPSLatitude\x0047"))),
        ("a.webm", made.web_video(extra=made.element(0x1254C367, b"RECORDING_LOCATION 47 N"))),
    ],
)
def test_place_of_recording_is_told_as_a_warning_and_kept(tmp_path: Path, name: str, content: bytes) -> None:
    accepted = inspect(put(tmp_path, name, content), filename=name)
    assert accepted.warnings == (LOCATED,)
    assert accepted.sha256 == hashlib.sha256(content).hexdigest()


_WAV, _MOVIE, _WEB, _OGG, _MP3 = made.sound(), made.movie(), made.web_video(), made.ogg(), made.mp3()


@pytest.mark.requirement("DOC-41")
@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.mp4", _MOVIE[:-10], "cut off"),
        ("a.mp4", _MOVIE + made.HTML, "cut off"),
        ("a.mp4", _MOVIE[:24] + b"\xff\xff\xff\xff" + _MOVIE[28:], "cut off"),
        ("a.mp4", made.box(b"ftyp", b"isom" + bytes(4) + b"isom"), "cut off"),
        ("a.mp4", made.movie(handler=b"text"), "neither pictures nor sound"),
        ("a.mp4", made.movie(codec=b"encv"), "protected against copying"),
        ("a.mp4", made.movie(self_contained=0), "from another file"),
        ("a.mov", made.movie(brand=b"qt  "), "QuickTime movie"),
        ("a.mp4", made.movie(brand=b"heic"), "a picture (HEIC or AVIF)"),
        ("a.mp3", _MOVIE, "named .mp3 but its content is an MP4 video"),
        ("a.mp4", made.movie(handler=b"soun", codec=b"mp4a"), "Rename it to end in .m4a"),
        ("a.pdf", _WAV, "named .pdf but its content is WAV sound"),
        ("a.mp4", made.HTML, "a web page"),
        ("a.webm", _WEB[:-3], "cut off"),
        ("a.webm", _WEB + made.HTML, "cut off"),
        ("a.mkv", made.web_video(doctype=b"matroska"), "Matroska"),
        ("a.webm", made.web_video(codec=b"V_MPEG4/ISO/AVC"), "a form that WebM does not have"),
        ("a.webm", made.web_video(extra=made.element(0x1941A469, made.HTML)), "attached inside"),
        ("a.wav", _WAV[:-10], "cut off"),
        ("a.wav", _WAV + made.HTML, "cut off"),
        ("a.wav", _WAV[:4] + b"\xff\xff\xff\xff" + _WAV[8:], "not finished"),
        ("a.wav", _WAV[:20] + b"\x11\x00" + _WAV[22:], "coded in a way"),
        ("a.ogg", _OGG[:-10], "cut off"),
        ("a.ogg", _OGG + made.HTML, "cut off"),
        ("a.ogg", made.ogg(codec=b"\x80theora"), "Ogg video"),
        ("a.mp3", _MP3 + made.HTML, "not sound"),
        ("a.mp3", made.notes(bytes(200))[:60], "cut off"),
        ("a.mp3", made.notes(made.HTML), "cut off"),
        ("a.avi", b"RIFF\x10\0\0\0AVI LIST" + bytes(20), "AVI video"),
        ("a.wmv", b"\x30\x26\xb2\x75\x8e\x66\xcf\x11" + bytes(20), "Windows Media"),
        ("a.flac", b"fLaC" + bytes(40), "FLAC"),
    ],
)
def test_what_is_not_whole_or_not_playable_is_refused_with_a_sentence(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    assert words in refusal(tmp_path, name, content)


@pytest.mark.requirement("DOC-41")
def test_hostile_lengths_cost_nothing(tmp_path: Path) -> None:
    nested = b""
    for _ in range(2000):
        nested = made.box(b"trak", nested)
    deep = (
        made.box(b"ftyp", b"isom" + bytes(4) + b"isom") + made.box(b"moov", nested) + made.box(b"mdat", b"")
    )
    huge = made.box(b"ftyp", b"isom" + bytes(4) + b"isom") + struct.pack(">I4sQ", 1, b"mdat", 2**63)
    many = made.box(b"ftyp", b"isom" + bytes(4) + b"isom") + made.box(b"free") * 600_001
    assert "cut off" in refusal(tmp_path, "a.mp4", deep)
    assert "cut off" in refusal(tmp_path, "a.mp4", huge)
    assert "more parts" in refusal(tmp_path, "a.mp4", many)


@pytest.mark.requirement("DOC-41")
def test_recordings_have_a_limit_of_their_own(tmp_path: Path) -> None:
    content = made.sound(seconds=4)
    accepted = inspect(put(tmp_path, "a.wav", content), filename="a.wav", limits=Limits(upload_bytes=1000))
    assert accepted.size == len(content)
    assert "accepted for video and sound" in refusal(tmp_path, "a.wav", content, recording_bytes=1000)


@pytest.mark.requirement("DOC-41")
@pytest.mark.parametrize("cut", range(0, 700, 7))
def test_every_cut_of_a_file_is_accepted_or_refused_and_nothing_else(tmp_path: Path, cut: int) -> None:
    for name, content in (("a.mp4", _MOVIE), ("a.webm", _WEB), ("a.ogg", _OGG), ("a.mp3", _MP3[:2000])):
        broken = bytearray(content)
        broken[cut % len(content)] ^= 0xFF
        for bad in (content[:cut], bytes(broken)):
            try:
                inspect(put(tmp_path, name, bad), filename=name)
            except UploadRefused as refused:
                assert refused.sentence.endswith(".")


@pytest.mark.requirement("DOC-41")
def test_sheet_stands_for_the_recording_with_hash_length_and_transcript(tmp_path: Path) -> None:
    content = made.sound(seconds=2)
    path = put(tmp_path, "gowning.wav", content)
    accepted = inspect(path, filename="gowning.wav")
    bare, spoken = (
        render(path, accepted=accepted, transcript=words)
        for words in ("", "Put the left glove on first.\n\nThen the <b>right</b> one.")
    )
    assert (bare.pages, spoken.pages) == (1, 2)
    whole = "".join(bare.text.split())
    assert hashlib.sha256(content).hexdigest() in whole
    for told in ("gowning.wav", "2.0 s", "WAV sound, PCM, 16 bit", "No transcript"):
        assert told in " ".join(bare.text.split())
    assert "Then the <b>right</b> one." in spoken.page_texts[1]


@pytest.mark.parametrize(
    ("milliseconds", "words"),
    [(None, "not told by the file"), (1500, "1.5 s"), (65_000, "1:05 min"), (3_723_000, "1:02:03")],
)
def test_length_is_told_in_words(milliseconds: int | None, words: str) -> None:
    assert length(milliseconds) == words
