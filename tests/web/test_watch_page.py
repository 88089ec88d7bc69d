"""What an administrator watches: a change of the database without an entry, the end of the certificate of the seal."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from probatum.config import custody
from probatum.kernel import integrity
from probatum.kernel.errors import NotAllowed, Refused, StaleRecord
from probatum.kernel.ledger import history
from probatum.output import installation
from probatum.output.certificate import make_certificate
from tests.world import World

SignedIn = Callable[..., Client]
PAGE = "/administration/watch/"
AT = "2026-11-22T13:17:00+00:00"


@pytest.fixture
def finding() -> Iterator[None]:
    """A finding as the hourly look leaves it."""
    folder = custody.checkpoints()
    facts = {"code": "FINGERPRINT", "sentence": "Triggers were changed.", "at": AT}
    folder.write("catalogue.json", json.dumps(facts))
    yield
    for file in folder.path.glob("catalogue*.json"):
        file.unlink()


@pytest.mark.requirement("ATR-07", "P11-10-e")
def test_finding_is_acknowledged_with_a_reason_and_the_ledger_keeps_it(
    world: World, as_person: SignedIn, finding: None
) -> None:
    client = as_person(world.sven)
    page = client.get(PAGE)
    assert "Triggers were changed." in page.content.decode()
    assert "Look into it" in client.get("/").content.decode()

    blank = client.post(PAGE, {"found_at": AT, "reason": " "})
    done = client.post(PAGE, {"found_at": AT, "reason": "Upgrade of the server by Tarn, change 12."})

    assert (blank.status_code, done.status_code) == (400, 302)
    assert custody.checkpoints().catalogue() is None
    act = history.timeline(action="ledger.acknowledge_finding")[0]
    assert (act.person, act.role, act.why) == ("Sven", "System", "Upgrade of the server by Tarn, change 12.")
    assert act.events == [
        {
            "event": "ledger.acknowledge_finding",
            "code": "FINGERPRINT",
            "finding": "Triggers were changed.",
            "found_at": AT,
        }
    ]
    text = client.get(PAGE).content.decode()
    assert ("No finding stands" in text, "Upgrade of the server by Tarn" in text) == (True, True)
    assert "Integrity alarm" not in client.get("/").content.decode()
    kept = list(custody.checkpoints().path.glob("catalogue-acknowledged-*.json"))
    assert [json.loads(file.read_text())["at"] for file in kept] == [AT]


@pytest.mark.requirement("ATR-07", "P11-10-d")
def test_finding_is_acknowledged_by_administrators_of_everything_only(
    world: World, as_person: SignedIn, finding: None
) -> None:
    local = world.person("lena", "system", site=world.basel, may_sign=False)
    for person in (world.anna, world.ines, local):
        assert as_person(person).post(PAGE, {"found_at": AT, "reason": "Mine."}).status_code == 403
        with pytest.raises(NotAllowed):
            integrity.acknowledge_catalogue(person, custody.checkpoints(), reason="Mine.", found_at=AT)
    assert custody.checkpoints().catalogue() is not None


def test_finding_other_than_the_one_shown_is_not_acknowledged(world: World, finding: None) -> None:
    folder = custody.checkpoints()
    with pytest.raises(StaleRecord, match="Another finding stands now"):
        integrity.acknowledge_catalogue(
            world.sven, folder, reason="Seen.", found_at="2026-11-22T12:17:00+00:00"
        )
    folder.set_catalogue_aside()
    with pytest.raises(Refused, match="No finding stands any more"):
        integrity.acknowledge_catalogue(world.sven, folder, reason="Seen.", found_at=AT)


@pytest.mark.parametrize(
    ("left", "told", "warned"),
    [(4000, "in 3,999 days", False), (60, "in 59 days", True), (-3, "It ended on", True)],
)
def test_end_of_the_certificate_is_told_in_time(
    world: World, as_person: SignedIn, monkeypatch: Any, tmp_path: Any, left: int, told: str, warned: bool
) -> None:
    made = timezone.now() - dt.timedelta(days=3650 - left)
    (tmp_path / "seal-certificate.pem").write_bytes(make_certificate("Meridian", at=made)[0])
    monkeypatch.setattr(installation, "folder", lambda: tmp_path)
    client = as_person(world.sven)
    assert told in client.get(PAGE).content.decode()
    assert ("The certificate of the PDF seal" in client.get("/administration/").content.decode()) == warned
