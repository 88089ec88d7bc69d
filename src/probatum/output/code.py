"""A QR code as SVG, made here and without network; only the squares, since the paper around it is white."""

from __future__ import annotations

from itertools import groupby

from qrcode.constants import ERROR_CORRECT_L
from qrcode.main import QRCode


def code_svg(text: str) -> bytes:
    """The code of a text as small as it gets: capital letters, digits and `:/.-` take less room than small letters."""
    code = QRCode(error_correction=ERROR_CORRECT_L, border=0)
    code.add_data(text, optimize=0)
    code.make(fit=True)
    rows = code.get_matrix()
    path = "".join(_run(rows, y) for y in range(len(rows)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {len(rows)} {len(rows)}">'
        f'<path fill="#000" d="{path}"/></svg>'
    ).encode()


def _run(rows: list[list[bool | None]], y: int) -> str:
    drawn, x = "", 0
    for dark, group in groupby(rows[y], key=bool):
        length = len(list(group))
        if dark:
            drawn += f"M{x} {y}h{length}v1h-{length}z"
        x += length
    return drawn
