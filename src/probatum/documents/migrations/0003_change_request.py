"""Change requests, the documents they list, and the rule of a type on when a version takes effect."""

import django.db.models.deletion
from django.db import migrations, models

from probatum.kernel.ledger.operations import Capture


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_capture"),
        ("kernel", "0006_signing"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChangeRequest",
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
                ("reason", models.TextField(verbose_name="reason for the change")),
                ("description", models.TextField(blank=True, verbose_name="description of the change")),
                ("impact", models.TextField(blank=True, verbose_name="impact")),
                (
                    "implementation_days",
                    models.PositiveSmallIntegerField(default=0, verbose_name="implementation period in days"),
                ),
                ("quality_due", models.DateField(blank=True, null=True, verbose_name="Quality approval due")),
                ("effective_on", models.DateField(blank=True, null=True, verbose_name="day of release")),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("released_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "change request",
            },
        ),
        migrations.AddField(
            model_name="documenttype",
            name="release_rule",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "As the level above"),
                    ("day", "On its effective day"),
                    (
                        "trained_or_day",
                        "As soon as enough people are trained, at the latest on its effective day",
                    ),
                    ("trained", "On its effective day, but not before enough people are trained"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="documenttype",
            name="trained_percent",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="ChangeItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "end",
                    models.CharField(
                        choices=[
                            ("concerned", "Not decided yet"),
                            ("effective", "Make effective"),
                            ("retire", "Retire"),
                        ],
                        max_length=20,
                        verbose_name="what happens to it",
                    ),
                ),
                ("added_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("removed", "Taken off the list"),
                            ("released", "Released"),
                            ("dropped", "Not released"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="change_items",
                        to="documents.document",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="change_items",
                        to="documents.version",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="documents.changerequest",
                    ),
                ),
            ],
            options={
                "verbose_name": "document of a change",
                "ordering": ["request", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None), models.Q(("end", "concerned"), _negated=True)),
                        fields=("document",),
                        name="document_in_one_change",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("request", "document"),
                        name="document_listed_once",
                    ),
                ],
            },
        ),
        Capture("documents_changerequest", root=("kernel_record", "record_id")),
        Capture("documents_changeitem", root=("kernel_record", "request_id")),
    ]
