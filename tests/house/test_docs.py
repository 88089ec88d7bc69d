"""The documentation is true: commands exist, links and pictures resolve, tests that it names exist, nothing private stands in it."""

from __future__ import annotations

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from probatum import __version__
from probatum.cli.main import COMMANDS, main
from probatum.config import env

ROOT = Path(__file__).resolve().parent.parent.parent
SCRIPT = {"test"}  # answered by ./probatum itself
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"!?\[[^\]]*\]\(([^()\s]+)\)")
NAMED_TEST = re.compile(r"tests/[\w/]+\.py(?:::(test_\w+))?")
NAMED_FILE = re.compile(r"`((?:src|docs|lint|requirements)/[\w/.-]+\.\w+)`")
COMMAND = re.compile(r"(?:\./|[`\s])probatum (?!is\b)([a-z]+)((?: [a-z]+)?)((?: \[?--[a-z-]+)*)")
VARIABLE = re.compile(r"\b(PROBATUM_[A-Z_]+|DATABASE_[A-Z_]*URL)\b")
# Split so that this file does not find itself.
PRIVATE = re.compile(
    "|".join(
        (r"(?<![\w.])/(?:home|Users|root|work" + r"|tmp)/", "pypi" + r"\.org", "pythonhosted" + r"\.org")
    )
)
OVERCLAIMS = re.compile(
    r"\b(?:FDA[- ]certified|fully compliant|compliant out of the box|pre-validated|guarantees? compliance)\b",
    re.I,
)


def pages() -> list[Path]:
    """The README, the changes, and every page of the documentation."""
    return [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@cache
def names_of_tests(path: Path) -> frozenset[str]:
    """The names of the tests in a file."""
    tree = ast.parse(path.read_text("utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def anchors(page: Path) -> set[str]:
    """The headings of a page as a browser addresses them."""
    found = set()
    for line in CODE.sub("", page.read_text("utf-8")).splitlines():
        if line.startswith("#"):
            words = re.sub(r"[^\w\s-]", "", line.lstrip("#").strip().lower())
            found.add(re.sub(r"\s", "-", words))
    return found


@pytest.mark.parametrize("page", pages(), ids=name)
def test_links_and_pictures_resolve(page: Path) -> None:
    broken = []
    for target in LINK.findall(CODE.sub("", page.read_text("utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        found = (page.parent / path) if path else page
        if not found.exists() or (anchor and found.suffix == ".md" and anchor not in anchors(found)):
            broken.append(target)

    assert broken == []


@pytest.mark.parametrize("page", pages(), ids=name)
def test_named_tests_and_files_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    missing = [path for path in NAMED_FILE.findall(text) if not (ROOT / path).exists()]
    for found in NAMED_TEST.finditer(text):
        path = ROOT / found[0].partition("::")[0]
        if not path.exists() or (found[1] and found[1] not in names_of_tests(path)):
            missing.append(found[0])

    assert missing == []


def commands() -> dict[str, set[str]]:
    """Command, form and options that the pages tell a reader to type, with the pages that do."""
    found: dict[str, set[str]] = {}
    for page in pages():
        for command, form, options in COMMAND.findall(page.read_text("utf-8")):
            asked = f"{command}{form if command == 'ledger' else ''}{options.replace('[', '')}"
            found.setdefault(asked, set()).add(name(page))
    return found


def test_commands_exist(capsys: pytest.CaptureFixture[str]) -> None:
    asked = commands()
    known = {*COMMANDS, *SCRIPT, "manage"}
    assert {words: where for words, where in asked.items() if words.split()[0] not in known} == {}

    unknown = []
    for words in asked:
        command, *rest = words.split()
        if command in SCRIPT or command == "manage":
            continue
        with pytest.raises(SystemExit):
            main([command, *(word for word in rest if not word.startswith("-")), "--help"])
        told = capsys.readouterr().out
        unknown += [words for option in rest if option.startswith("-") and option not in told]
    assert unknown == []


def test_every_command_is_documented() -> None:
    text = (ROOT / "docs" / "operate" / "commands.md").read_text("utf-8")
    assert [command for command in COMMANDS if f"`probatum {command}" not in text] == []


def test_variables_exist_and_all_are_documented() -> None:
    known = set(re.findall(r'"((?:PROBATUM|DATABASE)_[A-Z_]+)"', Path(env.__file__).read_text("utf-8")))
    told = {found for page in pages() for found in VARIABLE.findall(page.read_text("utf-8"))}
    settings = (ROOT / "docs" / "operate" / "settings.md").read_text("utf-8")

    assert told - known - {"DATABASE_URL"} == set()
    # Set by the program itself for its own processes, or by tests.
    inner = {"PROBATUM_PROCESS", "PROBATUM_STARTED", "PROBATUM_DB_ROLE", "PROBATUM_DB_NAME"}
    assert sorted(known - inner - set(VARIABLE.findall(settings))) == []


@pytest.mark.requirement("P11-10-k1")
def test_version_in_the_documentation_is_the_version_of_the_package() -> None:
    package = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    newest = re.search(r"^## (\d\S*)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    readme = re.findall(
        r"\b\d+\.\d+\.\d+\b", re.sub(r"127\.0\.0\.1", "", (ROOT / "README.md").read_text("utf-8"))
    )
    guide = re.search(
        r"version (\d+\.\d+\.\d+)", (ROOT / "docs" / "validation" / "README.md").read_text("utf-8")
    )

    assert newest is not None and guide is not None
    assert {newest[1], guide[1], *readme} == {__version__} == {package}


@pytest.mark.parametrize("page", pages(), ids=name)
def test_nothing_private_and_no_overclaim(page: Path) -> None:
    text = page.read_text("utf-8")

    assert PRIVATE.findall(text) == []
    assert OVERCLAIMS.findall(text) == []


def test_every_page_is_linked_from_another() -> None:
    linked = set()
    for page in pages():
        for target in LINK.findall(CODE.sub("", page.read_text("utf-8"))):
            path = target.partition("#")[0]
            if path and ":" not in path:
                linked.add((page.parent / path).resolve())
    alone = [name(page) for page in pages() if page.resolve() not in linked and page != ROOT / "README.md"]

    assert alone == []


def test_every_decision_stands_in_the_index() -> None:
    index = (ROOT / "docs" / "adr" / "README.md").read_text("utf-8")
    decisions = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))

    assert [page.name for page in decisions if f"({page.name})" not in index] == []
