"""Pages of time: the due day and the clocks of a record, pauses and extensions, reminders and escalation."""
