"""Controlled copies, and the codes that prints and copies carry."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from probatum.kernel.ledger.operations import Capture


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0004_draft_findings"),
        ("kernel", "0006_signing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ControlledCopy",
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
                ("copy_no", models.PositiveIntegerField(verbose_name="copy number")),
                ("recipient", models.CharField(max_length=120, verbose_name="recipient")),
                ("place", models.CharField(max_length=120, verbose_name="place")),
                ("purpose", models.CharField(max_length=300, verbose_name="purpose")),
                ("issued_at", models.DateTimeField()),
                ("recalled_at", models.DateTimeField(blank=True, null=True)),
                ("handed_back_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("witness", models.CharField(blank=True, max_length=120, verbose_name="destroyed before")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="controlled_copies",
                        to="documents.document",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recipient with an account",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="controlled_copies",
                        to="documents.version",
                    ),
                ),
            ],
            options={
                "verbose_name": "controlled copy",
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token_sha256", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                ("valid_until", models.DateTimeField(blank=True, null=True)),
                (
                    "copy",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="documents.controlledcopy",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="documents.version",
                    ),
                ),
            ],
            options={
                "verbose_name": "print",
                "ordering": ["id"],
            },
        ),
        migrations.AddConstraint(
            model_name="controlledcopy",
            constraint=models.UniqueConstraint(fields=("document", "copy_no"), name="copy_numbered_once"),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("copy", None), ("valid_until__isnull", False)),
                    ("copy__isnull", False),
                    _connector="OR",
                ),
                name="paper_ends",
            ),
        ),
        Capture("documents_controlledcopy", root=("kernel_record", "record_id")),
        Capture("documents_paper", root=("kernel_record", "version_id"), append_only=True),
    ]
