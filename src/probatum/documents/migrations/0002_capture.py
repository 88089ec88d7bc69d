"""Every table of the document area comes under the ledger."""

from django.db import migrations

from probatum.kernel.ledger.operations import Capture


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("kernel", "0002_capture")]

    operations = [
        Capture("documents_documenttype"),
        Capture("documents_typedefault", root=("documents_documenttype", "type_id")),
        Capture("documents_document", root=("kernel_record", "record_id")),
        Capture("documents_version", root=("kernel_record", "record_id")),
        Capture("documents_draft", root=("kernel_record", "version_id"), append_only=True),
        Capture("documents_checkout", root=("kernel_record", "version_id")),
    ]
