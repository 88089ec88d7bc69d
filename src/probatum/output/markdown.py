"""The built-in editor's format: structured Markdown to safe HTML and to PDF (ADR-0022).

Raw HTML is never passed on: it is shown as the text it is. Pictures are named by the SHA-256 of a stored file,
`![what it shows](sha256:…)`; `[[SOP-QA-0001]]` refers to a document by number.
"""

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from probatum.output.limits import UploadRefused
from probatum.output.merge_runs import Wanted, fill_text
from probatum.output.typesetting import EPOCH, typeset

_REFERENCE = re.compile(r"\[\[([A-Za-z0-9][A-Za-z0-9._/-]{0,63})\]\]")
_PICTURE = re.compile(r"^sha256:([0-9a-f]{64})$")
_PARTS = re.compile(r"\n[ \t]*\n")
_MOST_BRACKETS = 2000
_MOST_PAIRING = 3 * _MOST_BRACKETS**2  # over all paragraphs: about a second
_LINK = re.compile(r"^(https?://|mailto:|#)", re.IGNORECASE)
_IMAGE_KINDS = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg"}


@dataclass(frozen=True, kw_only=True)
class Revision:
    """One line of the revision table."""

    version: str
    effective: str
    summary: str
    author: str = ""


@dataclass(frozen=True, kw_only=True)
class TitleBlock:
    """What stands above the text of a built-in document; all of it comes from the record."""

    number: str
    title: str
    version: str
    document_type: str
    organisation: str
    site: str = ""
    owner: str = ""
    effective: str = ""
    revisions: tuple[Revision, ...] = field(default=())
    language: str = "en"


def to_html(
    text: str,
    *,
    picture_url: Callable[[str], str | None] = lambda digest: None,
    reference_url: Callable[[str], str | None] = lambda number: None,
    wanted: Wanted | None = None,
) -> str:
    """Return safe HTML. A picture or reference without address is shown as words; `wanted` fills the fields named."""
    tree = parse(text)
    if wanted is not None:
        tree = _filled(tree, wanted)
    return "".join(_html(node, picture_url, reference_url) for node in tree)


def to_pdf(
    text: str,
    *,
    block: TitleBlock | None = None,
    pictures: Mapping[str, bytes] | None = None,
    at: datetime = EPOCH,
    wanted: Wanted | None = None,
) -> tuple[bytes, tuple[str, ...]]:
    """Typeset as PDF/A-2b and return it with warnings. `pictures` maps SHA-256 to PNG or JPEG bytes.

    `wanted` fills the fields that the text names, but for those in code.

    The page leaves the bands of the stamp free: stamp it with `reserved=True`.
    """
    tree = parse(text)
    if wanted is not None:
        tree = _filled(tree, wanted)
    files: dict[str, bytes] = {}
    lost = _bind_pictures(tree, pictures or {}, files)
    data = {"tree": tree, "block": _block(block), "title": block.title if block else _first_heading(tree)}
    made, warnings = typeset("document", data=data, files=files, at=at)
    if lost:
        warnings += (
            f"{lost} picture(s) are not in the file and are shown as their description. Add them in the editor.",
        )
    return made, warnings


def references(text: str) -> tuple[str, ...]:
    """The document numbers that the text refers to, in order, each once."""
    found: dict[str, None] = {}

    def walk(nodes: list[dict[str, Any]]) -> None:
        for node in nodes:
            if node["t"] == "reference":
                found[node["text"]] = None
            walk(node.get("c", []))

    walk(parse(text))
    return tuple(found)


def parse(text: str) -> list[dict[str, Any]]:
    """Return the tree of a text: nodes with a type `t`, children `c` and plain attributes. Raises UploadRefused."""
    brackets = [part.count("[") for part in _PARTS.split(text)]
    if max(brackets) > _MOST_BRACKETS:  # their pairing takes the square of their number
        raise UploadRefused(
            f"A paragraph holds more than {_MOST_BRACKETS} square brackets. Divide it with empty lines."
        )
    if sum(count * count for count in brackets) > _MOST_PAIRING:
        raise UploadRefused("The text holds too many square brackets close together. Divide its paragraphs.")
    tokens = _reader().parse(text.replace("\x00", ""))
    return _tree(tokens)


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "linkify": False, "maxNesting": 24})
    reader.enable(["table", "strikethrough"])
    reader.inline.ruler.before("link", "reference", _reference_rule)
    return reader


def _reference_rule(state: StateInline, silent: bool) -> bool:
    found = _REFERENCE.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        token = state.push("reference", "", 0)
        token.content = found[1]
    state.pos = found.end()
    return True


def _tree(tokens: list[Token]) -> list[dict[str, Any]]:
    root: list[dict[str, Any]] = []
    stack = [root]
    for token in tokens:
        if token.type == "inline":
            stack[-1].extend(_tree(token.children or []))
        elif token.nesting == 1:
            node = _node(token)
            node["c"] = []
            stack[-1].append(node)
            stack.append(node["c"])
        elif token.nesting == -1:
            stack.pop()
        else:
            stack[-1].append(_node(token))
    return root


def _node(token: Token) -> dict[str, Any]:
    kind = token.type.removesuffix("_open")
    node: dict[str, Any] = {"t": kind}
    if kind == "heading":
        node["level"] = int(token.tag[1])
    elif kind == "ordered_list":
        node["start"] = int(token.attrs.get("start", 1))
    elif kind in ("th", "td"):
        style = str(token.attrs.get("style", ""))
        node["align"] = style.removeprefix("text-align:") or "left"
    elif kind == "link":
        address = str(token.attrs.get("href", ""))
        node["href"] = address if _LINK.match(address) else ""
    elif kind == "image":
        digest = _PICTURE.match(str(token.attrs.get("src", "")))
        node |= {"sha256": digest[1] if digest else "", "text": token.content}
    elif kind == "paragraph":
        node["tight"] = token.hidden
    elif token.content:
        node["text"] = token.content
    if kind == "fence":
        node["t"] = "code_block"
    return node


_COUNTS = {"page": "\ue000", "pages": "\ue001"}
_COUNTED = {sign: name for name, sign in _COUNTS.items()}
_SIGNS = re.compile("([\ue000\ue001])")


def _filled(nodes: list[dict[str, Any]], wanted: Wanted) -> list[dict[str, Any]]:
    """The tree with its fields filled; page and pages become nodes that the typesetter counts."""
    found: list[dict[str, Any]] = []
    for node in nodes:
        if node["t"] != "text":
            found.append({**node, "c": _filled(node["c"], wanted)} if "c" in node else node)
            continue
        text = fill_text(
            _SIGNS.sub("", node.get("text", "")),
            wanted,
            shown=lambda value: _SIGNS.sub("", value),
            counts=_COUNTS,
        )
        for part in _SIGNS.split(text):
            found.append(
                {"t": _COUNTED[part], "text": "#"} if part in _COUNTED else {"t": "text", "text": part}
            )
    return found


_TAGS = {
    "paragraph": "p",
    "bullet_list": "ul",
    "list_item": "li",
    "blockquote": "blockquote",
    "table": "table",
    "thead": "thead",
    "tbody": "tbody",
    "tr": "tr",
    "strong": "strong",
    "em": "em",
    "s": "s",
}


def _html(
    node: dict[str, Any], picture_url: Callable[[str], str | None], reference_url: Callable[[str], str | None]
) -> str:
    kind = node["t"]
    inner = "".join(_html(child, picture_url, reference_url) for child in node.get("c", []))
    said = html.escape(node.get("text", ""))
    if kind in _TAGS:
        return inner if node.get("tight") else f"<{_TAGS[kind]}>{inner}</{_TAGS[kind]}>"
    if kind in ("th", "td"):
        aligned = f' class="align-{node["align"]}"' if node["align"] in ("center", "right") else ""
        return f"<{kind}{aligned}>{inner}</{kind}>"
    if kind == "heading":
        return f"<h{node['level']}>{inner}</h{node['level']}>"
    if kind == "ordered_list":
        start = f' start="{node["start"]}"' if node["start"] != 1 else ""
        return f"<ol{start}>{inner}</ol>"
    if kind == "link":
        return (
            f'<a href="{html.escape(node["href"])}" rel="noopener noreferrer">{inner}</a>'
            if node["href"]
            else inner
        )
    if kind == "image":
        address = picture_url(node["sha256"]) if node["sha256"] else None
        return (
            f'<img src="{html.escape(address)}" alt="{said}">'
            if address
            else f"<em>[{said or 'picture'}]</em>"
        )
    if kind == "reference":
        address = reference_url(node["text"])
        return f'<a href="{html.escape(address)}">{said}</a>' if address else f"<span>{said}</span>"
    return {
        "softbreak": "\n",
        "hardbreak": "<br>",
        "hr": "<hr>",
        "code_inline": f"<code>{said}</code>",
        "code_block": f"<pre><code>{said}</code></pre>",
    }.get(kind, said)


def _bind_pictures(
    nodes: list[dict[str, Any]], pictures: Mapping[str, bytes], files: dict[str, bytes]
) -> int:
    lost = 0
    for node in nodes:
        if node["t"] == "image":
            content = pictures.get(node["sha256"], b"")
            kind = next((name for mark, name in _IMAGE_KINDS.items() if content.startswith(mark)), None)
            if kind:
                node["file"] = f"{node['sha256']}.{kind}"
                files[node["file"]] = content
            else:
                lost += 1
        lost += _bind_pictures(node.get("c", []), pictures, files)
    return lost


def _block(block: TitleBlock | None) -> dict[str, Any] | None:
    if block is None:
        return None
    facts = (
        ("Number", block.number),
        ("Version", block.version),
        ("Type", block.document_type),
        ("Effective", block.effective),
        ("Owner", block.owner),
        ("Site", block.site),
    )
    return {
        "number": block.number,
        "title": block.title,
        "organisation": block.organisation,
        "language": block.language,
        "facts": [list(fact) for fact in facts if fact[1]],
        "revisions": [[r.version, r.effective, r.summary, r.author] for r in block.revisions],
    }


def _first_heading(tree: list[dict[str, Any]]) -> str:
    def words(node: dict[str, Any]) -> str:
        return str(node.get("text", "")) + "".join(words(child) for child in node.get("c", []))

    return next((words(node) for node in tree if node["t"] == "heading"), "Document")
