"""The pages of the causes: choose, write, draw, change over stale work, take out; the catalogue of categories."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest
from django.test import Client

from probatum.kernel.models import Record
from probatum.quality.causes.analysis import Analysis, CauseNode, causes_of, lines_of
from probatum.quality.causes.catalogue import CauseCategory
from probatum.quality.causes.editing import add_line, begin, change_line
from probatum.quality.causes.finding import name_cause
from tests.world import World

SignedIn = Callable[..., Client]
PAGE = 9


def begun(world: World, event: Record, method: str = "five_why") -> tuple[Analysis, str]:
    analysis = begin(world.carla, event, method=method, problem="The filter failed.")
    return analysis, f"/records/{event.uuid}/causes/"


@pytest.mark.requirement("QE-10", "QE-11")
def test_method_is_chosen_on_the_page(world: World, event: Record, as_person: SignedIn) -> None:
    client, page = as_person(world.carla), f"/records/{event.uuid}/causes/"
    assert "Choose a method" in client.get(page).content.decode()
    refused = client.post(f"{page}new/", {"problem": "The filter failed."})
    assert (refused.status_code, "Choose the method by which" in refused.content.decode()) == (400, True)
    made = client.post(f"{page}new/", {"method": "fishbone", "problem": "The filter failed.", "why": ""})
    assert (made.status_code, Analysis.objects.get().method) == (302, "fishbone")
    shown = client.get(made["Location"]).content.decode()
    assert ("autofocus" in shown, "Environment" in shown) == (True, True)


@pytest.mark.requirement("QE-11")
def test_whys_are_typed_one_below_the_other(world: World, event: Record, as_person: SignedIn) -> None:
    analysis, page = begun(world, event)
    client = as_person(world.rita)
    where = f"{page}analyses/{analysis.pk}/lines/"
    plain = client.post(where, {"text": "It was not wetted.", "place": "top:"})
    first = CauseNode.objects.get()
    assert plain.status_code == 302
    assert f"place=line%3A{first.pk}" in plain["Location"]
    swapped = client.post(
        where,
        {"text": "Nobody said how.", "place": f"line:{first.pk}", "is_root": "on"},
        headers={"HX-Request": "true"},
    )
    board = swapped.content.decode()
    assert (swapped.status_code, "<html" in board, "Root cause" in board) == (200, False, True)
    assert [line.parent_id for line in lines_of(event)] == [None, first.pk]
    empty = client.post(where, {"text": "", "place": "top:"}, headers={"HX-Request": "true"})
    assert (empty.status_code, "Enter the text of the line." in empty.content.decode()) == (422, True)


@pytest.mark.requirement("QE-11")
@pytest.mark.parametrize("method", ["five_why", "fishbone", "fault_tree", "eight_d"])
def test_drawing_holds_every_line_for_desk_and_phone(
    world: World, event: Record, as_person: SignedIn, method: str
) -> None:
    analysis, page = begun(world, event, method)
    branch = analysis.way.branches[0][0] if analysis.way.branches else ""
    first = add_line(world.carla, analysis, values={"text": "<b>Wear</b>", "branch": branch})
    add_line(world.carla, analysis, parent=first, values={"text": "Age"})
    shown = as_person(world.carla).get(page).content.decode()
    drawings = re.findall(r"<svg[^>]*drawing__sheet.*?</svg>", shown, re.DOTALL)
    assert len(drawings) == 2
    assert [("&lt;b&gt;Wear" in one, "Age" in one, "<b>" in one) for one in drawings] == [
        (True, True, False)
    ] * 2


@pytest.mark.requirement("QE-11")
def test_stale_edit_keeps_what_was_typed(world: World, event: Record, as_person: SignedIn) -> None:
    analysis, page = begun(world, event)
    line = add_line(world.carla, analysis, values={"text": "It was not wetted."})
    change_line(world.rita, line, values={"text": "It was dry."}, based_on=1)
    sheet = f"{page}lines/{line.pk}/"
    typed = {"text": "Forgotten", "evidence": "Batch record", "version": "1"}
    stale = as_person(world.carla).post(sheet, typed)
    told = stale.content.decode()
    assert (stale.status_code, "Rita changed this" in told, 'value="Forgotten"' in told) == (409, True, True)
    assert 'name="version" value="2"' in told
    as_person(world.carla).post(sheet, typed | {"version": "2"})
    assert CauseNode.objects.get(pk=line.pk).text == "Forgotten"


@pytest.mark.requirement("QE-11")
def test_page_tells_that_somebody_else_wrote(world: World, event: Record, as_person: SignedIn) -> None:
    analysis, page = begun(world, event)
    client = as_person(world.carla)
    stamp = client.get(page).context["stamp"]
    assert client.get(f"{page}since/", {"stamp": stamp}).status_code == 204
    add_line(world.rita, analysis, values={"text": "It was not wetted."})
    told = client.get(f"{page}since/", {"stamp": stamp})
    assert (told.status_code, "Rita changed the analysis" in told.content.decode()) == (200, True)


@pytest.mark.requirement("QE-11")
def test_line_is_taken_out_and_put_back(world: World, event: Record, as_person: SignedIn) -> None:
    analysis, page = begun(world, event)
    line = add_line(world.carla, analysis, values={"text": "It was not wetted."})
    below = add_line(world.carla, analysis, parent=line, values={"text": "Nobody said how."})
    client = as_person(world.rita)
    client.post(f"{page}lines/{line.pk}/out/", {"reason": "Not so.", "version": "1"})
    shown = client.get(page).content.decode()
    assert ("2 lines taken out" in shown, "Rita" in shown, "Not so." in shown) == (True, True, True)
    assert (f"lines/{line.pk}/back/" in shown, f"lines/{below.pk}/back/" in shown) == (True, False)
    client.post(f"{page}lines/{line.pk}/back/")
    assert [one.voided_at for one in lines_of(event)] == [None, None]


@pytest.mark.requirement("QE-10")
def test_causes_are_named_changed_and_withdrawn(
    world: World, event: Record, wear: CauseCategory, as_person: SignedIn
) -> None:
    analysis, page = begun(world, event)
    line = add_line(world.carla, analysis, values={"text": "The seal wears."})
    client = as_person(world.carla)
    sheet = client.get(f"{page}named/", {"line": line.pk}).content.decode()
    assert ("The seal wears.</textarea>" in sheet, "Wear or failure of a part" in sheet) == (True, True)
    given = {"category": wear.code, "text": "The seal wears.", "node": str(line.pk), "version": ""}
    client.post(f"{page}named/", given)
    cause = causes_of(event)[0]
    assert "Machine and equipment › Wear or failure of a part" in client.get(page).content.decode()
    client.post(f"{page}named/{cause.pk}/", given | {"text": "The seal is old.", "version": "1"})
    assert causes_of(event)[0].text == "The seal is old."
    client.post(f"{page}named/{cause.pk}/withdrawn/", {"reason": "It was new."})
    assert causes_of(event) == []


@pytest.mark.requirement("P11-10-g", "ACC-04")
def test_who_does_not_see_the_record_sees_no_causes(world: World, event: Record, as_person: SignedIn) -> None:
    analysis, page = begun(world, event)
    line = add_line(world.carla, analysis, values={"text": "It was not wetted."})
    outside = as_person(world.otto)
    for address in ("", "since/", f"lines/{line.pk}/", f"lines/{line.pk}/out/", "named/"):
        assert outside.get(f"{page}{address}").status_code == 404
    assert (
        outside.post(f"{page}analyses/{analysis.pk}/lines/", {"text": "x", "place": "top:"}).status_code
        == 404
    )
    assert as_person(world.carla).get(page).status_code == 200


@pytest.mark.requirement("PERF-01")
@pytest.mark.parametrize("rows", [1, 3])
def test_page_needs_the_same_queries_for_any_number_of_lines(
    world: World, event: Record, as_person: SignedIn, django_assert_num_queries: Any, rows: int
) -> None:
    analysis, page = begun(world, event)
    for number in range(rows):
        add_line(world.carla, analysis, values={"text": f"Why {number}"})
    client = as_person(world.carla)
    client.get(page)
    with django_assert_num_queries(PAGE):
        client.get(page)


@pytest.mark.requirement("QE-10")
def test_catalogue_is_kept_by_who_keeps_master_data(world: World, as_person: SignedIn) -> None:
    world.person("mona", "registrar")
    client, page = as_person(world.mona), "/administration/cause-categories/"
    assert as_person(world.carla).get(page).status_code == 403
    assert "Begin with the starter set" in client.get(page).content.decode()
    client.post(f"{page}start/")
    top = CauseCategory.objects.get(code="MACHINE")
    values = {"code": "machine-pump", "name": "Pump", "parent": str(top.pk), "active": "on", "based_on": ""}
    refused = client.post(f"{page}new/", values | {"reason": ""})
    assert (refused.status_code, "Say why" in refused.content.decode()) == (400, True)
    client.post(f"{page}new/", values | {"reason": "Pumps fail often."})
    assert CauseCategory.objects.get(code="MACHINE-PUMP").parent_id == top.pk
    assert "Pumps fail often." in client.get(f"{page}of/MACHINE-PUMP/").content.decode()


@pytest.mark.requirement("QE-11", "P11-10-b")
def test_analysis_is_printed_with_its_drawing(
    world: World, event: Record, wear: CauseCategory, as_person: SignedIn
) -> None:
    analysis, _ = begun(world, event, "fishbone")
    first = add_line(world.carla, analysis, values={"text": "The seal wears", "branch": "machine"})
    add_line(world.carla, analysis, parent=first, values={"text": "It is old", "evidence": "Log 12"})
    name_cause(world.carla, event, category=wear, text="Seals are not changed in time.", node=first)
    made = as_person(world.carla).get(f"/records/{event.uuid}/history/pdf/")
    pages = pypdfium2.PdfDocument(made.content)
    told = [" ".join(page.get_textpage().get_text_range().split()) for page in pages]
    words = " ".join(told)
    for part in ("Machine and equipment › Wear or failure of a part", "1 Machine", "Evidence: Log 12"):
        assert part in words
    turned = next(at for at, page in enumerate(pages) if page.get_width() > page.get_height())
    for part in ("Environment", "The seal wears", "It is old", "Root cause"):
        assert part in told[turned]
