"""The library as a folder tree in a ZIP: department, type, one PDF a document, sources beside, and a register that an import reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import IO, Any

from probatum.documents.exporting import Leaf
from probatum.kernel import file as files
from probatum.output.package import Package, safe_name

#: The first ten are what an import of a collection asks for.
HEADS = (
    "Number",
    "Title",
    "Version",
    "Status",
    "Effective date",
    "Next review",
    "Owner",
    "Type",
    "Department",
    "Site",
    "File",
    "SHA-256",
    "Source file",
    "Source SHA-256",
)


def write(target: IO[bytes], leaves: Iterable[Leaf], *, about: dict[str, Any]) -> tuple[int, str]:
    """Write the tree; return how many documents it holds and the SHA-256 of its manifest."""
    package, rows = Package(target), []
    for leaf in leaves:
        rows.append(_add(package, leaf))
    return len(rows), package.close(about={**about, "documents": len(rows)}, register=(HEADS, rows))


def _add(package: Package, leaf: Leaf) -> Sequence[Any]:
    folder = ("documents", leaf.department or "no department", leaf.type)
    stem = safe_name(f"{leaf.number} v{leaf.version} {leaf.title}", longest=90)
    path, digest = package.add((*folder, f"{stem}.pdf"), files.read(leaf.rendition))
    source, source_digest = "", ""
    if leaf.source is not None:
        name = f"{stem}{PurePath(leaf.source_name).suffix[:8]}"
        source, source_digest = package.add(("sources", *folder[1:], name), files.read(leaf.source))
    return (
        leaf.number, leaf.title, leaf.version, leaf.state, leaf.effective or "", leaf.next_review or "", leaf.owner,
        leaf.type, leaf.department, leaf.site, path, digest, source, source_digest,
    )  # fmt: skip
