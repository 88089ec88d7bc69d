"""The form of a document type; an empty value means “as the level above”."""

from __future__ import annotations

from typing import Any

from django import forms

from probatum.documents.types import PRINT_RULES, RELEASE_RULES, DocumentType, check_pattern
from probatum.kernel.authz import holders
from probatum.kernel.errors import Refused
from probatum.kernel.people import Person
from probatum.kernel.process import process_of
from probatum.web.documents import choices
from probatum.web.documents.forms import label

YES_NO = (("", "As the level above"), ("yes", "Yes"), ("no", "No"))
_WORDS = {"yes": True, "no": False, "": None}
#: fields whose value in the form is the value of the type
PLAIN = (
    "code",
    "name",
    "description",
    "pattern",
    "review_months",
    "release_rule",
    "trained_percent",
    "print_rule",
    "active",
)
FLAGS = ("training_required", "template_required", "demands_change_request", "light")
#: Routes an administrator chooses among; approval by the function and by Quality always follows.
ROUTES = (
    ("", "As the level above"),
    ("content_review", "Content review"),
    ("content_review,formal_review", "Content review, then formal review"),
    ("formal_review,content_review", "Formal review, then content review"),
    ("formal_review", "Formal review"),
    ("none", "No review before approval"),
)


class TypeForm(forms.Form):
    """Code, name, place in the three levels, and the rules."""

    code = forms.SlugField(
        max_length=20,
        help_text="Short and fixed, such as SOP. Numbers can contain it.",
        error_messages={"required": "Enter a code.", "invalid": "Use letters, digits, - and _ only."},
    )
    name = forms.CharField(max_length=120, error_messages={"required": "Enter a name."})
    parent = forms.ChoiceField(label="Level above", required=False)
    description = forms.CharField(required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    pattern = forms.CharField(
        label="Number pattern",
        required=False,
        max_length=60,
        help_text="Such as SOP-{dept}-{n:03}. Use {type}, {dept}, {site} and {n}. Empty: as the level above.",
    )
    review_months = forms.IntegerField(
        label="Months between periodic reviews",
        required=False,
        min_value=1,
        max_value=120,
        error_messages={
            "invalid": "Enter a whole number of months.",
            "min_value": "Enter 1 to 120 months.",
            "max_value": "Enter 1 to 120 months.",
        },
    )
    template = forms.ChoiceField(
        required=False, help_text="An effective document; new documents of this type can start from it."
    )
    further_templates = forms.MultipleChoiceField(
        label="Further templates",
        required=False,
        help_text="Authors choose among all of them; the one above is proposed.",
        error_messages={"invalid_choice": "Choose templates from the list."},
    )
    template_required = forms.ChoiceField(
        label="Begin from a template only",
        choices=YES_NO,
        required=False,
        help_text="Then nobody uploads a file of their own or begins with an empty page.",
    )
    training_required = forms.ChoiceField(label="Training on each version", choices=YES_NO, required=False)
    review_steps = forms.ChoiceField(label="Steps before approval", choices=ROUTES, required=False)
    demands_change_request = forms.ChoiceField(
        label="Changes only under a change request", choices=YES_NO, required=False
    )
    light = forms.ChoiceField(
        label="Light lifecycle, not GxP",
        choices=YES_NO,
        required=False,
        help_text="One person checks a draft, and it is final: no review, approval, training, periodic review or change "
        "request. For what no GxP decision rests on. A change holds for new documents only.",
    )
    release_rule = forms.ChoiceField(
        label="When an approved version takes effect", choices=RELEASE_RULES, required=False
    )
    trained_percent = forms.IntegerField(
        label="Share of people trained, in percent",
        required=False,
        min_value=1,
        max_value=100,
        help_text="What is enough; empty: as the level above, or everybody.",
        error_messages={
            "invalid": "Enter a whole number of percent.",
            "min_value": "Enter 1 to 100 percent.",
            "max_value": "Enter 1 to 100 percent.",
        },
    )
    print_rule = forms.ChoiceField(label="Printing by readers", choices=PRINT_RULES, required=False)
    circle = forms.ChoiceField(
        label="Kept for",
        required=False,
        help_text="Documents of a restricted type are found by nobody else. A change holds for those there are, too.",
    )
    process = forms.ChoiceField(
        label="Business process of new documents",
        required=False,
        help_text="Proposed for each new document; document control can add others.",
    )
    active = forms.BooleanField(label="In use for new documents", required=False, initial=True)

    def __init__(
        self, *args: Any, type: DocumentType, templates: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.type = type
        above = [one for one in choices.types() if one.pk != type.pk and _depth(one) < 3]
        levels = [("", "None, this is the first level"), *((one.code, choices.path(one)) for one in above)]
        self.fields["parent"].choices = levels  # type: ignore[attr-defined]
        self.fields["template"].choices = [("", "As the level above"), *templates]  # type: ignore[attr-defined]
        self.fields["further_templates"].choices = templates  # type: ignore[attr-defined]
        self.above = {one.code: one for one in above}
        self.processes = {str(one.pk): one for one in choices.processes()}
        if type.process is not None:
            self.processes.setdefault(str(type.process_id), type.process)
        offered = [(key, one.name) for key, one in self.processes.items()]
        self.fields["process"].choices = [("", "As the level above"), *offered]  # type: ignore[attr-defined]
        self.circles = choices.circles(type.circle)
        everybody = ("", "As the level above, or everybody who may read")
        self.fields["circle"].choices = [everybody, *((code, one.name) for code, one in self.circles.items())]  # type: ignore[attr-defined]
        self.parts = [rule for rule in process_of("version").parts if rule.name != "author"]
        for rule in self.parts:
            self._add_people(rule.name, rule.label, list(holders(rule.permission)))
        if type.pk:
            self.fields["reason"] = forms.CharField(
                label="Reason for this change",
                max_length=300,
                error_messages={"required": "Say why this type changes."},
            )

    def _add_people(self, name: str, text: str, people: list[Person]) -> None:
        self.fields[f"default_{name}"] = forms.MultipleChoiceField(
            label=f"Proposed as {text.lower()}",
            required=False,
            choices=[(str(person.pk), label(person)) for person in people],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": "Choose people from the list."},
        )
        self.people = {**getattr(self, "people", {}), **{str(person.pk): person for person in people}}

    def clean_pattern(self) -> str:
        pattern: str = self.cleaned_data["pattern"].strip()
        if pattern:
            try:
                check_pattern(pattern)
            except Refused as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        return pattern

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].strip()
        taken = next((one for one in choices.types() if one.code.casefold() == code.casefold()), None)
        if taken is not None and taken.pk != self.type.pk:
            raise forms.ValidationError(f"Enter another code; “{taken.name}” has this one.")
        return code

    def filled(self) -> DocumentType:
        """The type with the values of the form, not saved."""
        data, type = self.cleaned_data, self.type
        for name in PLAIN:
            setattr(type, name, data[name])
        for name in FLAGS:
            setattr(type, name, _WORDS[data[name]])
        route = data["review_steps"]
        type.review_steps = None if not route else [] if route == "none" else route.split(",")
        type.process = self.processes.get(data["process"])
        type.parent = self.above.get(data["parent"])
        type.circle = self.circles.get(data["circle"])
        type.template_id = int(data["template"]) if data["template"] else None
        return type

    def proposed(self, part: str) -> list[Person]:
        """The people chosen for a part, in the order of the list."""
        return [self.people[key] for key in self.cleaned_data[f"default_{part}"]]


def initial(type: DocumentType) -> dict[str, Any]:
    """The present values for the form."""
    words = {True: "yes", False: "no", None: ""}
    found: dict[str, Any] = {name: getattr(type, name) for name in PLAIN}
    found |= {name: words[getattr(type, name)] for name in FLAGS}
    steps = type.review_steps
    found["review_steps"] = "" if steps is None else ",".join(steps) or "none"
    found |= {"parent": type.parent.code if type.parent else "", "template": str(type.template_id or "")}
    found["circle"] = type.circle.code if type.circle else ""
    found["process"] = str(type.process_id or "")
    if type.pk:
        further = type.further_templates.filter(active=True).values_list("template_id", flat=True)
        found["further_templates"] = [str(key) for key in further]
        for default in type.defaults.filter(active=True):
            found.setdefault(f"default_{default.part}", []).append(str(default.person_id))
    return found


def _depth(type: DocumentType) -> int:
    depth, node = 1, type.parent
    while node is not None:
        depth, node = depth + 1, node.parent
    return depth
