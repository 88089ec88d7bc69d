"""Periods of authorities by kind of product, and scopes in the words that complaints use (CMP-04)."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("quality", "0010_complaints"),
    ]

    operations = [
        migrations.AddField(
            model_name="statutoryrule",
            name="classes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20),
                blank=True,
                default=list,
                size=None,
                verbose_name="kinds of product",
            ),
        ),
        migrations.AlterField(
            model_name="statutoryrule",
            name="scope",
            field=models.CharField(
                choices=[
                    ("local", "When it happened in this country"),
                    ("global", "Wherever it happened"),
                ],
                default="local",
                max_length=10,
            ),
        ),
    ]
