"""The tables of a risk matrix: dimensions with any number of levels, each with its words, and the results they lead to (RSK-01, RSK-03).

A save inserts a whole edition and moves the pointer to it, so what a rating or a signature points at never changes.
"""

from __future__ import annotations

from django.db import models

from probatum.kernel.fields import points_to
from probatum.kernel.people import Person
from probatum.kernel.record import Body

#: name -> label proposed; the first two make the rows and columns of the chart, the third its sheets
DIMENSIONS = {"severity": "Severity", "likelihood": "Likelihood", "detectability": "Detectability"}
TABLE, PRODUCT = "table", "product"
METHODS = ((TABLE, "A result for each cell"), (PRODUCT, "Thresholds on the product of the scores"))
#: What a result asks for; quality events choose their way by it (QE-07).
PATHS = (("minor", "Minor"), ("major", "Major"), ("critical", "Critical"))
TONES = (
    ("good", "Green"),
    ("info", "Blue"),
    ("warn", "Amber"),
    ("danger", "Red"),
    ("neutral", "Grey"),
)


class RiskMatrix(Body):
    """One version of the risk matrix; `edition` points at its contents as saved last."""

    note = models.TextField(blank=True)
    edition = points_to("quality.MatrixEdition", optional=True)


class MatrixEdition(models.Model):
    """The contents of a version as somebody saved them; approved with the version that points here."""

    matrix = points_to(RiskMatrix, related="editions")
    method = models.CharField(max_length=20, choices=METHODS)
    made_by = points_to(Person)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["matrix", "id"]


class MatrixDimension(models.Model):
    """One dimension of an edition, in the words of the customer."""

    matrix = points_to(RiskMatrix)  # files the row under its record, as in all tables below
    edition = points_to(MatrixEdition, related="dimensions")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=20, choices=list(DIMENSIONS.items()))
    label = models.CharField(max_length=60)

    class Meta:
        ordering = ["edition", "position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "name"], name="matrix_dimension_once"),
        ]


class MatrixLevel(models.Model):
    """One level of a dimension: its place from low to high, its score, and the words that say when it is chosen."""

    matrix = points_to(RiskMatrix)
    dimension = points_to(MatrixDimension, related="levels")
    position = models.PositiveSmallIntegerField()
    score = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=60)
    anchor = models.CharField(max_length=300)

    class Meta:
        ordering = ["dimension", "position"]
        constraints = [
            models.UniqueConstraint(fields=["dimension", "position"], name="matrix_level_once"),
        ]


class MatrixResult(models.Model):
    """One result, from low to high; `from_score` is the smallest product that gives it, where products decide."""

    matrix = points_to(RiskMatrix)
    edition = points_to(MatrixEdition, related="results")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=60)
    tone = models.CharField(max_length=20, choices=TONES)
    path = models.CharField(max_length=20, choices=PATHS)
    from_score = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["edition", "position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "position"], name="matrix_result_once"),
        ]


class MatrixCell(models.Model):
    """The result of one combination of levels, where a table decides."""

    matrix = points_to(RiskMatrix)
    edition = points_to(MatrixEdition, related="cells")
    severity = points_to(MatrixLevel)
    likelihood = points_to(MatrixLevel)
    detectability = points_to(MatrixLevel, optional=True)
    result = points_to(MatrixResult)

    class Meta:
        ordering = ["edition", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["severity", "likelihood", "detectability"],
                name="matrix_cell_once",
                nulls_distinct=False,
            ),
        ]
