"""The blocks of texts that are no Word file: OpenDocument, Markdown, plain text, and the text layer of a PDF."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import Any

from lxml import etree

from probatum.output import markdown
from probatum.output.compare import Block
from probatum.output.compare_numbering import local
from probatum.output.compare_word import tree_of

_NUMBERED = re.compile(r"^(\d{1,3}(?:\.\d{1,3}){0,5})\.?\s+(\S.{0,90})$")
_LIST = re.compile(r"^(?:[•◦▪‣·–—*-]|\(?[a-z0-9]{1,3}[.)])\s+\S")
_ENDED = re.compile(r"[.!?:;。]['”\")\]]?$")
_DIGITS = re.compile(r"\d+")
_GONE = {"tracked-changes", "annotation", "annotation-end", "change", "change-start", "change-end"}
_SPACES = {"s", "tab", "line-break"}


def odt_blocks(package: zipfile.ZipFile) -> list[Block]:
    """Headings, paragraphs, list items and table rows of an OpenDocument text, tracked changes accepted."""
    root = tree_of(package, "content.xml")
    body = next(root.iter("{*}text"), None) if root is not None else None
    return list(_odt(body, item=False)) if body is not None else []


def _odt(parent: etree._Element, *, item: bool) -> Iterator[Block]:
    for one in parent:
        name = local(one)
        if name in ("h", "p"):
            text = " ".join(_odt_text(one).split())
            level = next((v for k, v in one.attrib.items() if str(k).endswith("}outline-level")), "1")
            if text and name == "h":
                yield Block(text, "heading", int(level) if str(level).isdecimal() else 1)
            elif text:
                yield Block(text, "item" if item else "paragraph")
        elif name == "table-row":
            cells = [" ".join(_odt_text(cell).split()) for cell in one if local(cell) == "table-cell"]
            if any(cells):
                yield Block("\t".join(cells), "row")
        elif name not in _GONE:
            yield from _odt(one, item=item or name == "list")


def _odt_text(parent: etree._Element) -> str:
    found = [parent.text or ""]
    for one in parent:
        name = local(one)
        if name in _SPACES:
            found.append(" ")
        elif name not in _GONE:
            found.append(_odt_text(one))
            if name == "p":
                found.append(" ")
        found.append(one.tail or "")
    return "".join(found)


def markdown_blocks(text: str) -> list[Block]:
    """The blocks of a text of the built-in editor; where a link leads and which picture is shown belong to it."""
    return list(_marked(markdown.parse(text.replace("\r\n", "\n"))))


def _marked(nodes: list[dict[str, Any]], *, kind: str = "paragraph") -> Iterator[Block]:
    for node in nodes:
        inner = node.get("c", [])
        if node["t"] in ("paragraph", "heading", "tr", "code_block"):
            parted = "\t" if node["t"] == "tr" else ""
            text = parted.join(_words(child) for child in inner) if inner else node.get("text", "")
            named = {"paragraph": kind, "tr": "row", "code_block": "code"}.get(node["t"], "heading")
            if text.strip():
                yield Block(text.strip(" \n"), named, node.get("level", 0))
        elif inner:
            yield from _marked(inner, kind="item" if node["t"] == "list_item" else kind)


def _words(node: dict[str, Any]) -> str:
    inner = "".join(_words(child) for child in node.get("c", []))
    if node["t"] == "image":
        return f"[picture {node['sha256'][:6]}: {node['text']}]"
    if node["t"] == "link":
        return f"{inner} ({node['href']})" if node["href"] and node["href"] != inner else inner
    if node["t"] in ("softbreak", "hardbreak"):
        return " "
    return str(node.get("text", "")) + inner


def plain_blocks(text: str) -> list[Block]:
    """Paragraphs parted by empty lines."""
    parts = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")))
    return [Block(part) for part in parts if part]


def page_blocks(text: str) -> list[Block]:
    """Paragraphs put together again from the lines of pages, parted by form feeds; running heads and feet are left out."""
    pages = [[line.strip() for line in page.split("\n") if line.strip()] for page in text.split("\f")]
    running = _running(pages)
    found: list[Block] = []
    for page in pages:
        edges = {0, 1, len(page) - 1, len(page) - 2}
        lines = [line for at, line in enumerate(page) if at not in edges or _shape(line) not in running]
        widest = max(map(len, lines), default=0)
        for block in _joined(lines, widest):
            before = found[-1] if found else None
            flows = (
                before is not None
                and before.kind == block.kind == "paragraph"
                and not _ENDED.search(before.text)
            )
            if before is not None and flows and block.text[:1].islower():
                found[-1] = Block(f"{before.text} {block.text}")  # a sentence that goes on over the page
            else:
                found.append(block)
    return found


def _shape(line: str) -> str:
    return _DIGITS.sub("#", line)


def _running(pages: list[list[str]]) -> set[str]:
    """Lines at the edges that stand on most pages, digits aside."""
    seen = Counter(shape for page in pages for shape in {_shape(line) for line in page[:2] + page[-2:]})
    return {shape for shape, times in seen.items() if len(pages) > 2 and times > len(pages) / 2}


def _joined(lines: list[str], widest: int) -> Iterator[Block]:
    held: list[str] = []
    for line in lines:
        heading = _NUMBERED.match(line)
        if held and (heading or _LIST.match(line) or _is_end(held[-1], widest)):
            yield _paragraph(held)
            held = []
        if heading and not _ENDED.search(line) and heading[2][:1].isupper():
            yield Block(heading[2], "heading", heading[1].count(".") + 1, heading[1])
        else:
            held.append(line)
    if held:
        yield _paragraph(held)


def _is_end(line: str, widest: int) -> bool:
    return len(line) < 0.6 * widest or (bool(_ENDED.search(line)) and len(line) < 0.85 * widest)


def _paragraph(lines: list[str]) -> Block:
    text = lines[0]
    for line in lines[1:]:
        cut = text.endswith("-") and len(text) > 1 and text[-2].isalpha() and line[:1].islower()
        text = text[:-1] + line if cut else f"{text} {line}"
    return Block(text, "item" if _LIST.match(text) else "paragraph")
