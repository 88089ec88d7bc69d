"""Why an approved version was not issued, for people to read (DOC-10)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0014_expected")]

    operations = [
        migrations.AddField(
            model_name="version",
            name="issue_refused",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
    ]
