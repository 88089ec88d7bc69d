"""Who holds which part in new records by default (QE-08)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from probatum.kernel.ledger.operations import Capture


def _points_to(model: str, *, optional: bool = False) -> models.Field:
    return models.ForeignKey(
        blank=optional,
        null=optional,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=model,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0023_mentions"),
    ]

    operations = [
        migrations.CreateModel(
            name="TeamDefault",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("part", models.CharField(max_length=40)),
                ("since", models.DateTimeField()),
                ("reason", models.CharField(max_length=300)),
                ("until", models.DateTimeField(blank=True, null=True)),
                ("end_reason", models.CharField(blank=True, db_default="", default="", max_length=300)),
                ("person", _points_to(settings.AUTH_USER_MODEL)),
                ("made_by", _points_to(settings.AUTH_USER_MODEL)),
                ("ended_by", _points_to(settings.AUTH_USER_MODEL, optional=True)),
                ("site", _points_to("kernel.site", optional=True)),
                ("department", _points_to("kernel.department", optional=True)),
                ("product", _points_to("kernel.item", optional=True)),
            ],
            options={
                "ordering": ["kind", "part", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("kind", "part", "site", "department", "product"),
                        name="team_default_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        Capture("kernel_teamdefault"),
    ]
