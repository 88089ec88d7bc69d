"""Document types that are kept for a circle (DOC-37)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0010_templates"),
        ("kernel", "0008_circles"),
    ]

    operations = [
        migrations.AddField(
            model_name="documenttype",
            name="circle",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.circle",
            ),
        ),
    ]
