"""Pages of laboratory investigations."""
