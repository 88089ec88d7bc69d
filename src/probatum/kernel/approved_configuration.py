"""The lifecycle of configuration that is approved: prepared by one, signed by another, in force at once, superseded by its next version.

Risk matrices, statutory clocks and trend rules live by it (design 3, GAMP 5 2nd ed. D5; 21 CFR 11.10(k)(2)). A process that uses
it says what its versions are called, what must be filled in before they are signed, and which version the new one replaces.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from probatum.kernel.lifecycle import advance, lock
from probatum.kernel.particulars import parts_of
from probatum.kernel.people import Actor
from probatum.kernel.process import Ask, Guard, Meaning, Move, PartRule, Sees, State
from probatum.kernel.record import Record

Values = Mapping[str, Any]

APPROVED = Meaning("configuration_approved", "Configuration change approved")
ENDED = Meaning("configuration_ended", "Configuration ended")
IN_FORCE = "in_force"


def the_preparer(record: Record) -> set[int]:
    """Who prepared a version, where one person writes it: its owner."""
    return {record.owner_id}


def of_the_kind(record: Record) -> QuerySet[Record]:
    """What a version replaces, where one of the kind is in force at a time."""
    return Record.objects.filter(kind=record.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovedConfiguration:
    """What a kind of approved configuration declares; `states`, `moves`, `parts` and `sees` go into its Process.

    called: what one version is called in a sentence (“risk matrix”). prepare and approve: permissions. gates: what must hold
    to be sent and to be signed. wrote: who prepared any of it and so does not approve it. replaces: the records of which
    those in force are superseded by the approval. asked_by_name: somebody is named to approve; else whoever may approve is
    asked. ends: a version in force can be ended by signature with none to follow. drafted, looked_at, applies, outlived:
    what the states explain.
    """

    called: str
    prepare: str
    approve: str
    gates: tuple[Guard, ...] = ()
    wrote: Callable[[Record], set[int]] = the_preparer
    replaces: Callable[[Record], QuerySet[Record]] = of_the_kind
    asked_by_name: bool = True
    ends: bool = False
    read_by: tuple[str, ...] = ("audit_trail.read",)
    drafted: str = ""
    looked_at: str = "Somebody who did not prepare it looks at it and signs."
    applies: str = ""
    outlived: str = "A later version is in force. What was done by this one stands."

    @property
    def states(self) -> tuple[State, ...]:
        """From draft to superseded."""
        ask = Ask(
            "approver",
            "approve",
            f"Approve the {self.called}",
            business_days=10,
            instead="" if self.asked_by_name else self.approve,
        )
        ended = State("ended", "Ended", "muted", "cross", final=True, rail=False)
        return (
            State("draft", "Draft", "neutral", "pen", explains=self.drafted),
            State("in_approval", "In approval", "info", "clock", asks=(ask,), explains=self.looked_at),
            State(IN_FORCE, "In force", "good", "check", explains=self.applies),
            State("superseded", "Superseded", "muted", "archive", final=True, explains=self.outlived),
            *((ended,) if self.ends else ()),
            State("withdrawn", "Withdrawn", "muted", "cross", final=True, rail=False),
        )

    @property
    def moves(self) -> tuple[Move, ...]:
        """Send, approve, send back, withdraw, be superseded; and end, where a version may."""
        asked = (Guard("somebody_asked", self.somebody_asked),) if self.asked_by_name else ()
        return (
            Move(
                "submit",
                "Send for approval",
                ("draft",),
                "in_approval",
                permission=self.prepare,
                guards=(*self.gates, *asked),
                primary=True,
            ),
            Move(
                "approve",
                "Approve and sign",
                ("in_approval",),
                IN_FORCE,
                permission=self.approve,
                meaning=APPROVED,
                guards=(*self.gates, Guard("not_the_preparer", self.not_the_preparer)),
                apply=self.supersede_the_last,
                primary=True,
                help="It is in force at once; the version before it is superseded.",
            ),
            Move(
                "send_back",
                "Send back",
                ("in_approval",),
                "draft",
                permission=self.approve,
                reason=True,
                negative=True,
            ),
            Move(
                "withdraw",
                "Withdraw the version",
                ("draft", "in_approval"),
                "withdrawn",
                permission=self.prepare,
                reason=True,
                negative=True,
            ),
            *((self.ending,) if self.ends else ()),
            Move("supersede", "Be superseded", (IN_FORCE,), "superseded", automatic=True),
        )

    @property
    def ending(self) -> Move:
        """Ends a version in force without a next one."""
        return Move(
            "end",
            f"End the {self.called} and sign",
            (IN_FORCE,),
            "ended",
            permission=self.approve,
            meaning=ENDED,
            reason=True,
            negative=True,
        )

    @property
    def parts(self) -> tuple[PartRule, ...]:
        """Who approves."""
        return (PartRule("approver", "Approver", self.approve, maximum=5, help="Prepared none of it."),)

    @property
    def sees(self) -> tuple[Sees, ...]:
        """Who prepares, who approves, and whoever else reads it."""
        return tuple(map(Sees, (self.prepare, self.approve, *self.read_by)))

    def somebody_asked(self, record: Record, actor: Actor, values: Values) -> str | None:
        """Somebody is named to approve it who did not prepare it."""
        wrote = self.wrote(record)
        if any(held.name == "approver" and held.person_id not in wrote for held in parts_of(record)):
            return None
        return "Nobody else is named to approve it. Whoever prepares it names somebody."

    def not_the_preparer(self, record: Record, actor: Actor, values: Values) -> str | None:
        """Who prepared any of it does not approve it."""
        if actor.pk in self.wrote(record):
            return f"You prepared this {self.called}, so somebody else has to approve it."
        return None

    def supersede_the_last(self, act: Any, record: Record, values: Values) -> None:
        """The version in force until now is superseded at the same moment."""
        for other in self.replaces(record).filter(state=IN_FORCE).exclude(pk=record.pk).order_by("pk"):
            advance(act, lock(other), "supersede")
