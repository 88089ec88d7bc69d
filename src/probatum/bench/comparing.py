"""Two Word versions of sixty pages compared, from their bytes to what the page shows."""

from __future__ import annotations

import io
import random
import statistics
import time
from typing import Any

import docx

from probatum.output.compare import TooLong, compare
from probatum.output.comparing import WORD, blocks_of, summary_of

PAGES = 60
ROUNDS = 5
_WORDS = [
    "operator", "room", "vessel", "buffer", "sample", "record", "batch", "check",
    "clean", "sign", "label", "weigh", "release", "filter", "store", "valve",
    "pressure", "limit", "review", "form", "shift", "result", "deviation", "balance",
    "rinse", "before", "after", "within", "during", "approved",
]  # fmt: skip


def measure() -> dict[str, Any]:
    """Seconds to compare two long Word files with few changes, and with nothing in common."""
    old, new, strange = _word(1, edits=0), _word(1, edits=60), _word(2, edits=0)
    floor = _median(lambda: docx.Document(io.BytesIO(old)))
    told = _median(lambda: _compared(old, new))
    return {
        "pages": PAGES,
        "paragraphs": len(blocks_of(old, media_type=WORD) or ()),
        "open_one_seconds": floor,
        "compare_seconds": told,
        "compare_nothing_in_common_seconds": _median(lambda: _compared(old, strange)),
        "ratio_to_opening_both": told / (2 * floor),
    }


def _compared(old: bytes, new: bytes) -> str:
    try:
        return summary_of(
            compare(blocks_of(old, media_type=WORD) or [], blocks_of(new, media_type=WORD) or [])
        )
    except TooLong as refusal:
        return str(refusal)


def _word(seed: int, *, edits: int) -> bytes:
    """About sixty pages: a heading, seven paragraphs and a table on each; edits replace words here and there."""
    text, change = random.Random(seed), random.Random(99)  # noqa: S311 - text for a benchmark
    document = docx.Document()
    changed = {change.randrange(PAGES * 7) for _ in range(edits)}
    for page in range(PAGES):
        document.add_heading(f"{page + 1} {' '.join(text.choices(_WORDS, k=3)).capitalize()}", level=1)
        for place in range(7):
            words = text.choices(_WORDS, k=60)
            if page * 7 + place in changed:
                words[20:22] = ["carefully", "twice", "daily"]
            document.add_paragraph(" ".join(words))
        table = document.add_table(rows=6, cols=4, style="Table Grid")
        for row in table.rows:
            for cell in row.cells:
                cell.text = text.choice(_WORDS)
    done = io.BytesIO()
    document.save(done)
    return done.getvalue()


def _median(work: Any) -> float:
    took = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        took.append(time.perf_counter() - begun)
    return statistics.median(took)
