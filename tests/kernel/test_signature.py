"""What a signature demands, what it is bound to, and what it shows."""

from __future__ import annotations

import json

import pytest

from probatum.kernel import lockout, signature
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.errors import NotAllowed, NotAuthenticated
from probatum.kernel.models import Person, Record, Signature
from probatum.kernel.process import process_of
from probatum.kernel.signature import Credential, canonical, content_of, digest_of, status
from tests.processes.examples import is_sentence
from tests.world import PASSWORD, World


def reviewed(world: World) -> Signature:
    version = world.document()
    world.move(world.anna, version.record, "submit_for_review")
    world.move(world.rita, version.record, "review")
    return Signature.objects.get()


def changed(person: Person, **values: object) -> Person:
    with action(SYSTEM, "test.person"):
        Person.objects.filter(pk=person.pk).update(**values)
    return Person.objects.get(pk=person.pk)


@pytest.mark.requirement("P11-50-a1", "P11-50-a2", "P11-50-a3", "SIG-01")
def test_signature_keeps_name_time_zone_meaning_and_role(world: World) -> None:
    signed = reviewed(world)
    assert (signed.printed_name, signed.username, signed.meaning_text, signed.role, signed.time_zone) == (
        "Rita",
        "rita",
        "Reviewed",
        "Reviewer",
        "Europe/Zurich",
    )
    statement = json.loads(signed.statement)
    assert statement["at"] == signed.at.isoformat(timespec="milliseconds")
    assert statement["offset"] in ("+0100", "+0200")
    assert statement["auth"]["components"] == ["user name", "password"]


@pytest.mark.requirement("P11-50-a1", "AT-1", "P11-100-a")
def test_printed_name_stays_as_it_was_at_signing(world: World) -> None:
    signed = reviewed(world)
    changed(world.rita, name="Rita Newname")
    signed = Signature.objects.get(pk=signed.pk)
    record = Record.objects.get(pk=signed.record_id)
    assert signed.printed_name == "Rita"
    assert status(signed, process=process_of(record), record=record) == "valid"


@pytest.mark.requirement("P11-200-a1", "P11-200-a2")
@pytest.mark.parametrize(
    "credential",
    [
        None,
        Credential("rita", ""),
        Credential("", PASSWORD),
        Credential("rita", "wrong"),
        Credential("paul", PASSWORD),
    ],
    ids=["none", "no password", "no user name", "wrong password", "somebody else"],
)
def test_both_components_must_be_the_signers_own(world: World, credential: Credential | None) -> None:
    with pytest.raises(NotAuthenticated) as refusal:
        signature.authenticate(world.rita, credential)
    assert is_sentence(str(refusal.value))


@pytest.mark.requirement("P11-200-a1")
def test_user_name_is_taken_without_regard_to_case_and_blanks(world: World) -> None:
    assert signature.authenticate(world.rita, Credential(" Rita ", PASSWORD)).components == (
        "user name",
        "password",
    )


@pytest.mark.requirement("P11-100-b", "P11-10-j", "P11-200-a3")
@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"may_sign": False}, "Your identity has not been verified for signing"),
        ({"agreement_version": 0}, "Accept the electronic signature agreement first"),
        ({"must_change_password": True}, "Choose your own password first"),
        ({"is_active": False}, "This account is not active"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_who_may_not_sign_is_told_why(world: World, values: dict[str, object], sentence: str) -> None:
    with pytest.raises(NotAllowed, match=sentence) as refusal:
        signature.authenticate(changed(world.rita, **values), Credential("rita", PASSWORD))
    assert is_sentence(str(refusal.value))


@pytest.mark.requirement("SIG-11", "P11-300-d")
def test_too_many_wrong_passwords_lock_signing(world: World) -> None:
    for _ in range(5):
        with pytest.raises(NotAuthenticated):
            signature.authenticate(world.rita, Credential("rita", "wrong"))
    with pytest.raises(NotAuthenticated, match="This account is locked for 1 more minute"):
        signature.authenticate(world.rita, Credential("rita", PASSWORD))
    lockout.unlock(world.adam, world.rita, reason="Seen in person.")
    assert signature.authenticate(world.rita, Credential("rita", PASSWORD))


@pytest.mark.requirement("DOC-46", "SIG-6", "P11-70")
def test_signed_content_names_fields_and_file_hashes(world: World) -> None:
    version = world.document()
    record = Record.objects.get(pk=version.pk)
    told = json.loads(content_of(process_of(record), record))
    assert told["fields"]["title"] == "Gowning for grade B"
    assert [file["sha256"] for file in told["files"]] == [
        version.draft.source.sha256,
        version.draft.rendition.sha256,
    ]
    assert digest_of(process_of(record), record) == digest_of(process_of(record), record)


@pytest.mark.requirement("P11-70")
def test_canonical_text_has_one_form() -> None:
    assert canonical({"b": 1, "a": ["ü", {"d": "x", "c": 2}]}) == '{"a":["ü",{"c":2,"d":"x"}],"b":1}'


@pytest.mark.requirement("P11-70", "SIG-5")
def test_signature_is_never_taken_along_to_the_next_version(world: World) -> None:
    signed = reviewed(world)
    assert world.document(title="Cleaning").record.signatures.count() == 0
    assert signed.record.signatures.count() == 1
