"""Who owns a record and who holds which part in it: one page for every kind with sections."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from probatum.kernel.authz import holders
from probatum.kernel.editing import may_staff, name_people
from probatum.kernel.errors import Refused, StaleRecord
from probatum.kernel.particulars import parts_of
from probatum.kernel.people import Person
from probatum.kernel.process import PartRule, Process, process_of
from probatum.kernel.record import Record
from probatum.web import pages
from probatum.web.forms.moves import refuse_unknown
from probatum.web.refusals import sentence_into
from probatum.web.seen import reader, seen
from probatum.web.views.records import frame

SPARE = 2


class StaffForm(forms.Form):
    """The owner, and a few lines for each part; an empty line names nobody."""

    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, record: Record, process: Process, **kwargs: Any) -> None:
        kwargs["initial"] = {"based_on": record.version}
        super().__init__(*args, **kwargs)
        self.process = process
        able = (
            holders(process.owned or process.opens, site=record.site)
            if process.owned or process.opens
            else Person.objects.filter(is_active=True)
        )
        self.fields["owner"] = _select("Owner", [*able, record.owner], picked=record.owner, required=True)
        for rule in process.parts:
            self._add(rule, record)
        self.fields["reason"] = forms.CharField(
            required=False,
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text="Needed when the owner changes; it stays in the history.",
        )

    def _add(self, rule: PartRule, record: Record) -> None:
        held = [part.person for part in parts_of(record) if part.name == rule.name]
        able = (
            holders(rule.permission, site=record.site)
            if rule.permission
            else Person.objects.filter(is_active=True)
        )
        offered = [*able, *held]
        for index in range(min(rule.maximum, len(held) + SPARE)):
            picked = held[index] if index < len(held) else None
            label = rule.label if index == 0 else f"{rule.label} {index + 1}"
            self.fields[f"{rule.name}_{index}"] = _select(
                label, offered, picked=picked, help_text=rule.help if index == 0 else ""
            )

    def people(self) -> dict[str, list[Person]]:
        """Who was chosen for each part, each once."""
        by_name = {one.username: one for one in Person.objects.filter(username__in=set(self._chosen()))}
        return {
            rule.name: list(
                dict.fromkeys(by_name[name] for name in self._chosen(rule.name) if name in by_name)
            )
            for rule in self.process.parts
        }

    def owner(self) -> Person | None:
        """Who was chosen as the owner."""
        return Person.objects.filter(username=self.cleaned_data["owner"]).first()

    def _chosen(self, part: str = "") -> list[str]:
        names = [rule.name for rule in self.process.parts if not part or rule.name == part]
        fields = [f"{name}_{index}" for name in names for index in range(20)]
        return [self.cleaned_data[field] for field in fields if self.cleaned_data.get(field)]


def _select(
    label: str, people: list[Person], *, picked: Person | None, required: bool = False, help_text: str = ""
) -> forms.Field:
    options = {one.username: f"{one.name}, {one.job_title}" if one.job_title else one.name for one in people}
    return forms.ChoiceField(
        label=label,
        choices=[
            ("", "Nobody" if not required else "Choose"),
            *sorted(options.items(), key=lambda one: one[1]),
        ],
        required=required,
        initial=picked.username if picked else "",
        help_text=help_text,
        widget=forms.Select(attrs={"data-people": ""}),
        error_messages={"invalid_choice": "Choose a person from the list.", "required": "Choose the owner."},
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def staff(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Name the owner and the holders of the parts of a record."""
    record = seen(request, uuid)
    process = process_of(record)
    if not process.sections:
        raise Http404("The people of this record are named elsewhere.")
    actor = reader(request)
    may_staff(actor, record).or_refuse()
    if request.method != "POST":
        return _page(request, record, StaffForm(record=record, process=process))
    form = StaffForm(request.POST, record=record, process=process)
    refuse_unknown(request.POST, form.fields)
    if not form.is_valid():
        return _page(request, record, form, status=400)
    try:
        name_people(
            actor,
            record,
            people=form.people(),
            owner=form.owner(),
            based_on=form.cleaned_data["based_on"],
            reason=form.cleaned_data["reason"],
        )
    except Refused as refusal:
        status = sentence_into(form, refusal)
        if isinstance(refusal, StaleRecord):
            data = cast(QueryDict, form.data).copy()
            data["based_on"] = str(seen(request, uuid).version)
            form.data = data
        return _page(request, record, form, status=status)
    messages.success(request, "People: saved.")
    return redirect(pages.page_of(record))


def _page(request: HttpRequest, record: Record, form: StaffForm, *, status: int = 200) -> HttpResponse:
    context = frame(reader(request), record, current="overview") | {
        "form": form,
        "cancel_url": pages.page_of(record),
    }
    return render(request, "records/people.html", context, status=status)
