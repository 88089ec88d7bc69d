"""Pages of the root cause work: the drawing and its lines, the causes that were found, the catalogue of categories."""
