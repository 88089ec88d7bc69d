"""Pages of imports of document collections, and the addresses of old numbers."""
