"""Verdicts on recurrence, rules that see a trend, and the trends they saw."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from probatum.kernel.ledger.operations import Capture

RECORD = ("kernel_record", "record_id")


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0019_complaint_links"),
        ("quality", "0013_laboratory"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RecurrenceCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "terms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list, size=None
                    ),
                ),
                (
                    "dropped",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list, size=None
                    ),
                ),
                ("since", models.DateField()),
                ("until", models.DateField()),
                ("compared", models.PositiveSmallIntegerField()),
                (
                    "verdict",
                    models.CharField(
                        choices=[("recurring", "Recurring"), ("not_recurring", "Not recurring")],
                        max_length=20,
                    ),
                ),
                ("reason", models.TextField()),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
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
                        related_name="recurrence_checks",
                        to="kernel.record",
                    ),
                ),
            ],
            options={
                "ordering": ["record", "id"],
            },
        ),
        migrations.CreateModel(
            name="RecurrenceMatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("score", models.PositiveSmallIntegerField()),
                (
                    "relation",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("recurs", "Same problem again"),
                            ("related", "Similar, another problem"),
                            ("unrelated", "Not related"),
                        ],
                        max_length=20,
                    ),
                ),
                ("why", models.TextField(blank=True)),
                (
                    "candidate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="matched_by",
                        to="kernel.record",
                    ),
                ),
                (
                    "checked",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="matches",
                        to="quality.recurrencecheck",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.record"
                    ),
                ),
            ],
            options={
                "ordering": ["checked", "-score", "id"],
            },
        ),
        migrations.CreateModel(
            name="Trend",
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
                ("value", models.CharField(blank=True, max_length=60)),
                ("told", models.CharField(max_length=300)),
                ("count", models.PositiveIntegerField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                (
                    "cause",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="quality.causecategory",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.item",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TrendEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="trends", to="kernel.record"
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.record"
                    ),
                ),
                (
                    "trend",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="quality.trend"
                    ),
                ),
            ],
            options={
                "ordering": ["trend", "id"],
            },
        ),
        migrations.CreateModel(
            name="TrendRule",
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
                ("code", models.CharField(blank=True, max_length=40)),
                ("kind", models.CharField(blank=True, max_length=40)),
                (
                    "alike_in",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("kind", "Events of the kind"),
                            ("category", "Same category"),
                            ("cause", "Same category of root cause"),
                            ("product", "Same product"),
                            ("batch", "Same batch"),
                            ("material", "Same material"),
                            ("equipment", "Same piece of equipment"),
                            ("system", "Same computerised system"),
                            ("supplier", "Same supplier"),
                            ("study", "Same study"),
                        ],
                        max_length=20,
                    ),
                ),
                ("days", models.PositiveIntegerField(blank=True, null=True)),
                ("at_least", models.PositiveIntegerField(blank=True, null=True)),
                ("why", models.TextField(blank=True)),
                (
                    "capa_owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="trend",
            name="rule",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="trends", to="quality.trendrule"
            ),
        ),
        migrations.AddIndex(
            model_name="recurrencecheck",
            index=models.Index(fields=["record", "-id"], name="recurrence_of_record"),
        ),
        migrations.AddConstraint(
            model_name="recurrencematch",
            constraint=models.UniqueConstraint(fields=("checked", "candidate"), name="recurrence_match_once"),
        ),
        migrations.AddConstraint(
            model_name="trendevent",
            constraint=models.UniqueConstraint(fields=("trend", "event"), name="trend_event_once"),
        ),
        migrations.AddIndex(
            model_name="trendrule",
            index=models.Index(fields=["code"], name="trend_rule_code"),
        ),
        migrations.AddIndex(
            model_name="trend",
            index=models.Index(fields=["rule", "item", "cause", "value"], name="trend_of_rule"),
        ),
        Capture("quality_recurrencecheck", root=RECORD, append_only=True),
        Capture("quality_recurrencematch", root=RECORD, append_only=True),
        Capture("quality_trendrule", root=RECORD),
        Capture("quality_trend", root=RECORD, append_only=True),
        Capture("quality_trendevent", root=RECORD, append_only=True),
    ]
