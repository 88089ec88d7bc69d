"""Circles: what is not for everybody who may read its kind names whom it is for (ADR-0018)."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from probatum.kernel.ledger.operations import Capture


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0007_link_types"),
    ]

    operations = [
        migrations.CreateModel(
            name="Circle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=80)),
                ("description", models.CharField(blank=True, max_length=300)),
                ("active", models.BooleanField(default=True)),
            ],
            options={"ordering": ["name"]},
        ),
        migrations.AddField(
            model_name="record",
            name="circle",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.circle",
            ),
        ),
        migrations.AddConstraint(
            model_name="record",
            constraint=models.CheckConstraint(
                condition=Q(circle=None) | Q(confidential=True), name="record_of_a_circle_is_confidential"
            ),
        ),
        Capture("kernel_circle"),
    ]
