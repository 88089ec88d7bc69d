"""How the history of an example document is told: versions with their state, and the moves real people make to get there.

The loader walks `steps(document)` and performs each through the product's own functions; nothing is written as rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

CONTROLLER = "e.kovarik"


class State(StrEnum):
    """Where a version stands when the example is loaded."""

    DRAFT = "draft"
    IN_REVIEW = "in review"
    IN_APPROVAL = "in approval"
    IN_QUALITY_APPROVAL = "in quality approval"
    APPROVED = "approved"
    EFFECTIVE = "effective"
    SUPERSEDED = "superseded"
    DISCARDED = "discarded"


Move = Literal[
    "create",
    "new_version",
    "check_out",
    "check_in",
    "submit",
    "comment",
    "reply",
    "accept",
    "reject",
    "send_for_approval",
    "approve",
    "refuse",
    "approve_quality",
    "refuse_quality",
    "schedule",
    "release",
    "discard",
]


@dataclass(frozen=True, kw_only=True)
class Said:
    """Words of a person: a verdict's reason, a signature's comment."""

    by: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Remark:
    """A comment on a quoted passage, with the author's answer where there is one."""

    by: str
    quote: str
    words: str
    answer: str = ""


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version of a document and what was said on its way.

    `label` is the issue the version is, or will be when it is approved: a draft that is to become 1.0 has the label 1.0.
    `accepted` holds the verdicts given so far (in review) or the words of some of them (later states); `refused` is a rejection that sent
    the version back to draft, after which the author mended it unless it is still a draft.
    """

    label: str
    state: State
    change: str
    accepted: tuple[Said, ...] = ()
    remarks: tuple[Remark, ...] = ()
    refused: Said | None = None
    mended: str = ""
    signed: tuple[Said, ...] = ()
    effective_in: int = 0
    locked_by: str = ""
    discarded: Said | None = None
    training: bool | None = None


@dataclass(frozen=True, kw_only=True)
class ExampleDocument:
    """A document of the example company; `site` is empty for the whole organisation, `way` says how it is written."""

    number: str
    type: str
    title: str
    department: str
    owner: str
    authors: tuple[str, ...]
    reviewers: tuple[str, ...]
    approvers: tuple[str, ...]
    quality_approver: str
    versions: tuple[Version, ...]
    site: str = ""
    way: Literal["editor", "office"] = "editor"
    confidential: bool = False


@dataclass(frozen=True, kw_only=True)
class Step:
    """One move by one person; `label` names the version, `days` is the wait until an approved version takes effect."""

    move: Move
    by: str
    label: str
    words: str = ""
    quote: str = ""
    days: int | None = None


def steps(document: ExampleDocument) -> Iterator[Step]:
    """Every move that leads to where the document stands, in order."""
    for place, version in enumerate(document.versions):
        first: Move = "new_version" if place else "create"
        yield Step(move=first, by=document.authors[0], label=version.label, words=version.change)
        yield from _after_creation(document, version)


def _after_creation(document: ExampleDocument, version: Version) -> Iterator[Step]:
    author = document.authors[0]
    if version.locked_by:
        yield Step(move="check_out", by=version.locked_by, label=version.label)
    if version.state is State.DRAFT and not version.refused:
        return
    if version.state is State.DISCARDED and not version.refused:
        yield _discard(version)
        return
    yield Step(move="submit", by=author, label=version.label, words=version.change)
    yield from _discussion(version, author=author)
    if version.refused:
        yield from _refusal(document, version)
        if version.state is State.DRAFT:
            return
        if version.state is State.DISCARDED:
            yield _discard(version)
            return
        yield Step(move="check_in", by=author, label=version.label, words=version.mended)
        yield Step(move="submit", by=author, label=version.label, words=version.mended)
    yield from _verdicts(document, version)
    yield from _signatures(document, version)


def _discussion(version: Version, *, author: str) -> Iterator[Step]:
    for remark in version.remarks:
        yield Step(move="comment", by=remark.by, label=version.label, words=remark.words, quote=remark.quote)
        if remark.answer:
            yield Step(move="reply", by=author, label=version.label, words=remark.answer)


def _refusal(document: ExampleDocument, version: Version) -> Iterator[Step]:
    """A refusal in review, or at the signature of the one who refuses, with the steps before it."""
    assert version.refused is not None
    who, words, label = version.refused.by, version.refused.words, version.label
    if who in document.reviewers:
        yield Step(move="reject", by=who, label=label, words=words)
        return
    yield from (Step(move="accept", by=each, label=label) for each in document.reviewers)
    yield Step(move="send_for_approval", by=document.authors[0], label=label)
    if who == document.quality_approver:
        yield from (Step(move="approve", by=each, label=label) for each in document.approvers)
        yield Step(move="refuse_quality", by=who, label=label, words=words)
    else:
        yield Step(move="refuse", by=who, label=label, words=words)


def _verdicts(document: ExampleDocument, version: Version) -> Iterator[Step]:
    words = {said.by: said.words for said in version.accepted}
    waiting = version.state is State.IN_REVIEW
    for reviewer in document.reviewers:
        if reviewer in words or not waiting:
            yield Step(move="accept", by=reviewer, label=version.label, words=words.get(reviewer, ""))


def _signatures(document: ExampleDocument, version: Version) -> Iterator[Step]:
    if version.state is State.IN_REVIEW:
        return
    words = {said.by: said.words for said in version.signed}
    yield Step(move="send_for_approval", by=document.authors[0], label=version.label)
    for approver in document.approvers:
        if approver in words or version.state is not State.IN_APPROVAL:
            yield Step(move="approve", by=approver, label=version.label, words=words.get(approver, ""))
    if version.state in (State.IN_APPROVAL, State.IN_QUALITY_APPROVAL):
        return
    quality = document.quality_approver
    yield Step(move="approve_quality", by=quality, label=version.label, words=words.get(quality, ""))
    move: Move = "schedule" if version.state is State.APPROVED else "release"
    yield Step(move=move, by=CONTROLLER, label=version.label, days=version.effective_in)


def _discard(version: Version) -> Step:
    assert version.discarded is not None
    return Step(move="discard", by=version.discarded.by, label=version.label, words=version.discarded.words)
