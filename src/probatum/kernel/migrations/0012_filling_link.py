"""A document fills a place that was kept for it (DOC-42)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0011_retention"),
    ]

    operations = [
        migrations.AlterField(
            model_name="link",
            name="type",
            field=models.CharField(
                choices=[
                    ("references", "references"),
                    ("caused_by", "is caused by"),
                    ("addresses", "addresses"),
                    ("implements", "implements"),
                    ("trained_by", "is trained by"),
                    ("evidence_for", "is evidence for"),
                    ("supersedes", "supersedes"),
                    ("version_of", "is a version of"),
                    ("translation_of", "is a translation of"),
                    ("reviews", "reviews"),
                    ("form_of", "is a form of"),
                    ("made_from", "is made from the template"),
                    ("fills", "fills"),
                    ("related", "is related to"),
                ],
                max_length=40,
            ),
        ),
    ]
