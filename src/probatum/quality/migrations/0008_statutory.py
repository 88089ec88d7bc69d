"""Statutory clocks in versions, and the answers of triage (QE-35)."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from probatum.kernel.ledger.operations import Capture


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0018_escalation"),
        ("quality", "0007_events"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StatutoryQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("code", models.SlugField(max_length=40)),
                ("text", models.CharField(max_length=300, verbose_name="question")),
                ("help", models.CharField(blank=True, max_length=500)),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        default=list,
                        size=None,
                        verbose_name="asked of",
                    ),
                ),
                ("withdrawn", models.BooleanField(default=False, verbose_name="taken out")),
            ],
            options={
                "verbose_name": "question of triage",
                "ordering": ["version", "position", "id"],
            },
        ),
        migrations.CreateModel(
            name="StatutoryRules",
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="StatutoryRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("country", models.CharField(max_length=2)),
                ("authority", models.CharField(max_length=80)),
                ("label", models.CharField(max_length=160, verbose_name="report")),
                ("amount", models.PositiveSmallIntegerField(verbose_name="period")),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("working", "working days"),
                            ("calendar", "calendar days"),
                            ("hours", "hours"),
                        ],
                        max_length=10,
                    ),
                ),
                ("rolls", models.BooleanField(default=False, verbose_name="a last day off moves on")),
                (
                    "holds",
                    models.PositiveSmallIntegerField(
                        default=0, verbose_name="working days it holds at least"
                    ),
                ),
                (
                    "calendar",
                    models.CharField(
                        choices=[
                            ("weekdays", "Saturdays and Sundays"),
                            ("us_federal", "Saturdays, Sundays and federal holidays of the US"),
                        ],
                        default="weekdays",
                        max_length=20,
                        verbose_name="days off",
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[("country", "Events of the country itself"), ("global", "Events anywhere")],
                        default="country",
                        max_length=10,
                    ),
                ),
                ("counts_from", models.CharField(max_length=200)),
                ("clause", models.CharField(max_length=120)),
                ("withdrawn", models.BooleanField(default=False, verbose_name="taken out")),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rules",
                        to="quality.statutoryquestion",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rules",
                        to="quality.statutoryrules",
                    ),
                ),
            ],
            options={
                "verbose_name": "statutory clock",
                "ordering": ["version", "question", "country", "position", "id"],
            },
        ),
        migrations.AddField(
            model_name="statutoryquestion",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="questions",
                to="quality.statutoryrules",
            ),
        ),
        migrations.CreateModel(
            name="Triage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "countries",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=2), default=list, size=None
                    ),
                ),
                ("rationale", models.TextField()),
                ("answered_at", models.DateTimeField()),
                (
                    "answered_by",
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
                        related_name="triages",
                        to="kernel.record",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="quality.statutoryrules",
                    ),
                ),
            ],
            options={
                "ordering": ["record", "id"],
            },
        ),
        migrations.CreateModel(
            name="TriageAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        choices=[("yes", "Yes"), ("unsure", "Not sure, counts as yes"), ("no", "No")],
                        max_length=10,
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="quality.statutoryquestion",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.record"
                    ),
                ),
                (
                    "triage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="quality.triage",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer of triage",
                "ordering": ["triage", "question"],
            },
        ),
        migrations.AddConstraint(
            model_name="statutoryquestion",
            constraint=models.UniqueConstraint(fields=("version", "code"), name="statutory_question_once"),
        ),
        migrations.AddIndex(
            model_name="triage",
            index=models.Index(fields=["record", "-id"], name="triage_of_record"),
        ),
        migrations.AddConstraint(
            model_name="triageanswer",
            constraint=models.UniqueConstraint(fields=("triage", "question"), name="triage_answered_once"),
        ),
        Capture("quality_statutoryrules", root=("kernel_record", "record_id")),
        Capture("quality_statutoryquestion", root=("kernel_record", "version_id")),
        Capture("quality_statutoryrule", root=("kernel_record", "version_id")),
        Capture("quality_triage", root=("kernel_record", "record_id"), append_only=True),
        Capture("quality_triageanswer", root=("kernel_record", "record_id"), append_only=True),
    ]
