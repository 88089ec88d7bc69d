"""Pages of retention: how long documents are kept, holds, and what is due for disposal."""
