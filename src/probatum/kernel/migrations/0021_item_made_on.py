"""The day on which a batch was made, so that checks of the effect can count the batches made since (CAP-14)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0020_rung_kinds"),
    ]

    operations = [
        migrations.AddField(
            model_name="item",
            name="made_on",
            field=models.DateField(blank=True, null=True, verbose_name="made on"),
        ),
    ]
