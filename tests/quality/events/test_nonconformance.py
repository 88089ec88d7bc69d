"""A nonconformance: contained, disposed of to the last kilogram, investigated or why not, closed by Quality."""

from __future__ import annotations

import pytest

from probatum.kernel.clock import clocks_of
from probatum.kernel.errors import Refused
from probatum.kernel.lifecycle import available
from probatum.kernel.models import Link, Record, Signature
from tests.documents.changes import bring_into_force
from tests.quality.events import company
from tests.quality.events.nonconforming import approved, carried_out, contained, disposition, nonconformance
from tests.world import World

pytestmark = pytest.mark.usefixtures("db")


def missing(world: World, username: str, record: Record, move: str) -> list[str]:
    """What the page says is missing for a move."""
    offers = available(getattr(world, username), company.fresh(record))
    return [item.text for one in offers if one.move.name == move for item in one.missing]


@pytest.mark.requirement("QE-20", "ISO13485-8.3")
def test_containment_and_disposition_have_clocks_of_their_own(world: World) -> None:
    record = nonconformance(world)
    assert [(one.label, str(one.span)) for one in clocks_of(record)] == [("Containment", "7 calendar days")]
    record = contained(world, record)
    found = {one.label: (str(one.span), one.stopped_at is None) for one in clocks_of(company.fresh(record))}
    assert found == {"Containment": ("7 calendar days", False), "Disposition": ("7 calendar days", True)}


@pytest.mark.requirement("QE-20", "ISO13485-8.3")
def test_delivered_product_asks_for_the_customer_and_an_advisory_notice(world: World) -> None:
    with pytest.raises(Refused, match="“Is the customer notified"):
        contained(world, nonconformance(world), delivered=True)


@pytest.mark.requirement("QE-20", "ISO13485-8.3")
def test_dispositions_account_for_the_whole_quantity(world: World) -> None:
    record = contained(world, nonconformance(world))
    assert missing(world, "emma", record, "dispose") == ["There is no disposition yet. The owner adds one."]
    part = disposition(world, record, quantity="120.5")
    assert missing(world, "emma", record, "dispose") == [f"{part.number} is not approved."]
    approved(world, part)
    (said,) = missing(world, "emma", record, "dispose")
    assert said.startswith("Of 500 kg 120.5 are disposed of.")
    approved(world, disposition(world, record, "return", quantity="379.5"))
    assert world.move(world.emma, record, "dispose").state == "investigation"


@pytest.mark.requirement("QE-20", "ISO13485-8.3", "SIG-02")
def test_concession_demands_a_rationale_and_a_second_approver(world: World) -> None:
    record = contained(world, nonconformance(world))
    with pytest.raises(Refused, match="Enter “Rationale”"):
        disposition(world, record, "use_as_is")
    made = approved(world, disposition(world, record, "use_as_is", rationale="The process dries it anyway."))
    assert made.state == "second_approval"
    with pytest.raises(Refused, match="You gave the first approval"):
        world.move(world.quentin, made, "approve_concession")
    assert world.move(world.helga, made, "approve_concession").state == "approved"
    meanings = Signature.objects.filter(record=made).order_by("id").values_list("meaning_text", flat=True)
    assert list(meanings) == ["Disposition approved", "Concession approved"]


@pytest.mark.requirement("QE-20", "ISO13485-8.3")
def test_rework_goes_by_an_instruction_in_force_and_says_its_effect(world: World) -> None:
    record = contained(world, nonconformance(world))
    effect = {"rework_effect": "None; dried once more at 40 °C."}
    with pytest.raises(Refused, match="is no document in force"):
        disposition(world, record, "rework", instruction="SOP-QA-999", **effect)
    version = bring_into_force(world, world.document())
    company_reads(world)
    with pytest.raises(Refused, match="Enter “Effect of the rework"):
        disposition(world, record, "rework", instruction=version.document.record.number)
    made = disposition(world, record, "rework", instruction=version.document.record.number, **effect)
    assert list(Link.objects.filter(source=made).values_list("type", "target_id")) == [
        ("reworked_by", version.pk)
    ]
    assert approved(world, made).state == "approved"


def company_reads(world: World) -> None:
    """Emma reads documents in force too."""
    from probatum.kernel.action import SYSTEM, action  # app ready
    from probatum.kernel.models import Grant, Person  # app ready

    with action(SYSTEM, "test.grant") as act:
        Grant.objects.create(person=world.emma, role=world.roles["reader"], starts=act.at)
    world.people["emma"] = Person.objects.get(pk=world.emma.pk)


@pytest.mark.requirement("QE-20", "ISO13485-8.3")
def test_nonconformance_is_closed_by_quality_when_everything_is_carried_out(world: World) -> None:
    record = contained(world, nonconformance(world))
    made = approved(world, disposition(world, record))
    world.move(world.emma, record, "dispose")
    assert "“How it is investigated” is not filled in." in missing(world, "emma", record, "submit_closure")
    company.fill(
        world.emma,
        record,
        "investigation",
        investigated_by="none",
        not_investigated="The supplier was told; the cause is known from NC-2025-0007.",
        conclusion="Scrapped.",
        capa_needed=False,
        capa_reason="Known cause, CAPA runs.",
        check_needed=False,
        check_reason="Nothing was changed.",
    )
    company.judged(world, company.fresh(record))
    world.move(world.emma, record, "submit_closure")
    assert missing(world, "quentin", record, "close") == [f"{made.number} is approved."]
    carried_out(world, made)
    assert world.move(world.quentin, record, "close").state == "closed"
    assert Signature.objects.get(record=record).meaning_text == "Quality final approval"


@pytest.mark.requirement("QE-20")
def test_investigation_of_its_own_or_by_a_capa_has_to_be_there(world: World) -> None:
    record = contained(world, nonconformance(world))
    approved(world, disposition(world, record))
    world.move(world.emma, record, "dispose")
    company.fill(world.emma, record, "investigation", investigated_by="own", conclusion="-")
    assert "There is no approved investigation yet. The owner adds one." in missing(
        world, "emma", record, "submit_closure"
    )
    company.fill(world.emma, record, "investigation", investigated_by="capa")
    assert "No CAPA that addresses it is linked yet. The owner raises one." in missing(
        world, "emma", record, "submit_closure"
    )
