"""Recurrence: earlier events that resemble a record, the verdict on them, and rules that see a trend."""
