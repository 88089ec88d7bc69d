"""A form field that picks items of the master data by typing: a text of codes, which the server alone turns into items.

Without JavaScript it is a plain text field; a code that names nothing is refused with a sentence and never makes an item.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.urls import reverse_lazy

from probatum.kernel.errors import Refused
from probatum.kernel.master import LONGEST_CODE, MOST_PICKED, REGISTERS, Item, resolve

_BETWEEN = re.compile(r"[,;\n]")


class ItemsField(forms.CharField):
    """Items of one register, or one of them with many=False. `known` are those chosen before; they may stay when retired."""

    def __init__(
        self, *, register: str, many: bool = True, known: Iterable[Item] = (), **options: Any
    ) -> None:
        kept = REGISTERS[register]
        self.register, self.many, self.known = register, many, list(known)
        one = f"{kept.one[:1].lower()}{kept.one[1:]}"
        options.setdefault("label", kept.label if many else kept.one.capitalize())
        options.setdefault(
            "help_text",
            f"Type a code or a name and choose. {kept.hint}"
            + (" Several codes stand with commas between them." if many else ""),
        )
        options.setdefault("error_messages", {"required": f"Choose a {one}."})
        options.setdefault("max_length", (LONGEST_CODE + 2) * (MOST_PICKED if many else 2))
        options.setdefault("widget", forms.TextInput)
        super().__init__(**options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """What the browser needs to offer items; the length is checked by the server."""
        told = {
            "data-items": reverse_lazy("items-suggest", args=[self.register]),
            "autocomplete": "off",
            "autocapitalize": "none",
            "spellcheck": "false",
        }
        return {**super().widget_attrs(widget), **told, **({"data-items-many": ""} if self.many else {})}

    def prepare_value(self, value: Any) -> Any:
        """Items as the codes that stand in the field; what was typed stays as it was typed."""
        if isinstance(value, Item):
            return value.code
        if isinstance(value, (list, tuple)):
            return ", ".join(one.code for one in value)
        return value

    def clean(self, value: Any) -> Any:
        """The items of the codes that were typed; with many=False the item or None."""
        text = super().clean(value)
        try:
            found = resolve(self.register, _BETWEEN.split(text), known=self.known)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal), code="unknown") from refusal
        if self.many:
            return found
        if len(found) > 1:
            raise forms.ValidationError(f"Choose one {REGISTERS[self.register].one}.", code="many")
        return found[0] if found else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether other codes stand in the field than before."""
        return bool(super().has_changed(self.prepare_value(initial), data))
