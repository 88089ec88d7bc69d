"""Finds the files and hands each to the rules that concern it."""

from __future__ import annotations

import ast
from pathlib import Path

from lint import python_rules, text_rules
from lint.source import Complaint, Source

SKIPPED = ("migrations",)


def complaints(root: Path) -> list[Complaint]:
    """Everything the rules have to say about a checkout, in order of path and line."""
    package = root / "src" / "probatum"
    found: list[Complaint] = []
    for path in sorted(package.rglob("*.py")):
        if not any(part in SKIPPED for part in path.parts):
            found += check_python(path, root=root)
    for path in sorted([*package.rglob("*.html"), *package.rglob("*.css")]):
        if "vendor" not in path.parts:
            found += check_text(path, root=root)
    return sorted(found, key=lambda complaint: (complaint.path, complaint.line))


def check_python(path: Path, *, root: Path) -> list[Complaint]:
    """All Python rules on one file."""
    text = path.read_text("utf-8")
    source = Source(path=str(path.relative_to(root)), text=text, tree=ast.parse(text))
    return [complaint for rule in python_rules.RULES for complaint in rule(source)]


def check_text(path: Path, *, root: Path) -> list[Complaint]:
    """All rules for templates and style sheets on one file."""
    source = Source(path=str(path.relative_to(root)), text=path.read_text("utf-8"), tree=ast.Module([], []))
    return [complaint for rule in text_rules.RULES for complaint in rule(source)]
