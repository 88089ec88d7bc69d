"""Probatum: the open quality system for life sciences, whose records prove themselves."""

__version__ = "0.1.0"
