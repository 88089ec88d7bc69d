"""Extensions (QE-06)."""

import django.db.models.deletion
from django.db import migrations, models

from probatum.kernel.ledger.operations import Capture


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0018_escalation"),
        ("quality", "0005_causes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Extension",
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
                ("new_due", models.DateField(verbose_name="new due day")),
                ("justification", models.TextField()),
                ("was_due", models.DateField(null=True, verbose_name="due day when asked")),
                ("ordinal", models.PositiveSmallIntegerField(default=1, verbose_name="extension no.")),
            ],
            options={
                "abstract": False,
            },
        ),
        Capture("quality_extension", root=("kernel_record", "record_id")),
    ]
