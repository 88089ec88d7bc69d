"""The password policy: length first, no composition, nothing that is guessed first."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from django.contrib.auth.hashers import ScryptPasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.configuration import Setting, setting
from probatum.kernel.errors import Refused
from probatum.kernel.identity import passwords
from probatum.kernel.identity.patterns import breached, common_phrases, weakness
from tests.world import World

GOOD = "Thirteen grey herons over Basel"


@pytest.mark.requirement("A11D-11-1..5", "ACC-14")
@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("short but odd", "at least 14 characters"),
        ("x7" * 65, "at most 128 characters"),
        ("a nice\0password here", "characters that can be typed"),
        ("aaaaaaaaaaaaaaaa", "very few different characters"),
        ("horse9horse9horse9", "repeats one part"),
        ("abcdefghijklmnop", "sequence"),
        ("qwertyuiopasdfgh", "sequence"),
        ("98765432109876543210", "repeats one part"),
        ("passwordpassword", "repeats one part"),
        ("Welcome.Password1", "words that are tried first"),
        ("P4ssw0rd-summer-2027", "words that are tried first"),
        ("anna loves the rain", "without your name"),
        ("i work at Helvetia Bio", "without your name"),
    ],
)
def test_password_is_refused_with_what_to_do(world: World, password: str, sentence: str) -> None:
    with action(SYSTEM, "test.company", reason="named"):
        Setting.objects.create(key="company.name", value="Helvetia Bio AG")
    with pytest.raises(Refused, match=sentence):
        passwords.check(password, world.anna)


@pytest.mark.requirement("A11D-11-1..5")
@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "alllowercaseletterswithoutanything",
        "14 characters.",
        "пароль из тринадцати слов",
        "x" * 3 + "7" * 3 + "Zugvogel-" * 3 + "!" * 80,
    ],
)
def test_password_needs_no_mixture_and_may_be_long(world: World, password: str) -> None:
    passwords.check(password, world.anna)


@pytest.mark.requirement("A11D-11-1..5")
def test_nothing_is_cut_off(world: World) -> None:
    longest = ("Thirteen grey herons over Basel, " * 4)[:126] + "ab"
    passwords.check(longest + "", world.anna)
    world.anna.set_password(longest)

    assert world.anna.check_password(longest)
    assert not world.anna.check_password(longest[:-1])


@pytest.mark.requirement("ACC-14")
def test_shortest_length_is_what_the_customer_sets(world: World) -> None:
    with action(SYSTEM, "test.setting", reason="longer"):
        Setting.objects.create(key="password.shortest", value=40)
    assert setting("password.shortest") == 40
    with pytest.raises(Refused, match="at least 40 characters"):
        passwords.check(GOOD, world.anna)


@pytest.mark.requirement("P11-300-b")
@pytest.mark.parametrize("count", [0, 1, 2, 3, 50])
def test_breached_password_is_found_in_a_list_of_any_size(tmp_path: Path, count: int) -> None:
    stolen = [f"stolen password number {number}" for number in range(count)]
    lines = sorted(hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest().upper() for text in stolen)
    path = tmp_path / "list.txt"
    path.write_text("".join(f"{line}:{len(line)}\r\n" for line in lines))

    assert [breached(text, path) for text in stolen] == [True] * count
    assert not breached(GOOD, path)


@pytest.mark.requirement("P11-300-b")
def test_breached_password_is_refused(world: World, tmp_path: Path, settings: object) -> None:
    path = tmp_path / "list.txt"
    path.write_text(hashlib.sha1(GOOD.encode(), usedforsecurity=False).hexdigest() + "\n")
    settings.BREACH_LIST = path  # type: ignore[attr-defined]

    with pytest.raises(Refused, match="stolen elsewhere"):
        passwords.check(GOOD, world.anna)


@pytest.mark.requirement("A11D-11-1..5")
def test_common_phrases_are_computed_and_all_refused() -> None:
    assert len(common_phrases()) == 225
    assert [phrase for phrase in common_phrases() if not weakness(phrase)] == []


@given(st.text(min_size=1, max_size=200))
def test_judging_a_password_never_fails(password: str) -> None:
    assert isinstance(weakness(password), str)


@pytest.mark.requirement("A11D-11-1..5")
def test_products_hash_is_memory_hard_and_fits_its_column() -> None:
    from probatum.config.env import environment  # app ready
    from probatum.config.identity import settings as identity  # app ready

    first = identity(environment())["PASSWORD_HASHERS"][0]
    assert first.endswith("ScryptPasswordHasher")
    hasher = ScryptPasswordHasher()
    assert len(hasher.encode(GOOD, hasher.salt())) <= 128
    assert hasher.work_factor * hasher.block_size * 128 >= 16 * 1024 * 1024
