"""The files of a collection and how the names in a register lead to them."""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CollectedFile:
    """One file of a collection: its name there, its hash, and the sentence of its refusal if it is not accepted."""

    name: str
    size: int
    sha256: str
    refusal: str = ""


class CollectedFiles:
    """Files found by the names that registers use: with or without folders, with either slash, in any case of letters."""

    def __init__(self, files: Iterable[CollectedFile]) -> None:
        self.all = list(files)
        self._whole: dict[str, list[CollectedFile]] = {}
        self._last: dict[str, list[CollectedFile]] = {}
        for one in self.all:
            folded = _folded(one.name)
            self._whole.setdefault(folded, []).append(one)
            self._last.setdefault(posixpath.basename(folded), []).append(one)

    def find(self, said: str) -> list[CollectedFile]:
        """The files that a register can mean by a name: one where it is clear, several where it is not."""
        wanted = _folded(said)
        if wanted in self._whole:
            return self._whole[wanted]
        named = self._last.get(posixpath.basename(wanted), [])
        if len(named) > 1:
            longer = [one for one in named if _ends(_folded(one.name), wanted)]
            return longer or named
        return named

    def unnamed(self, used: set[str]) -> list[CollectedFile]:
        """The files that no row of the register names."""
        return [one for one in self.all if one.name not in used]


def _ends(name: str, wanted: str) -> bool:
    return name.endswith("/" + wanted) or wanted.endswith("/" + name)


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFC", name.replace("\\", "/").strip())
    return posixpath.normpath("/" + plain).lstrip("/").casefold()
