"""Retention of types, and disposals (DOC-39)."""

import django.db.models.deletion
from django.db import migrations, models

from probatum.kernel.ledger.operations import Capture


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0011_restricted_types"),
        ("kernel", "0011_retention"),
    ]

    operations = [
        migrations.CreateModel(
            name="Disposal",
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
                ("reason", models.TextField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DisposalItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("because", models.TextField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True, choices=[("destroyed", "Destroyed"), ("kept", "Kept")], max_length=20
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("files", models.JSONField(default=list)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "disposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="documents.disposal",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disposals",
                        to="documents.document",
                    ),
                ),
            ],
            options={
                "verbose_name": "document of a disposal",
                "ordering": ["disposal", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("document",),
                        name="document_in_one_disposal",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TypeRetention",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("active", models.BooleanField(default=True)),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.retentionclass",
                    ),
                ),
                (
                    "type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="retention",
                        to="documents.documenttype",
                    ),
                ),
            ],
            options={
                "ordering": ["type", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("type", "rule"), name="type_kept_by_a_rule_once")
                ],
            },
        ),
        Capture("documents_typeretention"),
        Capture("documents_disposal", root=("kernel_record", "record_id")),
        Capture("documents_disposalitem", root=("kernel_record", "disposal_id")),
    ]
