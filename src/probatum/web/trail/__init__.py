"""Pages of the audit trail review: open one, look at the chosen entries, give verdicts, sign."""
