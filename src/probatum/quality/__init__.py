"""Quality: oversight of the records and, later, events, CAPA, change, audits and suppliers."""
