"""Access tokens of programs (ADR-0043)."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from probatum.kernel.ledger.operations import Capture


def person(related: str, **more: object) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name=related, to=settings.AUTH_USER_MODEL, **more
    )


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0014_master_data"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                ("writes", models.BooleanField(default=False)),
                ("allowed_at", models.DateTimeField()),
                ("reason", models.CharField(max_length=300)),
                ("expires_at", models.DateTimeField()),
                ("secret_sha256", models.CharField(blank=True, max_length=64, null=True, unique=True)),
                ("hint", models.CharField(blank=True, max_length=4)),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                ("used_from", models.CharField(blank=True, max_length=45)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("revoke_reason", models.CharField(blank=True, max_length=300)),
                ("allowed_by", person("+")),
                ("person", person("access_tokens")),
                ("revoked_by", person("+", blank=True, null=True)),
            ],
            options={"ordering": ["-id"]},
        ),
        Capture("kernel_accesstoken", root=("kernel_person", "person_id"), mask=["secret_sha256"]),
    ]
