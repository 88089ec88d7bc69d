"""The label of a place where a code hangs: what to do, the code, the place, and the address for who cannot scan it."""

from __future__ import annotations

from probatum.output.typesetting import typeset


def point_label(*, code: bytes, place: str, company: str, address: str) -> bytes:
    """A page of A6 to print and hang up, as PDF."""
    data = {"place": place, "company": company, "address": address}
    return typeset("label", data=data, files={"code.svg": code})[0]
