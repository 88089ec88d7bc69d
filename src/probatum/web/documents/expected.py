"""Expected documents: said from a form, listed by day, filled from their page by a new document or one that is there (DOC-42)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from probatum.documents.content import Version
from probatum.documents.expecting import RIGHT, expect, fill, may_fill
from probatum.documents.placeholders import KIND, MOST, body_of, fillings_of
from probatum.documents.types import DocumentType
from probatum.kernel.authz import can_see, demand
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.people import Person
from probatum.kernel.record import Record
from probatum.web import pages
from probatum.web.components import marks
from probatum.web.documents import choices
from probatum.web.documents.create import begin
from probatum.web.documents.new_form import PickedField
from probatum.web.documents.once import carried_out_once, new_token
from probatum.web.documents.sheets import refuse_strange
from probatum.web.documents.tabs import EXPECTED, list_views, may_create
from probatum.web.documents.upload import limited_upload
from probatum.web.paths import reverse
from probatum.web.refusals import sentence_into
from probatum.web.seen import reader, seen


class ExpectForm(forms.Form):
    """What is expected, from whom and by when."""

    title = forms.CharField(
        label="What is expected",
        max_length=300,
        help_text="Such as “Validation report of the washer”. A document made for it takes it as its title.",
        error_messages={"required": "Enter what is expected.", "max_length": "Shorten it to 300 characters."},
    )
    expected_on = forms.DateField(
        label="Expected by",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": "Enter the day by which it is expected.",
            "invalid": "Enter the day as a date.",
        },
    )
    owner = PickedField(
        choices.active_person,
        choices=choices.people_options,
        help_text="Is asked for it, and finds it in My work until it is there.",
        error_messages={"required": "Choose the owner.", "invalid_choice": "Choose a person from the list."},
    )
    type = forms.ChoiceField(
        label="Kind of document",
        required=False,
        help_text="Only a document of this type, or of a level below, fills it. Empty: any.",
        error_messages={"invalid_choice": "Choose a type from the list."},
    )
    wanted = forms.IntegerField(
        label="How many documents",
        min_value=1,
        max_value=MOST,
        initial=1,
        help_text="It counts as open until that many are there.",
        error_messages={
            "required": "Enter how many.",
            "invalid": "Enter a whole number.",
            "min_value": f"Enter 1 to {MOST} documents.",
            "max_value": f"Enter 1 to {MOST} documents.",
        },
    )
    site = PickedField(
        choices.site_of,
        choices=choices.sites,
        required=False,
        error_messages={"invalid_choice": "Choose a site from the list."},
    )
    department = PickedField(
        choices.department_of,
        choices=choices.departments,
        required=False,
        error_messages={"invalid_choice": "Choose a department from the list."},
    )
    note = forms.CharField(
        label="What it is to say",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, actor: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._types = {type.code: type for type in choices.types() if type.active}
        offered = choices.type_options(actor, list(self._types.values()))
        self.fields["type"].choices = [("", "Any"), *offered[1:]]  # type: ignore[attr-defined]
        self.fields["owner"].widget.attrs["data-people"] = ""

    def facts(self) -> dict[str, Any]:
        """What the domain is given."""
        data = self.cleaned_data
        chosen: DocumentType | None = self._types.get(data["type"])
        picked = {
            name: self.fields[name].picked if data[name] else None  # type: ignore[attr-defined]
            for name in ("owner", "site", "department")
        }
        return {
            **{name: data[name] for name in ("title", "expected_on", "wanted", "note")},
            **picked,
            "type": chosen,
        }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Say that a document is expected; its owner is asked at once."""
    actor = reader(request)
    demand(actor, RIGHT)
    first = {"owner": actor.username, "site": actor.site.code if actor.site else ""}
    form, status = ExpectForm(actor=actor, initial=first), 200
    if request.method == "POST":
        form, status = ExpectForm(request.POST, actor=actor), 422
        refuse_strange(request, form)
        if form.is_valid():
            try:
                made = carried_out_once(request, lambda: pages.page_of(expect(actor, **form.facts()).record))
            except Refused as refusal:
                status = max(sentence_into(form, refusal), 422)
            else:
                return redirect(made or reverse("record-list", args=[KIND]))
    context = {
        "form": form,
        "form_token": request.POST.get("form_token") or new_token(),
        "back_url": reverse("record-list", args=[KIND]),
    }
    return render(request, "documents/expect.html", context, status=status)


@limited_upload
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Make the expected document: the form of a new one, filled in as far as it is known."""
    actor, record = reader(request), seen(request, uuid)
    if record.kind != KIND:
        raise Http404("There is no such expected document.")
    if not may_fill(actor, record):
        raise NotAllowed(
            f"Only the owner ({record.owner.name}) or document control makes what is expected, while it is not there yet."
        )
    return begin(request, initial=_first(record), made=lambda version: _fill(request, actor, record, version))


def _first(record: Record) -> dict[str, Any]:
    wanted = body_of(record).type
    return {
        "type": wanted.code if wanted else "",
        "title": record.title,
        "owner": record.owner.username,
        "site": record.site.code if record.site else "",
        "department": record.department.code if record.department else "",
    }


def _fill(request: HttpRequest, actor: Person, record: Record, version: Version) -> None:
    """The document is there, whatever becomes of the place that was kept for it."""
    try:
        after = fill(actor, record, number=version.document.record.number)
    except Refused as refusal:
        messages.warning(request, f"It does not fill {record.number} yet: {refusal}")
        return
    left = body_of(record).wanted - len(fillings_of(record))
    more = f", which still expects {left}" if after.state == "expected" else ""
    messages.success(request, f"It fills {record.number}{more}.")


def facts_of(actor: Person, record: Record) -> list[dict[str, Any]]:
    """By when, how many, and what fills it as far as the person may see."""
    body, fillings = body_of(record), fillings_of(record)
    found: list[dict[str, Any]] = [
        {"label": "Expected by", "value": marks.day(body.expected_on)},
        {"label": "There", "value": f"{len(fillings)} of {body.wanted}"},
    ]
    for one in fillings:
        parent = one.document.record
        if can_see(actor, parent):
            value = f"{parent.number} {parent.title}"
            found.append({"label": "Filled by", "value": value, "url": pages.page_of(parent)})
    return found


def offers_of(actor: Person, record: Record) -> list[dict[str, Any]]:
    """To make the document from its place, for who may fill it."""
    if not (may_create(actor) and may_fill(actor, record)):
        return []
    return [{"label": "Create it now", "icon": "plus", "url": reverse("expected-create", args=[record.uuid])}]


def around(actor: Person) -> dict[str, Any]:
    """The list of expected documents stands among the lists of documents; who makes documents begins one there."""
    shown: dict[str, Any] = {
        "tabs": list_views(actor, current=EXPECTED),
        "empty": "What is still to be written or to come in stands here, with its owner and its day.",
    }
    if may_create(actor):
        shown["begin"] = {"label": "Expect a document", "url": reverse("expected-new")}
    return shown


pages.register(KIND, facts=facts_of, offers=offers_of, around=around, sorted_by="due")
