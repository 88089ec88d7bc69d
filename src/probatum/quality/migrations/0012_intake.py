"""Reports by anyone: what was told, who told it (apart), pictures, and the points where a code hangs (QE-34)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import probatum.quality.intake.bodies
from probatum.kernel.ledger.operations import Capture


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0019_complaint_links"),
        ("quality", "0011_statutory_classes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="IntakePoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.CharField(max_length=20, unique=True)),
                ("label", models.CharField(max_length=120)),
                ("active", models.BooleanField(default=True)),
                ("made_at", models.DateTimeField()),
                (
                    "equipment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.item",
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.site"
                    ),
                ),
            ],
            options={
                "ordering": ["label", "id"],
            },
        ),
        migrations.CreateModel(
            name="EventReport",
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
                ("description", models.TextField(blank=True, verbose_name="what happened")),
                ("occurred_at", models.DateTimeField(blank=True, null=True, verbose_name="occurred")),
                ("place", models.CharField(blank=True, max_length=300, verbose_name="where")),
                (
                    "product_told",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="product, batch or machine as told"
                    ),
                ),
                ("immediate_action", models.TextField(blank=True, verbose_name="what was done at once")),
                (
                    "from_outside",
                    models.BooleanField(blank=True, null=True, verbose_name="from a customer or patient"),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("app", "In the application"),
                            ("code", "By a code at a place"),
                            ("email", "By e-mail"),
                        ],
                        default="app",
                        max_length=10,
                        verbose_name="how it came in",
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        default=probatum.quality.intake.bodies.new_reference, max_length=12, unique=True
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        max_length=64,
                        null=True,
                        unique=True,
                        verbose_name="fingerprint of the message",
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="quality.intakepoint",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ReportedPicture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "taken",
                    models.CharField(blank=True, max_length=40, verbose_name="taken at, as the camera said"),
                ),
                ("latitude", models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True)),
                ("longitude", models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True)),
                ("location_removed", models.BooleanField(default=False)),
                ("arrived_as", models.CharField(max_length=64)),
                (
                    "attachment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="picture_facts",
                        to="kernel.attachment",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reported_pictures",
                        to="kernel.record",
                    ),
                ),
            ],
            options={
                "verbose_name": "facts of a photograph",
                "ordering": ["attachment"],
            },
        ),
        migrations.CreateModel(
            name="Reporter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=200)),
                ("contact", models.CharField(blank=True, max_length=254, verbose_name="e-mail or telephone")),
                ("told_at", models.DateTimeField()),
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reporter",
                        to="kernel.record",
                    ),
                ),
            ],
            options={
                "ordering": ["record"],
            },
        ),
        Capture("quality_intakepoint", why=True),
        Capture("quality_eventreport", root=("kernel_record", "record_id")),
        Capture("quality_reporter", root=("kernel_record", "record_id"), personal=["name", "contact"]),
        Capture("quality_reportedpicture", root=("kernel_record", "record_id")),
    ]
