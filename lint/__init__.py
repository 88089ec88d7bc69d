"""Our own lint rules. Each is a function from one parsed file to the sentences it has to say; `python -m lint` runs them all."""
