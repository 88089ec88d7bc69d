"""Laboratory investigations, plans of further tests, and every single result (LAB-01 to LAB-06)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from probatum.kernel.ledger.operations import Capture


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0019_complaint_links"),
        ("quality", "0012_intake"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LabInvestigation",
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
                (
                    "type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("oos", "Out of specification"),
                            ("oot", "Out of trend"),
                            ("ooe", "Out of expectation"),
                        ],
                        max_length=3,
                    ),
                ),
                ("sample", models.CharField(blank=True, max_length=120)),
                ("test", models.CharField(blank=True, max_length=120)),
                ("method", models.CharField(blank=True, max_length=120)),
                ("specification", models.CharField(blank=True, max_length=300)),
                (
                    "lower",
                    models.DecimalField(
                        blank=True, decimal_places=12, max_digits=24, null=True, verbose_name="lower limit"
                    ),
                ),
                (
                    "upper",
                    models.DecimalField(
                        blank=True, decimal_places=12, max_digits=24, null=True, verbose_name="upper limit"
                    ),
                ),
                (
                    "result",
                    models.DecimalField(
                        blank=True,
                        decimal_places=12,
                        max_digits=24,
                        null=True,
                        verbose_name="original result",
                    ),
                ),
                ("unit", models.CharField(blank=True, max_length=40)),
                ("on_hold", models.BooleanField(blank=True, null=True, verbose_name="batch on hold")),
                (
                    "solutions_kept",
                    models.CharField(
                        blank=True,
                        choices=[("in_order", "In order"), ("finding", "Finding"), ("n_a", "Does not apply")],
                        max_length=10,
                        verbose_name="solutions and glassware kept until the end of phase I",
                    ),
                ),
                (
                    "method_followed",
                    models.CharField(
                        blank=True,
                        choices=[("in_order", "In order"), ("finding", "Finding"), ("n_a", "Does not apply")],
                        max_length=10,
                        verbose_name="right method and edition followed",
                    ),
                ),
                (
                    "preparation",
                    models.CharField(
                        blank=True,
                        choices=[("in_order", "In order"), ("finding", "Finding"), ("n_a", "Does not apply")],
                        max_length=10,
                        verbose_name="weighing, dilution and preparation",
                    ),
                ),
                (
                    "standards",
                    models.CharField(
                        blank=True,
                        choices=[("in_order", "In order"), ("finding", "Finding"), ("n_a", "Does not apply")],
                        max_length=10,
                        verbose_name="reference standards and reagents",
                    ),
                ),
                (
                    "instrument_state",
                    models.CharField(
                        blank=True,
                        choices=[("in_order", "In order"), ("finding", "Finding"), ("n_a", "Does not apply")],
                        max_length=10,
                        verbose_name="instrument calibrated and suitable",
                    ),
                ),
                (
                    "system_suitability",
                    models.CharField(
                        blank=True,
                        choices=[("in_order", "In order"), ("finding", "Finding"), ("n_a", "Does not apply")],
                        max_length=10,
                        verbose_name="system suitability",
                    ),
                ),
                (
                    "raw_data",
                    models.CharField(
                        blank=True,
                        choices=[("in_order", "In order"), ("finding", "Finding"), ("n_a", "Does not apply")],
                        max_length=10,
                        verbose_name="raw data, integration and audit trail of the instrument",
                    ),
                ),
                (
                    "calculation",
                    models.CharField(
                        blank=True,
                        choices=[("in_order", "In order"), ("finding", "Finding"), ("n_a", "Does not apply")],
                        max_length=10,
                        verbose_name="calculation and transcription",
                    ),
                ),
                (
                    "training",
                    models.CharField(
                        blank=True,
                        choices=[("in_order", "In order"), ("finding", "Finding"), ("n_a", "Does not apply")],
                        max_length=10,
                        verbose_name="analyst trained and authorised",
                    ),
                ),
                ("checklist_notes", models.TextField(blank=True, verbose_name="what was found")),
                (
                    "assignable",
                    models.BooleanField(blank=True, null=True, verbose_name="assignable laboratory cause"),
                ),
                (
                    "laboratory_cause",
                    models.TextField(blank=True, verbose_name="the laboratory cause and its proof"),
                ),
                (
                    "production_review",
                    models.TextField(blank=True, verbose_name="review of production and sampling"),
                ),
                (
                    "other_batches",
                    models.TextField(
                        blank=True, verbose_name="other batches tested by this method or instrument"
                    ),
                ),
                ("findings", models.TextField(blank=True, verbose_name="findings of phase II")),
                ("conclusion", models.TextField(blank=True)),
                (
                    "disposition",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("pending", "Still open"),
                            ("release", "Can be released"),
                            ("reject", "Reject"),
                            ("rework", "Rework or reprocess"),
                        ],
                        max_length=20,
                        verbose_name="disposition of the batch",
                    ),
                ),
                (
                    "analyst",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RetestPlan",
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
                    "type",
                    models.CharField(
                        blank=True,
                        choices=[("retest", "Retest of the same sample"), ("resample", "New sample")],
                        max_length=10,
                    ),
                ),
                ("sample", models.CharField(blank=True, max_length=120)),
                (
                    "tests",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="how many tests"),
                ),
                ("justification", models.TextField(blank=True)),
                ("rule", models.TextField(blank=True, verbose_name="how the results are judged")),
                (
                    "analyst",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LabResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("original", "Original"),
                            ("retest", "Retest of the same sample"),
                            ("resample", "New sample"),
                        ],
                        max_length=10,
                    ),
                ),
                ("ordinal", models.PositiveSmallIntegerField(verbose_name="no.")),
                ("value", models.DecimalField(decimal_places=12, max_digits=24)),
                ("entered", models.CharField(max_length=40, verbose_name="as entered")),
                ("unit", models.CharField(blank=True, max_length=40)),
                ("sample", models.CharField(blank=True, max_length=120)),
                ("tested_at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=300)),
                ("entered_at", models.DateTimeField()),
                ("invalidated_at", models.DateTimeField(blank=True, null=True)),
                ("invalid_reason", models.TextField(blank=True, verbose_name="why it is invalid")),
                (
                    "analyst",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "invalidated_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lab_results",
                        to="kernel.record",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="results",
                        to="quality.retestplan",
                    ),
                ),
            ],
            options={
                "ordering": ["record", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("record", "type", "plan", "ordinal"), name="lab_result_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("type", "original")),
                        fields=("record",),
                        name="lab_result_one_original",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("plan", None), ("type", "original")),
                            models.Q(models.Q(("type", "original"), _negated=True), ("plan__isnull", False)),
                            _connector="OR",
                        ),
                        name="lab_result_planned_unless_original",
                    ),
                ],
            },
        ),
        Capture("quality_labinvestigation", root=("kernel_record", "record_id")),
        Capture("quality_retestplan", root=("kernel_record", "record_id")),
        Capture("quality_labresult", root=("kernel_record", "record_id")),
    ]
