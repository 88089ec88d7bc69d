"""Field constructors that keep the rules of every regulated table in one place."""

from __future__ import annotations

from typing import Any

from django.db import models


def points_to(model: Any, *, related: str = "+", optional: bool = False, **options: Any) -> Any:
    """A foreign key that protects what it points to: nothing regulated is deleted."""
    return models.ForeignKey(
        model, on_delete=models.PROTECT, related_name=related, null=optional, blank=optional, **options
    )


class AsTyped(models.DecimalField):
    """A number that keeps the decimal places that were entered, so that 2.0 stays 2.0; a column `numeric` does."""

    def check(self, **options: Any) -> list[Any]:
        """What Django checks of every field; that digits and places are fixed is what this one does without."""
        return models.Field.check(self, **options)

    def db_type(self, connection: Any) -> str:
        """The type of the column: without a precision of its own."""
        return "numeric"


def as_typed(label: str | None = None, *, optional: bool = False) -> Any:
    """A number as it was entered: a result says by its decimal places how well it is known."""
    return AsTyped(label, null=optional, blank=optional)


def sha256_field(**options: Any) -> Any:
    """Lower-case hexadecimal SHA-256 of bytes."""
    return models.CharField(max_length=64, **options)
