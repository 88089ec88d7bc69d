"""Signing a version through its sheet, beside the password hash that no signature can do without."""

from __future__ import annotations

import re
import statistics
import time
from typing import Any

from probatum.bench import story
from probatum.bench.serving import Browser, backends, figures
from probatum.example.people import person as employee

MORE = 16
FIRST = 100
_HIDDEN = re.compile(r'<input type="hidden" name="(based_on|shown)" value="([^"]*)"')


def measure() -> dict[str, Any]:
    """Figures of the sheet and of the signature; `beyond_hash` is what remains without the hash. Raises AssertionError."""
    from probatum.documents.content import Version  # app ready

    for number in range(MORE):
        story.begin(FIRST + number)
    versions = list(Version.objects.filter(record__state="in_review", record__tasks__person__username=story.REVIEWERS[0],
                                           record__tasks__closed_at=None, record__title__startswith="Control of").select_related("record"))  # fmt: skip
    with backends() as database:
        sheets, signatures, hashes = [], [], []
        for username in story.REVIEWERS:
            browser = Browser(database)
            browser.sign_in(username, employee(username).passphrase)
            database.look()
            for version in versions:
                hashes.append(_hash(username))
                address = f"/records/{version.record.uuid}/moves/review/"
                sheet = browser.get(address)
                sheets.append(sheet.sample)
                told = dict(_HIDDEN.findall(sheet.body))
                credential = {"username": username, "password": employee(username).passphrase}
                signatures.append(
                    browser.post(address, {**told, **credential, "reason": "Read and found right."}).sample
                )
    found: dict[str, Any] = {
        "hash_ms": 1000 * statistics.median(hashes),
        "sheet": figures(sheets),
        "sign": figures(signatures),
    }
    return found | {
        "p50_beyond_hash_ms": found["sign"]["p50_ms"] - found["hash_ms"],
        "p95_beyond_hash_ms": found["sign"]["p95_ms"] - found["hash_ms"],
        "cpu_beyond_hash_ms": found["sign"]["cpu_ms"] - found["hash_ms"],
    }  # fmt: skip


def _hash(username: str) -> float:
    person, passphrase = story.person(username), employee(username).passphrase
    begun = time.perf_counter()
    assert person.check_password(passphrase)
    return time.perf_counter() - begun
