"""People come, stand in for each other, protect their account, and leave."""

from __future__ import annotations

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.stories import given, newcomers
from tests.stories.desk import Desk, name_of
from tests.stories.people import Somebody, Stage
from tests.stories.pictures import Album


@pytest.mark.requirement("P11-100-b", "P11-200-a3", "SIG-03")
def test_a_new_colleague_activates_the_account_is_verified_and_signs(stage: Stage, album: Album) -> None:
    curtis = stage.person(newcomers.ADMINISTRATOR)
    username = f"st.{uuid4().hex[:8]}"
    name = f"Lena Obermoser {username[-4:]}"
    # when the access administrator makes the account and grants roles
    curtis.opens("/people/")
    album.take(curtis, "people")
    curtis.follows("New account")
    curtis.fills(
        User_name=username, Printed_name=name, **{"E-mail": f"{username}@example.org"},
        Job_title="Reviewer on trial", Site="Graz", Time_zone="Europe/Vienna", Reason="Starts today",
    )  # fmt: skip
    curtis.presses("Make the account")
    for role in ("Reader", "Reviewer"):
        newcomers.grant(Desk(curtis), username, role)
    # then the new colleague chooses a password by the link in the mail; it works once
    lena = Somebody(stage, username, passphrase=newcomers.PASSPHRASE)
    link = newcomers.mailed_link(stage.company, username)
    lena.opens(link)
    lena.fills(New_password=newcomers.PASSPHRASE, New_password_again=newcomers.PASSPHRASE)
    lena.presses("Set the password")
    with lena.watch.expecting(404):
        lena.opens(link)
    lena.sees("used already")
    lena.signs_in()
    number = given.document(stage, "in_review", "Greeting visitors", reviewer=[name])
    # and cannot sign before somebody has verified who they are, and they have agreed
    lena.opens_document(number)
    lena.sees("Your identity has not been verified for signing")
    vera = stage.person("v.stadlober")  # never the administrator who made the account
    vera.opens(f"/people/of/{username}/")
    vera.follows("Verify identity")
    vera.fills(How_did="Passport seen in person")
    vera.presses("Identity verified, may sign")
    lena.opens("/me/signature-agreement/")
    lena.page.get_by_label("I have read this and I agree").check()
    lena.presses("Accept")
    assert lena.signs_from_my_work(number, "Review and sign") == 3
    lena.opens_tab("Signatures")
    lena.sees(name, "Reviewed")


@pytest.mark.requirement("P11-10-d", "ACC-15")
def test_a_deactivated_person_is_out_at_the_next_click(stage: Stage) -> None:
    gone = newcomers.newcomer(stage, "Anton Leitgeb", roles=("Reader",))
    gone.signs_in()
    gone.opens("/documents/")
    curtis = stage.person(newcomers.ADMINISTRATOR)
    curtis.opens(f"/people/of/{gone.username}/")
    curtis.follows("Deactivate")
    curtis.fills(Reason="Left the company")
    curtis.presses("Deactivate")
    curtis.sees("Not active")
    # when they click the next link
    gone.follows("My work")
    # then they stand before the sign-in, and their password opens nothing any more
    expect(gone.page.get_by_role("heading", level=1)).to_have_text("Sign in")
    gone.page.get_by_label("User name").fill(gone.username)
    gone.page.get_by_label("Password").fill(gone.passphrase)
    with gone.watch.expecting(400, 403):
        gone.page.get_by_role("button", name="Sign in", exact=True).click()
        expect(gone.page.locator(".errors, .field__error").first).to_be_visible()


@pytest.mark.requirement("ACC-14")
def test_an_authenticator_app_is_set_up_and_asked_for(stage: Stage) -> None:
    ida = newcomers.newcomer(stage, "Ida Wallner", roles=("Reader",))
    ida.signs_in()
    ida.opens("/accounts/2fa/")
    ida.follows("Set up")
    ida.confirms_who_they_are()
    secret = ida.page.locator("#authenticator_secret, [name=secret]").first.input_value()
    used = newcomers.code(secret)
    ida.page.get_by_label("code").last.fill(used)
    ida.presses("Set up the app")
    ida.opens("/accounts/2fa/")
    ida.sees("Active. The app shows a new code every 30 seconds.")
    ida.signs_out()
    # when they come back
    ida.page.get_by_label("User name").fill(ida.username)
    ida.page.get_by_label("Password").fill(ida.passphrase)
    ida.presses("Sign in")
    expect(ida.page.get_by_role("heading", level=1)).to_have_text("Second factor")
    # a code works once, so they wait for the app to show the next one
    while (shown := newcomers.code(secret)) == used:
        ida.page.wait_for_timeout(500)
    ida.page.get_by_label("Code").fill(shown)
    ida.presses("Sign in")
    expect(ida.page.get_by_role("heading", level=1)).to_have_text("My work")


@pytest.mark.requirement("ACC-14")
def test_a_passkey_is_added_and_opens_the_account(stage: Stage) -> None:
    kurt = newcomers.newcomer(stage, "Kurt Zehetner", roles=("Reader",))
    key = kurt.page.context.new_cdp_session(kurt.page)
    key.send("WebAuthn.enable")
    key.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                "isUserVerified": True, "automaticPresenceSimulation": True,
            }
        },
    )  # fmt: skip
    kurt.signs_in()
    kurt.opens("/accounts/2fa/")
    kurt.follows("Add")
    kurt.confirms_who_they_are()
    kurt.page.get_by_label("Name").fill("The key at my desk")
    passwordless = kurt.page.locator("[name=passwordless]")
    if passwordless.count():
        passwordless.check()
    with kurt.page.expect_navigation():
        kurt.page.locator("#mfa_webauthn_add").click()
    kurt.arrives()
    kurt.opens("/accounts/2fa/")
    kurt.sees("1 added.")
    kurt.signs_out()
    # when they come back with password and key
    kurt.page.get_by_label("User name").fill(kurt.username)
    kurt.page.get_by_label("Password").fill(kurt.passphrase)
    kurt.presses("Sign in")
    kurt.page.get_by_role("button", name="Use a passkey or security key").click()
    expect(kurt.page.get_by_role("heading", level=1)).to_have_text("My work")


@pytest.mark.requirement("QE-25", "P11-10-g")
def test_a_colleague_stands_in_and_signs_in_their_own_name(stage: Stage) -> None:
    number = given.document(stage, "in_review", "Watering the plants in the lobby")
    bence, lukas = stage.person(given.REVIEWER), stage.person("l.brandauer")
    # when the reviewer enters an absence
    bence.opens("/absences/new/mine/")
    bence.fills(Last_day=given.today(), Reason="At the doctor's")
    field = bence.page.get_by_label("Who stands in")
    field.fill(name_of("l.brandauer"))
    bence.page.get_by_role("option", name=name_of("l.brandauer")).click()
    bence.page.locator("main form.form button.button--primary").click()
    bence.page.wait_for_url("**/absences/")
    bence.arrives()
    # then the colleague finds the task with whose it is, and signs as themself
    lukas.opens("/")
    expect(lukas.task(number)).to_contain_text("for " + name_of(given.REVIEWER))
    assert lukas.signs_from_my_work(number, "Review and sign") == 3
    lukas.opens_document(number)
    lukas.opens_tab("Signatures")
    lukas.sees(name_of("l.brandauer"), "On behalf of " + name_of(given.REVIEWER))
    # and afterwards the absence ends
    bence.opens("/absences/")
    bence.follows("End", within=bence.page.locator("tr", has_text=name_of("l.brandauer")), exact=True)
    bence.fills(Reason="Back again")
    bence.page.locator("main form.form .form__actions button").first.click()
    bence.page.wait_for_url("**/absences/")
    bence.arrives()
