"""The example company shows quality events in every state, each told by real moves."""

from __future__ import annotations

from collections import Counter

import pytest

from probatum.example import quality_story
from probatum.example.load import Stage
from probatum.example.setting import found_company
from probatum.kernel.models import Record

pytestmark = pytest.mark.usefixtures("db")


def test_quality_events_are_told_by_moves_and_stand_in_many_states() -> None:
    found_company()
    told = quality_story.tell(Stage())
    kinds = Counter(Record.objects.values_list("kind", flat=True))
    states = set(Record.objects.filter(kind="deviation").values_list("state", flat=True))
    events = ("deviation", "lab_investigation", "complaint", "nonconformance", "event_report")
    assert told == sum(kinds[kind] for kind in events)
    assert kinds["reportability"] >= 1
    assert kinds["disposition"] == 1
    assert kinds["event_report"] == 3
    assert {"reported", "assessment", "approval", "investigation", "closed", "cancelled"} <= states
    assert kinds["capa"] == 1
    assert kinds["action"] == 2
    assert kinds["effectiveness_check"] == 1
