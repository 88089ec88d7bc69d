"""Puts the stand-alone verifier into one file: the parts in order, without the imports between them."""

import ast
from importlib import resources

PACKAGE = "probatum.kernel.ledger"
PARTS = ("report", "leaf", "splice", "replay", "clock", "contexts", "ed25519", "evidence")


def text() -> str:
    """The verifier as one Python file for the standard library; what an export carries along."""
    root = resources.files(PACKAGE)
    main = root.joinpath("probatum_verify.py").read_text("utf-8")
    head, _, rest = main.partition("\nimport argparse\n")
    parts = [_bare(root.joinpath("offline", f"{name}.py").read_text("utf-8")) for name in PARTS]
    return "\n\n".join([head.rstrip(), *parts, _bare("import argparse\n" + rest)]) + "\n"


def _bare(source: str) -> str:
    """A part without its docstring and its imports from other parts."""
    lines = source.splitlines()
    for node in ast.parse(source).body:
        ours = isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PACKAGE)
        told = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if ours or told:
            for number in range(node.lineno - 1, node.end_lineno or node.lineno):
                lines[number] = ""
    return "\n".join(lines).strip("\n")
