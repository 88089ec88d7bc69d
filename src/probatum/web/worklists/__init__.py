"""Lists and boards over several kinds, from their definition (kernel/worklist.py)."""
