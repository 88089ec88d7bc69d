"""Statements of electronic signatures as the application makes them."""

from __future__ import annotations

import base64
import json
from typing import Any


def sign_record(ledger: Any, rpk: str, *, signer: int = 7) -> str:
    """The body of a signature entry on a sample record."""
    statement = json.dumps(
        {"rt": "rec", "rpk": rpk, "content": "0" * 64, "signer": {"id": signer, "name": f"Person {signer}"},
         "meaning": {"code": "approved"}, "nonce": f"s{rpk}{signer}"},
        sort_keys=True, separators=(",", ":"),
    )  # fmt: skip
    stamp = ledger.signing_key.sign(b"probatum-signature/1\n" + statement.encode())
    return json.dumps({"statement": statement, "sig": base64.b64encode(stamp).decode()})
