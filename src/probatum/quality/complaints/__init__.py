"""Complaints: what was complained of, who complained, whom the law wants told, what was examined and what was answered."""
