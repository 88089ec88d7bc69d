"""What is asked to allow a token; what is allowed is decided in the kernel."""

from __future__ import annotations

from typing import Any

from django import forms

from probatum.kernel.configuration import setting
from probatum.kernel.identity.charge import reach
from probatum.kernel.identity.token import LONGEST
from probatum.kernel.people import Person
from probatum.kernel.process import registered
from probatum.web.admin_people.forms import Choice, reason_field

USUAL_DAYS = 90
READS, WRITES = "reads", "writes"


class TokenForm(forms.Form):
    """Whose account, which program, what it reaches, and for how long."""

    person = Choice(
        Person.objects.none(),
        label="Account",
        empty_label="Choose",
        help_text="The program works within the rights of this account. Its person takes the token up and sees the secret; "
        "nobody else does.",
        error_messages={"required": "Choose the account under which the program works."},
    )
    name = forms.CharField(
        label="Program",
        max_length=80,
        help_text="Such as: Laboratory system, results.",
        error_messages={"required": "Enter a name that says which program uses the token."},
    )
    scope = forms.ChoiceField(
        label="What it does",
        choices=((READS, "Only reads"), (WRITES, "Reads and writes; it never signs")),
        initial=READS,
        widget=forms.RadioSelect,
    )
    kinds = forms.MultipleChoiceField(
        label="Kinds of records",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None chosen: every kind that the account may see.",
    )
    days = forms.IntegerField(
        label="Days until it expires",
        min_value=1,
        initial=USUAL_DAYS,
        error_messages={"required": "Enter a number of days.", "min_value": "Enter at least one day."},
    )
    reason = reason_field("What the program is for.")

    def __init__(self, *args: Any, actor: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        people = Person.objects.filter(reach(actor, "token.manage"), is_active=True)
        self.fields["person"].queryset = people.exclude(pk=actor.pk).order_by("name")  # type: ignore[attr-defined]
        kinds = sorted(((one.kind, one.plural) for one in registered()), key=lambda pair: pair[1])
        self.fields["kinds"].choices = kinds  # type: ignore[attr-defined]
        self.fields["days"].help_text = f"At most {int(setting(LONGEST))}."
