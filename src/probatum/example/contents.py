"""The texts of the example documents: one Markdown file for each version, named by number and, for earlier versions, by label."""

import re
from pathlib import Path

from probatum.example.story import ExampleDocument

FOLDER = Path(__file__).parent / "documents"
REFERENCE = re.compile(r"\[\[([A-Z]+(?:-[A-Z]+)?-\d{3})\]\]")


def text(document: ExampleDocument, *, label: str) -> str:
    """The Markdown of one version: the file of that label where there is one, else the document's own file."""
    of_version = FOLDER / f"{document.number}@{label}.md"
    path = of_version if of_version.exists() else FOLDER / f"{document.number}.md"
    return path.read_text(encoding="utf-8")


def references(markdown: str) -> list[str]:
    """The numbers a text refers to, each once, in order of first mention."""
    return list(dict.fromkeys(REFERENCE.findall(markdown)))


def image(name: str) -> Path:
    """The path of an image named in a text as images/<name>. Raises FileNotFoundError when there is none."""
    path = FOLDER / "images" / Path(name).name
    if not path.exists():
        raise FileNotFoundError(path.name)
    return path
