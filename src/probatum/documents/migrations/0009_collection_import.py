"""Imports of collections: the import, where each version came from, what became of each row, what was compared (MIG-01, MIG-02, MIG-06)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from probatum.kernel.ledger.operations import Capture


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0008_library"),
        ("kernel", "0009_library"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CollectionImport",
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
                ("register_name", models.CharField(max_length=200, verbose_name="register")),
                ("archive_name", models.CharField(max_length=200, verbose_name="collection")),
                (
                    "numbering",
                    models.CharField(
                        choices=[
                            ("keep", "Keep the old number where the pattern of the type allows it"),
                            ("new", "Give every document a new number"),
                        ],
                        default="keep",
                        max_length=10,
                    ),
                ),
                ("reading", models.JSONField(default=dict)),
                ("rows", models.PositiveIntegerField(default=0)),
                ("ready", models.PositiveIntegerField(default=0)),
                ("warned", models.PositiveIntegerField(default=0)),
                ("faulty", models.PositiveIntegerField(default=0)),
                ("known", models.PositiveIntegerField(default=0)),
                ("compared", models.PositiveIntegerField(default=0, verbose_name="files compared")),
                ("agreeing", models.PositiveIntegerField(default=0, verbose_name="files that agree")),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "archive",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.storedfile"
                    ),
                ),
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
                (
                    "register",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.storedfile"
                    ),
                ),
            ],
            options={
                "verbose_name": "import of a collection",
            },
        ),
        migrations.CreateModel(
            name="Migrated",
            fields=[
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="migrated",
                        serialize=False,
                        to="documents.version",
                    ),
                ),
                ("row", models.PositiveIntegerField()),
                ("system", models.CharField(max_length=120)),
                ("old_number", models.CharField(max_length=120)),
                ("old_version", models.CharField(max_length=60)),
                ("source_key", models.CharField(max_length=400, unique=True)),
                ("file_name", models.CharField(max_length=400)),
                ("sha256", models.CharField(max_length=64)),
                ("approved_by", models.CharField(blank=True, max_length=200)),
                ("approved_on", models.CharField(blank=True, max_length=60)),
                (
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="migrated",
                        to="documents.collectionimport",
                    ),
                ),
            ],
            options={
                "ordering": ["collection", "row"],
            },
        ),
        migrations.CreateModel(
            name="ImportedRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
                        related_name="outcomes",
                        to="documents.collectionimport",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.version",
                    ),
                ),
            ],
            options={
                "ordering": ["collection", "row"],
                "constraints": [
                    models.UniqueConstraint(fields=("collection", "row"), name="row_imported_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportSample",
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
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="samples",
                        to="documents.collectionimport",
                    ),
                ),
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
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="samples",
                        to="documents.migrated",
                    ),
                ),
            ],
            options={
                "ordering": ["collection", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("collection", "version"), name="sample_drawn_once")
                ],
            },
        ),
        Capture("documents_collectionimport", root=("kernel_record", "record_id")),
        Capture("documents_migrated", root=("kernel_record", "version_id"), append_only=True),
        Capture("documents_importedrow", root=("kernel_record", "collection_id"), append_only=True),
        Capture("documents_importsample", root=("kernel_record", "collection_id")),
    ]
