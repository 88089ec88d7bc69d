"""What a rule gets and what it gives back."""

from __future__ import annotations

import ast
from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """One file: its path from the root with slashes, its text, its tree."""

    path: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @property
    def layer(self) -> str:
        """The folder below src/probatum."""
        parts = self.path.split("/")
        return parts[2] if len(parts) > 3 else ""


@dataclass(frozen=True)
class Complaint:
    """A line and the sentence about it."""

    path: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.sentence}"
