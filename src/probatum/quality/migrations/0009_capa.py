"""CAPAs, their actions in order, and the checks of their effect (CAP-01 to CAP-15)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from probatum.kernel.ledger.operations import Capture


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0018_escalation"),
        ("quality", "0008_statutory"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Capa",
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
                    "source",
                    models.CharField(
                        choices=[
                            ("deviation", "Deviation"),
                            ("nonconformance", "Nonconformance"),
                            ("complaint", "Complaint"),
                            ("laboratory", "Laboratory investigation"),
                            ("finding", "Finding of an audit or inspection"),
                            ("risk", "Risk assessment"),
                            ("trend", "Trend"),
                            ("management_review", "Management review"),
                            ("ineffective", "Check that did not hold"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                ("source_note", models.TextField(blank=True, verbose_name="more about the source")),
                (
                    "shape",
                    models.CharField(
                        choices=[
                            ("simple", "Simple: one responsible person, no separate actions"),
                            ("full", "Full: actions with people of their own"),
                            ("eight_d", "8D: full, with the eight disciplines"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "weight",
                    models.CharField(
                        choices=[("minor", "Minor"), ("major", "Major"), ("critical", "Critical")],
                        max_length=10,
                        verbose_name="severity of the source",
                    ),
                ),
                ("device", models.BooleanField(default=False, verbose_name="concerns a medical device")),
                ("problem", models.TextField(verbose_name="what is wrong")),
                (
                    "due_on",
                    models.DateField(blank=True, null=True, verbose_name="day by which it is to be closed"),
                ),
                ("cause", models.TextField(blank=True, verbose_name="root cause")),
                ("intended", models.TextField(blank=True, verbose_name="what is to be done")),
                ("done", models.TextField(blank=True, verbose_name="what was done, and the proof")),
                ("d1_team", models.TextField(blank=True, verbose_name="D1 team")),
                ("d2_problem", models.TextField(blank=True, verbose_name="D2 problem")),
                ("d3_containment", models.TextField(blank=True, verbose_name="D3 containment")),
                ("d4_cause", models.TextField(blank=True, verbose_name="D4 root cause")),
                ("d5_chosen", models.TextField(blank=True, verbose_name="D5 chosen corrective actions")),
                ("d6_validated", models.TextField(blank=True, verbose_name="D6 implemented and validated")),
                ("d7_prevention", models.TextField(blank=True, verbose_name="D7 recurrence prevented")),
                ("d8_recognition", models.TextField(blank=True, verbose_name="D8 team and lessons")),
                (
                    "proven_first",
                    models.BooleanField(default=False, verbose_name="stays open until proven effective"),
                ),
                ("all_sign", models.BooleanField(default=False, verbose_name="every Quality approver signs")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="EffectivenessCheck",
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
                ("criteria", models.TextField(verbose_name="criteria of success")),
                ("method", models.TextField(blank=True)),
                ("sample_size", models.CharField(blank=True, max_length=300)),
                ("start_on", models.DateField(verbose_name="start as planned")),
                ("due_on", models.DateField(verbose_name="due day as planned")),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="starts on")),
                ("results", models.TextField(blank=True, verbose_name="what was found, and the proof")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("effective", "Effective"),
                            ("ineffective", "Ineffective"),
                            ("inconclusive", "Inconclusive"),
                        ],
                        max_length=14,
                    ),
                ),
                ("conclusion", models.TextField(blank=True, verbose_name="why")),
                (
                    "follow_up",
                    models.CharField(
                        blank=True,
                        choices=[("new_capa", "Open a new CAPA"), ("reopen", "Reopen what was checked")],
                        max_length=10,
                        verbose_name="what follows",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PlannedAction",
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
                    "nature",
                    models.CharField(
                        choices=[
                            ("corrective", "Corrective"),
                            ("preventive", "Preventive"),
                            ("correction", "Correction"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("document", "Change a document"),
                            ("training", "Train people"),
                            ("task", "Another task"),
                            ("software", "Change a computerised system"),
                            ("equipment", "Change equipment"),
                            ("facility", "Change a facility or utility"),
                            ("supplier", "Change at a supplier"),
                        ],
                        max_length=12,
                    ),
                ),
                ("effect", models.CharField(max_length=12, verbose_name="type")),
                ("due_on", models.DateField(verbose_name="due day as planned")),
                ("description", models.TextField(blank=True)),
                ("result", models.TextField(blank=True, verbose_name="what was done, and the proof")),
                ("position", models.PositiveSmallIntegerField(default=1)),
                (
                    "brings_about",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="brought_about_by",
                        to="kernel.record",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Precedence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("voided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "after",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="awaited_by",
                        to="kernel.record",
                    ),
                ),
                (
                    "made_by",
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
                        related_name="waits_for",
                        to="kernel.record",
                    ),
                ),
            ],
            options={
                "verbose_name": "order of actions",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("voided_at", None)),
                        fields=("record", "after"),
                        name="precedence_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("record", models.F("after")), _negated=True),
                        name="precedence_of_another",
                    ),
                ],
            },
        ),
        Capture("quality_capa", root=("kernel_record", "record_id")),
        Capture("quality_plannedaction", root=("kernel_record", "record_id")),
        Capture("quality_precedence", root=("kernel_record", "record_id")),
        Capture("quality_effectivenesscheck", root=("kernel_record", "record_id")),
    ]
