"""What a test declares of a kind is gone after it: definitions are those of the product again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def definitions_stay() -> Iterator[None]:
    """Put back what stands beside the processes, and their digests, where a test declared something of its own."""
    from probatum.kernel import process
    from probatum.kernel.process_data import declared

    before = {kind: dict(said) for kind, said in declared.items()}
    yield
    changed = [kind for kind in {*before, *declared} if before.get(kind) != declared.get(kind)]
    for kind in changed:
        declared.pop(kind, None)
        if kind in before:
            declared[kind] = before[kind]
        for one in process.registered(kind):
            process._digest(one)
