"""Issuing, printing and reconciling controlled copies of effective versions (DOC-25, DOC-26)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.db.models import Max, QuerySet

from probatum.documents import reading
from probatum.documents.content import Version
from probatum.documents.controlled_copy import CONTROL, PROCESS
from probatum.documents.copies import KIND, ControlledCopy, Paper, new_paper
from probatum.documents.reading import Controlled, Copy
from probatum.documents.types import rule
from probatum.kernel import search
from probatum.kernel.action import Act, action, require_reason
from probatum.kernel.authz import Decision, SeenQuestion, decide, visible
from probatum.kernel.errors import Refused
from probatum.kernel.lifecycle import enter_state, lock, touch
from probatum.kernel.parts import set_parts
from probatum.kernel.people import Person
from probatum.kernel.process import definition_of
from probatum.kernel.question import Asked
from probatum.kernel.record import Record, Step, open_record

LONGEST = {"recipient": 120, "place": 120, "purpose": 300}


def may_issue(actor: Person, version: Version) -> Decision:
    """Document controllers of the version's site issue copies, unless its type is never on paper."""
    verdict = decide(actor, CONTROL, record=version.record)
    if verdict and rule(version.document.type, "print_rule") == "none":
        return Decision(False, "This type of document is not printed at all; its type says so.")
    return verdict


def issue(
    actor: Person,
    version: Version,
    *,
    place: str,
    purpose: str,
    holder: Person | None = None,
    recipient: str = "",
) -> ControlledCopy:
    """Issue the next numbered copy of an effective version to a person, or by name to somebody without an account.

    Raises NotAllowed without the right, Refused for a version that is not in force, a missing entry, or a recipient
    who may not see the version.
    """
    verdict = may_issue(actor, version).or_refuse()
    given = _complete(holder.name if holder else recipient, place, purpose)
    _refuse_blind(holder, version)
    with action(actor, "controlled_copy.issue", record=version.record, role=verdict.role) as act:
        parent = lock(version.document.record)  # copies of a document are numbered one after the other
        locked = lock(version.record)
        if locked.state != "effective" or version.issue_id is None:
            raise Refused(
                f"Version {version.label} of {parent.number} is not in force, so no copy of it is issued. "
                "Open the effective version."
            )
        copy = _numbered(act, actor, version, parent, locked, holder=holder, given=given)
    return copy


def _complete(recipient: str, place: str, purpose: str) -> dict[str, str]:
    given = {
        name: " ".join(text.split())
        for name, text in (("recipient", recipient), ("place", place), ("purpose", purpose))
    }
    sentences = {
        "recipient": "Choose who gets the copy, or enter a name.",
        "place": "Enter where the copy is kept.",
        "purpose": "Enter what the copy is for.",
    }
    for name, text in given.items():
        if not text:
            raise Refused(sentences[name], field=name)
        if len(text) > LONGEST[name]:
            raise Refused(f"Shorten the {name} to {LONGEST[name]} characters.", field=name)
    return given


def _refuse_blind(holder: Person | None, version: Version) -> None:
    if holder is None:
        return
    if not holder.is_active:
        raise Refused(f"{holder.name} has left; choose somebody whose account is active.", field="holder")
    if not decide(holder, "record.view", record=version.record):
        raise Refused(
            f"{holder.name} may not see this version, so no copy goes there. An access administrator can give the role.",
            field="holder",
        )


def _numbered(
    act: Act,
    actor: Person,
    version: Version,
    parent: Record,
    locked: Record,
    *,
    holder: Person | None,
    given: dict[str, str],
) -> ControlledCopy:
    known = ControlledCopy.objects.filter(document_id=parent.pk)
    number = int(known.aggregate(last=Max("copy_no"))["last"] or 0) + 1
    record = open_record(
        act,
        kind=KIND,
        number=f"{parent.number} C{number}",
        title=f"Copy {number} of version {version.label} for {given['recipient']}, {given['place']}",
        state=PROCESS.start,
        owner=actor,
        definition=definition_of(act, PROCESS),
        site=locked.site,
        department=locked.department,
        confidential=locked.confidential,
        circle=locked.circle,
    )
    copy: ControlledCopy = ControlledCopy.objects.create(
        record=record,
        document_id=parent.pk,
        version=version,
        copy_no=number,
        holder=holder,
        issued_at=act.at,
        issued_by=actor,
        **given,
    )
    set_parts(act, record, process=PROCESS, name="keeper", people=[actor])
    set_parts(act, record, process=PROCESS, name="holder", people=[holder] if holder else [])
    enter_state(act, record, PROCESS)
    search.index(record, text=f"{parent.number} {given['recipient']} {given['place']} {given['purpose']}")
    return copy


def copy_of(record: Record) -> ControlledCopy:
    """The copy behind a record, with what its page shows."""
    known = ControlledCopy.objects.select_related("document__record", "version__record", "issued_by")
    found: ControlledCopy = known.get(pk=record.pk)
    found.record = record
    return found


def may_print(actor: Person, copy: ControlledCopy) -> Decision:
    """Document control puts copies on paper."""
    return decide(actor, CONTROL, record=copy.record)


def was_printed(copy: ControlledCopy) -> bool:
    """Whether there is a paper of this copy already."""
    return Paper.objects.filter(copy=copy).exists()


def print_copy(actor: Person, copy: ControlledCopy, *, reason: str = "") -> Copy:
    """Note the printing of a copy and say what goes on paper; an earlier paper of it is not valid any more.

    Raises NotAllowed without the right, Refused when the copy is not out any more, or without a reason the second time.
    """
    verdict = may_print(actor, copy).or_refuse()
    version = _version_of(copy)
    if version.issue is None:
        raise Refused(f"Version {version.label} is not issued, so there is nothing to print.")
    with action(
        actor, "controlled_copy.print", record=copy.record, reason=reason.strip(), role=verdict.role
    ) as act:
        record = lock(copy.record)
        if record.state != "issued":
            label = PROCESS.state(record.state).label.lower()
            raise Refused(f"{record.number} is {label}, so it is not printed again. Issue a new copy.")
        if was_printed(copy):
            require_reason(
                reason,
                ask="Say why it is printed again; the earlier paper is not valid any more from now on.",
            )
        token = new_paper(act, version, by=actor, copy=copy)
        act.note(
            {
                "document": version.document.record.number,
                "version": version.label,
                "sha256": version.issue.sha256,
            }
        )
    return reading.controlled(version, version.issue, at=act.at, token=token, copy=_told(copy))


def _version_of(copy: ControlledCopy) -> Version:
    known = Version.objects.select_related("record__site", "document__record", "draft__version", "issue")
    return known.get(pk=copy.version_id)


def _told(copy: ControlledCopy) -> Controlled:
    return Controlled(
        copy_no=copy.copy_no,
        recipient=copy.recipient,
        place=copy.place,
        issued_by=copy.issued_by.name,
        issued_at=copy.issued_at,
    )


def copies_seen(actor: Person, document_id: int) -> QuerySet[ControlledCopy]:
    """The copies of a document that the actor may see, by number."""
    seen = visible(actor, KIND).values("pk")
    found = ControlledCopy.objects.filter(document_id=document_id, record__in=seen)
    return found.select_related("record", "version__record", "version__draft", "issued_by").order_by(
        "copy_no"
    )


def ends_of(copies: Iterable[ControlledCopy]) -> dict[int, Step]:
    """The last move of each copy that ended, with who made it and why."""
    ended = [copy.pk for copy in copies if copy.ended_at is not None]
    moves = [move.name for move in PROCESS.moves if set(move.targets) & {"returned", "destroyed", "missing"}]
    return {
        step.record_id: step for step in Step.objects.filter(record__in=ended, move__in=moves).order_by("id")
    }


#: Asked by every page of a version.
_OUT = SeenQuestion(
    lambda rows: (
        rows.filter(
            state__in=("recalled", "missing"), documents_controlledcopy__document_id=Asked("document")
        )
        .select_related(
            *(
                f"documents_controlledcopy__{one}"
                for one in ("version__record", "version__draft", "issued_by")
            )
        )
        .order_by("documents_controlledcopy__copy_no")
    ),
    by_key=True,
)


def outstanding(actor: Person, document_id: int) -> list[ControlledCopy]:
    """Recalled copies that nobody has returned yet, and those that are missing (DOC-26)."""
    return [record.documents_controlledcopy for record in _OUT.ask(actor, KIND, document=document_id)]


def counts(copies: Iterable[ControlledCopy]) -> dict[str, int]:
    """How many copies stand in each state, every state named, so that issued is the sum of the others."""
    found = Counter(copy.record.state for copy in copies)
    return {state.name: found[state.name] for state in PROCESS.states}


def follow(act: Act, parent: Record) -> None:
    """Copies are seen as their document is: they take over its site, confidentiality and circle, under an open action."""
    seen_like = (parent.confidential, parent.circle_id, parent.site_id)
    for record in Record.objects.filter(documents_controlledcopy__document_id=parent.pk).order_by("pk"):
        if (record.confidential, record.circle_id, record.site_id) == seen_like:
            continue
        copy = lock(record)
        copy.confidential, copy.circle, copy.site = parent.confidential, parent.circle, parent.site
        touch(act, copy)
