"""What else a document is known as: numbers of an older system and names people use (MIG-10, DOC-31)."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from probatum.kernel.ledger.operations import Capture


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0006_periodic_review"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Identifier",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("value", models.CharField(max_length=120)),
                ("folded", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[("old_number", "Number in an older system"), ("alias", "Also called")],
                        max_length=20,
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=200)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("end_reason", models.CharField(blank=True, max_length=300)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identifiers",
                        to="documents.document",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            ],
            options={
                "ordering": ["document", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)), fields=["folded"], name="identifier_folded"
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            django.db.models.functions.text.Upper("value"), name="gin_trgm_ops"
                        ),
                        name="identifier_value_trgm",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("document", "kind", "folded"),
                        name="identifier_once",
                    )
                ],
            },
        ),
        Capture("documents_identifier", root=("kernel_record", "document_id")),
    ]
