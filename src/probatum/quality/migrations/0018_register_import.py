"""Imports of registers of quality events: where each record came from, and what was left out (MIG-01, MIG-06, MIG-10)."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from probatum.kernel.ledger.operations import Capture


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0021_item_made_on"),
        ("quality", "0017_as_entered"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RegisterImport",
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
                ("system", models.CharField(max_length=120, verbose_name="older system")),
                (
                    "numbering",
                    models.CharField(
                        choices=[
                            ("new", "Give every record a new number"),
                            ("keep", "Keep the old number where it is as the numbers here"),
                        ],
                        default="new",
                        max_length=10,
                    ),
                ),
                (
                    "asks",
                    models.BooleanField(default=False, verbose_name="ask the people of what is still open"),
                ),
                ("reading", models.JSONField(default=dict)),
                ("rows", models.PositiveIntegerField(default=0)),
                ("ready", models.PositiveIntegerField(default=0)),
                ("warned", models.PositiveIntegerField(default=0)),
                ("faulty", models.PositiveIntegerField(default=0)),
                ("known", models.PositiveIntegerField(default=0)),
                ("compared", models.PositiveIntegerField(default=0, verbose_name="rows compared")),
                ("agreeing", models.PositiveIntegerField(default=0, verbose_name="rows that agree")),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "findings",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.storedfile",
                    ),
                ),
            ],
            options={
                "verbose_name": "import of registers",
            },
        ),
        migrations.CreateModel(
            name="RegisterFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=200)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.storedfile"
                    ),
                ),
                (
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="quality.registerimport",
                    ),
                ),
            ],
            options={
                "ordering": ["collection", "position"],
            },
        ),
        migrations.CreateModel(
            name="MigratedEvent",
            fields=[
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="migrated_event",
                        serialize=False,
                        to="kernel.record",
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
                ("sheet", models.CharField(max_length=200)),
                ("row", models.PositiveIntegerField()),
                ("system", models.CharField(max_length=120)),
                ("old_number", models.CharField(max_length=120)),
                ("folded", models.CharField(max_length=120)),
                ("source_key", models.CharField(max_length=400, unique=True)),
                ("row_sha256", models.CharField(max_length=64)),
                ("severity", models.CharField(blank=True, max_length=10)),
                ("opened_on", models.DateField(blank=True, null=True)),
                ("closed_on", models.DateField(blank=True, null=True)),
                ("said", models.TextField(blank=True)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="quality.registerfile",
                    ),
                ),
                (
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="quality.registerimport",
                    ),
                ),
            ],
            options={
                "ordering": ["collection", "place", "row"],
            },
        ),
        migrations.CreateModel(
            name="EventSample",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("open", "Not compared yet"),
                            ("same", "Agrees with the source"),
                            ("differs", "Differs from the source"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="samples",
                        to="quality.migratedevent",
                    ),
                ),
                (
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="samples",
                        to="quality.registerimport",
                    ),
                ),
            ],
            options={
                "ordering": ["collection", "id"],
            },
        ),
        migrations.CreateModel(
            name="RowLeftOut",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
                ("sheet", models.CharField(max_length=200)),
                ("row", models.PositiveIntegerField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("made", "Imported"),
                            ("known", "Was there already"),
                            ("refused", "Refused"),
                        ],
                        max_length=10,
                    ),
                ),
                ("says", models.CharField(blank=True, max_length=600)),
                ("at", models.DateTimeField()),
                (
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="left_out",
                        to="quality.registerimport",
                    ),
                ),
            ],
            options={
                "ordering": ["collection", "place", "row"],
            },
        ),
        migrations.CreateModel(
            name="CrossReference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("said", models.CharField(max_length=120)),
                ("folded", models.CharField(max_length=120)),
                (
                    "link",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.link",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="references",
                        to="quality.migratedevent",
                    ),
                ),
            ],
            options={
                "ordering": ["event", "id"],
                "indexes": [
                    models.Index(condition=models.Q(("link", None)), fields=["folded"], name="reference_open")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("event", "folded"), name="reference_said_once")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="registerfile",
            constraint=models.UniqueConstraint(fields=("collection", "position"), name="register_file_once"),
        ),
        migrations.AddIndex(
            model_name="migratedevent",
            index=models.Index(fields=["folded"], name="migrated_event_folded"),
        ),
        migrations.AddIndex(
            model_name="migratedevent",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("old_number"), name="gin_trgm_ops"
                ),
                name="migrated_event_trgm",
            ),
        ),
        migrations.AddConstraint(
            model_name="migratedevent",
            constraint=models.UniqueConstraint(
                fields=("collection", "place", "row"), name="event_row_imported_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="eventsample",
            constraint=models.UniqueConstraint(
                fields=("collection", "event"), name="event_sample_drawn_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="rowleftout",
            constraint=models.UniqueConstraint(
                fields=("collection", "place", "row"), name="row_left_out_once"
            ),
        ),
        Capture("quality_registerimport", root=("kernel_record", "record_id")),
        Capture("quality_registerfile", root=("kernel_record", "collection_id"), append_only=True),
        Capture("quality_migratedevent", root=("kernel_record", "record_id"), append_only=True),
        Capture("quality_crossreference", root=("kernel_record", "event_id")),
        Capture("quality_rowleftout", root=("kernel_record", "collection_id"), append_only=True),
        Capture("quality_eventsample", root=("kernel_record", "collection_id")),
    ]
