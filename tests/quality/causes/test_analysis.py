"""Root cause work: a method, lines by several people, what is taken out and put back, causes with a category."""

from __future__ import annotations

import pytest

from probatum.kernel.errors import Missing, NotAllowed, Refused, StaleRecord
from probatum.kernel.ledger.history import history
from probatum.kernel.models import Record
from probatum.quality.causes.analysis import Analysis, Cause, CauseNode, causes_of, lines_of, method_of
from probatum.quality.causes.catalogue import CauseCategory, paths, save_category, take_starter
from probatum.quality.causes.editing import (
    add_line,
    begin,
    change_line,
    change_problem,
    put_back,
    set_aside,
    take_out,
)
from probatum.quality.causes.finding import change_cause, name_cause, withdraw_cause
from probatum.quality.causes.gates import cause_found, content_of, method_chosen
from tests.world import World


def whys(world: World, event: Record) -> tuple[Analysis, CauseNode, CauseNode]:
    """Two whys, the second below the first."""
    analysis = begin(world.carla, event, method="five_why", problem="The filter failed.")
    first = add_line(world.carla, analysis, values={"text": "It was not wetted."})
    second = add_line(world.rita, analysis, parent=first, values={"text": "Nobody said how."})
    return analysis, first, second


@pytest.mark.requirement("QE-10")
def test_method_is_a_required_choice(world: World, event: Record) -> None:
    with pytest.raises(Refused, match="Choose the method"):
        begin(world.carla, event, method="", problem="The filter failed.")
    with pytest.raises(Refused, match="why it suits better"):
        begin(world.carla, event, method="other", problem="The filter failed.")
    missing = method_chosen.check(event, world.carla, {})
    assert missing == Missing(
        "Choose the method of the root cause analysis first, under Causes.",
        url_name="record-causes",
        args=(str(event.uuid),),
    )
    begin(world.carla, event, method="other", problem="The filter failed.", why="Is, is not.")
    assert (method_of(event), method_chosen.check(event, world.carla, {})) == ("other", None)


@pytest.mark.requirement("QE-11")
def test_several_people_write_lines_of_one_analysis(world: World, event: Record) -> None:
    _, first, second = whys(world, event)
    assert [(line.text, line.made_by.username, line.parent_id) for line in lines_of(event)] == [
        ("It was not wetted.", "carla", None),
        ("Nobody said how.", "rita", first.pk),
    ]
    assert second.record_id == event.pk


@pytest.mark.requirement("QE-11")
def test_two_people_on_different_lines_do_not_stand_in_each_others_way(world: World, event: Record) -> None:
    _, first, second = whys(world, event)
    change_line(world.rita, first, values={"text": "It was dry."}, based_on=1)
    changed = change_line(world.carla, second, values={"text": "The volume is missing."}, based_on=1)
    assert changed.version == 2
    assert Record.objects.get(pk=event.pk).version == event.version


@pytest.mark.requirement("QE-11")
def test_stale_line_says_what_it_says_now_and_by_whom(world: World, event: Record) -> None:
    _, first, _ = whys(world, event)
    change_line(world.rita, first, values={"text": "It was dry."}, based_on=1)
    with pytest.raises(StaleRecord, match=r"Rita changed this .* It now says “It was dry.”"):
        change_line(world.carla, first, values={"text": "Wetting was forgotten."}, based_on=1)
    assert CauseNode.objects.get(pk=first.pk).text == "It was dry."


@pytest.mark.requirement("QE-11")
def test_line_taken_out_is_kept_and_put_back_with_all_below(world: World, event: Record) -> None:
    _, first, second = whys(world, event)
    with pytest.raises(Refused, match="Say why this is taken out"):
        take_out(world.carla, first, reason=" ", based_on=1)
    assert take_out(world.carla, first, reason="Not so.", based_on=1) == 2
    assert [line.voided_by.username for line in lines_of(event) if line.voided_by] == ["carla", "carla"]
    with pytest.raises(Refused, match="Put back “It was not wetted"):
        put_back(world.rita, second)
    assert put_back(world.rita, first) == 2
    assert [line.voided_at for line in lines_of(event)] == [None, None]


@pytest.mark.requirement("QE-11", "AT-2")
def test_each_change_of_a_line_is_in_the_history_of_the_record(world: World, event: Record) -> None:
    _, first, _ = whys(world, event)
    take_out(world.rita, first, reason="Not so.", based_on=1)
    acts = history(event)
    assert [(act.name, act.person, act.why) for act in acts[:2]] == [
        ("causes.take_out", "Rita", "Not so."),
        ("causes.write", "Rita", ""),
    ]


@pytest.mark.parametrize(
    ("method", "values", "sentence"),
    [
        ("fishbone", {"text": "Wear"}, "Choose the branch"),
        ("five_why", {"text": "Wear", "branch": "machine"}, "Only lines at the top"),
        ("five_why", {"text": "Wear", "gate": "and"}, "in a fault tree only"),
        ("five_why", {"text": " "}, "Enter the text"),
        ("five_why", {"text": "x" * 501}, "Shorten it to 500"),
    ],
)
def test_line_that_does_not_fit_its_method_is_refused(
    world: World, event: Record, method: str, values: dict[str, str], sentence: str
) -> None:
    analysis = begin(world.carla, event, method=method, problem="The filter failed.")
    with pytest.raises(Refused, match=sentence):
        add_line(world.carla, analysis, values=values)
    assert lines_of(event) == []


@pytest.mark.requirement("CAP-18")
def test_eight_disciplines_are_a_method_with_branches(world: World, event: Record) -> None:
    analysis = begin(world.carla, event, method="eight_d", problem="Broken vials.")
    add_line(world.carla, analysis, values={"text": "Anna, Ben", "branch": "d1"})
    add_line(world.carla, analysis, values={"text": "Torque", "branch": "d4", "is_root": True})
    assert [(line.branch, line.is_root) for line in lines_of(event)] == [("d1", False), ("d4", True)]


@pytest.mark.requirement("QE-10")
def test_several_causes_stand_with_their_categories(world: World, event: Record, wear: CauseCategory) -> None:
    _, _, second = whys(world, event)
    assert cause_found.check(event, world.carla, {}) is not None
    name_cause(world.carla, event, category=wear, text="The seal wears.", node=second)
    slip = CauseCategory.objects.get(code="PEOPLE-SLIP")
    name_cause(world.rita, event, category=slip, text="The step was missed.")
    assert [(cause.category.code, cause.text) for cause in causes_of(event)] == [
        ("MACHINE-WEAR", "The seal wears."),
        ("PEOPLE-SLIP", "The step was missed."),
    ]
    assert cause_found.check(event, world.carla, {}) is None
    assert [line.is_root for line in lines_of(event)] == [False, True]
    with pytest.raises(NotAllowed, match="rests on this"):
        take_out(world.carla, second, reason="Not so.", based_on=1)


@pytest.mark.requirement("QE-10")
def test_cause_is_changed_on_what_was_shown_and_withdrawn_with_a_reason(
    world: World, event: Record, wear: CauseCategory
) -> None:
    cause = name_cause(world.carla, event, category=wear, text="The seal wears.")
    change_cause(world.rita, cause, category=wear, text="The seal is too old.", based_on=1)
    with pytest.raises(StaleRecord, match="Rita changed this"):
        change_cause(world.carla, cause, category=wear, text="Wear.", based_on=1)
    with pytest.raises(Refused, match="Say why"):
        withdraw_cause(world.carla, cause, reason="")
    withdraw_cause(world.carla, cause, reason="The seal was new.")
    assert (causes_of(event), Cause.objects.get().void_reason) == ([], "The seal was new.")


@pytest.mark.requirement("QE-10")
def test_causes_are_written_only_where_their_process_says_so(world: World, event: Record) -> None:
    analysis, first, _ = whys(world, event)
    with pytest.raises(NotAllowed):
        add_line(world.otto, analysis, values={"text": "Wear"})
    world.move(world.carla, event, "cancel", reason="Not needed.")
    analysis.record = Record.objects.get(pk=event.pk)
    with pytest.raises(NotAllowed, match="while the change request is draft"):
        add_line(world.carla, analysis, values={"text": "Wear"})
    with pytest.raises(NotAllowed, match="are not analysed"):
        begin(world.anna, world.document().record, method="five_why", problem="x")
    assert first.version == 1


@pytest.mark.requirement("QE-11", "SIG-04")
def test_what_a_signature_binds_changes_with_a_line(world: World, event: Record) -> None:
    _, first, _ = whys(world, event)
    before = content_of(event)
    assert before["analyses"][0]["lines"][0][4] == "It was not wetted."
    change_line(world.rita, first, values={"text": "It was dry."}, based_on=1)
    assert content_of(event) != before


@pytest.mark.requirement("QE-10")
def test_wrong_analysis_is_set_aside_and_another_begun(world: World, event: Record) -> None:
    analysis, first, _ = whys(world, event)
    with pytest.raises(StaleRecord, match="It now says"):
        change_problem(world.rita, analysis, problem="The test failed.", based_on=2)
    set_aside(world.carla, analysis, reason="A fishbone suits better.")
    begin(world.carla, event, method="fishbone", problem="The filter failed.")
    assert (method_of(event), lines_of(event)) == ("fishbone", [])
    with pytest.raises(Refused, match="was set aside"):
        add_line(world.carla, analysis, parent=first, values={"text": "Wear"})


@pytest.mark.requirement("QE-10")
def test_categories_are_a_tree_kept_with_reasons(world: World, wear: CauseCategory) -> None:
    assert paths()[wear.pk] == "Machine and equipment › Wear or failure of a part"
    with pytest.raises(Refused, match="has categories already"):
        take_starter(world.mona)
    top = CauseCategory.objects.get(code="MACHINE")
    top.parent = wear
    with pytest.raises(Refused, match="not inside this one"):
        save_category(world.mona, top, reason="Order", based_on="")
    with pytest.raises(NotAllowed):
        save_category(world.carla, CauseCategory(code="X", name="X"), reason="More", based_on="")
    with pytest.raises(Refused, match="in use"):
        save_category(world.mona, CauseCategory(code="machine", name="X"), reason="More", based_on="")
    wear.name = "Wear of a part"
    with pytest.raises(StaleRecord, match="has changed since"):
        save_category(world.mona, wear, reason="Shorter", based_on="old")
