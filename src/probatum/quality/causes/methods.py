"""The methods by which a cause is searched for, as data: what a line is called, which branches there are, how it is drawn.

A method is a choice of people; what is left of it in code is its shape. Another one needs a line here and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

#: how a method is drawn
TREE, BONES, GATES, STEPS = "tree", "bones", "gates", "steps"


@dataclass(frozen=True, slots=True)
class Method:
    """One method. `first` and `next` are what a line on top and a line below another are called."""

    name: str
    label: str
    shape: str
    explains: str
    head: str
    first: str
    next: str
    branches: tuple[tuple[str, str], ...] = ()
    reason: bool = False

    @property
    def gates(self) -> bool:
        return self.shape == GATES

    def branch(self, name: str) -> str:
        """What a branch is called; its own name where the method no longer has it."""
        return dict(self.branches).get(name, name)


SIX_M = (
    ("people", "People"),
    ("method", "Method"),
    ("machine", "Machine"),
    ("material", "Material"),
    ("measurement", "Measurement"),
    ("environment", "Environment"),
)
EIGHT_D = (
    ("d1", "D1 Team"),
    ("d2", "D2 Problem"),
    ("d3", "D3 Containment"),
    ("d4", "D4 Root cause"),
    ("d5", "D5 Corrective action chosen"),
    ("d6", "D6 Action carried out"),
    ("d7", "D7 Prevention"),
    ("d8", "D8 Recognition"),
)

METHODS: dict[str, Method] = {
    method.name: method
    for method in (
        Method(
            "five_why",
            "5 whys",
            TREE,
            "Ask why until the answer is something that can be changed. An answer may have several reasons.",
            "What happened",
            "Why did it happen?",
            "Why?",
        ),
        Method(
            "fishbone",
            "Fishbone",
            BONES,
            "Collect possible causes on six branches, then mark those that hold.",
            "The effect",
            "Possible cause",
            "What leads to it?",
            branches=SIX_M,
        ),
        Method(
            "fault_tree",
            "Fault tree",
            GATES,
            "From the top event down: what must come together (AND), what is enough by itself (OR). Right under the top event one is enough.",
            "Top event",
            "Fault",
            "What leads to it?",
        ),
        Method(
            "eight_d",
            "8D",
            STEPS,
            "Eight disciplines, from the team to what was learnt. The root cause stands under D4.",
            "The problem",
            "What was done or found",
            "In detail",
            branches=EIGHT_D,
        ),
        Method(
            "other",
            "Another method",
            TREE,
            "Any other way of searching, drawn as a tree. Say why it suits better.",
            "The problem",
            "Finding",
            "What leads to it?",
            reason=True,
        ),
    )
}
CHOICES = [(method.name, method.label) for method in METHODS.values()]
GATE_CHOICES = [("or", "OR: one is enough"), ("and", "AND: all together")]
