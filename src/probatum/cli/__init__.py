"""The command line: one module a command, each importing Django only when it needs it."""
