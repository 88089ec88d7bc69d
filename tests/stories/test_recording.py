"""A spoken instruction: put in, played from its middle, read on its sheet (DOC-41)."""

from __future__ import annotations

import re

import pytest

from tests.samples import recordings as made
from tests.stories import given
from tests.stories.desk import Desk
from tests.stories.people import Stage

_LENGTH = 40.0
_UNTIL = "await new Promise((now, no) => {{ one.on{0} = now; one.onerror = no; }})"


@pytest.mark.requirement("DOC-41")
@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_reader_plays_a_sound_from_any_point(stage: Stage, phone: bool) -> None:
    # larger than one answer, so that the player has to ask for more
    sound = made.sound(seconds=_LENGTH, rate=96_000)
    file = {"name": "alarm.wav", "mimeType": "audio/wav", "buffer": sound}
    values = {
        "type": "WI",
        "title": "The sound of the alarm",
        "site": "GRZ",
        "start": "upload",
        "file": file,
        "transcript": "One long tone: leave the room.",
    }
    sent = Desk(stage.person(given.AUTHOR)).send("/documents/new/", values)
    found = re.search(r"/documents/([A-Z0-9-]+)/", sent.url)
    assert found
    nora = stage.person(given.AUTHOR, phone=phone)
    nora.opens(f"/documents/{found[1]}/")
    nora.sees("One long tone")
    player = nora.page.locator("audio.player__sound")
    player.evaluate(
        f"async one => {{ one.muted = true; one.load(); one.preload = 'auto'; {_UNTIL.format('canplay')}; }}"
    )
    assert player.evaluate("one => [one.readyState >= 3, one.duration]") == [True, pytest.approx(_LENGTH)]
    player.evaluate(f"async one => {{ one.currentTime = 38; one.play(); {_UNTIL.format('ended')}; }}")
    assert player.evaluate("one => one.error") is None
