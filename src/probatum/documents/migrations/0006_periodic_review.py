"""Periodic reviews, and which version of its master a version of a translation renders."""

import django.db.models.deletion
from django.db import migrations, models

from probatum.kernel.ledger.operations import Capture


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0005_controlled_copies"),
        ("kernel", "0007_link_types"),
    ]

    operations = [
        migrations.CreateModel(
            name="Translation",
            fields=[
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="translation",
                        serialize=False,
                        to="documents.version",
                    ),
                ),
                (
                    "master",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.version"
                    ),
                ),
            ],
            options={
                "verbose_name": "translation",
            },
        ),
        migrations.CreateModel(
            name="PeriodicReview",
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
                ("review_due", models.DateField(verbose_name="review date")),
                ("months", models.PositiveSmallIntegerField(verbose_name="interval in months")),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[("keep", "Keep as it is"), ("revise", "Revise"), ("retire", "Retire")],
                        max_length=20,
                    ),
                ),
                ("next_review", models.DateField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="periodic_reviews",
                        to="documents.document",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.version",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.version"
                    ),
                ),
            ],
            options={
                "verbose_name": "periodic review",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("document",),
                        name="document_in_one_review",
                    )
                ],
            },
        ),
        Capture("documents_periodicreview", root=("kernel_record", "record_id")),
        Capture("documents_translation", root=("kernel_record", "version_id")),
    ]
