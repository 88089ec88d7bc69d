"""The rating of a record: the levels chosen and the result, by the version of the matrix in force then (RSK-15)."""

from __future__ import annotations

from django.db import models

from probatum.kernel.fields import points_to
from probatum.kernel.people import Person
from probatum.kernel.record import Record
from probatum.quality.risk.scale import MatrixLevel, MatrixResult, RiskMatrix


class Rating(models.Model):
    """One rating of a record, stamped with the version of the matrix; another one is inserted, none is changed."""

    record = points_to(Record, related="ratings")
    matrix = points_to(RiskMatrix, related="ratings")
    severity = points_to(MatrixLevel)
    likelihood = points_to(MatrixLevel)
    detectability = points_to(MatrixLevel, optional=True)
    score = models.PositiveIntegerField()
    result = points_to(MatrixResult)
    rationale = models.TextField()
    rated_by = points_to(Person)
    rated_at = models.DateTimeField()

    class Meta:
        ordering = ["record", "id"]
        indexes = [
            # the rating that counts is the newest of its record
            models.Index(fields=["record", "-id"], name="rating_of_record")
        ]

    @property
    def path(self) -> str:
        """What the result asks for: minor, major or critical."""
        return str(self.result.path)
