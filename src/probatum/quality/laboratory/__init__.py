"""Laboratory investigations: results out of specification, of trend or of expectation, and every single result that was measured."""
