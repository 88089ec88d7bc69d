"""What may not even be counted: records of a circle leave no trace for those outside, whereas others leave a nameless one (DOC-37)."""

from __future__ import annotations

from collections.abc import Collection

from probatum.kernel.authz import visible
from probatum.kernel.people import Actor
from probatum.kernel.record import Record


def kept_from(actor: Actor) -> list[str]:
    """The keys of all records of circles that somebody does not see; none where nothing is restricted."""
    inside = Record.objects.exclude(circle=None)
    hidden = inside.exclude(pk__in=visible(actor).exclude(circle=None).values("pk"))
    return [str(pk) for pk in hidden.order_by("pk").values_list("pk", flat=True)]


def uncounted(actor: Actor, keys: Collection[int]) -> set[int]:
    """Which of these records somebody may not even know to be there."""
    if not keys:
        return set()
    inside = Record.objects.filter(pk__in=keys).exclude(circle=None)
    seen = visible(actor).filter(pk__in=keys).values("pk")
    return set(inside.exclude(pk__in=seen).values_list("pk", flat=True))
