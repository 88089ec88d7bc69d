"""Deviations and investigations (QE-01, QE-09)."""

import django.db.models.deletion
from django.db import migrations, models

from probatum.kernel.ledger.operations import Capture


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0018_escalation"),
        ("quality", "0006_extension"),
    ]

    operations = [
        migrations.CreateModel(
            name="Deviation",
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
                ("edition", models.PositiveIntegerField(default=1)),
                ("capa_needed", models.BooleanField(blank=True, null=True, verbose_name="CAPA needed")),
                ("capa_reason", models.TextField(blank=True, verbose_name="why a CAPA is not needed")),
                (
                    "check_needed",
                    models.BooleanField(blank=True, null=True, verbose_name="effectiveness check needed"),
                ),
                ("check_reason", models.TextField(blank=True, verbose_name="why no check is needed")),
                ("description", models.TextField(blank=True, verbose_name="what happened")),
                ("occurred_at", models.DateTimeField(blank=True, null=True, verbose_name="occurred")),
                ("aware_at", models.DateTimeField(blank=True, null=True, verbose_name="became aware")),
                ("late_reason", models.TextField(blank=True, verbose_name="why it is entered late")),
                ("immediate_action", models.TextField(blank=True, verbose_name="what was done at once")),
                (
                    "category",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("procedure", "Procedure not followed"),
                            ("documentation", "Documentation"),
                            ("equipment", "Equipment or facility"),
                            ("material", "Material or component"),
                            ("environment", "Environment or utilities"),
                            ("process", "Process parameter"),
                            ("system", "Computerised system"),
                            ("storage", "Storage or transport"),
                            ("consent", "Consent or protocol"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "external",
                    models.BooleanField(blank=True, null=True, verbose_name="reported from outside"),
                ),
                (
                    "personal_data",
                    models.BooleanField(blank=True, null=True, verbose_name="holds personal data"),
                ),
                ("planned", models.BooleanField(blank=True, null=True, verbose_name="planned")),
                ("planned_from", models.DateField(blank=True, null=True)),
                ("planned_until", models.DateField(blank=True, null=True)),
                (
                    "area",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("gmp", "GMP"),
                            ("gcp", "GCP"),
                            ("glp", "GLP"),
                            ("gdp", "GDP"),
                            ("gvp", "GVP"),
                            ("device", "Devices"),
                        ],
                        max_length=10,
                    ),
                ),
                ("country", models.CharField(blank=True, max_length=2)),
                (
                    "subjects",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="participants affected"),
                ),
                ("impact", models.TextField(blank=True, verbose_name="impact on product, patients and data")),
                ("further", models.TextField(blank=True, verbose_name="other batches and records looked at")),
                ("conclusion", models.TextField(blank=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Investigation",
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
                ("edition", models.PositiveIntegerField(default=1)),
                ("scope", models.TextField(blank=True, verbose_name="what is to be found out")),
                ("method", models.TextField(blank=True, verbose_name="how, and with whom")),
                ("findings", models.TextField(blank=True)),
                ("evidence", models.TextField(blank=True, verbose_name="where the evidence is")),
                ("conclusion", models.TextField(blank=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        Capture("quality_deviation", root=("kernel_record", "record_id")),
        Capture("quality_investigation", root=("kernel_record", "record_id")),
    ]
