"""The process of a disposal: documents whose time is over are proposed, two people sign, and their content is destroyed (DOC-39).

Reads from top to bottom as data. What cannot be undone is checked three times: when it is proposed, at each signature, and
for each document again when its content is destroyed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils import timezone

from probatum.documents.content import Document
from probatum.documents.retention import kept
from probatum.kernel.calendar import today_at
from probatum.kernel.fields import points_to
from probatum.kernel.particulars import parts_of
from probatum.kernel.people import Actor
from probatum.kernel.process import Ask, Guard, Meaning, Move, PartRule, Process, Sees, State, register
from probatum.kernel.record import Body, Record

KIND = "disposal"
PATTERN = "DSP-{year}-{n:03}"
PROPOSE, APPROVE = "retention.manage", "disposal.approve"
PROPOSED = Meaning("disposal_proposed", "Disposal proposed")
APPROVED = Meaning("disposal_approved", "Disposal approved")
REFUSED = Meaning("disposal_refused", "Disposal refused")
OUTCOMES = (("destroyed", "Destroyed"), ("kept", "Kept"))

Values = Mapping[str, Any]


class Disposal(Body):
    """Why documents are disposed of; the list hangs on it."""

    reason = models.TextField()


class DisposalItem(models.Model):
    """One document of a disposal, why it was due, and what became of it."""

    disposal = points_to(Disposal, related="items")
    document = points_to(Document, related="disposals")
    because = models.TextField()
    outcome = models.CharField(max_length=20, choices=OUTCOMES, blank=True)
    note = models.CharField(max_length=300, blank=True)
    files = models.JSONField(default=list)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["disposal", "id"]
        verbose_name = "document of a disposal"
        constraints = [
            models.UniqueConstraint(
                fields=["document"], name="document_in_one_disposal", condition=models.Q(ended_at=None)
            )
        ]


def content(record: Record) -> dict[str, Any]:
    """What both signatures are bound to: each document, and why its time is over."""
    items = DisposalItem.objects.filter(disposal_id=record.pk).select_related("document__record")
    return {
        "reason": Disposal.objects.get(pk=record.pk).reason,
        "documents": [
            f"{item.document.record.number} {item.document.record.title}. {item.because}"
            for item in items.order_by("id")
        ],
    }


def all_due(record: Record, actor: Actor, values: Values) -> str | None:
    """Nothing on the list is held, and the time of each document is over."""
    items = DisposalItem.objects.filter(disposal_id=record.pk, ended_at=None)
    records = list(Record.objects.filter(pk__in=items.values("document_id")).select_related("site"))
    found = []
    for one in kept(records):
        if one.holds:
            found.append(f"{one.record.number} is under the legal hold {one.holds[0].number}.")
        elif not one.is_due(today_at(one.record.site, at=timezone.now())):
            found.append(f"{one.record.number} is not due: {one.sentence.lower()}.")
    return " ".join(found) or None


def not_the_proposer(record: Record, actor: Actor, values: Values) -> str | None:
    """Two people dispose: who proposed it does not approve it."""
    if actor.pk in {record.owner_id, *(one.person_id for one in record.signatures.filter(refused=False))}:
        return "You proposed this disposal, so somebody else has to approve it."
    return None


def somebody_asked(record: Record, actor: Actor, values: Values) -> str | None:
    """Somebody is named to approve it."""
    named = [held for held in parts_of(record) if held.name == "approver" and held.person_id != actor.pk]
    return None if named else "Nobody else is named to approve it. Name somebody with the right to."


DUE = Guard("all_due", all_due)

PROCESS = register(
    Process(
        kind=KIND,
        label="Disposal",
        plural="Disposals",
        icon="archive",
        start="draft",
        manifest="disposal/1",
        content=content,
        retention="unlimited",
        states=(
            State(
                "draft", "Draft", "neutral", "pen", explains="Whoever drew up the list proposes and signs it."
            ),
            State(
                "proposed",
                "Waits for approval",
                "info",
                "clock",
                asks=(Ask("approver", "approve", "Approve the disposal", business_days=10),),
                explains="Somebody else looks at the list and signs.",
            ),
            State(
                "approved", "Being carried out", "warn", "clock", explains="The content is being destroyed."
            ),
            State("done", "Carried out", "good", "check", final=True, explains="The content is gone."),
            State("refused", "Refused", "muted", "cross", final=True, rail=False),
            State("withdrawn", "Withdrawn", "muted", "cross", final=True, rail=False),
        ),
        parts=(PartRule("approver", "Asked to approve", APPROVE, maximum=5, help="Did not propose it."),),
        sees=(Sees(PROPOSE), Sees(APPROVE)),
        moves=(
            Move(
                "propose",
                "Propose and sign",
                ("draft",),
                "proposed",
                permission=PROPOSE,
                part="owner",
                meaning=PROPOSED,
                guards=(DUE, Guard("somebody_asked", somebody_asked)),
                primary=True,
            ),
            Move(
                "approve",
                "Approve and sign",
                ("proposed",),
                "approved",
                permission=APPROVE,
                meaning=APPROVED,
                guards=(DUE, Guard("not_the_proposer", not_the_proposer)),
                primary=True,
                help="The content of these documents is destroyed at once. It cannot be brought back.",
            ),
            Move(
                "refuse",
                "Refuse and sign",
                ("proposed",),
                "refused",
                permission=APPROVE,
                meaning=REFUSED,
                reason=True,
                negative=True,
                outcome="refused",
            ),
            Move(
                "withdraw",
                "Withdraw the disposal",
                ("draft", "proposed"),
                "withdrawn",
                part="owner",
                reason=True,
                negative=True,
            ),
            Move("finish", "Be carried out", ("approved",), "done", automatic=True),
        ),
    )
)
