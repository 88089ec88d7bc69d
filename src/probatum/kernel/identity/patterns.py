"""What makes a password easy to guess: repetition, sequences, walks over the keyboard, common words, known breaches.

No rule of composition and no forced ageing (NIST SP 800-63B section 3.1.1); 21 CFR 11.300(b) names ageing as an example only.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from itertools import product
from pathlib import Path

FEWEST_CHARACTERS = 5
_WORDS = (
    "password", "passwort", "passphrase", "welcome", "letmein", "changeme", "qwerty", "admin", "login", "master",
    "secret", "default", "summer", "winter", "iloveyou",
)  # fmt: skip
_JOINED = ("monday", "friday", "spring", "autumn", "january", "december", "test", "user", "please", "company", "quality", "probatum", "dragon", "football", "sunshine", "princess", "hello", "my", "the", "is", "new", "one", "for", "this", "good", "strong", "long", "enough")  # fmt: skip
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn", "1234567890", "abcdefghijklmnopqrstuvwxyz")  # fmt: skip
_LEET = str.maketrans("013457@$!", "oleastasi")
_EDGES = re.compile(r"\A[\W\d_]+|[\W\d_]+\Z")
_LETTERS = re.compile(r"[^\W\d_]+")


def weakness(password: str) -> str:
    """Say what makes a password easy to guess, as the end of "It is easy to guess: …"; empty when nothing does."""
    plain = password.casefold()
    if len(set(plain)) < FEWEST_CHARACTERS:
        return "it is made of very few different characters"
    if _repeated(plain):
        return "it repeats one part"
    if _walked(plain) * 2 >= len(plain):
        return "most of it is a sequence of the alphabet, of numbers or of the keyboard"
    if _common(plain):
        return "it is made of words that are tried first"
    return ""


@cache
def common_phrases() -> frozenset[str]:
    """Two common words side by side, computed: the phrases that lists of breached passwords begin with."""
    return frozenset("".join(pair) for pair in product(_WORDS, repeat=2))


def _repeated(text: str) -> bool:
    """True when a part of at most half the length fills the whole, a rest of it aside."""
    return any(text == (text[:size] * len(text))[: len(text)] for size in range(1, len(text) // 2 + 1))


def _walked(text: str) -> int:
    """How many characters stand in runs of four or more along a row, forwards or backwards."""
    count = run = 0
    for here, there in zip(text, text[1:] + "\0", strict=True):
        if _next_to(here, there):
            run += 1
        else:
            count += run + 1 if run >= 3 else 0
            run = 0
    return count


def _next_to(here: str, there: str) -> bool:
    return any(here + there in row or there + here in row for row in _ROWS)


def _common(text: str) -> bool:
    core = _EDGES.sub("", text)
    readings = {"".join(_LETTERS.findall(reading)) for reading in (core, core.translate(_LEET))}
    return any(reading in common_phrases() or _only_words(reading) for reading in readings)


def _only_words(letters: str) -> bool:
    """True when the letters are up to five common words, at least one of them of those tried first."""
    first = "|".join(_WORDS)
    every = "|".join((*_WORDS, *_JOINED))
    return bool(re.fullmatch(f"(?:{every}){{0,2}}(?:{first})(?:{every}){{0,2}}", letters))


def breached(password: str, list_file: Path | None) -> bool:
    """True when the password stands in a list of SHA-1 digests in ascending order, one a line, a count after a colon or not.

    The file is searched by halves, so its size does not matter. Raises OSError when it cannot be read.
    """
    if list_file is None:
        return False
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with list_file.open("rb") as file:
        low, high = 0, file.seek(0, 2)
        while low < high:
            middle = (low + high) // 2
            file.seek(middle)
            if middle:
                file.readline()
            start = file.tell()
            line = file.readline()[:40].upper()
            if line == wanted:
                return True
            if line and line < wanted:
                low = start + 1
            else:
                high = middle
        file.seek(low)
        if low:
            file.seek(low - 1)
            file.readline()
        return file.readline()[:40].upper() == wanted
