"""A document as an evidence package: a page to read, PDFs to print, tables and histories to search, every file with its hash."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import IO, Any

from django.utils.html import format_html, format_html_join

from probatum.output.package import Package, as_csv

Table = tuple[Sequence[str], list[Sequence[Any]]]

README = """This package holds one document with its versions, signatures, comments, links and history.

index.html     to read, in any browser
records/       each record as PDF/A: content, people, signatures with meaning and time, the whole history
files/         the files of each version as they were stored: issued PDF, rendition, source
data/          the same as tables (CSV) and histories (JSON), to search and sort
manifest.json  every file with its size and SHA-256
SHA256SUMS     the same for "sha256sum --check SHA256SUMS"

What was signed is named by SHA-256 in data/signatures.csv. That the installation's ledger holds these fingerprints and was
not altered is proved by "probatum ledger export" and the stand-alone program probatum-verify. The issued PDFs carry a seal
that a PDF reader checks.
"""

_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{}</title></head><body>
<h1>{}</h1><p>{}</p>{}<h2>Files</h2><ul>{}</ul></body></html>
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Contents:
    """What goes into a package: where it stands, files by path, tables by name."""

    title: str
    standing: str
    files: list[tuple[Sequence[str], bytes]]
    tables: dict[str, Table]


def write(target: IO[bytes], contents: Contents, *, about: dict[str, Any]) -> str:
    """Write the package; return the SHA-256 of its manifest."""
    package = Package(target)
    package.add(("README.txt",), README.encode())
    for path, content in contents.files:
        package.add(path, content)
    for name, (heads, rows) in contents.tables.items():
        package.add(("data", f"{name}.csv"), as_csv(heads, rows))
    package.add(("index.html",), _page(contents, package).encode())
    rows = [(one["path"], one["size"], one["sha256"]) for one in package.files]
    return package.close(about=about, register=(("Path", "Size", "SHA-256"), rows))


def _page(contents: Contents, package: Package) -> str:
    tables = [_table(name, heads, rows) for name, (heads, rows) in contents.tables.items()]
    links = format_html_join(
        "\n",
        '<li><a href="{}">{}</a> {} bytes, SHA-256 {}</li>',
        ((one["path"], one["path"], one["size"], one["sha256"]) for one in package.files),
    )
    sections = format_html_join("\n", "{}", ((table,) for table in tables))
    return format_html(_PAGE, contents.title, contents.title, contents.standing, sections, links)


def _table(name: str, heads: Sequence[str], rows: list[Sequence[Any]]) -> str:
    if not rows:
        return format_html("<h2>{}</h2><p>None.</p>", name.replace("-", " ").capitalize())
    head = format_html_join("", "<th>{}</th>", ((one,) for one in heads))
    lines = format_html_join(
        "\n",
        "<tr>{}</tr>",
        ((format_html_join("", "<td>{}</td>", ((cell,) for cell in row)),) for row in rows),
    )
    return format_html(
        '<h2>{}</h2><table border="1"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>',
        name.replace("-", " ").capitalize(),
        head,
        lines,
    )
