"""Children: a record that is part of another one, such as the investigation of an event (ADR-0050)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0012_filling_link"),
    ]

    operations = [
        migrations.AddField(
            model_name="record",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="children",
                to="kernel.record",
            ),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                condition=models.Q(("parent__isnull", False)),
                fields=["parent", "kind"],
                name="record_children",
            ),
        ),
    ]
