"""Drawings of causes: every text inside the sheet and its box, no box over another, whatever the method and the size."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET

import pytest

from probatum.output.drawing import chain
from probatum.output.drawing.figure import Figure, Item, draw
from probatum.output.drawing.letters import width, wrap
from probatum.output.drawing.outline import SHEET as PHONE
from probatum.output.drawing.shapes import Box, Drawing, Linked, Stroke, Words

BRANCHES = (("people", "People"), ("method", "Method"), ("machine", "Machine"), ("material", "Material"))
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrik delivered the wrong filter to the warehouse"


def items(deep: int, wide: int, *, branch: str = "") -> tuple[Item, ...]:
    """So many lines side by side, each with as many below it, so many deep."""
    below = items(deep - 1, wide) if deep > 1 else ()
    return tuple(
        Item(f"{LONG} {at}", root=at == 0, gate="and" if below and at else "", branch=branch, below=below)
        for at in range(wide)
    )


def figure(shape: str, deep: int, wide: int) -> Figure:
    if shape in ("bones", "steps"):
        found = tuple(item for name, _ in BRANCHES[:3] for item in items(deep, wide, branch=name))
        return Figure("Method", shape, "The test failed", "Problem", found, BRANCHES)
    return Figure("Method", shape, "The test failed", "Problem", items(deep, wide))


def sheets(shape: str, deep: int, wide: int) -> list[Drawing]:
    both = draw(figure(shape, deep, wide))
    return [both.wide, both.narrow]


CASES = list(itertools.product(("tree", "gates", "bones", "steps"), (1, 3), (1, 3)))


@pytest.mark.requirement("QE-11")
@pytest.mark.parametrize(("shape", "deep", "wide"), CASES)
def test_everything_lies_on_the_sheet(shape: str, deep: int, wide: int) -> None:
    for drawing in sheets(shape, deep, wide):
        for one in drawing.shapes:
            if isinstance(one, Box):
                assert one.x >= 0
                assert one.y >= 0
                assert one.x + one.width <= drawing.width
                assert one.y + one.height <= drawing.height
            if isinstance(one, Words) and one.anchor == "start":
                widest = max(width(line, size=one.size) for line in one.lines)
                assert one.x + widest <= drawing.width + 1
                assert one.y + (len(one.lines) - 1) * one.step <= drawing.height


@pytest.mark.requirement("QE-11")
@pytest.mark.parametrize(("shape", "deep", "wide"), CASES)
def test_no_box_lies_over_another(shape: str, deep: int, wide: int) -> None:
    for drawing in sheets(shape, deep, wide):
        boxes = [one for one in drawing.shapes if isinstance(one, Box)]
        for one, other in itertools.combinations(boxes, 2):
            apart_across = one.x + one.width <= other.x or other.x + other.width <= one.x
            apart_down = one.y + one.height <= other.y or other.y + other.height <= one.y
            assert apart_across or apart_down


@pytest.mark.requirement("QE-11")
@pytest.mark.parametrize(("shape", "deep", "wide"), CASES)
def test_every_line_is_drawn_once(shape: str, deep: int, wide: int) -> None:
    count = sum(wide**level for level in range(1, deep + 1)) * (3 if shape in ("bones", "steps") else 1)
    for drawing in sheets(shape, deep, wide):
        text = " ".join(
            line.strip(" •–") for one in drawing.shapes if isinstance(one, Words) for line in one.lines
        )
        assert text.replace(" ", "").count("wrongfiltertothewarehouse") == count


@pytest.mark.requirement("QE-11", "MOB-01")
def test_phone_gets_a_column_of_its_own_width() -> None:
    assert {draw(figure(shape, 3, 2)).narrow.width for shape in ("tree", "gates", "bones", "steps")} == {
        PHONE + 2
    }


@pytest.mark.requirement("QE-11")
def test_drawing_is_well_formed_and_carries_no_markup_of_a_text() -> None:
    hostile = Figure("Method", "tree", "a < b & c", "Problem", (Item('"><script>x</script>'),))
    for paper in (True, False):
        text = draw(hostile).wide.svg(name="wide", paper=paper)
        ET.fromstring(text)
        assert "<script" not in text
        assert "style=" not in text


def test_words_are_wrapped_to_the_room_and_long_ones_broken() -> None:
    lines = wrap(LONG, size=13, room=120)
    assert max(width(line, size=13) for line in lines) <= 120
    assert "".join(lines).replace(" ", "") == LONG.replace(" ", "")
    assert wrap("", size=13, room=120) == ()


@pytest.mark.requirement("QE-19")
def test_chain_leads_lines_around_what_stands_between() -> None:
    cards = [chain.Card(key, f"N-{key}", LONG, "Open", f"/{key}/") for key in range(5)]
    columns = (
        chain.Column("One", (cards[0],)),
        chain.Column("Two", (cards[1], cards[2])),
        chain.Column("Three", (), "Not needed: nothing is to be changed"),
        chain.Column("Four", (cards[3], cards[4])),
    )
    drawing = chain.draw(columns, ((0, 1), (0, 2), (0, 3), (4, 0)), says="The chain.")
    boxes = [box for one in drawing.shapes if isinstance(one, Linked) for box in one.shapes[:1]]
    strokes = [one.path for one in drawing.shapes if isinstance(one, Stroke)]
    lanes = [float(path.split("H")[0].rsplit(" ", 1)[1]) for path in strokes if "H" in path]
    below = max(box.y + box.height for box in boxes[1:3] if isinstance(box, Box))
    assert len(lanes) == 2
    assert min(lanes) > below
    assert max(lanes) < drawing.height
    narrow = chain.draw_narrow(columns, says="The chain.")
    for one in (drawing, narrow):
        text = one.svg(name="wide")
        assert [f'href="/{key}/"' in text for key in range(5)] == [True] * 5
        assert "href" not in one.svg(paper=True)
