"""Pages of controlled documents: library, workspace, document, reader, check-out, editor, types."""
