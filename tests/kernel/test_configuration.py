"""Settings: closed vocabulary, bounds, a reason, a right, a history."""

from __future__ import annotations

import json

import pytest

from probatum.kernel.configuration import SETTINGS, change_setting, setting
from probatum.kernel.configuration_file import export_configuration
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.models import Setting
from tests.processes.examples import is_sentence
from tests.world import World


def test_default_holds_until_it_is_changed(world: World) -> None:
    assert setting("lockout.attempts") == 5
    change_setting(world.sven, "lockout.attempts", value="3", reason="Stricter policy.")
    assert setting("lockout.attempts") == 3


def test_unknown_setting_is_an_error(world: World) -> None:
    with pytest.raises(KeyError):
        setting("lockout.never")


@pytest.mark.requirement("P11-10-k2", "AT-4")
def test_change_needs_right_reason_and_a_value_within_bounds(world: World) -> None:
    with pytest.raises(NotAllowed):
        change_setting(world.anna, "lockout.attempts", value="3", reason="Stricter.")
    for value, reason in (("2", "x"), ("11", "x"), ("-3", "x"), ("three", "x"), ("", "x"), ("3", " ")):
        with pytest.raises(Refused) as refusal:
            change_setting(world.sven, "lockout.attempts", value=value, reason=reason)
        assert is_sentence(str(refusal.value))
    assert not Setting.objects.exists()


@pytest.mark.requirement("P11-10-k2", "ACC-18")
def test_export_names_every_setting_and_role(world: World) -> None:
    told = json.loads(export_configuration())
    assert sorted(told["settings"]) == sorted(SETTINGS)
    assert told["roles"]["quality"]["permissions"] == sorted(world.roles["quality"].permissions)
    assert [site["code"] for site in told["sites"]] == ["BOS", "BSL"]
