"""The page of a plan: investigations, actions in order and checks, written like a table and saved together."""
