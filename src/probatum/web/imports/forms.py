"""Forms of imports: the files, the mapping of columns and values, the sample."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from probatum.documents.collection import NUMBERING, CollectionImport, ImportSample
from probatum.documents.columns import LABELS, ORDER
from probatum.documents.identifiers import fold
from probatum.documents.import_report import NEEDED
from probatum.documents.import_values import FIELDS as VALUES
from probatum.documents.import_values import Chosen, Existing, resolve
from probatum.documents.old_values import ORDERS
from probatum.output.register import ENCODINGS

#: Values of one column that are asked for one by one; the stand-in answers for the rest.
MOST_VALUES = 60
_CHOOSE = {"invalid_choice": "Choose one from the list.", "required": "Choose the column that holds it."}


class BeginForm(forms.Form):
    """Which system, which files, what happens to the numbers."""

    system = forms.CharField(
        label="Older system",
        max_length=120,
        help_text="As it is called in your company. It stands with every document that comes from it.",
        error_messages={
            "required": "Enter the name of the older system.",
            "max_length": "Shorten the name to 120 characters.",
        },
    )
    archive = forms.FileField(
        label="Collection",
        help_text="A ZIP archive with the files, in any folders, up to 4 GB.",
        error_messages={"required": "Choose the ZIP archive.", "empty": "The archive is empty."},
    )
    register = forms.FileField(
        label="Register",
        help_text="The list of the documents as .xlsx or .csv: a row for each version.",
        error_messages={"required": "Choose the register.", "empty": "The register is empty."},
    )
    numbering = forms.ChoiceField(
        label="Old numbers",
        choices=NUMBERING,
        help_text="Old numbers are found for ever either way.",
        error_messages=_CHOOSE,
    )


class MappingForm(forms.Form):
    """How the register is read: what its columns hold, what stands for values that do not exist here."""

    def __init__(
        self,
        *args: Any,
        collection: CollectionImport,
        known: Existing,
        named: Mapping[str, Sequence[str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        again = "again" in self.data  # the register is read anew, so its columns are proposed anew
        self.reading, self.known, self.named = collection.reading, known, named
        self.asked: dict[str, tuple[str, str]] = {}
        self.more: dict[str, int] = {}
        self._reading_fields(collection)
        self._columns(needed=() if again else tuple(NEEDED))
        for name in VALUES:
            self._values(name)

    def _choice(self, name: str, label: str, choices: Sequence[tuple[str, str]], **given: Any) -> None:
        self.fields[name] = forms.ChoiceField(
            label=label, choices=choices, error_messages=_CHOOSE, required=False, **given
        )

    def _reading_fields(self, collection: CollectionImport) -> None:
        reading = self.reading
        if len(reading["sheets"]) > 1:
            sheets = [(name, name) for name in reading["sheets"]]
            self._choice("sheet", "Sheet", sheets, initial=reading["sheet"])
        self._choice("encoding", "Encoding of a CSV", ENCODINGS, initial=reading["encoding"])
        self._choice("order", "Order of day and month", ORDERS, initial=reading["order"])
        self._choice("numbering", "Old numbers", NUMBERING, initial=collection.numbering)
        self.reading_names = list(self.fields)

    def _columns(self, *, needed: Sequence[str]) -> None:
        headings = self.reading["headings"]
        choices = [("", "Not in the register")]
        choices += [(str(place), text or f"Column {place + 1}") for place, text in enumerate(headings)]
        for name in ORDER:
            place = self.reading["columns"].get(name)
            self._choice(f"column_{name}", LABELS[name], choices, initial="" if place is None else str(place))
            self.fields[f"column_{name}"].required = name in needed
        self.column_names = [f"column_{name}" for name in ORDER]

    def _values(self, name: str) -> None:
        things = self.known.things[name]
        choices = [("", "Choose"), *((code, _called(code, thing)) for code, thing in things.items())]
        chosen = Chosen(self.reading["values"], {})
        lost = [one for one in self.named[name] if not self.known.code_for(name, one)]
        self.more[name] = max(0, len(lost) - MOST_VALUES)
        word = LABELS[name].lower()
        for place, said in enumerate(lost[:MOST_VALUES]):
            field = f"value_{name}_{place}"
            self.asked[field] = (name, said)
            label = f"“{said[:80]}” ({word})"
            self._choice(field, label, choices, initial=resolve(self.known, chosen, name=name, said=said)[0])
        self._choice(
            f"otherwise_{name}",
            f"{LABELS[name]} for all other rows",
            choices,
            initial=self.reading["otherwise"].get(name, ""),
            help_text=f"Where a row names no {word}, or one that does not exist here.",
        )

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
        return [self[f"otherwise_{name}"] for name in VALUES]

    def as_reading(self) -> dict[str, Any]:
        """The mapping as it is kept with the import."""
        given = self.cleaned_data
        values: dict[str, dict[str, str]] = {
            name: dict(self.reading["values"].get(name, {})) for name in VALUES
        }
        for field, (name, said) in self.asked.items():
            values[name][fold(said)] = given[field]
        return {
            **self.reading,
            "order": given["order"],
            "columns": {
                name: int(given[f"column_{name}"]) for name in ORDER if given[f"column_{name}"] != ""
            },
            "values": {
                name: {said: code for said, code in chosen.items() if code} for name, chosen in values.items()
            },
            "otherwise": {name: given[f"otherwise_{name}"] for name in VALUES if given[f"otherwise_{name}"]},
        }


def _called(code: str, thing: Any) -> str:
    return f"{thing.name} ({code})"


class DrawForm(forms.Form):
    """How many versions to compare by eye."""

    many = forms.IntegerField(
        label="Draw at random",
        min_value=1,
        max_value=200,
        initial=10,
        help_text="How many versions you compare depends on the risk; your import plan says it.",
        error_messages={
            "required": "Enter how many to draw.",
            "invalid": "Enter a whole number.",
            "min_value": "Enter 1 to 200.",
            "max_value": "Enter 1 to 200.",
        },
    )


class VerdictsForm(forms.Form):
    """The verdicts on what was drawn, by the key and the number of each."""

    def __init__(self, *args: Any, numbers: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.numbers = numbers
        for key, number in numbers.items():
            self.fields[f"verdict_{key}"] = forms.ChoiceField(
                label=f"Verdict on {number}",
                choices=[("", "Not compared yet"), ("same", "Agrees"), ("differs", "Differs")],
                required=False,
                error_messages=_CHOOSE,
            )
            self.fields[f"note_{key}"] = forms.CharField(
                label="Note",
                max_length=300,
                required=False,
                error_messages={"max_length": "Shorten the note to 300 characters."},
            )

    def verdicts(self) -> dict[int, tuple[str, str]]:
        """The verdicts given now."""
        given = self.cleaned_data
        return {
            key: (given[f"verdict_{key}"], given[f"note_{key}"])
            for key in self.numbers
            if given[f"verdict_{key}"]
        }


class SamplesForm(VerdictsForm):
    """The verdicts on the versions that were drawn."""

    def __init__(self, *args: Any, samples: Sequence[ImportSample], **kwargs: Any) -> None:
        open_ones = {one.pk: one.version.version.record.number for one in samples if one.verdict == "open"}
        super().__init__(*args, numbers=open_ones, **kwargs)
