"""Pages of statutory clocks: their versions, the coverage of countries, and the questions that a record is asked."""
