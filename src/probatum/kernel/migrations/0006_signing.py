"""Accounts at an identity provider, stored challenges of signatures, and series of signatures in one session."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from probatum.kernel.ledger.operations import Capture

PERSON = ("kernel_person", "person_id")


def key() -> models.BigAutoField:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def to(target: str, related: str = "+", *, optional: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name=related,
        to=target,
        null=optional,
        blank=optional,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0005_lockout_role_policy"),
    ]

    operations = [
        migrations.AddField(
            model_name="activationlink",
            name="issuer",
            field=models.CharField(blank=True, default="", max_length=300),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="activationlink",
            name="subject",
            field=models.CharField(blank=True, default="", max_length=255),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="FederatedSubject",
            fields=[
                ("id", key()),
                ("issuer", models.CharField(max_length=300)),
                ("subject", models.CharField(max_length=255)),
                ("linked_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("linked_by", to(settings.AUTH_USER_MODEL, optional=True)),
                ("person", to(settings.AUTH_USER_MODEL, "federated_subjects")),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("issuer", "subject"), name="federated_subject_of_one_person"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("person", "issuer"),
                        name="one_federated_subject_in_use",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SigningChallenge",
            fields=[
                ("id", key()),
                ("way", models.CharField(max_length=10)),
                ("secret_sha256", models.CharField(max_length=64, unique=True)),
                ("session", models.CharField(max_length=64)),
                ("kind", models.CharField(max_length=40)),
                ("move", models.CharField(max_length=40)),
                ("meaning", models.CharField(max_length=40)),
                ("reason", models.TextField(blank=True)),
                ("inputs", models.JSONField(default=dict)),
                ("pinned", models.TextField()),
                ("nonce_sha256", models.CharField(blank=True, max_length=64)),
                ("acr", models.CharField(blank=True, max_length=200)),
                ("amr", models.CharField(blank=True, max_length=200)),
                ("components", models.JSONField(default=list)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("person", to(settings.AUTH_USER_MODEL, "signing_challenges")),
            ],
            options={"ordering": ["-id"]},
        ),
        migrations.CreateModel(
            name="ChallengedRecord",
            fields=[
                ("id", key()),
                ("based_on", models.PositiveIntegerField()),
                ("shown", models.CharField(max_length=64)),
                ("record", to("kernel.record")),
                ("challenge", to("kernel.signingchallenge", "records")),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.CreateModel(
            name="SigningSeries",
            fields=[
                ("id", key()),
                ("session", models.CharField(max_length=64)),
                ("started", models.CharField(max_length=32)),
                ("standing", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("first", to("kernel.signature")),
                ("person", to(settings.AUTH_USER_MODEL, "signing_series")),
            ],
            options={
                "ordering": ["id"],
                # the newest series of one person in one session, asked before each signature
                "indexes": [models.Index(fields=["person", "session", "-id"], name="series_of_session")],
            },
        ),
        Capture("kernel_activationlink", root=PERSON, mask=["token_sha256"], personal=["sent_to", "subject"]),
        Capture("kernel_federatedsubject", root=PERSON, personal=["subject"]),
        Capture("kernel_signingchallenge", root=PERSON),
        Capture("kernel_challengedrecord", append_only=True),
        Capture("kernel_signingseries", root=PERSON, append_only=True),
    ]
