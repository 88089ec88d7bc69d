"""A faulty definition is refused when it is registered, and every kind of fault is named."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from probatum.kernel.process import (
    Ask,
    FaultyProcess,
    Meaning,
    Move,
    PartRule,
    Process,
    Sees,
    State,
    register,
    registered,
)
from probatum.kernel.process_diagram import diagram

SIGNED = Meaning("agreed", "Agreed")


def content(record: Any) -> dict[str, Any]:
    return {}


def sound(**changes: Any) -> Process:
    """The smallest process with a signature and a task, with something changed."""
    facts: dict[str, Any] = {
        "kind": "sample",
        "label": "Sample",
        "plural": "Samples",
        "start": "open",
        "manifest": "sample/1",
        "content": content,
        "parts": (PartRule("judge", "Judge", "version.approve"),),
        "states": (
            State("open", "Open", asks=(Ask("judge", "agree", "Agree"),)),
            State("closed", "Closed", final=True),
        ),
        "moves": (AGREE,),
    }
    return Process(**{**facts, **changes})


AGREE = Move("agree", "Agree", ("open",), "closed", part="judge", each=True, meaning=SIGNED)


def faults_of(process: Process) -> str:
    """What registration says; the registry stays as it was."""
    with pytest.raises(FaultyProcess) as refusal:
        register(process)
    assert process.kind not in {known.kind for known in registered()}
    return str(refusal.value)


def another(name: str, **facts: Any) -> Move:
    return dataclasses.replace(
        Move(name, name.title(), ("open",), "closed", permission="version.approve"), **facts
    )


CASES: dict[str, tuple[dict[str, Any], str]] = {
    "unknown start": ({"start": "begun"}, "the start 'begun' is no state"),
    "unknown target": (
        {"moves": (AGREE, another("file", target="filed", meaning=SIGNED))},
        "move file names 'filed', which does not exist",
    ),
    "unknown part": (
        {"moves": (AGREE, another("file", part="clerk", meaning=SIGNED))},
        "move file names 'clerk', which does not exist",
    ),
    "nobody may": (
        {"moves": (AGREE, another("file", permission="", meaning=SIGNED))},
        "move file says nothing about who may make it",
    ),
    "automatic and signed": (
        {"moves": (AGREE, another("file", automatic=True, meaning=SIGNED))},
        "move file is automatic and signed; the system never signs",
    ),
    "waits for nobody": (
        {"moves": (AGREE, another("file", each=True, meaning=SIGNED))},
        "move file waits for each holder, but no state asks for it",
    ),
    "asks an unknown part": (
        {
            "states": (
                State("open", "Open", asks=(Ask("clerk", "agree", "Agree"),)),
                State("closed", "Closed", final=True),
            )
        },
        "state open asks clerk for agree, which does not exist",
    ),
    "asks for what cannot be done there": (
        {
            "states": (
                State("open", "Open", asks=(Ask("judge", "agree", "Agree"),)),
                State("closed", "Closed", final=True, asks=(Ask("judge", "agree", "Agree"),)),
            )
        },
        "state closed asks for agree, which cannot be made there",
    ),
    "dead end": (
        {
            "states": (
                State("open", "Open", asks=(Ask("judge", "agree", "Agree"),)),
                State("closed", "Closed"),
            )
        },
        "state closed is a dead end",
    ),
    "final, yet a move leads on": (
        {"moves": (AGREE, another("reopen", source=("closed",), target="open"))},
        "state closed is final, but a move leads on from it",
    ),
    "unreachable": (
        {
            "states": (
                State("open", "Open", asks=(Ask("judge", "agree", "Agree"),)),
                State("closed", "Closed", final=True),
                State("island", "Island", final=True),
            )
        },
        "state island cannot be reached",
    ),
    "way around the signature": (
        {"moves": (AGREE, another("hurry"))},
        "move hurry passes by the signature of agree",
    ),
    "signature of nothing": (
        {"content": None},
        "move agree is signed, but nothing says what content the signature is bound to",
    ),
    "back without a reason": (
        {"moves": (AGREE, another("refuse", target="open", negative=True))},
        "move refuse leads back without a reason",
    ),
    "stand-in without a part": (
        {"moves": (AGREE, another("file", instead="document.control", meaning=SIGNED))},
        "move file names a stand-in for a part, but no part",
    ),
    "unknown permission": (
        {"sees": (Sees("document.peek"),)},
        "permission 'document.peek' is not in the vocabulary",
    ),
    "state twice": (
        {"states": (*sound().states, State("closed", "Shut", final=True))},
        "state closed is named twice",
    ),
    "move twice": ({"moves": (AGREE, AGREE)}, "move agree is named twice"),
    "part twice": (
        {"parts": (PartRule("judge", "Judge", ""), PartRule("judge", "Judge", ""))},
        "part judge is named twice",
    ),
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.replace(" ", "-"))
@pytest.mark.requirement("P11-10-f", "P11-10-a")
def test_faulty_process_is_refused_with_the_fault_named(case: str) -> None:
    changes, sentence = CASES[case]
    assert sentence in faults_of(sound(**changes))


@pytest.mark.requirement("P11-10-f")
def test_every_fault_is_named_at_once() -> None:
    told = faults_of(sound(start="begun", sees=(Sees("document.peek"),)))
    assert "the start 'begun' is no state" in told
    assert "permission 'document.peek' is not in the vocabulary" in told


def test_sound_process_is_registered_with_a_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("probatum.kernel.process._registry", {})
    process = register(sound())
    assert [known.kind for known in registered()] == ["sample"]
    assert len(process.digest) == 64


@pytest.mark.requirement("P11-10-k2")
def test_digest_changes_with_any_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("probatum.kernel.process._registry", {})
    digests = {
        register(sound()).digest,
        register(sound(manifest="sample/2")).digest,
        register(sound(moves=(dataclasses.replace(AGREE, reason=True),))).digest,
        register(sound(parts=(PartRule("judge", "Judge", "version.review"),))).digest,
    }
    assert len(digests) == 4


def test_diagram_shows_states_moves_and_signatures() -> None:
    drawn = diagram(_compiled())
    assert drawn.splitlines() == [
        "stateDiagram-v2",
        "    [*] --> open",
        "    open : Open",
        "    closed : Closed",
        "    open --> closed : Agree / signs Agreed",
        "    closed --> [*]",
    ]


def _compiled() -> Process:
    process = sound()
    process.by_name.update({state.name: state for state in process.states})
    process.by_move.update({move.name: move for move in process.moves})
    return process
