"""Forms of sections, made from the definition of a kind: shape only; values are read and judged in the kernel."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils import timezone

from probatum.kernel.body import value_of
from probatum.kernel.people import Department, Person
from probatum.kernel.record import Record
from probatum.kernel.section import LONGEST, Field, Section
from probatum.web.forms.items import ItemsField

YES_NO = (("", "Not answered"), ("yes", "Yes"), ("no", "No"))


class SectionForm(forms.Form):
    """The fields of one section of a record; `based_on` carries the version that the person saw."""

    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, section: Section, record: Record, **kwargs: Any) -> None:
        held = {field.name: shown(field, value_of(record, field)) for field in section.fields}
        kwargs["initial"] = {"based_on": record.version, **held, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.section = section
        for field in section.fields:
            self.fields[field.name] = field_for(field, among=section.fields, record=record)

    def values(self) -> dict[str, Any]:
        """What was entered, as the kernel reads it."""
        return entered(self, self.section.fields)


class OpeningForm(forms.Form):
    """What a new record begins with: title, place, and the sections that are asked at once."""

    title = forms.CharField(
        max_length=300,
        help_text="What somebody would look for, in one line.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-focus": ""}),
        error_messages={"required": "Enter a title.", "max_length": "Shorten the title to 300 characters."},
    )

    def __init__(
        self,
        *args: Any,
        sections: Iterable[Section],
        sites: list[tuple[str, str]] | None,
        departments: list[tuple[str, str]],
        owners: list[tuple[str, str]] | None = None,
        opener: Person,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asked = [field for section in sections for field in section.fields]
        for field in self.asked:
            self.fields[field.name] = field_for(field, among=self.asked, opener=opener, demanded=True)
        if sites is not None:
            self.fields["site"] = _choice("Site", sites, required=False, picked=_code(opener.site))
        self.fields["department"] = _choice(
            "Department", departments, required=False, picked=_code(opener.department)
        )
        if owners is not None:
            self.fields["owner"] = _choice("Owner", owners, required=True, picked=opener.username)

    def values(self) -> dict[str, Any]:
        """What was entered in the sections, as the kernel reads it."""
        return entered(self, self.asked)


def entered(form: forms.Form, fields: Iterable[Field]) -> dict[str, Any]:
    """The cleaned values of some fields; items stay items, everything else is what the kernel reads."""
    return {field.name: form.cleaned_data.get(field.name) for field in fields}


def shown(field: Field, value: Any) -> Any:
    """A held value as its form field shows it."""
    if field.type == "yes_no":
        return {True: "yes", False: "no", None: ""}[value]
    if isinstance(value, Person):
        return value.username
    if isinstance(value, Department):
        return value.code
    if field.type == "item":
        return value[0] if value else None
    return value


def field_for(
    field: Field,
    *,
    among: Iterable[Field],
    record: Record | None = None,
    opener: Person | None = None,
    demanded: bool = False,
) -> forms.Field:
    """The form field of a field of a section."""
    shared: dict[str, Any] = {
        "label": f"{field.label} ({field.unit})" if field.unit else field.label,
        "required": field.required and demanded and field.when is None,
        "help_text": " ".join(part for part in (field.help, _when(field, among)) if part),
        "error_messages": {"required": f"Enter “{field.label}”."},
    }
    if field.proposed is not None and opener is not None:
        shared["initial"] = shown(field, field.proposed(opener))
    made = _MAKERS[field.type](field, shared, record)
    if field.when is not None:
        answers = {True: "yes", False: "no"}
        made.widget.attrs["data-when"] = field.when[0]
        made.widget.attrs["data-when-is"] = " ".join(str(answers.get(one, one)) for one in field.when[1])
    return made


def _when(field: Field, among: Iterable[Field]) -> str:
    """Under which answer a field is asked, in words, for who sees all fields at once."""
    if field.when is None:
        return ""
    on = next((one for one in among if one.name == field.when[0]), None)
    if on is None:
        return ""
    words = dict(on.choices) | {True: "yes", False: "no"}
    return f"Asked when “{on.label}” is {' or '.join(str(words.get(one, one)) for one in field.when[1])}."


def _text(field: Field, shared: dict[str, Any], record: Record | None) -> forms.Field:
    longest = LONGEST[field.type]
    shared["error_messages"]["max_length"] = f"Shorten “{field.label}” to {longest:,} characters."
    if field.type == "longtext":
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=longest, **shared)
    return forms.CharField(max_length=longest, **shared)


def _date(field: Field, shared: dict[str, Any], record: Record | None) -> forms.Field:
    shared["error_messages"]["invalid"] = f"Enter “{field.label}” as a day, such as 2026-12-01."
    return forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **shared)


def _moment(field: Field, shared: dict[str, Any], record: Record | None) -> forms.Field:
    shared["error_messages"]["invalid"] = f"Enter “{field.label}” as day and time, such as 2026-12-01 14:05."
    shared["help_text"] = (
        f"{shared['help_text']} In your time zone, {timezone.get_current_timezone_name()}.".strip()
    )
    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    return forms.DateTimeField(widget=widget, **shared)


def _chosen(field: Field, shared: dict[str, Any], record: Record | None) -> forms.Field:
    shared["error_messages"]["invalid_choice"] = f"Choose one of the values of “{field.label}”."
    return forms.ChoiceField(choices=(("", "Choose"), *field.choices), **shared)


def _yes_no(field: Field, shared: dict[str, Any], record: Record | None) -> forms.Field:
    shared["error_messages"]["invalid_choice"] = f"Answer “{field.label}” with yes or no."
    return forms.ChoiceField(choices=YES_NO, **shared)


def _number(field: Field, shared: dict[str, Any], record: Record | None) -> forms.Field:
    shared["error_messages"]["invalid"] = f"Enter “{field.label}” as a number."
    whole = field.type == "whole"
    return forms.IntegerField(min_value=0, **shared) if whole else forms.DecimalField(max_digits=24, **shared)


def _person(field: Field, shared: dict[str, Any], record: Record | None) -> forms.Field:
    shared["error_messages"]["invalid_choice"] = f"Choose a person from the list for “{field.label}”."
    return forms.ChoiceField(choices=people, widget=forms.Select(attrs={"data-people": ""}), **shared)


def _department(field: Field, shared: dict[str, Any], record: Record | None) -> forms.Field:
    found = Department.objects.filter(active=True).order_by("name").values_list("code", "name")
    return forms.ChoiceField(choices=lambda: [("", "Choose"), *found], **shared)


def _item(field: Field, shared: dict[str, Any], record: Record | None) -> forms.Field:
    known = value_of(record, field) if record is not None else ()
    shared.pop("error_messages")
    if not shared["help_text"]:
        shared.pop("help_text")
    return ItemsField(register=field.register, many=field.type == "items", known=known, **shared)


def people() -> list[tuple[str, str]]:
    """The active people for a select, by name."""
    rows = Person.objects.filter(is_active=True).order_by("name").values_list("username", "name", "job_title")
    return [("", "Choose"), *((key, f"{name}, {title}" if title else name) for key, name, title in rows)]


def _choice(label: str, choices: list[tuple[str, str]], *, required: bool, picked: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=required,
        initial=picked,
        error_messages={
            "required": f"Choose the {label.lower()}.",
            "invalid_choice": f"Choose the {label.lower()} from the list.",
        },
    )


def _code(place: Any) -> str:
    return place.code if place is not None else ""


_MAKERS: dict[str, Callable[[Field, dict[str, Any], Record | None], forms.Field]] = {
    "text": _text,
    "longtext": _text,
    "date": _date,
    "moment": _moment,
    "choice": _chosen,
    "yes_no": _yes_no,
    "whole": _number,
    "number": _number,
    "person": _person,
    "department": _department,
    "item": _item,
    "items": _item,
}
