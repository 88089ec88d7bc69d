"""Forms of the root cause work: shape only; what is allowed is decided in the quality area."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from probatum.quality.causes.analysis import LONGEST_EVIDENCE, LONGEST_REASON, LONGEST_TEXT, CauseNode
from probatum.quality.causes.catalogue import LONGEST_CODE, LONGEST_NAME
from probatum.quality.causes.methods import CHOICES, GATE_CHOICES, Method

INDENT = "\N{EM SPACE}"
TOP = "top:"
_STALE_PAGE = "Open the page again; it no longer says what it was made for."
Choices = Iterable[tuple[str, str]]


def _version() -> forms.IntegerField:
    return forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=1,
        error_messages={"required": _STALE_PAGE, "invalid": _STALE_PAGE, "min_value": _STALE_PAGE},
    )


def _text(label: str, *, ask: str, most: int = LONGEST_TEXT, rows: int = 2, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": ask, "max_length": f"Shorten it to {most:,} characters."},
        **more,
    )


def _reason(ask: str) -> forms.CharField:
    return _text("Reason", ask=ask, most=LONGEST_REASON, help_text="It stays in the history.")


class BeginForm(forms.Form):
    """The method, and what is to be explained."""

    method = forms.ChoiceField(
        choices=CHOICES,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose the method by which the cause is searched for.",
            "invalid_choice": "Choose a method from the list.",
        },
    )
    problem = _text("What is to be explained", ask="Enter what is to be explained.")
    why = _text(
        "Why this method",
        ask="",
        most=LONGEST_REASON,
        required=False,
        help_text="Needed for a method that is not in the list: which one, and why it suits better.",
    )


class ProblemForm(forms.Form):
    """What is to be explained, on what the page showed."""

    version = _version()
    problem = _text("What is to be explained", ask="Enter what is to be explained.")


class ReasonForm(forms.Form):
    """Why something is set aside or withdrawn."""

    reason = _reason("Say why; the reason becomes part of the record.")


class OutForm(ReasonForm):
    """Why a line is taken out, on what the page showed."""

    version = _version()


class LineForm(forms.Form):
    """A line: its text and where it stands. Only what its method has is asked."""

    text = forms.CharField(
        max_length=LONGEST_TEXT,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Enter the text of the line.",
            "max_length": f"Shorten it to {LONGEST_TEXT} characters.",
        },
    )
    place = forms.ChoiceField(
        label="It stands",
        error_messages={
            "required": "Choose where it stands.",
            "invalid_choice": "Choose a place that is still there.",
        },
    )
    gate = forms.ChoiceField(
        label="What stands below it",
        required=False,
        choices=[("", "No gate"), *GATE_CHOICES],
        error_messages={"invalid_choice": "Choose AND or OR."},
    )
    is_root = forms.BooleanField(label="Root cause", required=False)

    def __init__(self, *args: Any, way: Method, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = way.first
        self.fields["place"].choices = list(places)  # type: ignore[attr-defined]
        if not way.gates:
            del self.fields["gate"]

    def line(self) -> dict[str, Any]:
        """The values of the line, and the key of the line above it where there is one."""
        kind, _, name = str(self.cleaned_data.get("place") or "").partition(":")
        values = {key: self.cleaned_data.get(key, "") for key in ("text", "evidence", "gate", "is_root")}
        return {
            **values,
            "branch": name if kind == "branch" else "",
            "above": int(name) if kind == "line" else None,
        }


class EditForm(LineForm):
    """A line with its evidence, on what the page showed. Where it stands below another line stays."""

    evidence = _text(
        "Evidence",
        ask="",
        most=LONGEST_EVIDENCE,
        rows=3,
        required=False,
        help_text="What shows that it holds, or that it does not: a test, a record, an interview.",
    )
    version = _version()
    field_order = ("version", "text", "place", "gate", "evidence", "is_root")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.fields["place"].choices:  # type: ignore[attr-defined]
            del self.fields["place"]


class CauseForm(forms.Form):
    """A cause: its category, its text, the line it rests on."""

    category = forms.ChoiceField(
        error_messages={
            "required": "Choose the category.",
            "invalid_choice": "Choose a category from the list.",
        }
    )
    text = _text("The cause", ask="Describe the cause.", most=LONGEST_EVIDENCE, rows=3)
    node = forms.ChoiceField(
        label="Rests on the line",
        required=False,
        error_messages={"invalid_choice": "Choose a line that is still there."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, categories: Choices, nodes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [("", "Choose a category"), *categories]  # type: ignore[attr-defined]
        self.fields["node"].choices = [("", "No line of an analysis"), *nodes]  # type: ignore[attr-defined]


class CategoryForm(forms.Form):
    """A category of causes."""

    based_on = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    code = forms.CharField(
        max_length=LONGEST_CODE,
        help_text="Short, such as MACHINE-WEAR; reports count by it.",
        error_messages={"required": "Enter a short code."},
    )
    name = forms.CharField(max_length=LONGEST_NAME, error_messages={"required": "Enter the name."})
    parent = forms.ChoiceField(label="Inside", required=False)
    active = forms.BooleanField(required=False, initial=True, label="In use")
    reason = _reason("Say why; the reason stays in the history.")

    def __init__(self, *args: Any, around: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].choices = [("", "On top"), *around]  # type: ignore[attr-defined]


def places_of(way: Method, rows: Iterable[tuple[CauseNode, int]]) -> list[tuple[str, str]]:
    """Where a line can stand: on a branch or at the top, or below a line that stands."""
    found = [(f"branch:{name}", f"On the branch {label}") for name, label in way.branches]
    found = found or [(TOP, f"Under “{way.head}”")]
    return [
        *found,
        *((f"line:{line.pk}", f"{INDENT * depth}Below: {_short(line.text)}") for line, depth in rows),
    ]


def _short(text: str) -> str:
    return text if len(text) <= 70 else f"{text[:69]}…"
