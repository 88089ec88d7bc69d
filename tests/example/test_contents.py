"""The example company's contents hold together: references, people, rights, states and texts."""

import re
from collections import Counter

import pytest

from probatum.example import contents, index, roles, types
from probatum.example.company import DEPARTMENTS, SITES
from probatum.example.holidays import holidays
from probatum.example.office import word_file
from probatum.example.people import ORGANISATION, PEOPLE, person
from probatum.example.sign_ins import SIGN_INS
from probatum.example.story import ExampleDocument, State, Version, steps
from probatum.kernel.permissions import PERMISSIONS, SEGREGATED

EVERY_VERSION = [
    pytest.param(document, version, id=f"{document.number} {version.label}")
    for document in index.DOCUMENTS
    for version in document.versions
]
MAIL = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")


def _last_state(document: ExampleDocument) -> State:
    return document.versions[-1].state


def test_there_are_at_least_forty_documents_and_numbers_are_not_repeated() -> None:
    numbers = [document.number for document in index.DOCUMENTS]

    assert len(numbers) >= 40
    assert len(set(numbers)) == len(numbers)


def test_every_state_is_shown() -> None:
    shown = Counter(version.state for document in index.DOCUMENTS for version in document.versions)

    assert set(shown) == set(State)
    assert shown[State.EFFECTIVE] >= 22
    assert shown[State.APPROVED] == 4
    assert shown[State.IN_REVIEW] == 4
    assert shown[State.IN_APPROVAL] + shown[State.IN_QUALITY_APPROVAL] == 3
    assert shown[State.DRAFT] == 4
    assert shown[State.DISCARDED] == 2
    assert sum(document.confidential for document in index.DOCUMENTS) == 1


def test_numbers_of_each_series_rise_without_gap_in_order_of_creation() -> None:
    series: dict[str, list[int]] = {}
    for document in index.DOCUMENTS:
        prefix, _, count = document.number.rpartition("-")
        series.setdefault(prefix, []).append(int(count))

    assert series == {prefix: list(range(1, len(counts) + 1)) for prefix, counts in series.items()}


def test_numbers_follow_the_pattern_of_the_type() -> None:
    leaves = {leaf.code: leaf for leaf in types.leaves()}

    for document in index.DOCUMENTS:
        count = int(document.number[-3:])
        made = leaves[document.type].number_pattern.format(dept=document.department, n=count)
        assert made == document.number


@pytest.mark.parametrize(("document", "version"), EVERY_VERSION)
def test_references_resolve(document: ExampleDocument, version: Version) -> None:
    numbers = {each.number for each in index.DOCUMENTS}
    text = contents.text(document, label=version.label)

    assert set(contents.references(text)) <= numbers - {document.number}
    assert text.count("[[") == len(contents.REFERENCE.findall(text))


@pytest.mark.parametrize(("document", "version"), EVERY_VERSION)
def test_text_is_plain_markdown_with_contents(document: ExampleDocument, version: Version) -> None:
    text = contents.text(document, label=version.label)

    assert len(text) > 400
    assert text.startswith("## ")
    assert re.findall(r"<[A-Za-z!/][^>]*>", text) == []
    assert {
        domain for domain in MAIL.findall(text) if not domain.endswith(("example.com", "example.org"))
    } == set()
    for name in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", text):
        assert contents.image(name).read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(("document", "version"), EVERY_VERSION)
def test_remarks_quote_the_text(document: ExampleDocument, version: Version) -> None:
    text = contents.text(document, label=version.label)

    assert [remark.quote for remark in version.remarks if remark.quote not in text] == []


def test_every_file_belongs_to_a_version() -> None:
    expected = {document.number for document in index.DOCUMENTS} | {
        f"{document.number}@{version.label}" for document in index.DOCUMENTS for version in document.versions
    }

    assert {path.stem for path in contents.FOLDER.glob("*.md")} <= expected


def test_a_revised_document_has_a_text_of_its_own_for_each_version() -> None:
    for document in index.DOCUMENTS:
        texts = {contents.text(document, label=version.label) for version in document.versions}
        changes = {version.change for version in document.versions}
        assert (len(texts), len(changes)) == (len(document.versions), len(document.versions)), document.number


def test_only_the_last_version_is_open_and_the_ones_before_were_in_force() -> None:
    for document in index.DOCUMENTS:
        before = [version.state for version in document.versions[:-1]]
        if _last_state(document) is State.EFFECTIVE:
            assert set(before) <= {State.SUPERSEDED}, document.number
        elif before:
            assert before[-1] is State.EFFECTIVE, document.number


@pytest.mark.requirement("DOC-16")
def test_authors_and_owner_never_sign_for_quality_and_authors_never_approve() -> None:
    for document in index.DOCUMENTS:
        assert not set(document.authors) & {*document.approvers, *document.reviewers}, document.number
        assert document.quality_approver not in {document.owner, *document.authors, *document.approvers}, (
            document.number
        )


def test_everyone_in_a_document_holds_the_right_for_their_part() -> None:
    for document in index.DOCUMENTS:
        scope = document.site or ORGANISATION
        parts = [
            ("document.create", document.authors),
            ("version.review", document.reviewers),
            ("version.approve", document.approvers),
            ("version.approve_quality", (document.quality_approver,)),
        ]
        missing = [
            (name, right)
            for right, names in parts
            for name in names
            if not person(name).holds(right, scope=scope)
        ]
        assert missing == [], document.number


def test_every_step_is_made_by_a_known_person_and_refusals_give_a_reason() -> None:
    made = [step for document in index.DOCUMENTS for step in steps(document)]

    assert all(person(step.by) for step in made)
    assert {"reject", "refuse_quality", "discard", "check_out", "schedule"} <= {step.move for step in made}
    assert [
        step
        for step in made
        if step.move in ("reject", "refuse", "refuse_quality", "discard", "comment") and not step.words
    ] == []


def test_a_waiting_version_has_a_date_to_come_and_one_takes_effect_tomorrow() -> None:
    waits = [
        version.effective_in
        for document in index.DOCUMENTS
        for version in document.versions
        if version.state is State.APPROVED
    ]

    assert sorted(waits) == [1, 5, 7, 14]


def test_people_are_complete_and_reachable_only_at_reserved_domains() -> None:
    sites, departments = {site.code for site in SITES}, {department.code for department in DEPARTMENTS}

    assert len(PEOPLE) >= 25
    assert len({each.username for each in PEOPLE}) == len({each.name for each in PEOPLE}) == len(PEOPLE)
    assert {each.site for each in PEOPLE} == sites
    assert {each.department for each in PEOPLE} <= departments
    assert {each.email.partition("@")[2] for each in PEOPLE} == {"example.com", "example.org"}
    assert all(person(department.head) for department in DEPARTMENTS)
    assert len({each.time_zone for each in PEOPLE}) == 2


def test_sign_ins_use_long_passphrases_of_their_own() -> None:
    assert len({each.passphrase for each in PEOPLE}) == len(PEOPLE)
    assert min(len(each.passphrase) for each in PEOPLE) >= 14
    assert all(person(username).passphrase == passphrase and text for username, passphrase, text in SIGN_INS)


def test_roles_use_known_rights_and_grants_use_known_roles_and_scopes() -> None:
    codes = {role.code for role in roles.ROLES}
    scopes = {ORGANISATION, *(site.code for site in SITES)}

    inside = {f"circle.{code}" for code, _, _ in types.CIRCLES}
    assert {right for role in roles.ROLES for right in role.permissions} <= set(PERMISSIONS) | inside
    assert {grant.role for each in PEOPLE for grant in each.grants} == codes
    assert {grant.scope for each in PEOPLE for grant in each.grants} <= scopes
    assert all(grant.days for each in PEOPLE for grant in each.grants if roles.role(grant.role).must_expire)


@pytest.mark.requirement("P11-10-g")
def test_no_role_and_no_person_holds_segregated_rights_together() -> None:
    for first, second, _ in SEGREGATED:
        assert [role.code for role in roles.ROLES if {first, second} <= set(role.permissions)] == []
        for each in PEOPLE:
            held = {right for grant in each.grants for right in roles.role(grant.role).permissions}
            assert not {first, second} <= held, each.username


def test_the_system_administrator_sees_no_document_and_signs_nothing() -> None:
    rights = roles.role("system_administrator").permissions

    assert [right for right in rights if right.startswith(("document.", "version.", "record."))] == []


def test_a_type_inherits_what_it_does_not_state() -> None:
    settled = types.settled("SOP-GMP")

    assert (settled.number_pattern, settled.review_months, settled.training_required) == (
        "SOP-{dept}-{n:03}",
        24,
        True,
    )
    assert settled.approver_roles == types.FUNCTION_THEN_QUALITY
    assert all(leaf.number_pattern and leaf.print_rule for leaf in types.leaves())


def test_word_files_are_the_same_each_time_and_hold_every_heading() -> None:
    office = [document for document in index.DOCUMENTS if document.way == "office"]
    text = contents.text(office[0], label=office[0].versions[-1].label)

    first = word_file(text, title=office[0].title, kind="Procedure", author="Bence Szalontai")

    assert len(office) >= 12
    assert first.startswith(b"PK")
    assert first == word_file(text, title=office[0].title, kind="Procedure", author="Bence Szalontai")


def test_holidays_of_both_sites_are_computed_for_the_year() -> None:
    in_graz = {day.isoformat(): name for day, name in holidays("GRZ", year=2026)}
    in_durham = {day.isoformat(): name for day, name in holidays("DUR", year=2026)}

    assert (in_graz["2026-04-06"], in_graz["2026-12-08"]) == ("Ostermontag", "Mariä Empfängnis")
    assert (in_durham["2026-11-26"], in_durham["2026-05-25"]) == ("Thanksgiving", "Memorial Day")
