"""How many documents a placeholder expects, and what they are to say; the yes or no it had is not enough (DOC-42)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0013_recordings")]

    operations = [
        migrations.RemoveField(model_name="placeholder", name="several"),
        migrations.AddField(
            model_name="placeholder",
            name="wanted",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="documents expected"),
        ),
        migrations.AddField(
            model_name="placeholder",
            name="note",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
    ]
