"""The documents of a benchmark that are made by the moves of people, with real files, signatures and tasks."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

EFFECTIVE = 8
IN_REVIEW = 4
AUTHOR, REVIEWERS, APPROVER, QUALITY = (
    "m.oberrauch",
    ("p.zangerl", "s.petkovic"),
    "h.steinlechner",
    "t.lindqvist",
)
_PART = "## {}\n\nThe operator on duty checks the cold room twice a day and enters what the display shows. Cleaning follows.\n\n"


def play() -> None:
    """Found the company and bring documents to effective, some to review, and open a review of the audit trail."""
    from probatum.example.setting import found_company  # app ready

    found_company()
    for number in range(EFFECTIVE + IN_REVIEW):
        version = begin(number)
        if number < EFFECTIVE:
            bring_into_force(version)


def begin(number: int) -> Any:
    """A document in review, made in the editor."""
    from probatum.documents.authoring import create_document  # app ready
    from probatum.documents.types import DocumentType  # app ready
    from probatum.kernel.models import Department, Site  # app ready
    from probatum.output.content import content_from_markdown  # app ready

    text = "".join(_PART.format(f"Part {part} of document {number}") for part in range(1, 12))
    version = create_document(
        person(AUTHOR),
        type=DocumentType.objects.get(code="SOP"),
        title=f"Control of the cold room, part {number + 1}",
        site=Site.objects.order_by("pk")[0],
        department=Department.objects.order_by("pk")[0],
        content=content_from_markdown(text, name="procedure"),
        people={
            "reviewer": [person(name) for name in REVIEWERS],
            "approver": [person(APPROVER)],
            "quality_approver": [person(QUALITY)],
        },
    )
    move(AUTHOR, version, "submit_for_review")
    return version


def bring_into_force(version: Any) -> None:
    """Review, approve, issue and release."""
    from probatum.documents.release import release_due  # app ready
    from probatum.kernel.calendar import today_at  # app ready
    from probatum.output.issue import issue  # app ready

    for name in REVIEWERS:
        move(name, version, "review")
    move(AUTHOR, version, "submit_for_approval")
    move(APPROVER, version, "approve")
    today = today_at(version.record.site, at=timezone.now())
    move(QUALITY, version, "approve_quality", effective_on=today)
    issue(
        type(version).objects.select_related("record__site", "document__record", "draft").get(pk=version.pk)
    )
    release_due()


def move(username: str, version: Any, name: str, **values: Any) -> None:
    """Make a move as the page does: on the present record, signing what is shown."""
    from probatum.example.people import person as employee  # app ready
    from probatum.kernel.lifecycle import perform  # app ready
    from probatum.kernel.models import Record  # app ready
    from probatum.kernel.process import process_of  # app ready
    from probatum.kernel.signature import Credential, digest_of  # app ready

    record = Record.objects.select_related("site", "owner").get(pk=version.pk)
    process = process_of(record)
    signed = process.move(name).meaning is not None
    perform(
        person(username),
        record,
        name,
        based_on=record.version,
        values=values,
        credential=Credential(username, employee(username).passphrase) if signed else None,
        shown=digest_of(process, record) if signed else "",
    )


def person(username: str) -> Any:
    """An account of the example company."""
    from probatum.kernel.models import Person  # app ready

    return Person.objects.get(username=username)
