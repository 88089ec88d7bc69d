"""Forms of statutory clocks: shape only; what is allowed is decided in the quality area."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from probatum.kernel.authz import holders
from probatum.kernel.people import Person
from probatum.kernel.process import registered
from probatum.kernel.span import UNITS
from probatum.quality.events.statutory import APPROVE
from probatum.quality.events.statutory_starter import GMP
from probatum.quality.events.statutory_tables import ANSWERS, CALENDARS, CLASSES, SCOPES, StatutoryQuestion
from probatum.web.admin_people.forms import reason_field
from probatum.web.risk.forms import Approvers

Choices = list[tuple[str, str]]
_CHOOSE = {"required": "Choose one of the list.", "invalid_choice": "Choose one of the list."}


def _version() -> forms.IntegerField:
    return forms.IntegerField(widget=forms.HiddenInput)


def _text(label: str, most: int, *, ask: str, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        error_messages={"required": ask, "max_length": f"Shorten this to {most} characters."},
        **more,
    )


class NewForm(forms.Form):
    """Title, what changes and why, and who approves."""

    title = _text("Title", 300, ask="Enter a title, such as “Statutory clocks 2027”.")
    note = forms.CharField(
        label="What changes, and why",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Whoever approves reads this first.",
    )
    approvers = Approvers(
        Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Somebody who prepared none of it.",
    )

    def __init__(self, *args: Any, actor: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["approvers"].queryset = holders(APPROVE).exclude(pk=actor.pk)  # type: ignore[attr-defined]


class RuleForm(forms.Form):
    """One period."""

    version = _version()
    question = forms.ChoiceField(label="When this is answered with yes", error_messages=_CHOOSE)
    country = _text(
        "Country",
        2,
        ask="Enter the country.",
        help_text="Two letters, such as US; EU for all its member states.",
    )
    authority = _text("Authority", 80, ask="Enter the authority.")
    label = _text("Report", 160, ask="Enter what is reported.")
    amount = forms.IntegerField(
        label="Period",
        min_value=0,
        max_value=365,
        help_text="0 where the law gives none; then no countdown begins.",
        error_messages={"required": "Enter the period.", "invalid": "Enter a whole number."},
    )
    unit = forms.ChoiceField(label="Counted in", choices=UNITS, error_messages=_CHOOSE)
    calendar = forms.ChoiceField(
        label="Days off that do not count", choices=CALENDARS, error_messages=_CHOOSE
    )
    rolls = forms.BooleanField(
        label="A last day that is a day off moves to the next working day", required=False
    )
    holds = forms.IntegerField(
        label="Working days that lie in it at least", min_value=0, max_value=30, required=False, initial=0
    )
    classes = forms.MultipleChoiceField(
        label="Kinds of product",
        choices=CLASSES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None: every product.",
        error_messages=_CHOOSE,
    )
    scope = forms.ChoiceField(label="Reported", choices=SCOPES, error_messages=_CHOOSE)
    counts_from = _text("Counts from", 200, ask="Enter from when it counts.")
    clause = _text("Clause", 120, ask="Enter the clause that demands it.")

    def __init__(self, *args: Any, questions: Iterable[StatutoryQuestion], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["question"].choices = [(one.code, one.text) for one in questions]  # type: ignore[attr-defined]


class QuestionForm(forms.Form):
    """One question of triage."""

    version = _version()
    code = _text(
        "Code",
        40,
        ask="Enter a short code.",
        help_text="The severity by which periods are found; it does not change.",
    )
    text = _text("Question", 300, ask="Enter the question.")
    hint = _text("Help", 500, ask="", required=False)
    kinds = forms.MultipleChoiceField(
        label="Asked of",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None: it is not asked, its periods are only looked up.",
        error_messages=_CHOOSE,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        asked: Choices = [(kind, one.label) for kind in GMP for one in registered(kind)]
        self.fields["kinds"].choices = asked  # type: ignore[attr-defined]


class OutForm(forms.Form):
    """Why a period is taken out."""

    version = _version()
    reason = reason_field()


class TriageForm(forms.Form):
    """The answers of a record to the questions of authorities."""

    version = _version()

    def __init__(
        self, *args: Any, questions: Iterable[StatutoryQuestion], countries: Choices, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.codes = []
        for one in questions:
            self.codes.append(one.code)
            self.fields[f"answer_{one.code}"] = forms.ChoiceField(
                label=one.text,
                help_text=one.help,
                choices=ANSWERS,
                widget=forms.RadioSelect,
                error_messages={
                    "required": "Answer this question.",
                    "invalid_choice": "Answer this question.",
                },
            )
        self.fields["countries"] = forms.MultipleChoiceField(
            label="Countries concerned",
            choices=countries,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text="Where it happened, and where the product was shipped or the trial runs.",
            error_messages=_CHOOSE,
        )
        self.fields["rationale"] = forms.CharField(
            label="Reasons",
            max_length=4000,
            widget=forms.Textarea(attrs={"rows": 4}),
            help_text="They stand behind every “no”, with your name and the time.",
            error_messages={
                "required": "Give the reasons for these answers.",
                "max_length": "Shorten the reasons.",
            },
        )

    def answers(self) -> dict[str, str]:
        """The answers by code."""
        return {code: self.cleaned_data[f"answer_{code}"] for code in self.codes}
