"""Rules for Python modules: one door for writes, reads through visibility, small modules, protected keys, reasoned imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from lint.source import Complaint, Source

INTERFACES = ("web", "api", "jobs", "cli")
WRITES = {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete"}
FORBIDDEN = {"utils", "helpers", "common", "misc", "services", "managers", "base"}
REASONS = ("# slow import", "# optional dependency", "# app ready")
#: allauth's own views write second factors; they run inside an action of ours (docs/adr/0040-identity.md).
LENT = "src/probatum/web/identity/"
LONGEST_MODULE = 400
#: One file by contract (design.md section 6): copied to a machine that has nothing of ours.
ONE_FILE = ("src/probatum/kernel/ledger/probatum_verify.py",)
LONGEST_FUNCTION = 60


def interfaces_do_not_write(source: Source) -> Iterator[Complaint]:
    """Rows change only in the kernel and the areas, inside an action (style rule 1)."""
    if source.layer not in INTERFACES:
        return
    for node in ast.walk(source.tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        chain = ast.unparse(node.func)
        if (node.func.attr in WRITES or node.func.attr == "update") and ".objects" in chain:
            yield Complaint(
                source.path, node.lineno, f"An interface writes rows ({chain}). Call a domain function."
            )


def interfaces_open_no_action(source: Source) -> Iterator[Complaint]:
    """An action is opened by the function of the domain that writes under it (style rule 1)."""
    if source.layer not in INTERFACES or source.path.startswith(LENT):
        return
    for node in ast.walk(source.tree):
        if not (isinstance(node, ast.ImportFrom) and node.module == "probatum.kernel.action"):
            continue
        if any(name.name == "action" for name in node.names):
            yield Complaint(source.path, node.lineno, "An interface opens an action. Call a domain function.")


def pages_read_through_visibility(source: Source) -> Iterator[Complaint]:
    """Records are listed, counted and found through `visible` (style rule 4)."""
    if source.layer not in ("web", "api"):
        return
    for node in ast.walk(source.tree):
        if not (
            isinstance(node, ast.Attribute) and node.attr == "objects" and isinstance(node.value, ast.Name)
        ):
            continue
        if node.value.id in ("Record", "Document", "Version", "Draft", "SearchEntry"):
            yield Complaint(
                source.path, node.lineno, f"{node.value.id}.objects in a page. Start at visible(actor)."
            )


def names_say_something(source: Source) -> Iterator[Complaint]:
    """No module is called utils, helpers, common and the like (style rule 6)."""
    name = source.path.rsplit("/", 1)[-1].removesuffix(".py")
    if name in FORBIDDEN:
        yield Complaint(source.path, 1, f"A module called {name} says nothing. Name what it is about.")


def modules_are_small(source: Source) -> Iterator[Complaint]:
    """At most 400 lines a module (style rule 6)."""
    if len(source.lines) > LONGEST_MODULE and source.path not in ONE_FILE:
        yield Complaint(source.path, 1, f"{len(source.lines)} lines; split it below {LONGEST_MODULE}.")


def functions_are_short(source: Source) -> Iterator[Complaint]:
    """Functions stay readable at one glance (style rule 6)."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield Complaint(
                    source.path, node.lineno, f"{node.name} has {length} lines; at most {LONGEST_FUNCTION}."
                )


def inner_imports_say_why(source: Source) -> Iterator[Complaint]:
    """An import inside a function carries one of three reasons (style rule 5)."""
    for function in ast.walk(source.tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                written = "\n".join(source.lines[node.lineno - 1 : node.end_lineno])
                if not any(reason in written for reason in REASONS):
                    yield Complaint(
                        source.path,
                        node.lineno,
                        "An import inside a function says why: " + ", ".join(REASONS) + ".",
                    )


def keys_protect(source: Source) -> Iterator[Complaint]:
    """Every foreign key protects, and no row stamps its own time (style rule 7)."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.keyword):
            if node.arg == "on_delete" and not ast.unparse(node.value).endswith("PROTECT"):
                yield Complaint(source.path, node.value.lineno, "A foreign key protects: on_delete=PROTECT.")
            if node.arg in ("auto_now", "auto_now_add"):
                yield Complaint(
                    source.path, node.value.lineno, "Times come from the action, never from auto_now."
                )


def locks_leave_keys_free(source: Source) -> Iterator[Complaint]:
    """A locked row can still be pointed at: no key changes here, and two rows that name each other must not wait in a circle."""
    for node in ast.walk(source.tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "select_for_update"
            and not any(one.arg == "no_key" for one in node.keywords)
        ):
            yield Complaint(source.path, node.lineno, "Lock with select_for_update(no_key=True).")


def kinds_stay_in_their_module(source: Source) -> Iterator[Complaint]:
    """Outside its own module nothing asks for a kind by name (style rule 2)."""
    if source.layer not in ("kernel", "web", "api"):
        return
    for node in ast.walk(source.tree):
        if not (isinstance(node, ast.Compare) and ast.unparse(node.left).endswith(".kind")):
            continue
        if any(
            isinstance(value, ast.Constant) and isinstance(value.value, str) for value in node.comparators
        ):
            yield Complaint(
                source.path, node.lineno, "A kind is asked for by name. Put it into the process as data."
            )


RULES: tuple[Any, ...] = (
    interfaces_do_not_write,
    interfaces_open_no_action,
    pages_read_through_visibility,
    names_say_something,
    modules_are_small,
    functions_are_short,
    inner_imports_say_why,
    keys_protect,
    locks_leave_keys_free,
    kinds_stay_in_their_module,
)
