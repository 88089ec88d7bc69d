"""Further templates of a type, what was made from which version of a template, and the fields a draft was filled with."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from probatum.kernel.ledger.operations import Capture


def to(target: str, related: str = "+") -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=related, to=target)


def one(target: str, related: str) -> models.OneToOneField:
    return models.OneToOneField(
        on_delete=django.db.models.deletion.PROTECT,
        primary_key=True,
        related_name=related,
        serialize=False,
        to=target,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0009_collection_import"),
        ("kernel", "0010_remarks"),
    ]

    operations = [
        migrations.AddField(
            model_name="documenttype",
            name="template_required",
            field=models.BooleanField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="Filled",
            fields=[
                ("draft", one("documents.draft", "filled")),
                (
                    "names",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), size=None
                    ),
                ),
                (
                    "values",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("version", to("documents.version")),
            ],
            options={"verbose_name": "fields of a draft", "verbose_name_plural": "fields of drafts"},
        ),
        migrations.CreateModel(
            name="MadeFrom",
            fields=[
                ("version", one("documents.version", "made_from")),
                ("template", to("documents.version")),
            ],
            options={"verbose_name": "made from"},
        ),
        migrations.CreateModel(
            name="TypeTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("active", models.BooleanField(default=True)),
                ("template", to("documents.document")),
                ("type", to("documents.documenttype", "further_templates")),
            ],
            options={
                "ordering": ["type", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("active", True)),
                        fields=("type", "template"),
                        name="type_template_once",
                    )
                ],
            },
        ),
        Capture("documents_filled", root=("kernel_record", "version_id"), append_only=True),
        Capture("documents_madefrom", root=("kernel_record", "version_id")),
        Capture("documents_typetemplate", root=("documents_documenttype", "type_id")),
    ]
