"""Pages of complaints besides the generic ones: who complained, likely duplicates, the queue, trends, the paper of a letter."""
