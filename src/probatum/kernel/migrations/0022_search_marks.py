"""Kind and quarter stand among the words of the search index, so that it answers both at once (ADR-0060)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0021_item_made_on"),
    ]

    operations = [
        migrations.RunSQL(
            """UPDATE kernel_searchentry e
SET words = e.words || array_to_tsvector(ARRAY['KIND:' || r.kind, 'OPENED:' || to_char(r.opened_at AT TIME ZONE 'UTC', 'YYYY"Q"Q')])
FROM kernel_record r WHERE r.id = e.record_id""",
            "SELECT 1",  # what stands in the index besides words is found by nobody who does not ask for it
        ),
    ]
