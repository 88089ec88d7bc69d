"""Every table of the quality area comes under the ledger."""

from django.db import migrations

from probatum.kernel.ledger.operations import Capture


class Migration(migrations.Migration):
    dependencies = [("quality", "0001_initial"), ("kernel", "0002_capture")]

    operations = [
        Capture("quality_trailreview", root=("kernel_record", "record_id")),
        Capture("quality_reviewitem", root=("kernel_record", "review_id")),
    ]
