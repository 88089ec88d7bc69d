"""The state diagram of a process, for the documentation that CI compares."""

from __future__ import annotations

from probatum.kernel.process import Process


def diagram(process: Process) -> str:
    """The state diagram in Mermaid's notation, for the documentation that CI compares."""
    lines = ["stateDiagram-v2", f"    [*] --> {process.start}"]
    lines += [f"    [*] --> {state} : {way.label}" for way in process.arrivals for state in way.states]
    for state in process.states:
        lines.append(f"    {state.name} : {state.label}")
    for move in process.moves:
        signed = f" / signs {move.meaning.text}" if move.meaning else ""
        lines += [
            f"    {source} --> {target} : {move.label}{signed}"
            for source in move.source
            for target in move.targets
        ]
    lines += [f"    {state.name} --> [*]" for state in process.states if state.final]
    return "\n".join(lines) + "\n"
