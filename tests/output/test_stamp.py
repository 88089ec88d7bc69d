"""The stamp tells on every page what the document is, and never covers what its author wrote."""

from __future__ import annotations

import io
import time

import pikepdf
import pypdfium2
import pytest

from probatum.documents.reading import OVERLAYS
from probatum.output.limits import Limits
from probatum.output.markdown import to_pdf
from probatum.output.seal import Sealer, make_certificate, seal, validate
from probatum.output.stamp import BAND, Printed, Stamp, stamp
from tests.samples import make

WHAT = Stamp(
    number="SOP-QA-0012",
    title="Deviation management",
    version="2.0",
    state="Effective",
    effective="22 Nov 2026",
    organisation="Meridian Biologics",
    footer=("Confidential",),
)
PRINTED = Printed(
    by="Anna Berg",
    username="aberg",
    at="22 Nov 2026, 14:05 (UTC+1)",
    valid_until="23 Nov 2026, 14:05 (UTC+1)",
)


def text_of(pdf: bytes, page: int = 0) -> str:
    return str(pypdfium2.PdfDocument(pdf)[page].get_textpage().get_text_range()).replace("\r\n", "\n")


def shown(pdf: bytes, page: int = 0) -> tuple[int, int, set[int]]:
    """Width, height and the rows of the page, as shown, that carry the sample's frame at their middle."""
    grey = pypdfium2.PdfDocument(pdf)[page].render(scale=1, grayscale=True).to_pil()
    width, height = grey.size
    return width, height, {y for y in range(height) if grey.getpixel((width // 2, y)) < 170}


@pytest.mark.requirement("DOC-08")
def test_stamp_shows_number_version_state_and_page() -> None:
    done = stamp(make.saved(make.pdf(pages=2)), what=WHAT)

    lines = text_of(done, 1).split("\n")
    assert "Plain words 2" in lines
    for words in (
        "SOP-QA-0012",
        "Deviation management",
        "Version 2.0",
        "Effective 22 Nov 2026",
        "Confidential",
        "Page 2 of 2",
    ):
        assert words in " ".join(lines)


@pytest.mark.requirement("DOC-08")
@pytest.mark.parametrize("size", [(595, 842), (842, 595), (300, 400), (2384, 3370)])
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_stamp_keeps_page_size_and_leaves_content_free(size: tuple[int, int], turn: int) -> None:
    made = make.pdf(width=size[0], height=size[1])
    made.pages[0].obj.Rotate = turn
    before = make.saved(made)

    after = stamp(before, what=WHAT)

    assert shown(after)[:2] == shown(before)[:2]
    _, height, dark = shown(after)
    # Nothing of the frame at the very edge of the page reaches into the bands; the hairlines there are light.
    assert min(dark) >= BAND.top - 1
    assert max(dark) <= height - BAND.bottom + 1


@pytest.mark.requirement("DOC-08")
def test_stamp_stands_upright_on_a_turned_page() -> None:
    made = make.pdf()
    made.pages[0].obj.Rotate = 90

    page = pypdfium2.PdfDocument(stamp(make.saved(made), what=WHAT))[0]
    rows = page.render(scale=2, grayscale=True).to_pil()

    head = rows.crop((0, 0, rows.width, int(BAND.top * 2)))
    assert head.getextrema()[0] < 100  # the number stands in the upper band as shown, not along a side


@pytest.mark.requirement("DOC-08")
def test_stamp_hides_what_the_crop_box_hid() -> None:
    made = make.pdf(text="Hidden words")
    made.pages[0].obj.CropBox = [0, 0, 595, 400]

    _, height, dark = shown(stamp(make.saved(made), what=WHAT))

    assert height == 400
    assert min(dark) >= BAND.top - 1


def test_stamp_moves_links_and_bookmarks_with_the_content() -> None:
    made = make.pdf(pages=2)
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 595, 842])
    made.pages[0].obj.Annots = pikepdf.Array([link])
    with made.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Top", 1, pikepdf.PageLocation.XYZ, left=0, top=842))

    with pikepdf.open(io.BytesIO(stamp(make.saved(made), what=WHAT))) as done:
        left, bottom, right, top = (float(side) for side in done.pages[0].obj.Annots[0].Rect)
        assert (round(bottom, 1), round(top, 1)) == (BAND.bottom, 842 - BAND.top)
        assert round(left + right, 1) == 595
        with done.open_outline() as outline:
            target = outline.root[0].destination or outline.root[0].action.D
        assert round(float(target[3]), 1) == 842 - BAND.top


@pytest.mark.requirement("DOC-11")
@pytest.mark.parametrize("words", sorted(set(OVERLAYS.values())))
def test_state_stands_across_the_page(words: str) -> None:
    what = Stamp(number="SOP-1", title="T", version="0.1", state=words, watermark=words)

    assert words in text_of(stamp(make.saved(make.pdf()), what=what)).replace("\n", " ")


@pytest.mark.requirement("DOC-11", "DOC-27")
def test_uncontrolled_print_says_who_when_and_until_when_on_every_page() -> None:
    what = Stamp(number="SOP-1", title="T", version="1.0", state="Effective", printed=PRINTED)

    done = stamp(make.saved(make.pdf(pages=3)), what=what)

    sentence = (
        "Uncontrolled when printed · printed by Anna Berg (aberg) on 22 Nov 2026, 14:05 (UTC+1) · "
        "valid until 23 Nov 2026, 14:05 (UTC+1)"
    )
    assert [sentence in text_of(done, page) for page in range(3)] == [True, True, True]


def test_stamp_keeps_the_claim_of_pdfa_and_is_repeatable() -> None:
    pdf, _ = to_pdf("# Purpose\n\nWords.\n")

    first, second = (stamp(pdf, what=WHAT, reserved=True) for _ in range(2))

    assert first == second
    with pikepdf.open(io.BytesIO(first)) as done, done.open_metadata() as described:
        assert described.pdfa_status == "2B"
        assert described["dc:title"] == "SOP-QA-0012 Deviation management · version 2.0"


def test_page_that_leaves_its_graphics_state_open_is_stamped_in_place(tmp_path: object) -> None:
    from pathlib import Path  # app ready

    from probatum.output.pdf_check import work  # app ready

    made = make.pdf()
    made.pages[0].contents_add(b"q q 0.2 0 0 0.2 300 300 cm ", prepend=True)
    folder = Path(str(tmp_path))
    (folder / "open.pdf").write_bytes(make.saved(made))
    work("prepare", folder / "open.pdf", str(folder / "closed.pdf"), home=folder, limits=Limits())

    done = stamp((folder / "closed.pdf").read_bytes(), what=WHAT)

    page = pypdfium2.PdfDocument(done)[0].get_textpage()
    place = page.search("SOP-QA-0012").get_next()
    assert place is not None
    assert page.get_charbox(place[0])[1] > 842 - BAND.top


def test_hundred_pages_are_stamped_within_half_a_second() -> None:
    pdf = make.saved(make.pdf(pages=100))
    stamp(pdf, what=WHAT)

    start = time.process_time()
    stamp(pdf, what=WHAT)

    assert time.process_time() - start <= 0.5


@pytest.mark.requirement("DOC-11")
def test_new_stamp_replaces_the_old_one_and_takes_the_seal_off() -> None:
    certificate, key, authority = make_certificate("Meridian Biologics")
    sealer = Sealer(certificate=certificate, key=key, authority=authority)
    issued = seal(stamp(make.saved(make.pdf()), what=WHAT), sealer=sealer)
    copy = Stamp(
        number="SOP-QA-0012",
        title="T",
        version="2.0",
        state="Superseded",
        watermark="SUPERSEDED",
        printed=PRINTED,
    )

    done = stamp(stamp(issued, what=copy), what=copy)

    shown_text = " ".join(text_of(done).split())
    assert "Effective 22 Nov 2026" not in shown_text
    assert shown_text.count("SOP-QA-0012") == 1
    assert "SUPERSEDED" in shown_text
    assert shown(done)[2] >= shown(issued)[2]  # the content keeps its place
    assert validate(done, authority=authority).problems == ("The PDF carries no seal of Probatum.",)
