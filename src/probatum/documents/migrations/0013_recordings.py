"""What was read from a draft that is video or audio (DOC-41)."""

import django.db.models.deletion
from django.db import migrations, models

from probatum.kernel.ledger.operations import Capture


class Migration(migrations.Migration):
    dependencies = [("documents", "0012_retention")]

    operations = [
        migrations.CreateModel(
            name="Recording",
            fields=[
                (
                    "draft",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="recording",
                        serialize=False,
                        to="documents.draft",
                    ),
                ),
                ("media_type", models.CharField(max_length=40)),
                ("format", models.CharField(max_length=120)),
                ("picture", models.BooleanField()),
                ("milliseconds", models.BigIntegerField(blank=True, null=True)),
                ("width", models.PositiveIntegerField(default=0)),
                ("height", models.PositiveIntegerField(default=0)),
                ("located", models.BooleanField(default=False)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.version",
                    ),
                ),
            ],
        ),
        Capture("documents_recording", root=("kernel_record", "version_id"), append_only=True),
    ]
