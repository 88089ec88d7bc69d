"""Refusals are sentences: what is missing and who can act. Read from the source, so that none escapes."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from probatum.kernel.permissions import PERMISSIONS, SEGREGATED
from probatum.kernel.process import Guard, registered

ROOT = Path(__file__).resolve().parent.parent.parent / "src" / "probatum"
EXCEPTIONS = {"Refused", "NotAllowed", "StaleRecord", "NotAuthenticated", "LedgerBroken"}
MODULES = sorted(path for part in ("kernel", "documents") for path in (ROOT / part).rglob("*.py"))


def text_of(node: ast.expr) -> str | None:
    """The text with what is filled in shown as a word; None when it is not written here."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            text_of(part) if isinstance(part, ast.Constant) else "Something" for part in node.values
        )  # type: ignore[misc]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = text_of(node.left), text_of(node.right)
        return None if left is None or right is None else left + right
    return None


def sentences(path: Path) -> Iterator[tuple[int, str]]:
    """Every refusal written in a module."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name in EXCEPTIONS:
            wanted = node.args[0]
        elif name == "Decision" and len(node.args) > 1 and getattr(node.args[0], "value", None) is False:
            wanted = node.args[1]
        else:
            continue
        text = text_of(wanted)
        if text is not None:
            yield node.lineno, text


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_refusal_is_a_sentence(path: Path) -> None:
    faulty = [
        f"{line}: {text}"
        for line, text in sentences(path)
        if not text.rstrip().endswith((".", "Something"))
        or "!" in text
        or "invalid" in text.casefold()
        or not (text[:1].isupper() or text[:1] in "“‘")
    ]
    assert faulty == []


GUARDS = sorted(
    {guard.name: guard for process in registered() for move in process.moves for guard in move.guards}.items()
)


@pytest.mark.parametrize(("name", "guard"), GUARDS, ids=[name for name, _ in GUARDS])
def test_every_guard_is_described_and_speaks_in_sentences(name: str, guard: Guard) -> None:
    assert guard.check.__doc__, f"{name} does not say what it demands"
    function = ast.parse(textwrap.dedent(inspect.getsource(guard.check)))
    for node in ast.walk(function):
        if isinstance(node, ast.Return) and node.value is not None:
            chosen = (
                [node.value.body, node.value.orelse] if isinstance(node.value, ast.IfExp) else [node.value]
            )
            texts = [text for value in chosen if (text := text_of(value)) is not None]
            assert all(text.endswith(".") and "!" not in text for text in texts), texts


@pytest.mark.requirement("ACC-07")
def test_segregated_pairs_name_known_permissions_and_say_why() -> None:
    for first, second, reason in SEGREGATED:
        assert {first, second} <= set(PERMISSIONS)
        assert first != second
        assert reason.endswith(".")


def test_permissions_end_the_sentence_you_may() -> None:
    assert [
        name for name, rule in PERMISSIONS.items() if rule.text.endswith(".") or rule.text[:1].isupper()
    ] == []
