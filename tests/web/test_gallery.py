"""The design system keeps its own rules: every component has examples that render, and the style stays legible."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from math import cos, radians, sin
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import override_settings
from django.urls import include, path
from django.utils import timezone

import probatum.web
from probatum.kernel.process import registered
from probatum.web.components import charts, marks, menus, rows
from probatum.web.gallery import examples, mock

WEB = Path(probatum.web.__file__).parent
STATIC = WEB / "static"
PARTIALS = WEB / "templates" / "components"
PARTS_OF_OTHERS = {
    "account_tabs",
    "diff",
    "error_summary",
    "field",
    "field_notes",
    "file",
    "icon",
    "shell_bottom",
    "shell_nav",
    "shell_top",
    "signature",
}
urlpatterns = [path("gallery/", include("probatum.web.gallery.urls"))]


@pytest.fixture(autouse=True)
def gallery_addresses():
    with override_settings(ROOT_URLCONF=__name__):
        yield


def all_examples() -> list[tuple[str, int]]:
    found = []
    for file in sorted(examples.FOLDER.glob("*.toml")):
        found += [(file.stem, at) for at in range(file.read_text(encoding="utf-8").count("[[example]]"))]
    return found


@pytest.mark.parametrize(("name", "at"), all_examples())
def test_example_renders(name, at):
    component = next(item for item in examples.components() if item.name == name)
    html = component.examples[at].html()
    assert re.search(r"<\w", html)
    assert "style=" not in html


@pytest.mark.parametrize("name", sorted(mock.PAGES))
def test_page_renders_with_one_heading_and_one_main(name):
    html = render_to_string(f"gallery/{name}.html", mock.context(name))
    assert len(re.findall(r"<h1[ >]", html)) == 1
    assert html.count("<main") == 1


def test_every_partial_has_examples_or_is_part_of_one_that_has():
    partials = {file.stem for file in PARTIALS.glob("*.html")}
    with_examples = {file.stem for file in examples.FOLDER.glob("*.toml")}
    assert partials - with_examples == PARTS_OF_OTHERS
    assert with_examples - partials == set()


def test_every_component_style_is_on_the_page():
    imported = set(re.findall(r"components/(\w+)\.css", (STATIC / "css" / "probatum.css").read_text()))
    assert imported == {file.stem for file in (STATIC / "components").glob("*.css")}


@pytest.mark.parametrize("file", sorted(STATIC.rglob("*.css")), ids=lambda file: file.name)
def test_style_has_no_force_and_no_ids(file):
    text = re.sub(r"/\*.*?\*/", "", file.read_text(), flags=re.S)
    assert "!important" not in text
    assert [line for line in text.splitlines() if re.match(r"\s*[^{:]*#[a-z][\w-]*[^;]*\{", line)] == []


@pytest.mark.parametrize("file", sorted((STATIC / "js").rglob("*.js")), ids=lambda file: file.name)
def test_behaviour_is_small(file):
    assert len(file.read_text().splitlines()) < 80


def test_templates_hold_no_inline_style_or_script():
    found = [
        str(file.relative_to(WEB))
        for file in WEB.rglob("*.html")
        if re.search(
            r'<style|\sstyle="|\son[a-z]+="|<script(?![^>]*(src=|application/json))',
            file.read_text(encoding="utf-8"),
        )
    ]
    assert found == []


def test_icons_named_in_templates_are_drawn():
    drawn = set(re.findall(r'<symbol id="([a-z-]+)"', (STATIC / "icons.svg").read_text()))
    named = set()
    for file in WEB.rglob("*.html"):
        named |= set(
            re.findall(r'\{% icon (?:[\w.]+\|default:)?"([a-z-]+)"', file.read_text(encoding="utf-8"))
        )
    named |= {state.icon for process in registered() for state in process.states}
    named |= {process.icon for process in registered()}
    assert named - drawn == set()
    assert set(marks.TONE_ICONS.values()) - drawn == set()


# Contrast: WCAG 2.2, 1.4.3. The tokens are OKLCH, so the test computes what the browser computes.


def luminance(colour: tuple[float, float, float]) -> float:
    light, chroma, hue = colour
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    red, green, blue = (min(1, max(0, part)) for part in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[float, float, float], two: tuple[float, float, float]) -> float:
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def tokens(theme: int) -> dict[str, tuple[float, float, float]]:
    text = (STATIC / "css" / "tokens.css").read_text()
    pairs = re.findall(r"--([\w-]+): light-dark\(oklch\(([^)]+)\), oklch\(([^)]+)\)\)", text)
    return {name: tuple(float(part) for part in pair[theme].split()) for name, *pair in pairs}


TEXT_ON = [
    *[
        (ink, ground)
        for ink in ("ink", "ink-soft", "accent", "danger", "warn", "good", "info")
        for ground in ("paper", "surface", "raised")
    ],
    *[("ink-soft", ground) for ground in ("hover", "accent-soft")],
    ("accent", "accent-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    *[(tone, f"{tone}-soft") for tone in ("info", "good", "warn", "danger")],
    *[("ink", ground) for ground in ("info-soft", "good-soft", "warn-soft", "danger-soft", "mark", "hover")],
]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_text_meets_contrast_aa(theme):
    colours = tokens(theme)
    faint = [
        (ink, ground, round(contrast(colours[ink], colours[ground]), 2))
        for ink, ground in TEXT_ON
        if contrast(colours[ink], colours[ground]) < 4.5
    ]
    assert faint == []


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_field_edges_meet_contrast_of_controls(theme):
    colours = tokens(theme)
    assert contrast(colours["line-strong"], colours["paper"]) >= 3


# Words of the marks.


@pytest.mark.parametrize(
    ("day", "words"),
    [(22, "today"), (23, "tomorrow"), (25, "3 days left"), (21, "1 day overdue"), (18, "4 days overdue")],
)
def test_due_says_the_days_left(day, words):
    assert marks.days_left(date(2026, 11, day), today=date(2026, 11, 22)) == words


def test_when_names_the_zone():
    with timezone.override("Europe/Zurich"):
        assert marks.when_text(datetime(2026, 11, 22, 13, 5, tzinfo=UTC)) == "22 Nov 2026, 14:05 (UTC+1)"
    with timezone.override("Asia/Kolkata"):
        assert marks.when_text(datetime(2026, 11, 22, 13, 5, tzinfo=UTC)) == "22 Nov 2026, 18:35 (UTC+5:30)"


def test_badge_refuses_an_unknown_tone():
    with pytest.raises(ValueError, match="neutral, info, good, warn, danger, muted"):
        marks.badge("Draft", tone="blue")


@pytest.mark.parametrize(
    ("name", "letters"), [("Anna Keller", "AK"), ("Ines Maria Costa", "IC"), ("Ng", "N"), ("", "?")]
)
def test_initials_take_first_and_last_name(name, letters):
    assert marks.initials(name) == letters


@pytest.mark.parametrize(
    ("count", "text"), [(812, "812 bytes"), (14312, "14 kB"), (2140000, "2.1 MB"), (999900, "1.0 MB")]
)
def test_size_is_readable(count, text):
    assert marks.size_text(count) == text


def test_longest_bar_fills_the_track():
    chart = charts.bars([("Equipment", 14, "#"), ("Material", 7, "#")])
    assert [bar.width for bar in chart["bars"]] == [400, 200]


# Pieces written in Python escape what they are given and keep the token of a posted form.


def test_menu_item_escapes_its_words():
    html = menus.menu_items([{"label": "<b>Void</b>", "why_not": "Ask <i>Petra</i>."}])
    assert html == (
        f'<li><span class="menu__item" aria-disabled="true">{marks.icon("lock")}<span class="menu__text">'
        "<span>&lt;b&gt;Void&lt;/b&gt;</span><small>Ask &lt;i&gt;Petra&lt;/i&gt;.</small></span></span></li>"
    )


def test_posting_menu_item_carries_the_token():
    html = menus.menu_items([{"label": "Follow", "url": "/follow/", "post": True}], csrf_token="abc")
    assert '<input type="hidden" name="csrfmiddlewaretoken" value="abc">' in html


def test_table_cell_escapes_text_and_keeps_marks():
    badge = marks.badge("Draft")
    table = {
        "rows": [{"cells": [{"value": "<script>", "url": "/x?a=1&b=2"}, {"value": badge, "css": "nowrap"}]}]
    }
    assert rows.table_rows(table) == (
        '<tr data-row><td><a href="/x?a=1&amp;b=2" data-row-link>&lt;script&gt;</a></td>'
        f'<td class="nowrap">{badge}</td></tr>'
    )


def test_cards_on_a_phone_name_what_stands_bare():
    columns = [
        {"label": "Number"},
        {"label": "Next <review>", "named": True},
        {"label": "Due", "named": True},
    ]
    cells = [{"value": "SOP-1"}, {"value": "22 Nov 2026", "css": "nowrap"}, {"value": ""}]
    table = {"columns": columns, "rows": [{"cells": cells}], "cards": True}
    assert rows.table_rows(table) == (
        '<tr data-row><td>SOP-1</td><td class="nowrap" data-named="Next &lt;review&gt;">22 Nov 2026</td><td></td></tr>'
    )
    assert "data-named" not in rows.table_rows(table | {"cards": False})


def test_present_step_at_the_end_keeps_its_width_on_a_phone():
    style = (Path(rows.__file__).parents[1] / "static/components/rail.css").read_text("utf-8")
    narrow = style[style.index("@media (max-width: 720px)") :]
    assert narrow.index(".rail__step:last-child {") < narrow.index(".rail__step--now:last-child")
