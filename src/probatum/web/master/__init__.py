"""Pages of master data: the registers, their items, and bringing them in from tables."""
