"""Forms of master data: shape only; what fits a register is decided in the kernel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from probatum.kernel.master import REGISTERS, Item
from probatum.kernel.master_import import fields_of
from probatum.kernel.mastering import LONGEST_NAME, LONGEST_NOTE, Values
from probatum.kernel.models import Site
from probatum.output.register import ENCODINGS
from probatum.web.admin_people.forms import Choice, reason_field
from probatum.web.forms.items import ItemsField

_SITE = {"invalid_choice": "Choose a site of the list."}


class ItemForm(forms.Form):
    """One item: what its register asks for, and why."""

    based_on = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    code = forms.CharField(
        label="Code",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Enter the code."},
    )
    name = forms.CharField(
        label="Name", max_length=LONGEST_NAME, required=False, help_text="Left empty, the code is the name."
    )
    status = forms.ChoiceField(label="Status", error_messages={"invalid_choice": "Choose one of the list."})
    site = Choice(
        Site.objects.none(), label="Site", required=False, empty_label="No site", error_messages=_SITE
    )
    country = forms.CharField(
        label="Country", max_length=2, required=False, help_text="Two letters, such as CH."
    )
    made_on = forms.DateField(
        label="Made on",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="Checks of the effect count the batches made since.",
        error_messages={"invalid": "Enter a day, such as 2026-12-01."},
    )
    note = forms.CharField(
        label="Note", max_length=LONGEST_NOTE, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    reason = reason_field()

    def __init__(self, *args: Any, register: str, item: Item | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        kept = REGISTERS[register]
        self.fields["code"].help_text = f"{kept.hint} It does not change."
        choices = [(name, one.label) for name, one in kept.standings.items()]
        self.fields["status"].choices = choices  # type: ignore[attr-defined]
        self.fields["site"].queryset = Site.objects.filter(active=True)  # type: ignore[attr-defined]
        if kept.under:
            known = [item.parent] if item and item.parent else []
            parent = ItemsField(register=kept.under, many=False, required=False, known=known)
            self.fields["parent"] = parent
        for name, there in (
            ("code", item is None),
            ("site", kept.located),
            ("country", kept.national),
            ("made_on", kept.dated),
        ):
            if not there:
                del self.fields[name]
        self.order_fields(
            ["based_on", "code", "name", "parent", "made_on", "status", "site", "country", "note", "reason"]
        )

    def values(self) -> Values:
        """What was entered, as the kernel takes it."""
        names = ("name", "status", "parent", "site", "country", "made_on", "note")
        return Values(**{name: self.cleaned_data[name] for name in names if name in self.cleaned_data})


def initial_of(item: Item) -> dict[str, Any]:
    """What the form shows of an item."""
    return {
        "name": item.name,
        "status": item.status,
        "parent": item.parent,
        "site": item.site_id,
        "country": item.country,
        "made_on": item.made_on,
        "note": item.note,
    }


class TableForm(forms.Form):
    """The table of a register."""

    file = forms.FileField(
        label="Table",
        help_text="Excel (.xlsx) or CSV, with a row of headings. The file is kept with the import.",
        error_messages={"required": "Choose the table.", "empty": "The file is empty. Choose another one."},
    )


class ColumnsForm(forms.Form):
    """How the table is read: encoding, sheet, and which column holds what."""

    encoding = forms.ChoiceField(label="Encoding", choices=ENCODINGS, required=False)
    sheet = forms.ChoiceField(label="Sheet", required=False)

    def __init__(
        self,
        *args: Any,
        register: str,
        sheets: Sequence[str],
        headings: Sequence[str],
        columns: Mapping[str, int],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        if len(sheets) > 1:
            self.fields["sheet"].choices = [(str(n), name) for n, name in enumerate(sheets)]  # type: ignore[attr-defined]
        else:
            del self.fields["sheet"]
        offered = [("", "Not in the table")]
        offered += [(str(place), text or f"Column {place + 1}") for place, text in enumerate(headings)]
        for name, label in fields_of(register).items():
            self.fields[f"column_{name}"] = forms.ChoiceField(
                label=label,
                choices=offered,
                required=False,
                initial=str(columns.get(name, "")),
                error_messages={"invalid_choice": "Choose one of the list."},
            )
