"""Each lint rule speaks about what it is for, and is silent about what is right."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from lint import python_rules, text_rules
from lint.run import complaints
from lint.source import Source

ROOT = Path(__file__).resolve().parents[2]


def said(rule: object, text: str, path: str = "src/probatum/web/views/page.py") -> int:
    tree = ast.parse(text) if path.endswith(".py") else ast.Module([], [])
    return len(list(rule(Source(path=path, text=text, tree=tree))))  # type: ignore[operator]


FAULTY = [
    (python_rules.interfaces_do_not_write, "Task.objects.create(a=1)", "Task.objects.count()"),
    (python_rules.interfaces_do_not_write, "Task.objects.filter(a=1).update(b=2)", "{}.update(b=2)"),
    (
        python_rules.interfaces_open_no_action,
        "from probatum.kernel.action import action",
        "from probatum.kernel.action import request_facts",
    ),
    (python_rules.pages_read_through_visibility, "Record.objects.all()", "visible(person)"),
    (python_rules.inner_imports_say_why, "def f():\n    import re", "def f():\n    import re  # slow import"),
    (python_rules.keys_protect, "F(on_delete=models.CASCADE)", "F(on_delete=models.PROTECT)"),
    (python_rules.keys_protect, "F(auto_now=True)", "F(default=1)"),
    (
        python_rules.locks_leave_keys_free,
        "rows.select_for_update(of=('self',))",
        "rows.select_for_update(of=('self',), no_key=True)",
    ),
    (python_rules.kinds_stay_in_their_module, "record.kind == 'capa'", "record.kind == other.kind"),
    (python_rules.functions_are_short, "def f():\n" + "    a = 1\n" * 61, "def f():\n    a = 1\n"),
    (python_rules.modules_are_small, "a = 1\n" * 401, "a = 1\n" * 400),
]


@pytest.mark.parametrize(("rule", "wrong", "right"), FAULTY)
def test_python_rule_finds_the_fault_and_only_it(rule: object, wrong: str, right: str) -> None:
    assert said(rule, wrong) == 1
    assert said(rule, right) == 0


def test_forbidden_module_names_are_found() -> None:
    assert said(python_rules.names_say_something, "", "src/probatum/web/utils.py") == 1
    assert said(python_rules.names_say_something, "", "src/probatum/web/work.py") == 0


MARKUP = [
    (text_rules.nothing_inline, '<p style="color:red">', "<p class=red>", "x.html"),
    (text_rules.nothing_inline, '<a onclick="go()">', "<a data-go>", "x.html"),
    (text_rules.nothing_inline, "<script>go()</script>", '<script src="/go.js"></script>', "x.html"),
    (
        text_rules.nothing_from_elsewhere,
        '<img src="https://example.com/a.png">',
        '<img src="/a.png">',
        "x.html",
    ),
    (text_rules.the_cascade_is_plain, "p { color: red !important; }", "p { color: red; }", "x.css"),
    (text_rules.the_cascade_is_plain, "#top { color: red; }", ".top { color: #fff; }", "x.css"),
]


@pytest.mark.parametrize(("rule", "wrong", "right", "path"), MARKUP)
def test_text_rule_finds_the_fault_and_only_it(rule: object, wrong: str, right: str, path: str) -> None:
    assert said(rule, wrong, path) == 1
    assert said(rule, right, path) == 0


def test_the_product_gives_no_cause_for_complaint() -> None:
    assert [str(complaint) for complaint in complaints(ROOT)] == []
