"""Forms of imports of registers: the files, the mapping of a sheet, the sample."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from probatum.documents.identifiers import fold
from probatum.documents.old_values import ORDERS
from probatum.kernel.process import process_of
from probatum.output.register import ENCODINGS
from probatum.quality.imports.bodies import NUMBERING, EventSample, RegisterImport
from probatum.quality.imports.declared import SEVERITIES, WAY, all_columns, kinds, legacy_of
from probatum.quality.imports.importing import MOST_FILES
from probatum.quality.imports.values import MAPPED, Around
from probatum.web.imports import forms as known_forms

#: Values of one column that are asked for one by one; the stand-in answers for the rest.
MOST_VALUES = 60
_CHOOSE = {"invalid_choice": "Choose one from the list.", "required": "Choose the column that holds it."}
LEFT_OUT = ("", "Leave this sheet out")


class SeveralFiles(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class RegistersField(forms.FileField):
    """Several files; what they hold is looked at afterwards."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The files that were chosen."""
        given = data if isinstance(data, list | tuple) else [data]
        if len(given) > MOST_FILES:
            raise forms.ValidationError(f"Choose at most {MOST_FILES} files.")
        return [super(RegistersField, self).clean(one, initial) for one in given or [None]]


class BeginForm(forms.Form):
    """Which system, which registers; the files themselves are read from the request."""

    system = forms.CharField(
        label="Older system",
        max_length=120,
        help_text="As it is called in your company. It stands with every record that comes from it.",
        error_messages={
            "required": "Enter the name of the older system.",
            "max_length": "Shorten the name to 120 characters.",
        },
    )
    registers = RegistersField(
        label="Registers",
        widget=SeveralFiles(attrs={"multiple": True, "accept": ".xlsx,.csv,.txt,.tsv,.md"}),
        help_text="One or several lists as .xlsx or .csv, such as deviations and CAPAs. Together, so that what refers to each other is linked.",
        error_messages={"required": "Choose at least one register.", "empty": "The register is empty."},
    )


class ChoicesForm(forms.Form):
    """What is chosen for the whole import."""

    numbering = forms.ChoiceField(
        label="Old numbers",
        choices=NUMBERING,
        help_text="Old numbers are found for ever either way.",
        error_messages=_CHOOSE,
    )
    asks = forms.BooleanField(
        label="Open tasks for what is still open",
        required=False,
        help_text="Otherwise nobody is asked; open records stand in the lists until their owner goes on.",
    )


class SheetForm(forms.Form):
    """How one sheet is read: its kind, what its columns hold, what stands for values that are not known here."""

    def __init__(
        self,
        *args: Any,
        sheet: Mapping[str, Any],
        known: Around,
        named: Mapping[str, Sequence[str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sheet, self.known, self.named = sheet, known, named
        self.asked: dict[str, tuple[str, str]] = {}
        labels = [(one.kind, process_of(one.kind).plural) for one in kinds()]
        self._choice("kind", "Holds", [LEFT_OUT, *labels], initial=sheet["kind"])
        self._choice("encoding", "Encoding of a CSV", ENCODINGS, initial=sheet["encoding"])
        self._choice("order", "Order of day and month", ORDERS, initial=sheet["order"])
        self.reading_names = list(self.fields)
        self.column_names: list[str] = []
        self.other_names: list[str] = []
        if sheet["kind"]:
            self._columns("again" not in self.data)
            for name, for_others in MAPPED.items():
                self._values(name, for_others=for_others)

    def _choice(self, name: str, label: str, choices: Sequence[tuple[str, str]], **given: Any) -> None:
        self.fields[name] = forms.ChoiceField(
            label=label, choices=choices, error_messages=_CHOOSE, required=False, **given
        )

    def _columns(self, needed: bool) -> None:
        headings = self.sheet["headings"]
        choices = [("", "Not in the register")]
        choices += [(str(place), text or f"Column {place + 1}") for place, text in enumerate(headings)]
        for column in reversed(all_columns(legacy_of(self.sheet["kind"]))):
            place = self.sheet["columns"].get(column.name)
            name = f"column_{column.name}"
            self._choice(name, column.label, choices, initial="" if place is None else str(place))
            self.fields[name].required = needed and column.name == "number"
            self.column_names.append(name)

    def _values(self, name: str, *, for_others: bool) -> None:
        choices, label = (
            [("", "Choose"), *self._offered(name)],
            legacy_of(self.sheet["kind"]).column(name).label,
        )
        word, chosen = label.lower(), self.sheet["values"].get(name, {})
        for place, said in enumerate(self.named.get(name, ())[:MOST_VALUES]):
            field = f"value_{name}_{place}"
            self.asked[field] = (name, said)
            self._choice(field, f"“{said[:80]}” ({word})", choices, initial=chosen.get(fold(said), ""))
        if for_others:
            self.other_names.append(f"otherwise_{name}")
            self._choice(
                f"otherwise_{name}",
                f"{label} for all other rows",
                choices,
                initial=self.sheet["otherwise"].get(name, ""),
                help_text=f"Where a row names no {word}, or one that is not known here.",
            )

    def _offered(self, name: str) -> list[tuple[str, str]]:
        if name == "state":
            process = process_of(self.sheet["kind"])
            return [(state, process.state(state).label) for state in process.arrival(WAY).states]
        if name == "severity":
            return [(value, value.capitalize()) for value, _ in SEVERITIES]
        return [(code, f"{thing.name} ({code})") for code, thing in self.known.things[name].items()]

    @property
    def reading_fields(self) -> list[Any]:
        return [self[name] for name in self.reading_names]

    @property
    def column_fields(self) -> list[Any]:
        return [self[name] for name in self.column_names]

    @property
    def value_fields(self) -> list[Any]:
        return [self[name] for name in self.asked]

    @property
    def other_fields(self) -> list[Any]:
        return [self[name] for name in self.other_names]

    def as_sheet(self) -> dict[str, Any]:
        """The mapping as it is kept with the import."""
        given = self.cleaned_data
        values = {name: dict(chosen) for name, chosen in self.sheet["values"].items()}
        for field, (name, said) in self.asked.items():
            values.setdefault(name, {})[fold(said)] = given[field]
        return {
            **self.sheet,
            "order": given["order"],
            "columns": {
                name.removeprefix("column_"): int(given[name])
                for name in self.column_names
                if given[name] != ""
            },
            "values": {
                name: {said: code for said, code in chosen.items() if code} for name, chosen in values.items()
            },
            "otherwise": {
                name.removeprefix("otherwise_"): given[name] for name in self.other_names if given[name]
            },
        }


class DrawForm(known_forms.DrawForm):
    """How many records to compare by eye."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "many"
        ].help_text = "How many records you compare depends on the risk; your import plan says it."


class SamplesForm(known_forms.VerdictsForm):
    """The verdicts on the records that were drawn."""

    def __init__(self, *args: Any, samples: Sequence[EventSample], **kwargs: Any) -> None:
        open_ones = {one.pk: one.event.record.number for one in samples if one.verdict == "open"}
        super().__init__(*args, numbers=open_ones, **kwargs)


def choices_of(collection: RegisterImport) -> dict[str, Any]:
    """What was chosen for an import, for its form."""
    return {"numbering": collection.numbering, "asks": collection.asks}
