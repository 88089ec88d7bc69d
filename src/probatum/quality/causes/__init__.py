"""Root cause work in the record: how it was searched for, the drawing as structured rows, the causes that were found (QE-10, QE-11)."""
