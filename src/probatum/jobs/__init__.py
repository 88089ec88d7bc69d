"""Background jobs: tasks of a few lines that call domain functions."""
