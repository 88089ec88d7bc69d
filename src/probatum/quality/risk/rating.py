"""Rating a record by the risk matrix in force: who may and when is declared by its process, each rating stands for good (RSK-15, QE-07).

A rating is part of what signatures are bound to. Another one after an approval makes that signature an earlier one, and the
gate `rating_as_approved` demands a new approval.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from probatum.kernel.action import action
from probatum.kernel.authz import Decision
from probatum.kernel.body import also_signed, new_edition
from probatum.kernel.editing import may_edit
from probatum.kernel.effects import run_effects
from probatum.kernel.errors import Missing, Refused
from probatum.kernel.lifecycle import lock, refuse_if_stale, touch
from probatum.kernel.people import Actor, Person
from probatum.kernel.process import Guard, declare, process_of
from probatum.kernel.record import Record
from probatum.kernel.section import Section, as_data
from probatum.kernel.signature import Signature
from probatum.kernel.words import inside, start, with_article
from probatum.quality.risk.editions import read
from probatum.quality.risk.matrix import in_force
from probatum.quality.risk.rated import Rating
from probatum.quality.risk.scale import MatrixDimension, MatrixEdition, RiskMatrix

#: the name under which processes and effects learn that a record was rated
RATED = "rating"
LONGEST = 4000
_declared: dict[str, Section] = {}


def rated(
    kind: str, *, states: tuple[str, ...], parts: tuple[str, ...] = (), permission: str = "event.triage"
) -> None:
    """Declare that records of a kind are rated: in which states, and by whom. Raises LookupError for a state there is not."""
    process = process_of(kind)
    strange = [state for state in states if state not in process.by_name]
    if strange:
        raise LookupError(f"{kind}: no state {', '.join(strange)} in which it could be rated")
    _declared[kind] = Section(RATED, "Risk rating", (), states=states, parts=parts, permission=permission)
    declare(kind, "rated", as_data(_declared[kind]))


def is_rated(kind: str) -> bool:
    """Whether records of a kind have a rating."""
    return kind in _declared


def may_rate(actor: Person, record: Record) -> Decision:
    """Whether somebody may rate a record as it stands."""
    section = _declared.get(record.kind)
    if section is None:
        return Decision(False, f"{start(with_article(process_of(record).label))} is not rated.")
    return may_edit(actor, record, section)


def rate(
    actor: Person, record: Record, *, levels: Mapping[str, int], rationale: str, based_on: int
) -> Rating:
    """Rate a record: a level (from 1) for each dimension of the matrix in force, and why.

    Raises NotAllowed without the right, StaleRecord for an old page, Refused for what is missing or before a matrix is in force.
    """
    verdict = may_rate(actor, record).or_refuse()
    refuse_if_stale(record, based_on=based_on)
    why = _reason(rationale)
    with action(
        actor, f"{record.kind}.rate", record=record, role=verdict.role, definition=process_of(record).digest
    ) as act:
        locked = lock(record)
        refuse_if_stale(locked, based_on=based_on)
        may_rate(actor, locked).or_refuse()
        matrix = matrix_in_force()
        chosen = _chosen(matrix.edition, levels)
        plan = read(matrix.edition)
        place = tuple(levels[one.name] for one in plan.dimensions)
        rating = Rating.objects.create(
            record=locked,
            matrix=matrix,
            **chosen,
            score=plan.score(place),
            result=matrix.edition.results.get(position=plan.result(place)),
            rationale=why,
            rated_by=actor,
            rated_at=act.at,
        )
        locked.__dict__.pop("_rating", None)
        new_edition(act, locked)
        edited = process_of(locked).edited
        if edited is not None:
            edited(act, locked, RATED)
        touch(act, locked)
        run_effects(act, locked, RATED, locked.state)
    return rating


def matrix_in_force() -> RiskMatrix:
    """The version in force. Raises Refused before the first one is approved."""
    matrix = in_force()
    if matrix is None or matrix.edition is None:
        raise Refused(
            "No risk matrix is in force yet. Whoever prepares risk matrices opens one, and somebody else approves it."
        )
    return matrix


def _reason(rationale: str) -> str:
    why = rationale.replace("\x00", "").strip()
    if not why:
        raise Refused("Say why it is rated so.", field="rationale")
    if len(why) > LONGEST:
        raise Refused(f"Shorten the rationale to {LONGEST:,} characters.", field="rationale")
    return why


def _chosen(edition: MatrixEdition, levels: Mapping[str, int]) -> dict[str, Any]:
    dimensions: list[MatrixDimension] = list(edition.dimensions.order_by("position"))
    strange = sorted(set(levels) - {one.name for one in dimensions})
    if strange:
        raise Refused(f"The matrix in force has no dimension “{strange[0][:40]}”. Reload the page.")
    found = {}
    for one in dimensions:
        level = one.levels.filter(position=levels.get(one.name) or 0).first()
        if level is None:
            raise Refused(f"Choose a level of {inside(one.label)}.", field=one.name)
        found[one.name] = level
    return found


# --- Reading ---
def rating_of(record: Record) -> Rating | None:
    """The rating that counts, the newest; read once for each loaded record."""
    if "_rating" not in record.__dict__:
        record.__dict__["_rating"] = ratings_of([record.pk]).get(record.pk)
    found: Rating | None = record.__dict__["_rating"]
    return found


def ratings_of(records: list[int]) -> dict[int, Rating]:
    """The rating that counts of several records, by the key of the record, in one query."""
    rows = Rating.objects.filter(record__in=records).order_by("record_id", "-id").distinct("record_id")
    return {one.record_id: one for one in rows.select_related(*_WITH)}


def earlier_of(record: Record) -> list[Rating]:
    """Every rating of a record, the newest first."""
    return list(Rating.objects.filter(record=record).select_related(*_WITH).order_by("-id"))


_WITH = (
    "matrix__record",
    "severity__dimension",
    "likelihood__dimension",
    "detectability__dimension",
    "result",
    "rated_by",
)


def path_of(record: Record) -> str:
    """What the rating of a record asks for: minor, major or critical; empty before it is rated."""
    rating = rating_of(record)
    return rating.path if rating is not None else ""


def rating_content(record: Record) -> dict[str, Any] | None:
    """The rating as a signature is bound to it; None for a kind that is not rated, or before it is."""
    rating = rating_of(record) if is_rated(record.kind) else None
    if rating is None:
        return None
    levels = (rating.severity, rating.likelihood, rating.detectability)
    return {
        "matrix": rating.matrix.record.number,
        "levels": [[one.dimension.label, one.label, one.score] for one in levels if one is not None],
        "score": rating.score,
        "result": rating.result.label,
        "path": rating.path,
        "rationale": rating.rationale,
    }


also_signed(RATED, rating_content)


# --- Gates ---
def _is_rated(record: Record, actor: Actor, values: Mapping[str, Any]) -> Missing | None:
    """The risk is rated."""
    if rating_of(record) is not None:
        return None
    return Missing("The risk is not rated yet.", url_name="record-rating", args=(str(record.uuid),))


RISK_RATED = Guard("risk_rated", _is_rated)


def rating_as_approved(*meanings: str) -> Guard:
    """The rating is the one that a signature of one of these meanings was given on; another one is approved anew."""

    def check(record: Record, actor: Actor, values: Mapping[str, Any]) -> str | None:
        """The rating is the one that was approved."""
        rating = rating_of(record)
        if rating is None:
            return None
        signed = Signature.objects.filter(record=record, meaning__in=meanings, refused=False)
        last = signed.order_by("-id").values_list("at", flat=True).first()
        if last is None or rating.rated_at <= last:
            return None
        return "The risk was rated anew after it was approved. Send it back, so that Quality approves the new rating."

    return Guard("rating_as_approved", check)
