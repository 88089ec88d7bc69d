"""References found in texts, links by hand, translations behind their master, and documents without an owner."""

from __future__ import annotations

import pytest

from probatum.documents import authoring, citations, release
from probatum.documents.content import Document, Version
from probatum.documents.linking import add_link, void_link
from probatum.documents.ownerless import how_many, ownerless
from probatum.documents.translation import stale, standing_of
from probatum.documents.types import DocumentType
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.authz import visible
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.identity.accounts import deactivate
from probatum.kernel.models import Link, Record
from tests.documents.changes import approve_version, bring_into_force, issue, record_of
from tests.world import World, content


def document_of(version: Version) -> Document:
    return Document.objects.select_related("record", "effective").get(pk=version.document_id)


def cites(source: int) -> list[str]:
    rows = Link.objects.filter(source_id=source, type="references", voided_at=None)
    return sorted(rows.values_list("target__number", flat=True))


def next_in_force(world: World, version: Version, text: str) -> Version:
    begun = authoring.start_version(world.anna, document_of(version), change_summary="Changed.")
    authoring.check_in(world.anna, begun, content=content(text), based_on=record_of(begun).version)
    approve_version(world, begun)
    issue(begun)
    release.release_due()
    return Version.objects.select_related("record", "document__record").get(pk=begun.pk)


@pytest.mark.requirement("DOC-30")
def test_numbers_in_the_text_become_references_only_where_they_exist(world: World) -> None:
    one, two = world.document(title="One"), world.document(title="Two")
    numbers = [version.document.record.number for version in (one, two)]
    text = f"See {numbers[0]}, ({numbers[1]}) and SOP-QA-999, not X{numbers[0]} nor {numbers[1]}7."
    third = world.document(title="Three", text=text)
    assert cites(third.pk) == numbers
    assert set(Link.objects.filter(source_id=third.pk, type="references").values_list("note", flat=True)) == {
        citations.FOUND
    }

    authoring.check_in(
        world.anna, third, content=content(f"See {numbers[1]}."), based_on=record_of(third).version
    )
    assert cites(third.pk) == numbers[1:]


@pytest.mark.requirement("DOC-30")
def test_every_kind_of_pattern_is_found(world: World) -> None:
    with action(SYSTEM, "test.types"):
        for code, pattern in (("FRM", "FRM-{site}-{n:04}"), ("POL", "P/{n}"), ("WI", "{type}.{dept}.{n:03}")):
            DocumentType.objects.create(code=code, name=code, pattern=pattern)
    made = [
        authoring.create_document(
            world.anna, type=type, title=type.code, site=world.basel, department=world.quality_department
        ).document.record
        for type in DocumentType.objects.exclude(code="SOP").order_by("code")
    ]
    assert [record.number for record in made] == ["FRM-BSL-0001", "P/1", "WI.QA.001"]
    text = "Fill in FRM-BSL-0001 as P/1 says (WI.QA.001)."
    assert citations.cited(text) == [record.pk for record in made]


@pytest.mark.requirement("DOC-29", "DOC-30")
def test_references_of_the_version_in_force_hang_on_the_document(world: World) -> None:
    one, two = world.document(title="One"), world.document(title="Two")
    first, second = (version.document.record.number for version in (one, two))
    third = bring_into_force(world, world.document(title="Three", text=f"See {first}."))
    assert (cites(third.document_id), cites(third.pk)) == ([first], [])

    fourth = next_in_force(world, third, f"See {second}.")
    assert (cites(fourth.document_id), cites(fourth.pk)) == ([second], [])
    ended = Link.objects.get(source_id=third.document_id, target__number=first)
    assert ended.void_reason == citations.GONE


@pytest.mark.requirement("DOC-30")
def test_reference_that_a_person_ended_stays_ended(world: World) -> None:
    one = world.document(title="One")
    number = one.document.record.number
    third = bring_into_force(world, world.document(title="Three", text=f"Formerly {number}."))
    made = Link.objects.select_related("source", "target").get(source_id=third.document_id, type="references")
    void_link(world.anna, document_of(third), made, reason="Only a mention of the past.")
    next_in_force(world, third, f"Formerly {number}, as before.")
    assert cites(third.document_id) == []


@pytest.mark.requirement("DOC-30", "ACC-03")
def test_citing_counts_what_may_not_be_seen_without_naming_it(world: World) -> None:
    one = bring_into_force(world, world.document(title="One"))
    number = one.document.record.number
    open_one = bring_into_force(world, world.document(title="Two", text=f"See {number}."))
    secret = bring_into_force(world, world.document(title="Secret plan", text=f"See {number}."))
    with action(SYSTEM, "test.secret"):
        Record.objects.filter(pk__in=(secret.pk, secret.document_id)).update(confidential=True)
    world.document(title="A draft", text=f"See {number}.")

    found = citations.citing(world.rhea, one.document_id)
    assert ([record.pk for record in found.seen], found.hidden) == ([open_one.document_id], 1)
    found = citations.citing(world.anna, one.document_id)
    assert ([record.pk for record in found.seen], found.hidden) == (
        [open_one.document_id, secret.document_id],
        0,
    )


@pytest.mark.requirement("DOC-30")
def test_owner_of_what_cites_a_retired_document_is_told_until_it_no_longer_does(world: World) -> None:
    one = bring_into_force(world, world.document(title="One"))
    number = one.document.record.number
    two = bring_into_force(world, world.document(title="Two", text=f"See {number}."))
    assert citations.citing_retired(world.anna) == []
    world.move(world.quinn, one.document.record, "retire", reason="Merged.")
    assert [(told.document.pk, told.number) for told in citations.citing_retired(world.anna)] == [
        (two.document_id, number)
    ]
    assert citations.citing_retired(world.arno) == []
    next_in_force(world, two, "Nothing more.")
    assert citations.citing_retired(world.anna) == []


@pytest.mark.requirement("DOC-29")
def test_link_by_hand_is_made_and_ended_with_a_reason(world: World) -> None:
    one, two = world.document(title="One"), world.document(title="Two")
    made = add_link(
        world.anna, document_of(one), type="form_of", number=two.document.record.number.lower(), note="Annex"
    )
    assert (made.source_id, made.target_id, made.note) == (one.document_id, two.document_id, "Annex")
    with pytest.raises(Refused, match="Say why"):
        void_link(world.anna, document_of(one), made, reason=" ")
    void_link(world.anna, document_of(one), made, reason="Another form.")
    made.refresh_from_db()
    assert (made.voided_at is not None, made.void_reason) == (True, "Another form.")


@pytest.mark.requirement("DOC-29", "ACC-03")
def test_link_to_what_one_may_not_see_is_refused_as_unknown(world: World) -> None:
    one, two = world.document(title="One"), world.document(title="Two")
    with pytest.raises(NotAllowed):
        add_link(world.rhea, document_of(one), type="related", number=two.document.record.number)
    for number in ("SOP-QA-999", one.document.record.number):
        with pytest.raises(Refused, match="Enter the number"):
            add_link(world.anna, document_of(one), type="related", number=number)
    with pytest.raises(Refused, match="belong together"):
        add_link(world.anna, document_of(one), type="caused_by", number=two.document.record.number)


def translated(world: World) -> tuple[Version, Version]:
    """A master in force and its translation in force."""
    master = bring_into_force(world, world.document(title="Gowning"))
    german = bring_into_force(world, world.document(title="Einkleiden"))
    add_link(world.anna, document_of(german), type="translation_of", number=master.document.record.number)
    return master, german


def flagged(world: World) -> list[int]:
    rows = visible(world.rhea, "document").filter(state="effective").filter(stale())
    return list(rows.values_list("pk", flat=True))


@pytest.mark.requirement("DOC-44")
def test_translation_is_stale_once_its_master_moves_on(world: World) -> None:
    master, german = translated(world)
    number = master.document.record.number
    standing = standing_of(document_of(german))
    assert standing is not None
    assert (standing.text, standing.stale, flagged(world)) == (
        f"Translation of {number} version 1.0.",
        False,
        [],
    )

    next_in_force(world, master, "Twice.")
    standing = standing_of(document_of(german))
    assert standing is not None
    assert standing.text == f"Stale: the master {number} is now version 2.0, this translates 1.0."
    assert flagged(world) == [german.document_id]

    next_in_force(world, german, "Zweimal.")
    standing = standing_of(document_of(german))
    assert standing is not None
    assert (standing.text, flagged(world)) == (f"Translation of {number} version 2.0.", [])
    assert standing_of(document_of(master)) is None


@pytest.mark.requirement("DOC-44")
def test_translation_of_a_retired_master_is_stale_until_the_link_ends(world: World) -> None:
    master, german = translated(world)
    world.move(world.quinn, master.document.record, "retire", reason="Merged.")
    assert flagged(world) == [german.document_id]
    made = Link.objects.select_related("source", "target").get(
        source_id=german.document_id, type="translation_of"
    )
    void_link(world.anna, document_of(german), made, reason="It stands alone now.")
    assert (flagged(world), standing_of(document_of(german))) == ([], None)


@pytest.mark.requirement("DOC-44")
def test_translation_has_one_master_that_is_none_itself(world: World) -> None:
    master, german = translated(world)
    other = bring_into_force(world, world.document(title="Other"))
    draft = world.document(title="Draft")
    for source, target, told in (
        (german, other, "already"),
        (other, german, "is a translation itself"),
        (master, other, "is a master"),
        (other, draft, "no document in force"),
    ):
        with pytest.raises(Refused, match=told):
            add_link(
                world.anna,
                document_of(source),
                type="translation_of",
                number=target.document.record.number,
            )


@pytest.mark.requirement("DOC-35")
def test_documents_of_who_leaves_fall_into_the_queue_of_their_controllers(world: World) -> None:
    one = world.document(title="One")
    bring_into_force(world, one)
    world.person("ada", "administrator")
    world.person("bea", "controller", site=world.boston)
    assert (how_many(world.carla), list(ownerless(world.carla))) == (0, [])

    deactivate(world.ada, world.anna, reason="Left the company.")
    assert how_many(world.carla) == 1
    assert [record.pk for record in ownerless(world.carla)] == [one.document_id]
    assert (how_many(world.bea), list(ownerless(world.bea))) == (0, [])
    assert (how_many(world.rhea), list(ownerless(world.rhea))) == (0, [])
