"""Processes that types propose, documents that are not GxP, and placeholders for what is not there yet."""

import django.db.models.deletion
from django.db import migrations, models

from probatum.kernel.ledger.operations import Capture


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0007_identifiers"),
        ("kernel", "0009_library"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="light",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="documenttype",
            name="light",
            field=models.BooleanField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="documenttype",
            name="process",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.businessprocess",
            ),
        ),
        migrations.CreateModel(
            name="Placeholder",
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
                ("expected_on", models.DateField()),
                ("several", models.BooleanField(default=False, verbose_name="expects several documents")),
                (
                    "type",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.documenttype",
                    ),
                ),
            ],
            options={
                "verbose_name": "placeholder",
            },
        ),
        migrations.CreateModel(
            name="Filling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(blank=True, null=True)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fillings",
                        to="documents.document",
                    ),
                ),
                (
                    "placeholder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fillings",
                        to="documents.placeholder",
                    ),
                ),
            ],
            options={
                "ordering": ["placeholder", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("placeholder", "document"),
                        name="filled_once_by_each",
                    )
                ],
            },
        ),
        Capture("documents_placeholder", root=("kernel_record", "record_id")),
        Capture("documents_filling", root=("kernel_record", "placeholder_id")),
    ]
