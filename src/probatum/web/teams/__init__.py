"""Pages of teams by default: the rules in force, those that ended, and what a record is named by them."""
