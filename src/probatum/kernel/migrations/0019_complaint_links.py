"""A record is a duplicate of another one, repeats an earlier case, or is reworked by an instruction (CMP-11, CMP-12, QE-20)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0018_escalation"),
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
                    ("duplicate_of", "is a duplicate of"),
                    ("equivalent_to", "is the same as the earlier case"),
                    ("reworked_by", "is reworked by"),
                    ("related", "is related to"),
                ],
                max_length=40,
            ),
        ),
    ]
