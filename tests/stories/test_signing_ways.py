"""Signing in a real browser: with a passkey, by a fresh sign-in at the company's provider, and several records together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from probatum.documents.authoring import create_document
from probatum.kernel.models import Record, Signature
from probatum.output.content import content_from_markdown
from probatum.web.pages import page_of
from tests.identity_provider import NAME, IdentityProvider, linked
from tests.stories.local import add_passkey, address, aside, page, sign_in
from tests.stories.watching import Inspector, Watch
from tests.world import PASSWORD, World

__all__ = ["address", "page"]
pytestmark = pytest.mark.browser
SUBJECT = "rita-at-the-company"
TEXT = "# Purpose\n\nHow gowning is done.\n\n1. Wash your hands.\n2. Put on the gown.\n"


@pytest.fixture
def watch(address: str, page: Any) -> Iterator[Watch]:
    """What the browser complains of on our pages, such as a breach of the security policy; nothing, at the end."""
    page.context.route(
        "https://**", lambda route: route.abort()
    )  # the provider's page has a style sheet elsewhere
    found = Watch(page.context)
    yield found
    found.errors = [line for line in found.errors if address in line or "http" not in line]
    found.refuse_errors()


def in_review(world: World, title: str) -> Record:
    """A version that can be read, waiting for Rita's review."""
    people = {"reviewer": [world.rita], "approver": [world.paul], "quality_approver": [world.quinn]}
    made = create_document(
        world.anna, type=world.sop, title=title, site=world.basel, department=world.quality_department,
        content=content_from_markdown(TEXT, name="gowning"), people=people,
    )  # fmt: skip
    return world.move(world.anna, made.record, "submit_for_review")


def signatures() -> list[tuple[int, list[str]]]:
    """What was signed, and by which components."""
    return aside(
        lambda: [(one.record_id, one.evidence["components"]) for one in Signature.objects.order_by("id")]
    )


def opens_sheet(page: Any, record: Record) -> None:
    """From the record's page, over it."""
    page.goto(page_of(record))
    page.locator(f'a[data-sheet-link][href*="{record.uuid}/moves/review/"]').first.click()
    page.locator("dialog[data-sheet][open]").wait_for()


@pytest.mark.requirement("P11-200-a1", "A11D-13-3", "SIG-07", "UI-SIGN")
def test_reviewer_signs_on_the_sheet_with_a_passkey(committed_world: World, page: Any, watch: Watch) -> None:
    # Given Rita, whose sign-in asks for a passkey, and a version that waits for her
    record = aside(lambda: in_review(committed_world, "Gowning for grade B"))
    sign_in(page, "rita")
    page.wait_for_url("**/")
    add_passkey(page)
    opens_sheet(page, record)

    # When she gives her user name and her device confirms that it is she
    page.get_by_label("User name").fill("rita")
    page.get_by_role("button", name="with your passkey").click()

    # Then the version is signed, on the same page, and the signature tells of both components
    page.get_by_text("Signed: Rita, Reviewed, ").wait_for()
    assert page.url.endswith(page_of(record))
    assert signatures() == [(record.pk, ["user name", "passkey"])]


@pytest.mark.requirement("P11-200-a2", "P11-200-b", "UI-SIGN")
def test_device_that_does_not_know_its_person_signs_nothing(
    committed_world: World, page: Any, watch: Watch
) -> None:
    record = aside(lambda: in_review(committed_world, "Gowning for grade B"))
    sign_in(page, "rita")
    page.wait_for_url("**/")
    add_passkey(page)
    devtools, key = page.authenticator
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    opens_sheet(page, record)
    page.get_by_label("User name").fill("rita")
    page.get_by_role("button", name="with your passkey").click()
    page.get_by_text("The passkey was not used, so nothing is signed yet.").wait_for()
    Inspector().look(page)
    assert signatures() == []

    # And once it does, the same sheet goes on
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": True})
    page.get_by_role("button", name="Use the passkey").click()
    page.get_by_text("Signed: Rita, Reviewed, ").wait_for()


@pytest.mark.requirement("SIG-04", "SIG-1", "SIG-07", "UI-SIGN")
@pytest.mark.parametrize("over", [True, False], ids=["over the page", "as a page of its own"])
def test_reviewer_signs_by_a_fresh_sign_in_at_the_company(
    committed_world: World,
    idp: IdentityProvider,
    page: Any,
    watch: Watch,
    over: bool,
) -> None:
    # Given Rita, who signs in with her company account only
    record = aside(lambda: in_review(committed_world, "Gowning for grade B"))
    aside(lambda: linked(committed_world.rita, idp, SUBJECT))
    page.goto("/accounts/login/")
    Inspector().look(page)
    page.get_by_role("link", name=f"Sign in with {NAME}").click()
    at_the_provider(page, idp)
    page.wait_for_url("**/")

    # When she signs, she is asked at the provider once more, although she is signed in there
    if over:
        opens_sheet(page, record)
    else:
        page.goto(f"/records/{record.uuid}/moves/review/")
    assert page.get_by_label("Password").count() == 0
    page.get_by_role("button", name=f"with {NAME}").click()
    at_the_provider(page, idp)

    # Then she is back on the record, and it is signed
    page.get_by_text("Signed: Rita, Reviewed, ").wait_for()
    assert page.url.endswith(page_of(record))
    assert signatures() == [(record.pk, ["company account", "sign-in at the identity provider"])]


def at_the_provider(page: Any, idp: IdentityProvider) -> None:
    """Sign in on the provider's own page."""
    page.wait_for_url(f"{idp.address}/**")
    idp.signs_in_now(SUBJECT)
    page.get_by_placeholder("sub").fill(SUBJECT)
    page.get_by_role("button", name="Authorize", exact=True).click()


@pytest.mark.requirement("SIG-10", "SIG-4", "SIG-07")
def test_reviewer_signs_several_versions_from_my_work(
    committed_world: World, page: Any, watch: Watch
) -> None:
    # Given three versions that wait for Rita
    titles = ("Gowning", "Cleaning", "Labelling")
    records = aside(lambda: [in_review(committed_world, title) for title in titles])
    sign_in(page, "rita")
    page.wait_for_url("**/")

    # When she chooses all of them in My work
    for box in page.locator('input[name="record"]').all():
        box.check()
    page.get_by_text("3 chosen").wait_for()
    page.locator("#together button").first.click()

    # Then each is listed with its fingerprint and can be opened, and the sheet counts them
    page.get_by_role("heading", name="3 records").wait_for()
    for link in page.get_by_role("link", name="Open exactly what you sign").all():
        assert page.context.request.get(link.get_attribute("href")).ok
    Inspector().look(page)

    # When she takes one out and authenticates once
    page.get_by_role("checkbox", name=records[2].number).uncheck()
    page.get_by_label("User name").fill("rita")
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main .sheet__foot button").first.click()

    # Then two are signed, each by a signature of its own, and the third still waits
    page.get_by_text("3 shown, 2 chosen, 2 signed").wait_for()
    assert signatures() == [(one.pk, ["user name", "password"]) for one in records[:2]]
    page.get_by_role("link", name="Back to My work").click()
    page.get_by_text("1 task").first.wait_for()
