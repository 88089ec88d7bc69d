"""Photographs of reports: when they were taken is kept, where is taken out, and the picture stays as it was."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import ExifTags, Image

from probatum.output.limits import UploadRefused
from probatum.output.photograph import read_photograph
from probatum.output.reported import BY_MAIL, PICTURES, reported_file

SECRET = b"Jane Doe's phone"


def photograph(kind: str = "JPEG", *, progressive: bool = False) -> bytes:
    """A picture as a phone writes it, with place, time, maker and a comment."""
    picture = Image.effect_noise((64, 48), 40).convert("RGB")
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Make] = SECRET.decode()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2027:01:04 10:15:30"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.OffsetTimeOriginal] = "+01:00"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", (47.0, 33.0, 36.0)
    gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = "W", (7.0, 35.0, 24.0)
    out = io.BytesIO()
    options = {"comment": SECRET, "progressive": progressive} if kind == "JPEG" else {}
    picture.save(out, kind, exif=exif, **options)
    return out.getvalue()


def pixels(content: bytes) -> bytes:
    return Image.open(io.BytesIO(content)).tobytes()


@pytest.mark.requirement("MOB-03")
@pytest.mark.parametrize("progressive", [False, True])
def test_jpeg_keeps_its_time_and_turn_and_loses_its_place(progressive: bool) -> None:
    before = photograph(progressive=progressive) + b"a film of the street" + SECRET
    seen = read_photograph(before)
    assert (seen.taken, seen.latitude, seen.longitude, seen.located) == (
        "2027-01-04 10:15:30 UTC+01:00",
        Decimal("47.56"),
        Decimal("-7.59"),
        True,
    )
    assert pixels(seen.content) == pixels(before)
    exif = Image.open(io.BytesIO(seen.content)).getexif()
    assert (exif[ExifTags.Base.Orientation], exif[ExifTags.Base.DateTime]) == (6, "2027:01:04 10:15:30")
    assert not exif.get_ifd(ExifTags.IFD.GPSInfo)
    assert [word in seen.content for word in (SECRET, b"a film", b"+01:00")] == [False, False, False]


@pytest.mark.requirement("MOB-03")
def test_png_keeps_its_picture_and_loses_what_it_tells() -> None:
    before = photograph("PNG")
    seen = read_photograph(before)
    assert (seen.taken, seen.located) == ("2027-01-04 10:15:30 UTC+01:00", True)
    assert pixels(seen.content) == pixels(before)
    assert (b"eXIf" in before, b"eXIf" in seen.content) == (True, False)


@pytest.mark.requirement("MOB-03")
def test_picture_that_tells_nothing_stays_a_picture() -> None:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "JPEG")
    seen = read_photograph(out.getvalue())
    assert (seen.taken, seen.located, pixels(seen.content)) == ("", False, pixels(out.getvalue()))


@pytest.mark.requirement("MOB-03")
@pytest.mark.parametrize("cut", [3, 40, 400, -2])
def test_picture_that_was_cut_off_is_refused(cut: int) -> None:
    with pytest.raises(UploadRefused, match="damaged"):
        read_photograph(photograph()[:cut])


@pytest.mark.requirement("MOB-03", "QE-34")
@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.jpg", b"MZ\x90\x00 a program", "Windows program"),
        ("a.jpg", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "HEIC"),
        ("a.pdf", b"<html><script>alert(1)</script></html>", "web page"),
        ("a.svg", b"<svg onload='x'/>", "SVG"),
        ("a.txt", b"only text", "not accepted here"),
        ("a.png", photograph(), "named .png but its content is a JPEG"),
        ("a.jpg", b"\xff\xd8\xff broken", "damaged"),
        ("a.jpg", b"", "empty"),
    ],
)
def test_file_that_is_no_photograph_is_refused(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    path = tmp_path / "upload"
    path.write_bytes(content)
    with pytest.raises(UploadRefused) as refused:
        reported_file(path, filename=name, kinds=PICTURES, keep_location=False)
    assert says in refused.value.sentence


@pytest.mark.requirement("MOB-03")
def test_place_is_kept_apart_from_the_picture_only_where_it_is_allowed(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(photograph())
    without = reported_file(path, filename="a.jpg", kinds=PICTURES, keep_location=False)
    allowed = reported_file(path, filename="a.jpg", kinds=BY_MAIL, keep_location=True)
    assert (without.latitude, without.location_removed) == (None, True)
    assert (allowed.latitude, allowed.location_removed) == (Decimal("47.56"), False)
    assert without.content == allowed.content
    with pytest.raises(UploadRefused, match="at most 0 MB"):
        reported_file(path, filename="a.jpg", kinds=PICTURES, keep_location=False, largest=10)
