"""Master data that records point at, and what points at it (QE-12)."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

from probatum.kernel.ledger.operations import Capture


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0013_parent"),
    ]

    operations = [
        migrations.CreateModel(
            name="Item",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "register",
                    models.CharField(
                        choices=[
                            ("product", "Products"),
                            ("batch", "Batches"),
                            ("material", "Materials"),
                            ("equipment", "Equipment"),
                            ("study", "Studies"),
                            ("supplier", "Suppliers"),
                            ("market", "Markets"),
                            ("system", "Computerised systems"),
                        ],
                        max_length=20,
                    ),
                ),
                ("code", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=200)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("candidate", "Candidate"),
                            ("approved", "Approved"),
                            ("conditional", "Conditional"),
                            ("blocked", "Blocked"),
                            ("retired", "Retired"),
                            ("active", "Active"),
                        ],
                        max_length=20,
                    ),
                ),
                ("country", models.CharField(blank=True, max_length=2)),
                ("note", models.CharField(blank=True, max_length=500)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="kernel.item",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.site",
                    ),
                ),
            ],
            options={
                "ordering": ["register", "code"],
            },
        ),
        migrations.CreateModel(
            name="Concern",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("field", models.CharField(max_length=40)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(blank=True, null=True)),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="concerns",
                        to="kernel.record",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="concerns", to="kernel.item"
                    ),
                ),
            ],
            options={
                "ordering": ["record", "field", "id"],
            },
        ),
        migrations.AddIndex(
            model_name="item",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("code"), name="gin_trgm_ops"
                ),
                name="item_code_trgm",
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("name"), name="gin_trgm_ops"
                ),
                name="item_name_trgm",
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(fields=["register", "status", "code"], name="item_register_status"),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.UniqueConstraint(
                models.F("register"),
                django.db.models.functions.text.Upper("code"),
                name="item_code_unique_in_register",
            ),
        ),
        migrations.AddIndex(
            model_name="concern",
            index=models.Index(
                condition=models.Q(("until", None)), fields=["item", "record"], name="concern_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="concern",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)),
                fields=("record", "field", "item"),
                name="concern_held_once",
            ),
        ),
        Capture("kernel_item", why=True),
        Capture("kernel_concern", root=("kernel_record", "record_id")),
    ]
