"""Restricted types: every record of such a document is kept for the circle, from its making, and when the type changes later."""

from __future__ import annotations

import pytest

from probatum.documents import requesting
from probatum.documents.authoring import create_document
from probatum.documents.content import Document
from probatum.documents.copying import issue
from probatum.documents.properties import change_properties
from probatum.documents.types import DocumentType, save_type
from probatum.kernel.authz import visible
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.ledger.history import history
from probatum.kernel.models import Circle, Person, Record
from tests.documents.changes import draft_request, put_on, record_of, request_of
from tests.restricted import Restricted, effective_secret, restrict, secret
from tests.world import World


@pytest.fixture
def kept(world: World) -> Restricted:
    return restrict(world)


def again(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def circles_of(document_id: int) -> set[tuple[str, bool, str | None]]:
    """Kind, confidentiality and circle of whatever belongs to a document."""
    number = Record.objects.get(pk=document_id).number
    rows = Record.objects.filter(number__startswith=number).select_related("circle")
    return {(one.kind, one.confidential, one.circle.code if one.circle else None) for one in rows}


@pytest.mark.requirement("DOC-37")
def test_document_of_a_restricted_type_is_kept_for_its_circle_with_all_that_belongs_to_it(
    world: World, kept: Restricted
) -> None:
    version = effective_secret(world, kept)
    issue(kept.uma, version, recipient="Kit room", place="Vault", purpose="Emergency unblinding")

    assert circles_of(version.document_id) == {
        ("document", True, "unblinded"),
        ("version", True, "unblinded"),
        ("controlled_copy", True, "unblinded"),
    }
    for outsider in (world.carla, world.rhea, world.ines, world.quinn):
        assert not visible(outsider).filter(number__startswith="UBL").exists(), outsider.username
    assert visible(kept.uma).filter(number__startswith="UBL").count() == 3


@pytest.mark.requirement("DOC-37")
def test_only_the_circle_makes_documents_of_a_restricted_type(world: World, kept: Restricted) -> None:
    with pytest.raises(NotAllowed, match="kept for the circle"):
        create_document(
            world.carla, type=kept.type, title="Codes", department=world.quality_department, site=world.basel
        )


@pytest.mark.requirement("DOC-37")
def test_type_decides_over_the_circle_of_its_documents(world: World, kept: Restricted) -> None:
    document = secret(world, kept).document
    with pytest.raises(Refused, match="The type decides"):
        change_properties(
            kept.uma,
            Document.objects.get(pk=document.pk),
            owner=kept.uma,
            site=world.basel,
            confidential=False,
            reason="Let all see it",
            based_on=record_of(document).version,
        )
    assert record_of(document).confidential


@pytest.mark.requirement("DOC-37")
def test_single_document_can_be_kept_for_a_circle_and_opened_again(world: World, kept: Restricted) -> None:
    document = world.document().document

    def put(actor: Person, circle: str | None, *, confidential: bool) -> None:
        present = Document.objects.select_related("record", "type").get(pk=document.pk)
        change_properties(
            actor,
            present,
            owner=world.anna,
            site=world.basel,
            confidential=confidential,
            circle=circle,
            reason="Holds codes",
            based_on=present.record.version,
        )

    with pytest.raises(Refused, match="circle that you are in"):
        put(world.carla, "unblinded", confidential=True)
    put(kept.uma, "unblinded", confidential=True)
    assert not visible(world.carla).filter(pk=document.pk).exists()
    put(kept.uma, None, confidential=True)  # a change of something else leaves the circle as it is
    assert record_of(document).circle == kept.circle
    put(kept.uma, "", confidential=False)
    assert visible(world.carla).filter(pk=document.pk).exists()
    assert history(document.pk)[0].why == "Holds codes"


@pytest.mark.requirement("DOC-37", "DOC-01")
def test_restricting_a_type_closes_what_there_is_and_lifting_it_leaves_it_confidential(
    world: World, kept: Restricted
) -> None:
    version = world.document()
    below = DocumentType(code="SOP-S", name="Special", parent=world.sop, pattern="SPE-{n}")
    save_type(world.carla, below, reason="")
    special = create_document(world.anna, type=below, title="Special", site=world.basel)
    assert visible(world.carla, "version").count() == 2

    world.sop.circle = kept.circle
    save_type(world.carla, world.sop, reason="Holds codes from now on")
    assert not visible(again(world.carla)).filter(kind__in=("document", "version")).exists()
    assert circles_of(version.document_id) | circles_of(special.document_id) == {
        ("document", True, "unblinded"),
        ("version", True, "unblinded"),
    }
    assert visible(again(kept.uma), "document").count() == 2

    world.sop.circle = None
    save_type(world.carla, world.sop, reason="The trial is unblinded")
    assert circles_of(version.document_id) == {("document", True, None), ("version", True, None)}
    assert not visible(again(world.carla)).filter(pk=version.document_id).exists()


@pytest.mark.requirement("DOC-37", "DOC-17")
def test_change_that_lists_a_restricted_document_is_kept_for_its_circle(
    world: World, kept: Restricted
) -> None:
    version = secret(world, kept)
    request = requesting.open_request(kept.uma, title="Codes of part 2", reason="New part.", site=world.basel)
    assert visible(world.carla).filter(pk=request.pk).exists()
    requesting.put_on(
        kept.uma, request_of(request), documents=[version.document], end="effective", based_on=1
    )

    assert record_of(request).circle == kept.circle
    assert not visible(world.carla).filter(pk=request.pk).exists()
    assert visible(kept.ugo).filter(pk=request.pk).exists()


@pytest.mark.requirement("DOC-37", "DOC-17")
def test_change_does_not_mix_what_is_kept_for_different_people(world: World, kept: Restricted) -> None:
    """Who is in one circle is not in the other, and both would read the list."""
    version = secret(world, kept)
    other = world.document()
    Circle_hr = _circle("hr")
    _keep(other.document_id, Circle_hr)
    request = requesting.open_request(kept.uma, title="Both", reason="Both.", site=world.basel)
    requesting.put_on(
        kept.uma, request_of(request), documents=[version.document], end="effective", based_on=1
    )
    world.roles["hr"] = _role(Circle_hr)
    _grant(kept.uma, world.roles["hr"])
    with pytest.raises(Refused, match="request of its own"):
        requesting.put_on(
            again(kept.uma),
            request_of(request),
            documents=[Document.objects.get(pk=other.document_id)],
            end="effective",
            based_on=record_of(request).version,
        )


@pytest.mark.requirement("DOC-37", "DOC-17")
def test_refusal_names_no_change_that_the_reader_may_not_see(world: World, kept: Restricted) -> None:
    """An open document stands in a restricted change; who lists it in another learns that it is taken, not where."""
    codes, gowning = secret(world, kept), world.document()
    request = requesting.open_request(kept.uma, title="Codes and gowning", reason="Part 2.", site=world.basel)
    for version in (codes, gowning):
        present = request_of(request)
        requesting.put_on(
            kept.uma, present, documents=[version.document], end="effective", based_on=present.record.version
        )
    own = draft_request(world)
    with pytest.raises(Refused) as refusal:
        put_on(world, own, gowning)
    assert record_of(request).number not in str(refusal.value)
    assert "another change" in str(refusal.value)


def _circle(code: str) -> Circle:
    from probatum.kernel.action import SYSTEM, action  # app ready

    with action(SYSTEM, "test.circle"):
        return Circle.objects.create(code=code, name=code.upper())


def _keep(document_id: int, circle: Circle) -> None:
    from probatum.kernel.action import SYSTEM, action  # app ready

    with action(SYSTEM, "test.circle"):
        Record.objects.filter(pk=document_id).update(confidential=True, circle=circle)


def _role(circle: Circle) -> object:
    from probatum.kernel.action import SYSTEM, action  # app ready
    from probatum.kernel.models import Role  # app ready

    with action(SYSTEM, "test.role", reason="Test."):
        return Role.objects.create(code=circle.code, name=circle.name, permissions=[circle.permission])


def _grant(person: Person, role: object) -> None:
    from django.utils import timezone  # app ready

    from probatum.kernel.action import SYSTEM, action  # app ready
    from probatum.kernel.models import Grant  # app ready

    with action(SYSTEM, "test.grant"):
        Grant.objects.create(person=person, role=role, starts=timezone.now())
