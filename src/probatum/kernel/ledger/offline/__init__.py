"""The parts of the stand-alone verifier: standard library only. `one_file` puts them into one file."""
