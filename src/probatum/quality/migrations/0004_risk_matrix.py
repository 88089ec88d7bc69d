"""The risk matrix in versions, and ratings by it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from probatum.kernel.ledger.operations import Capture

MATRIX = ("kernel_record", "matrix_id")


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0013_parent"),
        ("quality", "0003_access_review"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MatrixEdition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("table", "A result for each cell"),
                            ("product", "Thresholds on the product of the scores"),
                        ],
                        max_length=20,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["matrix", "id"],
            },
        ),
        migrations.CreateModel(
            name="MatrixDimension",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "name",
                    models.CharField(
                        choices=[
                            ("severity", "Severity"),
                            ("likelihood", "Likelihood"),
                            ("detectability", "Detectability"),
                        ],
                        max_length=20,
                    ),
                ),
                ("label", models.CharField(max_length=60)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dimensions",
                        to="quality.matrixedition",
                    ),
                ),
            ],
            options={
                "ordering": ["edition", "position"],
            },
        ),
        migrations.CreateModel(
            name="RiskMatrix",
            fields=[
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="%(app_label)s_%(class)s",
                        serialize=False,
                        to="kernel.record",
                    ),
                ),
                ("note", models.TextField(blank=True)),
                (
                    "edition",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="quality.matrixedition",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="MatrixResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("label", models.CharField(max_length=60)),
                (
                    "tone",
                    models.CharField(
                        choices=[
                            ("good", "Green"),
                            ("info", "Blue"),
                            ("warn", "Amber"),
                            ("danger", "Red"),
                            ("neutral", "Grey"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "path",
                    models.CharField(
                        choices=[("minor", "Minor"), ("major", "Major"), ("critical", "Critical")],
                        max_length=20,
                    ),
                ),
                ("from_score", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="results",
                        to="quality.matrixedition",
                    ),
                ),
                (
                    "matrix",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="quality.riskmatrix"
                    ),
                ),
            ],
            options={
                "ordering": ["edition", "position"],
            },
        ),
        migrations.CreateModel(
            name="MatrixLevel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("score", models.PositiveSmallIntegerField()),
                ("label", models.CharField(max_length=60)),
                ("anchor", models.CharField(max_length=300)),
                (
                    "dimension",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="levels",
                        to="quality.matrixdimension",
                    ),
                ),
                (
                    "matrix",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="quality.riskmatrix"
                    ),
                ),
            ],
            options={
                "ordering": ["dimension", "position"],
            },
        ),
        migrations.AddField(
            model_name="matrixedition",
            name="matrix",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="editions", to="quality.riskmatrix"
            ),
        ),
        migrations.AddField(
            model_name="matrixdimension",
            name="matrix",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="quality.riskmatrix"
            ),
        ),
        migrations.CreateModel(
            name="MatrixCell",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cells",
                        to="quality.matrixedition",
                    ),
                ),
                (
                    "detectability",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="quality.matrixlevel",
                    ),
                ),
                (
                    "likelihood",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="quality.matrixlevel",
                    ),
                ),
                (
                    "severity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="quality.matrixlevel",
                    ),
                ),
                (
                    "result",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="quality.matrixresult",
                    ),
                ),
                (
                    "matrix",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="quality.riskmatrix"
                    ),
                ),
            ],
            options={
                "ordering": ["edition", "id"],
            },
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("score", models.PositiveIntegerField()),
                ("rationale", models.TextField()),
                ("rated_at", models.DateTimeField()),
                (
                    "detectability",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="quality.matrixlevel",
                    ),
                ),
                (
                    "likelihood",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="quality.matrixlevel",
                    ),
                ),
                (
                    "rated_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ratings",
                        to="kernel.record",
                    ),
                ),
                (
                    "result",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="quality.matrixresult",
                    ),
                ),
                (
                    "severity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="quality.matrixlevel",
                    ),
                ),
                (
                    "matrix",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ratings",
                        to="quality.riskmatrix",
                    ),
                ),
            ],
            options={
                "ordering": ["record", "id"],
                "indexes": [models.Index(fields=["record", "-id"], name="rating_of_record")],
            },
        ),
        migrations.AddConstraint(
            model_name="matrixresult",
            constraint=models.UniqueConstraint(fields=("edition", "position"), name="matrix_result_once"),
        ),
        migrations.AddConstraint(
            model_name="matrixlevel",
            constraint=models.UniqueConstraint(fields=("dimension", "position"), name="matrix_level_once"),
        ),
        migrations.AddConstraint(
            model_name="matrixdimension",
            constraint=models.UniqueConstraint(fields=("edition", "name"), name="matrix_dimension_once"),
        ),
        migrations.AddConstraint(
            model_name="matrixcell",
            constraint=models.UniqueConstraint(
                fields=("severity", "likelihood", "detectability"),
                name="matrix_cell_once",
                nulls_distinct=False,
            ),
        ),
        Capture("quality_riskmatrix", root=("kernel_record", "record_id")),
        Capture("quality_matrixedition", root=MATRIX, append_only=True),
        Capture("quality_matrixdimension", root=MATRIX, append_only=True),
        Capture("quality_matrixlevel", root=MATRIX, append_only=True),
        Capture("quality_matrixresult", root=MATRIX, append_only=True),
        Capture("quality_matrixcell", root=MATRIX, append_only=True),
        Capture("quality_rating", root=("kernel_record", "record_id"), append_only=True),
    ]
