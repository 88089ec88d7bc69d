"""Pages of controlled copies, and the page that the code on a paper opens."""
