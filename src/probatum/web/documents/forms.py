"""Forms on a version: what is typed is checked for shape here, whether it is allowed is decided in the domain."""

from __future__ import annotations

from typing import Any

from django import forms

from probatum.documents.content import TRAINING_IMPACT
from probatum.kernel.people import Person
from probatum.output.intake import ACCEPTED_WORDS
from probatum.output.limits import LIMITS, MIB
from probatum.output.recording_sheet import LONGEST_TRANSCRIPT

ACCEPTED_SUFFIXES = (
    ".docx,.doc,.odt,.rtf,.xlsx,.xls,.ods,.pptx,.ppt,.odp,.pdf,.md,.txt,.png,.jpg,.jpeg,"
    ".mp4,.m4v,.webm,.m4a,.mp3,.wav,.ogg,.opus"
)
FILE_HELP = f"{ACCEPTED_WORDS}, up to {LIMITS.upload_bytes // MIB} MB, video and sound by the setting of this installation. Macros and passwords are not accepted."


def file_field(label: str, *, required: bool = True) -> forms.FileField:
    """An upload; which files are accepted is decided by their bytes."""
    return forms.FileField(
        label=label,
        required=required,
        help_text=FILE_HELP,
        widget=forms.FileInput(attrs={"accept": ACCEPTED_SUFFIXES}),
        error_messages={
            "required": "Choose the file.",
            "empty": "The file is empty. Check that it was saved and choose it again.",
            "max_length": "Shorten the name of the file.",
        },
    )


def transcript_field() -> forms.CharField:
    """The words of a recording, typed or pasted."""
    return forms.CharField(
        label="Transcript",
        required=False,
        max_length=LONGEST_TRANSCRIPT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="For video and sound only: what is said and shown, so that it is found, compared and read by who cannot hear or see it.",
        error_messages={"max_length": f"Shorten the transcript to {LONGEST_TRANSCRIPT:,} characters."},
    )


class CheckInForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    file = file_field("The next draft")
    transcript = transcript_field()
    note = forms.CharField(
        label="What changed in this draft",
        required=False,
        max_length=300,
        widget=forms.TextInput(),
        error_messages={"max_length": "Shorten the note to 300 characters."},
    )

    anyway = forms.BooleanField(
        label="Check it in all the same",
        required=False,
        help_text="The file is the one I mean.",
    )

    def __init__(self, *args: Any, doubted: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not doubted and "anyway" not in self.data:
            del self.fields["anyway"]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Reason",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why; the reason becomes part of the record."},
    )


class RemarkForm(forms.Form):
    text = forms.CharField(
        label="Comment",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write the comment first."},
    )
    page = forms.IntegerField(
        label="Page",
        required=False,
        min_value=1,
        error_messages={
            "invalid": "Enter the page as a number.",
            "min_value": "Enter the page as a number from 1.",
        },
    )
    quote = forms.CharField(
        label="Passage",
        required=False,
        max_length=500,
        help_text="The words you mean, copied from the text.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": "Shorten the passage to 500 characters."},
    )

    before = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    behind = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args: Any, pages: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pages = pages

    def clean_page(self) -> int | None:
        page: int | None = self.cleaned_data["page"]
        if page is not None and page > self.pages:
            raise forms.ValidationError(f"Enter a page from 1 to {self.pages}.")
        return page


class SettleForm(forms.Form):
    """The answer to a remark; who rejects one says why."""

    answer = forms.CharField(
        label="Answer",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Say why the remark is rejected.",
            "max_length": "Shorten the answer to 2,000 characters.",
        },
    )

    def __init__(self, *args: Any, outcome: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if outcome == "rejected":
            self.fields["answer"].required = True
            self.fields["answer"].label = "Why it is rejected"


class FactsForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(
        max_length=300,
        error_messages={"required": "Enter a title.", "max_length": "Shorten the title to 300 characters."},
    )
    change_summary = forms.CharField(
        label="What changes in this version",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Readers and trainers see this. From the second version on it is needed.",
    )
    change_reference = forms.CharField(
        label="Change request",
        required=False,
        max_length=80,
        help_text="Its number, where the type asks for one.",
        error_messages={"max_length": "Shorten the number to 80 characters."},
    )
    training_impact = forms.ChoiceField(label="Training", choices=TRAINING_IMPACT)
    training_reason = forms.CharField(
        label="Why no training is needed",
        required=False,
        max_length=300,
        error_messages={"max_length": "Shorten the reason to 300 characters."},
    )
    reason = forms.CharField(
        label="Reason for this change",
        required=False,
        max_length=300,
        help_text="Needed where an earlier entry is changed; earlier values stay readable.",
        error_messages={"max_length": "Shorten the reason to 300 characters."},
    )


class StartForm(forms.Form):
    change_summary = forms.CharField(
        label="What is to change, and why",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say what is to change."},
    )


class PeopleForm(forms.Form):
    """The holders of one part; each row is a select that finds by typing, an empty one is left out."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, people: list[Person], present: list[Person], spare: int = 2, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        by_key = {person.pk: person for person in (*people, *present)}
        options = [("", "")] + [(str(key), label(person)) for key, person in by_key.items()]
        self.by_key = by_key
        self.rows: list[str] = []
        for index in range(max(len(present), self._sent()) + spare):
            name = f"person_{index}"
            held = present[index] if index < len(present) else None
            self.rows.append(name)
            self.fields[name] = forms.ChoiceField(
                label=f"{index + 1}.",
                choices=options,
                required=False,
                initial=str(held.pk) if held else "",
                widget=forms.Select(attrs={"data-people": ""}),
                error_messages={"invalid_choice": "Choose a person from the list."},
            )

    def _sent(self) -> int:
        return min(20, sum(1 for key in self.data if key.startswith("person_") and self.data[key]))

    def people(self) -> list[Person]:
        """The people chosen, in order, each once."""
        keys = [int(self.cleaned_data[name]) for name in self.rows if self.cleaned_data.get(name)]
        return [self.by_key[key] for key in dict.fromkeys(keys)]


def label(person: Person) -> str:
    """A person in a list to choose from; the job title tells namesakes apart."""
    return f"{person.name}, {person.job_title}" if person.job_title else person.name
