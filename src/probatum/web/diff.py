"""Rows of old and new values, and the filters above them, written in Python: a history has hundreds of rows.

The markup is that of `components/diff.html` and `components/field.html`; an include a row would cost more than the queries.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from probatum.web.components import marks
from probatum.web.components.escaping import escaped
from probatum.web.components.marks import icon

EMPTY = SafeString('<span class="soft">empty</span>')
BECAME = SafeString('<span class="hidden-visually">became</span>')


def rows(changes: Iterable[tuple[str, SafeString, SafeString]]) -> SafeString:
    """The table of changes: label, old, new."""
    between = icon("arrow") + BECAME
    inner = "".join(
        f'<tr><th scope="row">{escaped(label)}</th><td>{f"<del>{escaped(old)}</del>" if old else EMPTY}'
        f"{between}{f'<ins>{escaped(new)}</ins>' if new else EMPTY}</td></tr>"
        for label, old, new in changes
    )
    return mark_safe(f'<table class="diff">{inner}</table>')  # noqa: S308 - each value is escaped above


def filters(form: forms.Form) -> SafeString:
    """The fields of a filter form: label above, error below."""
    return format_html_join("", "{}", ((_field(form, name),) for name in form.fields))


def _field(form: forms.Form, name: str) -> SafeString:
    bound = form[name]
    value = str(bound.value() or "")
    errors: Any = form.errors.get(name, []) if form.is_bound else []
    notes = format_html_join(
        "",
        '<p class="field__error">{}<span>{}</span></p>',
        ((icon("alert"), error) for error in errors),
    )
    choices: Any = getattr(bound.field, "choices", None)
    described = (
        format_html(' aria-invalid="true" aria-describedby="id_{}_error"', name) if errors else SafeString("")
    )
    if choices is None:
        control = format_html(
            '<input type="date" name="{0}" id="id_{0}" value="{1}"{2}><span class="field__day" data-day-of="id_{0}">{3}</span>',
            name,
            value,
            described,
            marks.day_told(value),
        )
    else:
        control = format_html(
            '<select name="{0}" id="id_{0}"{1}>{2}</select>', name, described, _options(choices, value)
        )
    return format_html(
        '<div class="field{}"><label class="field__label" for="id_{}">{}</label>{}<div id="id_{}_error">{}</div></div>',
        " field--error" if errors else "",
        name,
        bound.label,
        control,
        name,
        notes,
    )


def _options(choices: Iterable[tuple[str, str]], value: str) -> SafeString:
    return mark_safe(  # noqa: S308 - each value is escaped here
        "".join(
            f'<option value="{escaped(key)}"{" selected" if str(key) == value else ""}>{escaped(label)}</option>'
            for key, label in choices
        )
    )
