"""The context of a change: who, why and on whose behalf, with a code that only the application can make.

The rule kept: a context is one line of compact JSON whose last key is `mac`, so a database administrator can
neither invent one nor alter it unnoticed (21 CFR 11.10(e); docs/adr/0010-ledger.md).
"""

import hashlib
import hmac
import json
import re

_MAC = re.compile(r',"mac":"([0-9a-f]{32})"\}\Z')


def build(facts: dict[str, object], key: bytes) -> str:
    """Return the text for the setting `ledger.ctx`. Raises ValueError when the facts already carry a mac or are empty."""
    if not facts or "mac" in facts:
        raise ValueError("The facts of a context are not empty and carry no mac of their own.")
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f'{text[:-1]},"mac":"{_mac(text, key)}"}}'


def check(text: str, key: bytes) -> bool:
    """Say whether the application that holds the key made this context."""
    found = _MAC.search(text)
    if found is None:
        return False
    return hmac.compare_digest(_mac(text[: found.start()] + "}", key), found.group(1))


def _mac(text: str, key: bytes) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:32]
