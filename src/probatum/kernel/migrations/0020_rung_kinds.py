"""Rungs of the escalation for some kinds of record only (QE-29)."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0019_complaint_links"),
    ]

    operations = [
        migrations.AddField(
            model_name="rung",
            name="kinds",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40), blank=True, default=list, size=None
            ),
        ),
    ]
