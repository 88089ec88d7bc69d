"""Quality events: what happened, what is done about it, by when, and who has to be told."""
