"""Nonconformances and what becomes of what does not conform (QE-20)."""

import django.db.models.deletion
from django.db import migrations, models

from probatum.kernel.ledger.operations import Capture


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0020_rung_kinds"),
        ("quality", "0015_trace"),
    ]

    operations = [
        migrations.CreateModel(
            name="Disposition",
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
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("rework", "Rework"),
                            ("return", "Return to the supplier"),
                            ("scrap", "Scrap"),
                            ("use_as_is", "Use as is (concession)"),
                            ("regrade", "Regrade"),
                        ],
                        max_length=20,
                    ),
                ),
                ("quantity", models.DecimalField(blank=True, decimal_places=6, max_digits=18, null=True)),
                ("quantity_unit", models.CharField(blank=True, max_length=40, verbose_name="unit")),
                ("rationale", models.TextField(blank=True)),
                (
                    "instruction",
                    models.CharField(blank=True, max_length=80, verbose_name="instruction to rework"),
                ),
                (
                    "rework_effect",
                    models.TextField(blank=True, verbose_name="effect of the rework on the product"),
                ),
                ("new_grade", models.CharField(blank=True, max_length=120, verbose_name="regraded to")),
                ("carried_out_on", models.DateField(blank=True, null=True, verbose_name="carried out on")),
                ("evidence", models.TextField(blank=True, verbose_name="what shows that it was carried out")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Nonconformance",
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
                ("requirement", models.TextField(blank=True, verbose_name="requirement not met")),
                (
                    "found_where",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("incoming", "At receipt"),
                            ("in_process", "In process"),
                            ("final", "At the final check or release"),
                            ("storage", "In storage or transport"),
                            ("delivered", "After delivery"),
                        ],
                        max_length=20,
                        verbose_name="where it was found",
                    ),
                ),
                (
                    "quantity",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        max_digits=18,
                        null=True,
                        verbose_name="quantity affected",
                    ),
                ),
                ("quantity_unit", models.CharField(blank=True, max_length=40, verbose_name="unit")),
                ("containment", models.TextField(blank=True, verbose_name="what was done to contain it")),
                ("contained_on", models.DateField(blank=True, null=True, verbose_name="contained on")),
                (
                    "location",
                    models.CharField(blank=True, max_length=200, verbose_name="where it is kept apart"),
                ),
                ("delivered", models.BooleanField(blank=True, null=True, verbose_name="delivered already")),
                (
                    "customer_told",
                    models.BooleanField(blank=True, null=True, verbose_name="customer is notified"),
                ),
                ("customer_reason", models.TextField(blank=True, verbose_name="why, or whom and when")),
                (
                    "advisory",
                    models.TextField(blank=True, verbose_name="advisory notice or recall considered"),
                ),
                (
                    "investigated_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("own", "By this nonconformance"),
                            ("capa", "By a CAPA"),
                            ("none", "No investigation"),
                        ],
                        max_length=10,
                    ),
                ),
                ("not_investigated", models.TextField(blank=True, verbose_name="why it is not investigated")),
                ("conclusion", models.TextField(blank=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        Capture("quality_nonconformance", root=("kernel_record", "record_id")),
        Capture("quality_disposition", root=("kernel_record", "record_id")),
    ]
