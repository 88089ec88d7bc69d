"""The benchmark of quality events: what it fills in is what the product writes."""

from __future__ import annotations

from probatum.bench import event_fill, fill
from probatum.kernel.authz import visible
from probatum.kernel.ledger.history import history
from probatum.kernel.models import Link, Task
from probatum.quality.recurrence.judging import found_by, look_at
from tests.quality.events import company
from tests.world import make_world


def test_filled_events_are_captured_and_seen_as_those_of_the_product(committed_db: str) -> None:
    world = make_world()
    company.staff(world)
    sample = company.triaged(world, company.deviation(world))
    with fill.connect("app") as conn:
        event_fill.bulk(conn, 40)

    seen = visible(world.helga).filter(number__contains="-10", kind__in=["deviation", "capa", "action"])
    assert {kind: seen.filter(kind=kind).count() for kind in ("deviation", "capa", "action")} == {
        "deviation": 26,
        "capa": 20,
        "action": 24,
    }
    over = seen.filter(kind="deviation", state="closed").order_by("pk")[0]
    assert [act.name for act in history(over)][-4:] == [
        "event.close",
        "event.submit",
        "event.accept",
        "event.open",
    ]
    assert not any(act.direct for act in history(over))
    assert Link.objects.filter(type="addresses", source__kind="capa").count() == 26
    assert Task.objects.filter(closed_at=None, record__state="closed").count() == 0
    assert found_by(world.helga, over, look_at(over, months=24)) != []
    assert sample.pk < over.pk
