"""A series of signatures in one continuous session: off by default, and ended by whatever ends the session or touches the account."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.utils import timezone

from probatum.kernel import lockout, series
from probatum.kernel.action import SYSTEM, Facts, action, request_facts
from probatum.kernel.authentication import Credential, authenticate, evidence, ways_of
from probatum.kernel.configuration import change_setting
from probatum.kernel.errors import NotAuthenticated, Refused
from probatum.kernel.identity import access, accounts, passwords
from probatum.kernel.models import Grant, Person, Record, Signature
from tests.kernel.identity.company import administrators
from tests.processes.examples import is_sentence
from tests.soft_passkey import SoftPasskey
from tests.world import PASSWORD, World

__all__ = ["administrators"]
SECRET_ONLY = Credential("", PASSWORD)


@pytest.fixture
def session() -> Iterator[None]:
    """Requests of one browser, as the web hands them to the kernel."""
    token = request_facts.set(Facts(via="web", session="a" * 32))
    yield
    request_facts.reset(token)


@pytest.fixture
def policy(world: World, session: None) -> None:
    """The customer allows ten minutes."""
    change_setting(world.sven, "signature.series_minutes", value="10", reason="Reviewers sign many at once")


def fresh(world: World, username: str = "rita") -> Person:
    """The account as the next request loads it."""
    return Person.objects.get(pk=world.people[username].pk)


def signs(world: World, credential: Credential | None = None, *, title: str = "Gowning") -> Signature:
    """Rita signs a review with all components, or with what is given."""
    record = world.document(title=title).record
    world.move(world.anna, record, "submit_for_review")
    options: dict[str, Any] = {"credential": credential} if credential else {}
    world.move(fresh(world), record, "review", **options)
    return Signature.objects.latest("id")


@pytest.mark.requirement("P11-200-a1i", "P11-200-a1", "SIG-03")
def test_all_components_are_asked_for_every_time_unless_a_customer_decides_otherwise(
    world: World, session: None
) -> None:
    signs(world)
    assert not ways_of(fresh(world)).later
    with pytest.raises(NotAuthenticated, match="Enter your user name and your password"):
        signs(world, SECRET_ONLY, title="Second")
    assert Signature.objects.count() == 1


@pytest.mark.requirement("P11-200-a1i", "SIG-03")
def test_later_signatures_of_a_series_need_the_secret_and_name_the_first(world: World, policy: None) -> None:
    first = signs(world)
    second = signs(world, SECRET_ONLY, title="Second")
    third = signs(world, SECRET_ONLY, title="Third")
    assert first.evidence == {"components": ["user name", "password"], "method": "password"}
    later = {"components": ["password"], "method": "password", "after": str(first.pk)}
    assert (second.evidence, third.evidence) == (later, later)
    assert json.loads(third.statement)["auth"]["after"] == str(first.pk)


@pytest.mark.requirement("P11-200-a1i")
@pytest.mark.parametrize(
    "credential", [None, Credential("rita", ""), Credential("", "wrong"), Credential("rolf", PASSWORD)],
    ids=["nothing", "identifier alone", "wrong secret", "name of somebody else"],
)  # fmt: skip
def test_identifier_alone_never_suffices(world: World, policy: None, credential: Credential | None) -> None:
    signs(world)
    with pytest.raises(NotAuthenticated) as refusal:
        authenticate(fresh(world), credential)
    assert is_sentence(str(refusal.value))


@pytest.mark.requirement("P11-200-a1i")
def test_first_signature_needs_everything(world: World, policy: None) -> None:
    with pytest.raises(NotAuthenticated, match="Enter your user name and your password"):
        signs(world, SECRET_ONLY)
    assert not Signature.objects.exists()


@pytest.mark.requirement("P11-200-a1i", "A11D-13-3")
def test_follow_up_needs_no_second_code_but_the_first_does(world: World, policy: None) -> None:
    secret = totp.generate_totp_secret()
    with action(SYSTEM, "test.enrol"):
        totp.TOTP.activate(world.rita, secret)
    with pytest.raises(NotAuthenticated, match="not right"):
        signs(world, Credential("rita", PASSWORD))
    signs(world, Credential("rita", PASSWORD, totp.format_hotp_value(totp.hotp_value(secret, _now()))))
    assert signs(world, SECRET_ONLY, title="Third").evidence["components"] == ["password"]


@pytest.mark.requirement("P11-200-a1i", "A11D-13-3")
def test_follow_up_by_password_after_a_passkey(world: World, policy: None) -> None:
    SoftPasskey(b"the key of rita").enrol(world.rita)
    assert ways_of(fresh(world)).names == ("passkey",)
    # the passkey signs first on the page, see tests/web/test_signing_with_passkey.py; here its series
    record = Record.objects.get(pk=world.document().record.pk)
    world.move(world.anna, record, "submit_for_review")
    person = fresh(world)
    given = evidence(person, ["user name", "passkey"], method="passkey", ways=ways_of(person))
    world.move(person, record, "review", evidence=given)
    assert ways_of(fresh(world)).names == ("passkey", "password")


End = Callable[[World, Person, Any], None]


def _password(world: World, vera: Person, settings: Any) -> None:
    passwords.change_own(fresh(world), "another long enough passphrase", keep_session="a")
    with action(SYSTEM, "test.password"):  # the same one again, so that the secret is right
        person = fresh(world)
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])


def _role_granted(world: World, vera: Person, settings: Any) -> None:
    access.grant(vera, person=fresh(world), role=world.roles["reader"], reason="Reads too")


def _role_ended(world: World, vera: Person, settings: Any) -> None:
    with action(SYSTEM, "test.grant") as act:
        Grant.objects.filter(person=world.rita).update(ends=act.at)


def _role_changed(world: World, vera: Person, settings: Any) -> None:
    role = world.roles["reviewer"]
    access.save_role(
        vera, code=role.code, name=role.name, permissions=[*role.permissions, "document.download"],
        reason="Reviewers download", role=role,
    )  # fmt: skip


def _details(world: World, vera: Person, settings: Any) -> None:
    rita = fresh(world)
    accounts.change_details(
        vera, rita, name="Rita Married", job_title="", site=rita.site, department=rita.department,
        time_zone=rita.time_zone, reason="Married",
    )  # fmt: skip


def _unlocked(world: World, vera: Person, settings: Any) -> None:
    lockout.unlock(vera, fresh(world), reason="Seen in person")


def _withdrawn_and_back(world: World, vera: Person, settings: Any) -> None:
    accounts.withdraw_signing(vera, fresh(world), reason="Doubt")
    accounts.verify_identity(vera, fresh(world), method="Seen in person")


def _factor(world: World, vera: Person, settings: Any) -> None:
    with action(SYSTEM, "test.enrol"):
        totp.TOTP.activate(world.rita, totp.generate_totp_secret())


def _failure(world: World, vera: Person, settings: Any) -> None:
    lockout.note_failure(fresh(world), purpose="signature")
    lockout.note_success(fresh(world))


def _restart(world: World, vera: Person, settings: Any) -> None:
    settings.STARTED = "another start"


def _other_session(world: World, vera: Person, settings: Any) -> None:
    request_facts.set(replace(request_facts.get(), session="b" * 32))


def _no_session(world: World, vera: Person, settings: Any) -> None:
    request_facts.set(Facts())


def _policy_off(world: World, vera: Person, settings: Any) -> None:
    change_setting(world.sven, "signature.series_minutes", value="0", reason="No more")


ENDS: dict[str, End] = {
    "password changed": _password,
    "role granted": _role_granted,
    "role ended": _role_ended,
    "role changed": _role_changed,
    "details changed by an administrator": _details,
    "unlocked by an administrator": _unlocked,
    "withdrawn and verified again": _withdrawn_and_back,
    "second factor added": _factor,
    "failed attempt in between": _failure,
    "server restarted": _restart,
    "another session or device": _other_session,
    "no session": _no_session,
    "policy switched off": _policy_off,
}


@pytest.mark.requirement("P11-200-a1ii")
@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
def test_series_ends(
    world: World, policy: None, administrators: tuple[Person, Person], settings: Any, end: End
) -> None:
    signs(world)
    assert ways_of(fresh(world)).later
    end(world, administrators[0], settings)
    assert not ways_of(fresh(world)).later
    with pytest.raises(NotAuthenticated):
        authenticate(fresh(world), SECRET_ONLY)


@pytest.mark.requirement("P11-200-a1ii")
@pytest.mark.parametrize(("minutes", "later"), [(9, True), (11, False), (-1, False)])
def test_series_ends_after_its_minutes_counted_from_the_first(
    world: World, policy: None, monkeypatch: pytest.MonkeyPatch, minutes: int, later: bool
) -> None:
    signs(world)
    signs(world, SECRET_ONLY, title="Second")
    then = timezone.now() + dt.timedelta(minutes=minutes)
    monkeypatch.setattr(series.timezone, "now", lambda: then)
    assert (series.in_force(fresh(world)) is not None) == later


@pytest.mark.requirement("P11-200-a1ii")
def test_minutes_are_capped(world: World) -> None:
    with pytest.raises(Refused, match="from 0 to 15"):
        change_setting(world.sven, "signature.series_minutes", value="16", reason="Convenient")


@pytest.mark.requirement("P11-200-a1ii", "P11-200-a2")
def test_series_of_one_person_is_no_use_to_another(world: World, policy: None) -> None:
    signs(world)
    assert not ways_of(fresh(world, "rolf")).later


def _now() -> int:
    return int(timezone.now().timestamp()) // 30
