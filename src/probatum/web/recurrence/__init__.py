"""Pages of recurrence: what resembles a record, side by side, and the verdict on it."""
