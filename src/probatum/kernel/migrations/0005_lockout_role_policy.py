"""Lock-out counts of names that nobody has beside those of people, and the policy of a role on second factors."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0004_record_changed"),
    ]

    operations = [
        migrations.AlterField(
            model_name="lockout",
            name="person",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lockout",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="lockout",
            name="place",
            field=models.CharField(blank=True, default="", max_length=4),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="lockout",
            name="failed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="lockout",
            constraint=models.UniqueConstraint(
                condition=~Q(place=""), fields=("place",), name="lockout_place_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="lockout",
            constraint=models.CheckConstraint(
                condition=(Q(person=None) & ~Q(place="")) | (Q(person__isnull=False) & Q(place="")),
                name="lockout_of_a_person_or_a_place",
            ),
        ),
        migrations.AddField(
            model_name="role",
            name="second_factor",
            field=models.BooleanField(default=False),
        ),
    ]
