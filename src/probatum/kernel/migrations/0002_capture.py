"""Every table of the kernel and of sign-in comes under the ledger; derived tables are excused with a reason."""

from django.db import migrations

from probatum.kernel.ledger.operations import Capture

RECORD = ("kernel_record", "record_id")
PERSON = ("kernel_person", "person_id")


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("usersessions", "0001_initial"),
    ]

    operations = [
        Capture("kernel_site"),
        Capture("kernel_department"),
        Capture("kernel_person", mask=["password"], personal=["email"], ignore=["last_login"]),
        Capture("kernel_role", why=["permissions"]),
        Capture("kernel_grant", root=PERSON),
        Capture("kernel_delegation", root=("kernel_person", "absent_id")),
        Capture("kernel_holiday", root=("kernel_site", "site_id")),
        Capture("kernel_setting", why=True),
        Capture("kernel_series"),
        Capture("kernel_lockout", root=PERSON),
        Capture("kernel_definition", append_only=True),
        Capture("kernel_record"),
        Capture("kernel_part", root=RECORD),
        Capture("kernel_step", root=RECORD, append_only=True),
        Capture("kernel_task", root=RECORD),
        Capture("kernel_link", root=("kernel_record", "source_id")),
        Capture("kernel_comment", root=RECORD),
        Capture("kernel_storedfile", append_only=True),
        Capture("kernel_attachment", root=RECORD),
        Capture("kernel_signature", root=RECORD, append_only=True),
        Capture("account_emailaddress", root=("kernel_person", "user_id"), personal=["email"], delete=True),
        Capture("account_emailconfirmation", mask=["key"], delete=True),
        Capture(
            "mfa_authenticator",
            root=("kernel_person", "user_id"),
            mask=["data"],
            ignore=["last_used_at"],
            delete=True,
        ),
    ]
