"""Pages of the trace: what leads to what, what is not needed and why, the links that people make, the closure dossier."""
