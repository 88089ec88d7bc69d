"""Risk: one matrix as versioned data, and the rating of a record by the version in force."""
