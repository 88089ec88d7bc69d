"""Managers, the ladder of escalation, what was put to whom, and what was sent to people (QE-29, UX-09)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from probatum.kernel.ledger.operations import Capture


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0017_item_import"),
    ]

    operations = [
        migrations.CreateModel(
            name="Rung",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "trigger",
                    models.CharField(
                        choices=[
                            ("idle", "after the last act on a task or its record"),
                            ("overdue", "after the due day of a task"),
                        ],
                        max_length=10,
                    ),
                ),
                ("amount", models.PositiveSmallIntegerField()),
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
                ("whom", models.CharField(max_length=60)),
                ("active", models.BooleanField(default=True)),
            ],
            options={
                "verbose_name": "rung of the escalation",
                "ordering": ["position", "id"],
            },
        ),
        migrations.AddField(
            model_name="person",
            name="mail_rhythm",
            field=models.CharField(
                choices=[
                    ("instant", "At once for each new task, and a digest every week"),
                    ("daily", "One digest every day"),
                    ("weekly", "One digest every week"),
                ],
                default="instant",
                max_length=10,
                verbose_name="e-mail about tasks",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="manager",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("new", "New task"), ("reminder", "Reminder"), ("digest", "Digest")],
                        max_length=10,
                    ),
                ),
                ("day", models.DateField()),
                ("mailed", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.task",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("task", None)), fields=["person", "-day"], name="digest_of_person"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("task", "person", "kind", "day"),
                        name="reminded_once_a_day",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Escalated",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.record"
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="escalations",
                        to="kernel.task",
                    ),
                ),
                (
                    "told",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "rung",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.rung"
                    ),
                ),
            ],
            options={
                "verbose_name": "escalation",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("task", "rung", "told"), name="escalated_once", nulls_distinct=False
                    )
                ],
            },
        ),
        Capture("kernel_rung"),
        Capture("kernel_escalated", root=("kernel_record", "record_id"), append_only=True),
        Capture("kernel_reminder", append_only=True),
    ]
