"""Pages of intake: reporting with and without an account, the codes at places, and who reported."""
