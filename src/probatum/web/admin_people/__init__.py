"""Administration of people: accounts, roles and who holds them, sessions, lock-outs, absences."""
