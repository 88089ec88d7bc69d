"""The pages of retention: the schedule, holds, how long a document is kept, and a disposal from the list to the tombstone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from probatum.documents import disposing, holding
from probatum.documents.disposal import Disposal
from probatum.kernel.models import Hold, Person, Record, RetentionClass
from probatum.output.content import content_from_markdown
from tests.documents.kept import again, keep_in, overdue, retired
from tests.web.documents.conftest import make_draft, make_effective
from tests.world import World

As = Callable[[Person], Client]


@pytest.fixture
def keepers(world: World) -> World:
    return keep_in(world)


def text_of(client: Client, address: str) -> str:
    return client.get(address, follow=True).content.decode()


@pytest.mark.requirement("DOC-39")
def test_schedule_is_kept_on_pages(keepers: World, as_person: As) -> None:
    moira = as_person(keepers.moira)
    given = {
        "code": "device-file",
        "name": "Device file",
        "months": "120",
        "trigger": "product_end",
        "clause": "ISO 13485 4.2.5",
        "active": "on",
        "reason": "Schedule 3",
    }
    assert moira.post(reverse("retention-class-new"), given).status_code == 302
    assert "10 years" in text_of(moira, reverse("retention-classes"))
    rules = {"rules": ["device-file"], "reason": "Schedule 3"}
    assert moira.post(reverse("retention-type", args=["SOP"]), rules).status_code == 302
    assert "Device file" in text_of(moira, reverse("retention-types"))

    document = retired(keepers)
    page = text_of(moira, reverse("document-retention", args=[document.record.number]))
    assert "Kept without end" in page
    assert "the day on which the last product was placed on the market is not known" in page
    day = {"trigger": "product_end", "day": "2024-03-14", "reason": "Sales record"}
    assert (
        moira.post(reverse("document-retention-day", args=[document.record.number]), day).status_code == 302
    )
    page = text_of(moira, reverse("document-retention", args=[document.record.number]))
    assert "Keep at least until 14 Mar 2034" in page
    wrong = moira.post(reverse("document-retention-day", args=[document.record.number]), {"day": "soon"})
    assert (wrong.status_code, "Enter the day, such as 2031-03-14." in wrong.content.decode()) == (400, True)


@pytest.mark.requirement("DOC-39")
def test_hold_is_placed_and_lifted_on_pages(keepers: World, as_person: As) -> None:
    document, lena = overdue(keepers), as_person(keepers.lena)
    number = document.record.number
    given = {"matter": "Claim 7", "documents": f"{number.lower()}\nNO-1", "reason": "Letter"}
    refused = lena.post(reverse("retention-hold-new"), given)
    assert "NO-1 is none." in refused.content.decode()
    given["documents"] = number.lower()
    assert lena.post(reverse("retention-hold-new"), given).status_code == 302
    assert "Claim 7" in text_of(lena, reverse("document-retention", args=[number]))
    assert "Legal hold" in text_of(as_person(keepers.moira), reverse("retention-due"))

    hold = reverse("retention-hold", args=[Hold.objects.get().number])
    assert as_person(keepers.moira).post(hold, {"reason": "Settled"}).status_code == 403
    assert lena.post(hold, {"reason": "Settled"}).status_code == 302
    assert Hold.objects.get().lift_reason == "Settled"


@pytest.mark.requirement("DOC-39")
def test_page_of_a_hold_lists_what_is_under_it_before_and_after_it_is_lifted(
    keepers: World, as_person: As
) -> None:
    document, lena = overdue(keepers), as_person(keepers.lena)
    hold = holding.place_hold(keepers.lena, [document.record], matter="Claim 7", reason="Letter")
    page = reverse("retention-hold", args=[hold.number])
    shown = text_of(lena, page)
    assert document.record.number in shown and document.record.title in shown and "Lift the hold" in shown
    told = text_of(as_person(keepers.moira), page)
    assert document.record.number in told and "Lift the hold" not in told
    missing = lena.post(page, {"reason": ""})
    assert (missing.status_code, document.record.number in missing.content.decode()) == (422, True)

    holding.lift_hold(keepers.lena, hold, reason="Settled")
    lifted = text_of(lena, page)
    assert document.record.number in lifted and "Settled" in lifted and "Lift the hold" not in lifted
    again = lena.post(page, {"reason": "Settled twice"})
    assert (again.status_code, "was lifted already" in again.content.decode()) == (400, True)


@pytest.mark.requirement("DOC-39")
def test_page_of_a_document_says_until_when_it_is_kept_and_what_holds_it(
    keepers: World, as_person: As
) -> None:
    readable = content_from_markdown("# Purpose\n\nGowning.\n", name="gowning")
    record = make_effective(keepers, make_draft(keepers, readable, title="Gowning")).document.record
    holding.place_hold(keepers.lena, [record], matter="Claim 7", reason="Letter")
    page = text_of(as_person(keepers.lena), reverse("document", args=[record.number]))
    assert "Kept while it is in use. Legal hold LH-" in page
    assert "Claim 7" not in text_of(as_person(keepers.rhea), reverse("document", args=[record.number]))


@pytest.mark.requirement("DOC-39", "SIG-02")
def test_disposal_goes_from_the_list_to_the_tombstone(keepers: World, as_person: As) -> None:
    document, moira = overdue(keepers), as_person(keepers.moira)
    number = document.record.number
    assert number in text_of(moira, reverse("retention-due"))
    given = {"documents": [number], "approver": "dora", "reason": "Time is over"}
    answer = moira.post(reverse("retention-due"), given)
    disposal = Disposal.objects.get()
    assert answer["Location"] == reverse("record", args=[disposal.record.uuid])
    assert number in text_of(moira, answer["Location"])
    keepers.move(keepers.moira, disposal.record, "propose")
    dora = as_person(keepers.dora)
    assert disposal.record.number in text_of(dora, "/")
    keepers.move(keepers.dora, disposal.record, "approve")
    disposing.carry_out(disposal.pk)

    for address in (f"/documents/{number}/", f"/documents/{number}/versions/1/"):
        page = text_of(moira, address)
        assert ("The content is gone" in page, "Time is over" in page, "Approved for" in page) == (
            True,
            True,
            False,
        )
        assert ("Disposal proposed: Moira" in page, "Disposal approved: Dora" in page) == (True, True)
    taken = moira.get(f"/documents/{number}/versions/1/document.pdf")
    assert taken.status_code in (400, 403, 404)
    assert again(document).record.state == "disposed"


@pytest.mark.requirement("DOC-39", "P11-10-d")
def test_pages_of_retention_are_for_those_in_charge(keepers: World, as_person: As) -> None:
    rhea = as_person(keepers.rhea)
    for name in ("retention-due", "retention-classes", "retention-types", "retention-holds"):
        assert rhea.get(reverse(name)).status_code == 403
    assert rhea.get(reverse("retention-class-new")).status_code == 403


@pytest.mark.requirement("DOC-39", "DOC-37")
def test_hold_on_what_is_kept_for_a_circle_is_not_listed_outside(keepers: World, as_person: As) -> None:
    from probatum.kernel.action import SYSTEM, action  # app ready
    from probatum.kernel.models import Circle  # app ready

    document = overdue(keepers)
    holding.place_hold(keepers.lena, [document.record], matter="Claim 7", reason="Letter")
    with action(SYSTEM, "test.circle"):
        circle = Circle.objects.create(code="hr", name="HR")
        Record.objects.filter(pk=document.pk).update(confidential=True, circle=circle)
    assert "Claim 7" not in text_of(as_person(keepers.lena), reverse("retention-holds"))
    assert (
        as_person(keepers.lena).get(reverse("retention-hold", args=[Hold.objects.get().number])).status_code
        == 404
    )
    assert RetentionClass.objects.count() == 1
