"""What the editor of a first matrix begins with: words and cells that a customer overwrites."""

from __future__ import annotations

from dataclasses import replace

from probatum.quality.risk.plan import DimensionPlan, LevelPlan, MatrixPlan, ResultPlan
from probatum.quality.risk.scale import DIMENSIONS, TABLE

_WORDS: dict[str, tuple[tuple[str, str], ...]] = {
    "severity": (
        ("Negligible", "No effect on product, patient or data."),
        ("Minor", "A requirement is missed; product, patient and data stay as they should be."),
        ("Moderate", "Quality of the product or of data can suffer; it is found before it matters."),
        ("Serious", "A batch, a study or a patient can be affected for a time."),
        ("Critical", "Lasting harm to a patient, or data that can no longer be relied on."),
    ),
    "likelihood": (
        ("Remote", "Not known to have happened; less than once in ten years."),
        ("Unlikely", "Known from elsewhere; about once in three years."),
        ("Possible", "Has happened here; about once a year."),
        ("Likely", "Happens several times a year."),
        ("Frequent", "Happens every month or more often."),
    ),
    "detectability": (
        ("Certain", "A control stops it every time before it leaves the step."),
        ("High", "A routine check finds it before release."),
        ("Moderate", "Found by sampling, not every time."),
        ("Low", "Found by chance, or late."),
        ("None", "Found by nobody before the product is used."),
    ),
}
_RESULTS = (
    ResultPlan("Low", "good", "minor"),
    ResultPlan("Medium", "warn", "major"),
    ResultPlan("High", "danger", "critical"),
)
#: where each result begins: as a share of the way up all dimensions, and as a share of the highest product
_SHARE, _FROM = (0.0, 0.4, 0.72), (0.0, 0.24, 0.6)


def proposed(*, counts: dict[str, int], method: str = TABLE) -> MatrixPlan:
    """A matrix of so many levels by dimension (severity and likelihood at least), to be written over."""
    dimensions = tuple(
        DimensionPlan(name, label, _levels(name, counts[name]))
        for name, label in DIMENSIONS.items()
        if name in counts
    )
    plan = MatrixPlan(method, dimensions, _RESULTS)
    if method == TABLE:
        return replace(plan, cells={place: _cell(plan, place) for place in plan.places()})
    highest = plan.score(tuple(len(one.levels) for one in dimensions))
    starts = (max(at, round(highest * share)) for at, share in enumerate(_FROM, start=1))
    return replace(
        plan,
        results=tuple(replace(one, from_score=start) for one, start in zip(_RESULTS, starts, strict=True)),
    )


def _levels(name: str, count: int) -> tuple[LevelPlan, ...]:
    """Levels from low to high: the words known for five are spread over them, what lies between stays to be written."""
    known = _WORDS[name]
    found = []
    for at in range(count):
        exact = at * (len(known) - 1) / (count - 1)
        words = known[round(exact)] if count <= len(known) or exact == int(exact) else ("", "")
        found.append(LevelPlan(*words, score=at + 1))
    return tuple(found)


def _cell(plan: MatrixPlan, place: tuple[int, ...]) -> int:
    heights = [(at - 1) / (len(one.levels) - 1) for one, at in zip(plan.dimensions, place, strict=True)]
    share = sum(heights) / len(heights)
    return max(at for at, start in enumerate(_SHARE, start=1) if share >= start)
