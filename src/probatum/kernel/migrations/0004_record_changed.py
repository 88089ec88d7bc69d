"""An index for search over all kinds, newest change first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0003_identity"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="record",
            index=models.Index(fields=["-changed_at"], name="record_changed"),
        ),
    ]
