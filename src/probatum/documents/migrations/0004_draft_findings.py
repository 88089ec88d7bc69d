"""What is found in a draft at check-in: open marks of the file, and the comparison with the draft before."""

import django.db.models.deletion
from django.db import migrations, models

from probatum.kernel.ledger.operations import Capture


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0003_change_request"),
        ("kernel", "0002_capture"),
    ]

    operations = [
        migrations.CreateModel(
            name="Findings",
            fields=[
                (
                    "draft",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="findings",
                        serialize=False,
                        to="documents.draft",
                    ),
                ),
                ("summary", models.TextField(blank=True)),
                ("tracked", models.PositiveIntegerField(default=0)),
                ("comments", models.PositiveIntegerField(default=0)),
                (
                    "against",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.draft",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.version"
                    ),
                ),
            ],
            options={"verbose_name_plural": "findings"},
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("inserted", "Inserted"),
                            ("deleted", "Deleted"),
                            ("moved", "Moved"),
                            ("format", "Formatting changed"),
                            ("comment", "Comment"),
                            ("tracked", "Tracked changes"),
                        ],
                        max_length=20,
                    ),
                ),
                ("who", models.CharField(blank=True, max_length=200)),
                ("at", models.CharField(blank=True, max_length=40)),
                ("text", models.CharField(blank=True, max_length=300)),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to="documents.draft",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.version"
                    ),
                ),
            ],
            options={
                "ordering": ["draft", "place"],
                "constraints": [models.UniqueConstraint(fields=("draft", "place"), name="mark_place_once")],
            },
        ),
        Capture("documents_findings", root=("kernel_record", "version_id"), append_only=True),
        Capture("documents_mark", root=("kernel_record", "version_id"), append_only=True),
    ]
