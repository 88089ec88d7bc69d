"""The eight disciplines of an 8D CAPA, as two sections: what is understood before the plan, what is shown after it (CAP-18)."""

from __future__ import annotations

from probatum.kernel.gates import filled_in
from probatum.kernel.section import Field, Section
from probatum.quality.capa.choices import EIGHT_D

ONLY = ("shape", (EIGHT_D,))


def _discipline(name: str, label: str, said: str = "") -> Field:
    return Field(name, label, "longtext", required=True, when=ONLY, help=said)


UNDERSTAND = Section(
    "disciplines_understand",
    "8D: understand",
    (
        _discipline("d1_team", "D1 Team", "Who works on it, and with which knowledge."),
        _discipline("d2_problem", "D2 Problem", "What, where, when, how much; what it is not."),
        _discipline("d3_containment", "D3 Containment", "What protects patients and customers until then."),
        _discipline("d4_cause", "D4 Root cause", "Why it happened, and why it was not found."),
        _discipline("d5_chosen", "D5 Chosen corrective actions", "Which were weighed, and why these."),
    ),
    states=("define_team", "planning"),
    parts=("owner", "team"),
)

MEND = Section(
    "disciplines_mend",
    "8D: mend",
    (
        _discipline("d6_validated", "D6 Implemented and validated"),
        _discipline("d7_prevention", "D7 Recurrence prevented", "What else was changed so that it stays so."),
        _discipline("d8_recognition", "D8 Team and lessons"),
    ),
    states=("in_implementation",),
    parts=("owner", "team"),
)

#: gates before the plan is approved and before the CAPA is reported as implemented; nothing is asked of other shapes
BEFORE = filled_in(UNDERSTAND.name)
AFTER = filled_in(MEND.name)
