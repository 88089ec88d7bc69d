"""Access tokens of programs: allowed by an administrator, taken up by their person."""
