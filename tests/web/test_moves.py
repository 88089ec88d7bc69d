"""The sheet of a move: what is shown, what is asked, and that a move is made once or not at all."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.models import Record, Signature
from probatum.kernel.process import process_of
from probatum.kernel.signature import digest_of
from probatum.web.forms.settings import HolidayForm
from tests.world import PASSWORD, World

SignedIn = Callable[..., Client]


def in_review(world: World) -> Record:
    record = world.document().record
    return world.move(world.anna, record, "submit_for_review")


def sheet_of(client: Client, record: Record, move: str) -> tuple[str, dict[str, str]]:
    """The sheet and the hidden values it carries."""
    text = client.get(f"/records/{record.uuid}/moves/{move}/").content.decode()
    hidden = re.findall(r'<input type="hidden" name="(based_on|shown)" value="([^"]*)"', text)
    return text, dict(hidden)


def post(client: Client, record: Record, move: str, data: dict[str, Any], **headers: Any) -> Any:
    return client.post(f"/records/{record.uuid}/moves/{move}/", data, **headers)


def credential(username: str) -> dict[str, str]:
    return {"username": username, "password": PASSWORD}


@pytest.mark.requirement("SIG-02", "SIG-06", "P11-50", "UI-SIGN")
def test_sheet_shows_what_is_signed_and_what_it_means(world: World, as_person: SignedIn) -> None:
    record = in_review(world)

    text, hidden = sheet_of(as_person(world.rita), record, "review")

    digest = digest_of(process_of(record), record)
    for told in (
        "SOP-QA-001 v1",
        "Gowning for grade B",
        "1.0 (draft 0.1)",
        digest[:12],
        "<strong>Reviewed</strong>",
        "Then: Review closed.",
        "You sign as Rita",
        "Open exactly what you sign",
    ):
        assert told in text, told
    assert hidden == {"based_on": str(record.version), "shown": digest}
    assert "One-time code" not in text


@pytest.mark.requirement("SIG-01", "SIG-02", "P11-50", "P11-200-a1")
def test_signature_is_given_in_place_with_name_meaning_and_time(world: World, as_person: SignedIn) -> None:
    record = in_review(world)
    client = as_person(world.rita)
    _, hidden = sheet_of(client, record, "review")

    answer = post(client, record, "review", {**hidden, **credential("rita"), "reason": "Clear."})

    assert answer.status_code == 302
    signature = Signature.objects.get()
    assert (signature.person, signature.meaning, signature.reason) == (world.rita, "reviewed", "Clear.")
    told = [str(message) for message in client.get("/").context["messages"]]
    assert len(told) == 1
    assert re.fullmatch(
        r"Signed: Rita, Reviewed, \d+ \w+ \d{4}, \d\d:\d\d:\d\d \(UTC\+[12]\), \d\d:\d\d:\d\d UTC\. "
        r"SOP-QA-001 v1 is now: Review closed\.",
        told[0],
    )


@pytest.mark.requirement("SIG-03", "P11-200-a1")
@pytest.mark.parametrize(
    ("given", "status", "sentence"),
    [
        ({"username": "rita", "password": "wrong"}, 403, "The user name, password or code is not right."),
        ({"username": "anna", "password": PASSWORD}, 403, "The user name, password or code is not right."),
        ({"username": "rita", "password": ""}, 400, "Enter your password to sign."),
        ({"username": "", "password": PASSWORD}, 400, "Enter your user name to sign."),
    ],
)
def test_wrong_credential_signs_nothing_and_keeps_what_was_typed(
    world: World, as_person: SignedIn, given: dict[str, str], status: int, sentence: str
) -> None:
    record = in_review(world)
    client = as_person(world.rita)
    _, hidden = sheet_of(client, record, "review")

    answer = post(client, record, "review", {**hidden, **given, "reason": "A long remark."})

    text = answer.content.decode()
    assert (answer.status_code, sentence in text, "A long remark." in text) == (status, True, True)
    assert PASSWORD not in text
    assert not Signature.objects.exists()


def test_sheet_answers_what_the_dialog_swaps_in(world: World, as_person: SignedIn) -> None:
    record = in_review(world)
    client = as_person(world.rita)
    _, hidden = sheet_of(client, record, "review")
    refused = post(client, record, "review", {**hidden, **credential("x")}, headers={"HX-Request": "true"})
    assert (refused.status_code, "<html" in refused.content.decode()) == (422, False)
    made = post(client, record, "review", {**hidden, **credential("rita")}, headers={"HX-Request": "true"})
    assert (made.status_code, "HX-Redirect" in made.headers) == (200, True)


@pytest.mark.requirement("SIG-08", "DOC-14")
def test_same_form_sent_twice_signs_once(world: World, as_person: SignedIn) -> None:
    record = in_review(world)
    client = as_person(world.rita)
    _, hidden = sheet_of(client, record, "review")
    form = {**hidden, **credential("rita")}

    assert post(client, record, "review", form).status_code == 302
    second = post(client, record, "review", form)

    assert second.status_code == 409
    assert "has changed since you opened it" in second.content.decode()
    assert Signature.objects.count() == 1


@pytest.mark.requirement("DOC-14", "SIG-05")
def test_refusal_needs_a_reason_and_is_signed(world: World, as_person: SignedIn) -> None:
    record = in_review(world)
    client = as_person(world.rita)
    _, hidden = sheet_of(client, record, "refuse_review")
    without = post(client, record, "refuse_review", {**hidden, **credential("rita")})
    assert (without.status_code, "Say why" in without.content.decode()) == (400, True)

    post(client, record, "refuse_review", {**hidden, **credential("rita"), "reason": "Step 4 is wrong."})

    assert list(Signature.objects.values_list("refused", "reason")) == [(True, "Step 4 is wrong.")]
    assert Record.objects.get(pk=record.pk).state == "draft"


@pytest.mark.requirement("SIG-6", "P11-70")
def test_forged_fingerprint_is_refused(world: World, as_person: SignedIn) -> None:
    record = in_review(world)
    client = as_person(world.rita)
    _, hidden = sheet_of(client, record, "review")
    answer = post(client, record, "review", {**hidden, "shown": "0" * 64, **credential("rita")})
    assert (answer.status_code, Signature.objects.exists()) == (403, False)
    assert "has changed since it was shown" in answer.content.decode()


def test_unknown_field_is_refused(world: World, as_person: SignedIn) -> None:
    record = world.document().record
    client = as_person(world.anna)
    _, hidden = sheet_of(client, record, "submit_for_review")
    answer = post(client, record, "submit_for_review", {**hidden, "state": "effective"})
    assert (answer.status_code, "This form has no field “state”" in answer.content.decode()) == (400, True)
    assert Record.objects.get(pk=record.pk).state == "draft"


@pytest.mark.parametrize("based_on", ["", "x", "-1", "999999999999999999999"])
def test_form_without_a_sound_version_moves_nothing(world: World, as_person: SignedIn, based_on: str) -> None:
    record = world.document().record
    answer = post(as_person(world.anna), record, "submit_for_review", {"based_on": based_on, "shown": ""})
    assert answer.status_code in (400, 409)
    assert Record.objects.get(pk=record.pk).state == "draft"


@pytest.mark.requirement("P11-10-g", "ACC-04")
def test_move_of_somebody_else_is_refused_with_who_can_act(world: World, as_person: SignedIn) -> None:
    record = in_review(world)
    client = as_person(world.anna)
    answer = client.get(f"/records/{record.uuid}/moves/review/")
    assert (answer.status_code, "This is asked of Rita." in answer.content.decode()) == (403, True)
    sent = post(client, record, "review", {"based_on": record.version, "shown": "", **credential("anna")})
    assert sent.status_code == 403
    assert not Signature.objects.exists()


def test_move_that_is_not_open_says_why(world: World, as_person: SignedIn) -> None:
    record = world.document().record
    answer = as_person(world.anna).get(f"/records/{record.uuid}/moves/submit_for_approval/")
    assert (answer.status_code, "This type of document is reviewed first" in answer.content.decode()) == (
        400,
        True,
    )


@pytest.mark.parametrize("move", ["nonsense", "take_effect", "supersede"])
def test_unknown_and_automatic_moves_have_no_sheet(world: World, as_person: SignedIn, move: str) -> None:
    record = world.document().record
    assert as_person(world.anna).get(f"/records/{record.uuid}/moves/{move}/").status_code == 404
    assert post(as_person(world.anna), record, move, {"based_on": 1}).status_code == 404


@pytest.mark.requirement("DOC-21")
def test_back_dated_effective_day_is_refused_in_its_field(world: World, as_person: SignedIn) -> None:
    record = in_review(world)
    world.move(world.rita, record, "review")
    world.move(world.anna, record, "submit_for_approval")
    world.move(world.paul, record, "approve")
    client = as_person(world.quinn)
    text, hidden = sheet_of(client, record, "approve_quality")
    assert "Effective from" in text
    past = {**hidden, **credential("quinn"), "effective_on": "2020-01-01", "reason": "As agreed."}
    answer = post(client, record, "approve_quality", past)
    text = answer.content.decode()
    assert (answer.status_code, "cannot become effective in the past" in text, "As agreed." in text) == (
        400,
        True,
        True,
    )
    nonsense = post(client, record, "approve_quality", {**past, "effective_on": "soon"})
    assert "Enter a day, such as 2026-12-01." in nonsense.content.decode()
    day = timezone.now().date() + dt.timedelta(days=3)
    assert post(client, record, "approve_quality", {**past, "effective_on": day}).status_code == 302
    assert Record.objects.get(pk=record.pk).state == "approved"


@pytest.mark.requirement("P11-100-b")
def test_person_without_verified_identity_cannot_sign(world: World, as_person: SignedIn) -> None:
    unverified = world.person("nora", "reviewer", may_sign=False)
    from probatum.documents.authoring import create_document  # app ready
    from tests.world import content  # app ready

    record = create_document(
        world.anna,
        type=world.sop,
        title="Cleaning",
        department=world.quality_department,
        content=content("Clean."),
        people={"reviewer": [unverified]},
    ).record
    world.move(world.anna, record, "submit_for_review")
    client = as_person(unverified)
    record = Record.objects.get(pk=record.pk)
    answer = client.get(f"/records/{record.uuid}/moves/review/")
    assert (answer.status_code, "has not been verified for signing" in answer.content.decode()) == (400, True)
    post(client, record, "review", {"based_on": str(record.version), **credential("nora")})
    assert not Signature.objects.filter(record=record).exists()


@pytest.mark.requirement("SIG-03", "P11-200-a1")
def test_enrolled_app_is_a_component_of_every_signature(world: World, as_person: SignedIn) -> None:
    record = in_review(world)
    secret = totp.generate_totp_secret()
    with action(SYSTEM, "test.enrol"):
        totp.TOTP.activate(world.rita, secret)
    client = as_person(world.rita)
    text, hidden = sheet_of(client, record, "review")
    assert "One-time code" in text
    form = {**hidden, **credential("rita")}
    without = post(client, record, "review", form)
    assert "Enter the code your authenticator app shows." in without.content.decode()
    assert post(client, record, "review", {**form, "code": "000000"}).status_code == 403
    code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    assert post(client, record, "review", {**form, "code": code}).status_code == 302
    assert Signature.objects.get().evidence["components"] == ["user name", "password", "one-time code"]


class TestTogether:
    """Several signatures in one sitting (SIG-10)."""

    def three(self, world: World) -> list[Record]:
        found = []
        for title in ("One", "Two", "Three"):
            record = world.document(title=title).record
            found.append(world.move(world.anna, record, "submit_for_review"))
        return found

    def offered(self, client: Client, records: list[Record]) -> dict[str, Any]:
        query = "&".join(f"record={record.uuid}" for record in records)
        text = client.get(f"/signing/?act=version.review&{query}").content.decode()
        stamps = dict(re.findall(r'name="((?:based_on|shown)-[0-9a-f-]{36})" value="([^"]*)"', text))
        keys = [str(record.uuid) for record in records]
        return {"act": "version.review", "offered": keys, "record": keys, **stamps}

    @pytest.mark.requirement("SIG-10", "SIG-4")
    def test_each_record_gets_its_own_signature(self, world: World, as_person: SignedIn) -> None:
        records = self.three(world)
        client = as_person(world.rita)
        form = self.offered(client, records)

        text = client.post("/signing/", {**form, **credential("rita")}).content.decode()

        assert "3 of 3 signed" in text
        assert text.count("Signed: Rita, Reviewed, ") == 3
        assert Signature.objects.count() == 3
        assert len(set(Signature.objects.values_list("content_sha256", flat=True))) == 3

    @pytest.mark.requirement("SIG-10", "SIG-4")
    def test_record_taken_out_is_not_signed(self, world: World, as_person: SignedIn) -> None:
        records = self.three(world)
        client = as_person(world.rita)
        form = self.offered(client, records)
        text = client.post(
            "/signing/", {**form, "record": [str(records[0].uuid)], **credential("rita")}
        ).content.decode()
        assert ("1 of 1 signed" in text, "3 shown, 1 chosen, 1 signed" in text) == (True, True)
        assert list(Signature.objects.values_list("record_id", flat=True)) == [records[0].pk]

    @pytest.mark.requirement("SIG-10", "SIG-4", "SIG-6")
    def test_record_changed_since_it_was_shown_is_told_and_the_others_are_signed(
        self, world: World, as_person: SignedIn
    ) -> None:
        records = self.three(world)
        client = as_person(world.rita)
        form = self.offered(client, records)
        world.move(world.anna, records[1], "withdraw", reason="A step is missing.")
        text = client.post("/signing/", {**form, **credential("rita")}).content.decode()
        assert ("2 of 3 signed" in text, "has changed since you opened it" in text) == (True, True)
        assert Signature.objects.count() == 2

    @pytest.mark.requirement("SIG-10", "P11-200-a1")
    def test_wrong_password_signs_none(self, world: World, as_person: SignedIn) -> None:
        client = as_person(world.rita)
        form = self.offered(client, self.three(world))
        answer = client.post(
            "/signing/", {**form, "username": "rita", "password": "wrong", "reason": "Fine."}
        )
        assert (answer.status_code, "Fine." in answer.content.decode()) == (403, True)
        assert not Signature.objects.exists()

    @pytest.mark.requirement("SIG-10", "ACC-04")
    def test_record_of_somebody_else_is_left_out(self, world: World, as_person: SignedIn) -> None:
        records = self.three(world)
        client = as_person(world.rhea)
        form = self.offered(client, records)
        assert client.post("/signing/", {**form, **credential("rhea")}).status_code == 302
        assert client.get("/signing/?act=version.review&record=x").status_code == 404
        assert client.get("/signing/?act=version.submit_for_review").status_code == 404
        assert not Signature.objects.exists()

    def test_work_offers_to_sign_together(self, world: World, as_person: SignedIn) -> None:
        self.three(world)
        text = as_person(world.rita).get("/").content.decode()
        assert ("version.review" in text, text.count('name="record"')) == (True, 3)


@pytest.mark.parametrize(
    ("value", "told"),
    [("2026-11-22", "22 Nov 2026"), (dt.date(2027, 2, 1), "1 Feb 2027"), ("", ""), (None, ""), ("soon", "")],
)
def test_date_field_says_its_day_as_it_is_written_everywhere(value: object, told: str) -> None:
    form = HolidayForm(initial={"day": value})
    text = render_to_string("components/field.html", {"field": form["day"]})
    assert f'data-day-of="id_day">{told}</span>' in text
