"""Pages of change requests: open one, ask for one, list documents, name people, and the record page."""
