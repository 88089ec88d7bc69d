"""Forms of retention; the texts under the fields say what a class, an event and a hold do."""

from __future__ import annotations

from typing import Any

from django import forms

from probatum.documents.types import DocumentType
from probatum.kernel.people import Person
from probatum.kernel.retention import ENDED, TRIGGERS, RetentionClass
from probatum.web.documents.forms import label

DAY = forms.DateInput(attrs={"type": "date"})


def reason_field(text: str = "Reason", *, missing: str) -> forms.CharField:
    return forms.CharField(
        label=text,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": missing, "max_length": "Shorten the reason to 300 characters."},
    )


class ClassForm(forms.Form):
    """One rule of the schedule."""

    code = forms.SlugField(
        max_length=40,
        help_text="Small and fixed, such as device-file.",
        error_messages={"required": "Enter a code.", "invalid": "Use letters, digits, - and _ only."},
    )
    name = forms.CharField(max_length=120, error_messages={"required": "Enter a name."})
    months = forms.IntegerField(
        label="Period in months",
        min_value=1,
        max_value=1200,
        help_text="10 years are 120 months, 25 years are 300.",
        error_messages={
            "required": "Enter the period in months.",
            "invalid": "Enter a whole number of months.",
            "min_value": "Enter 1 to 1,200 months.",
            "max_value": "Enter 1 to 1,200 months.",
        },
    )
    trigger = forms.ChoiceField(
        label="The period runs from",
        choices=[("", "Choose"), *TRIGGERS],
        help_text="As long as it has not happened, there is no end.",
        error_messages={"required": "Choose what the period runs from."},
    )
    clause = forms.CharField(
        label="Asked for by",
        max_length=200,
        help_text="The clause, such as ISO 13485 4.2.5.",
        error_messages={"required": "Name the clause or rule that asks for it."},
    )
    active = forms.BooleanField(label="In use", required=False, initial=True)
    reason = reason_field(missing="Say why the schedule changes.")

    def __init__(self, *args: Any, known: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if known:
            del self.fields["code"]


class TypeRulesForm(forms.Form):
    """The classes that documents of one type carry."""

    rules = forms.MultipleChoiceField(
        label="Classes",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None: as the level above. The latest end of all counts.",
        error_messages={"invalid_choice": "Choose classes from the list."},
    )
    reason = reason_field(missing="Say why the schedule changes.")

    def __init__(self, *args: Any, type: DocumentType, **options: Any) -> None:
        held = set(type.retention.filter(active=True).values_list("rule__code", flat=True))
        super().__init__(*args, **{"initial": {"rules": sorted(held)}, **options})
        self.offered = {one.code: one for one in classes() if one.active or one.code in held}
        self.fields["rules"].choices = [(code, told(one)) for code, one in self.offered.items()]  # type: ignore[attr-defined]


class KeepForm(forms.Form):
    """A further class for one document."""

    rule = forms.ChoiceField(label="Class", error_messages={"required": "Choose a class."})
    reason = reason_field(missing="Say why this document is kept by this class too.")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.rules = {one.code: one for one in classes() if one.active}
        found = [(code, told(one)) for code, one in self.rules.items()]
        self.fields["rule"].choices = [("", "Choose"), *found]  # type: ignore[attr-defined]


class DayForm(forms.Form):
    """The day on which an event happened."""

    trigger = forms.ChoiceField(
        label="What happened",
        choices=[("", "Choose"), *(one for one in TRIGGERS if one[0] != ENDED)],
        error_messages={"required": "Choose what happened."},
    )
    day = forms.DateField(
        label="Day",
        widget=DAY,
        error_messages={"required": "Enter the day.", "invalid": "Enter the day, such as 2031-03-14."},
    )
    reason = reason_field("How the day is known", missing="Say how the day is known.")


class HoldForm(forms.Form):
    """A legal hold on documents by their numbers."""

    matter = forms.CharField(
        max_length=200,
        help_text="The case, claim or inspection, such as Claim 2027-14.",
        error_messages={"required": "Enter what the hold is about."},
    )
    documents = forms.CharField(
        label="Documents",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Their numbers, one a line or with commas between.",
        error_messages={"required": "Enter the number of a document."},
    )
    reason = reason_field(missing="Say why these records must be preserved.")

    def numbers(self) -> list[str]:
        text = self.cleaned_data["documents"].replace(",", "\n")
        return list(dict.fromkeys(line.strip().upper() for line in text.splitlines() if line.strip()))


class LiftForm(forms.Form):
    """Why a hold is lifted."""

    reason = reason_field(missing="Say why the records need not be preserved any more.")


class DrawUpForm(forms.Form):
    """Which documents are disposed of, why, and who is asked to approve."""

    documents = forms.MultipleChoiceField(
        label="Documents",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one document.",
            "invalid_choice": "Choose documents from the list; one of them is not due any more.",
        },
    )
    approver = forms.ChoiceField(
        label="Asked to approve", error_messages={"required": "Choose who is asked to approve."}
    )
    reason = reason_field(missing="Say why these documents are disposed of now.")

    def __init__(
        self, *args: Any, choices: list[tuple[str, str]], approvers: list[Person], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["documents"].choices = choices  # type: ignore[attr-defined]
        self.people = {person.username: person for person in approvers}
        found = [(person.username, label(person)) for person in approvers]
        self.fields["approver"].choices = [("", "Choose"), *found]  # type: ignore[attr-defined]


def classes() -> list[RetentionClass]:
    return list(RetentionClass.objects.order_by("name"))


def told(rule: RetentionClass) -> str:
    """A class in one line."""
    return f"{rule.name}: {rule.period} ({rule.clause})"
