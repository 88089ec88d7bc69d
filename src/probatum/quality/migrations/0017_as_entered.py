"""Numbers with the decimal places that were entered, and the batches for which a check of the effect waits (CAP-14)."""

from django.db import migrations, models

import probatum.kernel.fields


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0021_item_made_on"),
        ("quality", "0016_nonconformance"),
    ]

    operations = [
        migrations.AddField(
            model_name="effectivenesscheck",
            name="after_days",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="days after the last action"
            ),
        ),
        migrations.AddField(
            model_name="effectivenesscheck",
            name="after_batches",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="or batches made since then"
            ),
        ),
        migrations.AlterField(
            model_name="complaint",
            name="quantity",
            field=probatum.kernel.fields.AsTyped(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="disposition",
            name="quantity",
            field=probatum.kernel.fields.AsTyped(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="labinvestigation",
            name="lower",
            field=probatum.kernel.fields.AsTyped(blank=True, null=True, verbose_name="lower limit"),
        ),
        migrations.AlterField(
            model_name="labinvestigation",
            name="result",
            field=probatum.kernel.fields.AsTyped(blank=True, null=True, verbose_name="original result"),
        ),
        migrations.AlterField(
            model_name="labinvestigation",
            name="upper",
            field=probatum.kernel.fields.AsTyped(blank=True, null=True, verbose_name="upper limit"),
        ),
        migrations.AlterField(
            model_name="labresult",
            name="value",
            field=probatum.kernel.fields.AsTyped(),
        ),
        migrations.AlterField(
            model_name="nonconformance",
            name="quantity",
            field=probatum.kernel.fields.AsTyped(blank=True, null=True, verbose_name="quantity affected"),
        ),
    ]
