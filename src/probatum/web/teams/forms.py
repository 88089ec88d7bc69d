"""Forms of teams by default."""

from __future__ import annotations

from typing import Any

from django import forms

from probatum.kernel.master import items
from probatum.kernel.people import Department, Person, Site
from probatum.kernel.team import PRODUCT, kinds_with_teams, parts_with_defaults

BETWEEN = "."


def reason(ask: str) -> forms.CharField:
    """Why something changes."""
    return forms.CharField(
        max_length=300, widget=forms.Textarea(attrs={"rows": 2}), error_messages={"required": ask}
    )


class DefaultForm(forms.Form):
    """A part of a kind, where it counts, and who holds it."""

    part = forms.ChoiceField(
        label="Part",
        error_messages={"required": "Choose a part.", "invalid_choice": "Choose a part of the list."},
    )
    person = forms.ChoiceField(
        widget=forms.Select(attrs={"data-people": ""}),
        error_messages={"required": "Choose a person.", "invalid_choice": "Choose a person from the list."},
    )
    site = forms.ChoiceField(required=False)
    department = forms.ChoiceField(required=False)
    product = forms.ChoiceField(
        required=False, help_text="The closest rule counts: product before department before site."
    )
    reason = reason("Say why this person holds it by default.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts = [
            (f"{process.kind}{BETWEEN}{rule.name}", f"{process.label}: {rule.label}")
            for process in sorted(kinds_with_teams(), key=lambda one: one.label)
            for rule in parts_with_defaults(process)
        ]
        sites = Site.objects.filter(active=True).order_by("name").values_list("code", "name")
        departments = Department.objects.filter(active=True).order_by("name").values_list("code", "name")
        people = Person.objects.filter(is_active=True).order_by("name").values_list("username", "name")
        products = [(str(one.pk), str(one)) for one in items(PRODUCT, offered=True)[:500]]
        self._offer("part", "Choose", parts)
        self._offer("person", "Choose", list(people))
        self._offer("site", "All sites", list(sites))
        self._offer("department", "All departments", list(departments))
        self._offer("product", "All products", products)

    def _offer(self, name: str, nothing: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", nothing), *choices]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What `add_default` takes."""
        told = self.cleaned_data
        kind, _, part = told["part"].partition(BETWEEN)
        product = items(PRODUCT).filter(pk=int(told["product"])).first() if told["product"] else None
        return {
            "kind": kind,
            "part": part,
            "person": Person.objects.get(username=told["person"]),
            "site": Site.objects.filter(code=told["site"]).first() if told["site"] else None,
            "department": Department.objects.filter(code=told["department"]).first()
            if told["department"]
            else None,
            "product": product,
            "reason": told["reason"],
        }


class EndForm(forms.Form):
    """Why a rule ends."""

    reason = reason("Say why this default ends.")
