"""Comments keep the words around their passage and what became of them; links know templates."""

from django.db import migrations, models


def empty(length: int, **more: object) -> models.CharField:
    return models.CharField(blank=True, db_default="", default="", max_length=length, **more)


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0009_library"),
    ]

    operations = [
        migrations.AddField("comment", "before", empty(80)),
        migrations.AddField("comment", "behind", empty(80)),
        migrations.AddField("comment", "answer", empty(2000)),
        migrations.AddField(
            "comment",
            "outcome",
            empty(
                20,
                choices=[("accepted", "Accepted"), ("rejected", "Rejected"), ("withdrawn", "Withdrawn")],
            ),
        ),
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
                    ("related", "is related to"),
                ],
                max_length=40,
            ),
        ),
    ]
