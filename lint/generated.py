"""Writes the documents that follow from the code: docs/generated/. Exit code 1 when one of them had to be changed.

python -m lint.generated            write what is out of date
python -m lint.generated --check    only say what is out of date
"""

from __future__ import annotations

import ast
import csv
import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "generated"
REQUIREMENTS = ROOT / "docs" / "validation" / "requirements.csv"
NOTE = "<!-- Written by `python -m lint.generated`. Change the code, not this file. -->\n"


def documents() -> dict[str, str]:
    """File name -> content of every generated document."""
    from probatum.kernel.process import registered  # app ready

    found = {f"process-{process.kind}.md": process_page(process) for process in registered()}
    found["permissions.md"] = permissions_page()
    found["events.md"] = events_page()
    found["trace.md"] = trace_page()
    pages = {name: NOTE + content for name, content in sorted(found.items())}
    return {**pages, "openapi.json": interface()}


def interface() -> str:
    """The description of the interface for programs, as a program fetches it."""
    from probatum.api.description import document  # app ready

    return json.dumps(document(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


# --- A process ---
def process_page(process: Any) -> str:
    """Diagram, states, moves and parts of one process."""
    from probatum.kernel.process_diagram import diagram  # app ready

    labels = {state.name: state.label for state in process.states}
    return "\n".join(
        [
            f"# {process.label}",
            "",
            f"Kind `{process.kind}`, manifest of the signed content `{process.manifest}`, "
            f"definition `{process.digest[:16]}…`.",
            "",
            "```mermaid",
            diagram(process).rstrip(),
            "```",
            "",
            "## States",
            "",
            *table(
                ("State", "What it means", "Asked of", "Ends"),
                (
                    (
                        f"{state.label} (`{state.name}`)",
                        state.explains,
                        "; ".join(_ask(process, ask) for ask in state.asks),
                        "yes" if state.final else "",
                    )
                    for state in process.states
                ),
            ),
            "## Moves",
            "",
            *table(
                ("Move", "From", "To", "Who", "Signs", "Needs"),
                (
                    (
                        f"{move.label} (`{move.name}`)",
                        ", ".join(labels[name] for name in move.source),
                        labels[move.target],
                        _who(process, move),
                        move.meaning.text if move.meaning else "",
                        "; ".join(_needs(move)),
                    )
                    for move in process.moves
                ),
            ),
            "## Parts and who sees a record",
            "",
            *table(
                ("Part", "Needs the permission", "At least", "Note"),
                (
                    (rule.label, _code(rule.permission), rule.minimum or "", rule.help)
                    for rule in process.parts
                ),
            ),
            *table(
                ("Holders of", "See it in"),
                (
                    (_code(sees.permission), ", ".join(labels[name] for name in sees.states) or "every state")
                    for sees in process.sees
                ),
            ),
        ]
    )


def _ask(process: Any, ask: Any) -> str:
    days = f", {ask.business_days} business days" if ask.business_days is not None else ""
    return f"{process.called(ask.part)}: {ask.label}{days}"


def _who(process: Any, move: Any) -> str:
    if move.automatic:
        return "the system"
    who = []
    if move.part:
        who.append(process.called(move.part).lower())
    if move.each:
        who.append("everybody asked")
    if move.permission:
        who.append(f"`{move.permission}`")
    text = " with ".join(who)
    return f"{text}, or `{move.instead}`" if move.instead else text


def _needs(move: Any) -> Iterator[str]:
    for guard in move.guards:
        yield (guard.check.__doc__ or guard.name).strip().split("\n")[0]
    for given in move.inputs:
        yield f"“{given.label}”" + ("" if given.required else " (optional)")
    if move.reason:
        yield "a reason"


# --- Permissions ---
def permissions_page() -> str:
    """The vocabulary of permissions, where each is asked for, and the pairs nobody holds together."""
    from probatum.kernel.permissions import PERMISSIONS, SEGREGATED  # app ready
    from probatum.kernel.process import registered  # app ready

    used: dict[str, list[str]] = defaultdict(list)
    for process in registered():
        for move in process.moves:
            for name in {move.permission, move.instead} - {""}:
                used[name].append(f"{process.label}: {move.label}")
        for rule in process.parts:
            used[rule.permission].append(f"{process.label}: being {rule.label.lower()}")
        for sees in process.sees:
            used[sees.permission].append(f"{process.label}: seeing")
    rows = (
        (_code(name), f"You may {rule.text}.", _reach(rule), "; ".join(sorted(set(used[name]))))
        for name, rule in PERMISSIONS.items()
    )
    return "\n".join(
        [
            "# Permissions",
            "",
            "Roles choose from this closed list. There is no permission that passes by a guard or a signature.",
            "",
            *table(("Permission", "It says", "Reach", "In processes"), rows),
            "## Never held together",
            "",
            *table(
                ("One", "Other", "Why"),
                ((_code(first), _code(second), reason) for first, second, reason in SEGREGATED),
            ),
        ]
    )


def _reach(rule: Any) -> str:
    if rule.by_seeing:
        return "whoever sees the record"
    return "its site and what belongs to all sites" if rule.reaches_up else "its site"


# --- Events ---
def events_page() -> str:
    """Every name under which an action is written to the ledger."""
    from probatum.kernel.process import registered  # app ready

    rows = {name: (_code(name), module, told) for name, module, told in written_events()}
    for process in registered():
        for move in process.moves:
            name = f"{process.kind}.{move.name}"
            signed = f", signed as “{move.meaning.text}”" if move.meaning else ""
            rows[name] = (_code(name), f"process `{process.kind}`", f"Move “{move.label}”{signed}.")
    return "\n".join(
        [
            "# Events",
            "",
            "Each action is written to the ledger under one of these names, with who, when, why and every changed value.",
            "",
            *table(("Event", "Where", "What"), (rows[name] for name in sorted(rows))),
        ]
    )


def written_events() -> Iterator[tuple[str, str, str]]:
    """Names given to `action(…)` in the source, with the module and the first sentence of the function."""
    for path in sorted((ROOT / "src" / "probatum").rglob("*.py")):
        if {"example", "gallery", "migrations"} & set(path.parts):
            continue
        module = str(path.relative_to(ROOT / "src" / "probatum"))
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(function, ast.FunctionDef):
                continue
            told = (ast.get_docstring(function) or "").split("\n")[0]
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "action" and len(node.args) > 1:
                    name = node.args[1]
                    if isinstance(name, ast.Constant) and isinstance(name.value, str):
                        yield name.value, f"`{module}`", told


# --- Trace matrix ---
def trace_page() -> str:
    """Requirement -> tests that prove it; a row in scope without a test is a gap."""
    proved = marked_tests()
    with REQUIREMENTS.open(encoding="utf-8", newline="") as file:
        known = list(csv.DictReader(file))
    gaps = [row["id"] for row in known if row["scope"] == "built" and row["id"] not in proved]
    listed = {row["id"] for row in known}
    rows = (
        (row["id"], row["class"], row["requirement"], _proof(row, proved.get(row["id"], []))) for row in known
    )
    further = ((name, "<br>".join(tests)) for name, tests in sorted(proved.items()) if name not in listed)
    return "\n".join(
        [
            "# Trace matrix",
            "",
            f"{len(known)} requirements, {len(gaps)} in scope without a test of their own"
            + (f": {', '.join(gaps)}." if gaps else "."),
            "",
            "Class S: the software enforces it; B: software and the owner's procedure; P: procedure; F: a feature.",
            "A test stands here because it is marked with the id; whether it passed is in the report of its run.",
            "",
            *table(("Id", "Class", "Requirement", "Proved by"), rows),
            "## Further ids that tests name",
            "",
            *table(("Id", "Tests"), further),
        ]
    )


def _proof(row: dict[str, str], tests: list[str]) -> str:
    if tests:
        return "<br>".join(tests)
    return {"later": "not in this release", "procedure": "the owner's procedure"}.get(row["scope"], "**gap**")


def marked_tests() -> dict[str, list[str]]:
    """Requirement id -> `file::test`, read from the marks without running anything."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        place = str(path.relative_to(ROOT / "tests"))
        everywhere = [name for node in tree.body if _is_module_mark(node) for name in _ids(node)]
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                own = [name for decorator in node.decorator_list for name in _ids(decorator)]
                for name in {*own, *everywhere}:
                    found[name].add(f"`{place}::{node.name}`")
    return {name: sorted(tests) for name, tests in found.items()}


def _is_module_mark(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark"


def _ids(node: ast.AST) -> Iterator[str]:
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.requirement":
            yield from (str(value.value) for value in call.args if isinstance(value, ast.Constant))


# --- Markdown ---
def table(heads: Iterable[str], rows: Iterable[Iterable[Any]]) -> list[str]:
    """A Markdown table, followed by an empty line."""
    names = list(heads)
    lines = [f"| {' | '.join(names)} |", f"|{'---|' * len(names)}"]
    lines += [f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    return [*lines, ""]


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def outdated() -> dict[str, str | None]:
    """File name -> the content it should have, None for a file that should not be there."""
    wanted = documents()
    present = {path.name: path.read_text("utf-8") for path in [*TARGET.glob("*.md"), *TARGET.glob("*.json")]}
    changed: dict[str, str | None] = {
        name: text for name, text in wanted.items() if present.get(name) != text
    }
    return {**changed, **dict.fromkeys(sorted(present.keys() - wanted.keys()))}


def main(arguments: list[str]) -> int:
    """Write or check; exit code 1 when something was out of date."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "probatum.config.settings")
    sys.path.insert(0, str(ROOT / "src"))
    import django  # slow import

    django.setup()
    found = outdated()
    for name, text in found.items():
        print(
            f"docs/generated/{name}: out of date"
            + ("" if "--check" in arguments else "; written anew, commit it")
        )
        if "--check" in arguments:
            continue
        TARGET.mkdir(parents=True, exist_ok=True)
        (TARGET / name).unlink() if text is None else (TARGET / name).write_text(text, "utf-8")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
