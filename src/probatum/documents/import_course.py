"""The course of every import: prepared, tried dry, carried out in batches, reconciled with its source by a signature (MIG-01, MIG-06).

What is imported differs, the course does not: each import gives its right, its gates and its words (Annex 11 clause 4.8).
"""

from __future__ import annotations

from dataclasses import dataclass

from probatum.kernel.process import Apply, Ask, Guard, Meaning, Move, State

RECONCILED = Meaning("import_reconciled", "Import compared with its source and accepted")


@dataclass(frozen=True, slots=True)
class Course:
    """What an import puts into its course: who may, what must be there before each step, and what is looked at dry."""

    right: str
    to_check: tuple[Guard, ...]
    to_run: tuple[Guard, ...]
    to_end: tuple[Guard, ...]
    to_reconcile: tuple[Guard, ...]
    forget: Apply
    prepared: str = "The columns and values of the register are matched with what is here."
    looked_at: str = "Every row and file is looked at in the background. Nothing is made."
    signed: str = (
        "You sign the report: what was imported, that every file agrees, what you compared, what was refused."
    )
    not_done: str = "Nothing was imported. The files stay with this record."


def states(course: Course) -> tuple[State, ...]:
    """Where an import stands."""
    return (
        State(
            "draft",
            "In preparation",
            "neutral",
            "pen",
            explains=course.prepared,
        ),
        State(
            "checking",
            "Dry run",
            "info",
            "clock",
            rail=False,
            explains=course.looked_at,
        ),
        State(
            "checked",
            "Tried dry",
            "info",
            "eye",
            asks=(Ask("owner", "run", "Decide on the dry run of an import"),),
            explains="The findings stand row by row. Nothing was made yet.",
        ),
        State(
            "running",
            "Running",
            "info",
            "clock",
            explains="Rows are imported in the background, in batches. The page can be left.",
        ),
        State("halted", "Halted", "warn", "alert", rail=False, explains="What was imported so far stands."),
        State(
            "imported",
            "Imported",
            "info",
            "check",
            asks=(Ask("owner", "reconcile", "Reconcile an import", business_days=10),),
            explains="The importer compares a sample with its source and signs.",
        ),
        State("reconciled", "Reconciled", "good", "check", final=True),
        State("cancelled", "Cancelled", "muted", "cross", final=True, rail=False),
    )


def moves(course: Course) -> tuple[Move, ...]:
    """The moves of an import; those of the worker are automatic."""
    return (*_dry(course), *_running(course), *_ending(course))


def _dry(course: Course) -> tuple[Move, ...]:
    return (
        Move(
            "check",
            "Try it dry",
            ("draft",),
            "checking",
            permission=course.right,
            guards=course.to_check,
            primary=True,
            help="Every row gets its findings. Nothing is made.",
        ),
        Move("be_checked", "Be tried dry", ("checking",), "checked", automatic=True),
        Move("fail_check", "Break off the dry run", ("checking",), "draft", automatic=True),
        Move(
            "prepare",
            "Change the mapping",
            ("checked",),
            "draft",
            permission=course.right,
            apply=course.forget,
            outcome="withdrawn",
            help="The dry run is made again afterwards.",
        ),
    )


def _running(course: Course) -> tuple[Move, ...]:
    return (
        Move(
            "run",
            "Import the rows that are ready",
            ("checked",),
            "running",
            permission=course.right,
            guards=course.to_run,
            primary=True,
            help="Rows with errors are left out and stand in the report with their reason.",
        ),
        Move(
            "halt",
            "Halt the import",
            ("running",),
            "halted",
            permission=course.right,
            reason=True,
            help="It halts behind the present batch and can go on.",
        ),
        Move("be_halted", "Be halted", ("running",), "halted", automatic=True),
        Move(
            "go_on",
            "Go on with the import",
            ("halted",),
            "running",
            permission=course.right,
            primary=True,
        ),
    )


def _ending(course: Course) -> tuple[Move, ...]:
    return (
        Move(
            "end_early",
            "End it here",
            ("halted",),
            "imported",
            permission=course.right,
            reason=True,
            guards=course.to_end,
            help="The rows that are left stand in the report as not imported.",
        ),
        Move("finish", "Be imported", ("running",), "imported", automatic=True),
        Move(
            "reconcile",
            "Sign the reconciliation",
            ("imported",),
            "reconciled",
            permission=course.right,
            part="owner",
            meaning=RECONCILED,
            guards=course.to_reconcile,
            primary=True,
            help=course.signed,
        ),
        Move(
            "cancel",
            "Cancel the import",
            ("draft", "checked"),
            "cancelled",
            permission=course.right,
            reason=True,
            negative=True,
            help=course.not_done,
        ),
    )
