"""Pages of laboratory investigations: every single result, further ones by their plan, and how often results were invalid."""
