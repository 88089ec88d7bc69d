"""Pages of the risk matrix and of the rating of a record."""
