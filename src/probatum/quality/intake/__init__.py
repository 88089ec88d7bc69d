"""Intake by anyone: reports in the application, by a code at a place and by e-mail, triaged by Quality (QE-34, CMP-01)."""
