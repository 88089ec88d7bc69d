"""Owner, site and confidentiality of a document, on a sheet; who loses sight of it by the change is told so."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from probatum.documents.content import Document
from probatum.documents.properties import change_properties, may_change
from probatum.documents.restriction import circle_of, open_circles
from probatum.kernel.errors import Refused, StaleRecord
from probatum.kernel.people import Person
from probatum.web.documents import choices
from probatum.web.documents.finding import document_or_404
from probatum.web.documents.forms import label
from probatum.web.documents.sheets import finished, on_top_of, refuse_strange, show_sheet
from probatum.web.paths import reverse
from probatum.web.refusals import sentence_into
from probatum.web.seen import reader


class PropertiesForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    owner = forms.ChoiceField(
        help_text="Answers for the document. Whoever owns it does not approve it for Quality.",
        error_messages={"required": "Choose the owner.", "invalid_choice": "Choose a person from the list."},
    )
    site = forms.ChoiceField(
        required=False,
        help_text="Decides whose roles reach it, and in which time zone a version becomes effective. The number stays.",
        error_messages={"invalid_choice": "Choose a site from the list."},
    )
    confidential = forms.BooleanField(
        required=False,
        label="Confidential",
        help_text="Only its owner, its people and those who may see confidential records find it, all versions of it.",
    )
    circle = forms.ChoiceField(
        label="Kept for",
        required=False,
        help_text="A circle is narrower than confidential: only its people and those of the circle find the document.",
        error_messages={"invalid_choice": "Choose a circle from the list."},
    )
    reason = forms.CharField(
        label="Reason",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Earlier values stay readable in the history.",
        error_messages={
            "required": "Say why; the reason becomes part of the record.",
            "max_length": "Shorten the reason to 300 characters.",
        },
    )

    def __init__(self, *args: Any, document: Document, actor: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        record = document.record
        found = {person.username: person for person in (*choices.active_people(), record.owner)}
        sites = dict(choices.sites())
        if record.site is not None:
            sites.setdefault(record.site.code, record.site.name)
        self.people = found
        self.fields["owner"].choices = [(name, label(person)) for name, person in found.items()]  # type: ignore[attr-defined]
        self.fields["owner"].widget.attrs["data-people"] = ""
        self.fields["site"].choices = list(sites.items())  # type: ignore[attr-defined]
        self._offer_circles(document, actor)

    def _offer_circles(self, document: Document, actor: Person) -> None:
        """Circles the actor is in; a document of a restricted type has no choice, and where there is no circle nobody is asked."""
        by_type, present = circle_of(document.type), document.record.circle
        found = {one.code: one.name for one in (*open_circles(actor), *([present] if present else []))}
        if by_type is not None:
            self.fields["confidential"].help_text = f"Every document of this type is kept for {by_type.name}."
        if by_type is not None or not found:
            del self.fields["circle"]
            return
        self.fields["circle"].choices = [("", "No circle"), *found.items()]  # type: ignore[attr-defined]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def properties(request: HttpRequest, number: str) -> HttpResponse:
    """Change owner, site or confidentiality with a reason."""
    actor = reader(request)
    document = document_or_404(actor, number)
    may_change(actor, document).or_refuse()
    form, status = PropertiesForm(document=document, actor=actor, initial=_present(document)), 200
    if request.method == "POST":
        form, status = PropertiesForm(request.POST, document=document, actor=actor), 422
        refuse_strange(request, form)
        if form.is_valid():
            try:
                sees = _change(actor, document, form)
            except Refused as refusal:
                status = sentence_into(form, refusal)
                if isinstance(refusal, StaleRecord):
                    on_top_of(form, document_or_404(actor, number).record.version)
            else:
                return _gone_on(request, document, sees=sees, owner=form.people[form.cleaned_data["owner"]])
    back_url = reverse("document", args=[number])
    context = {"form": form, "document": document, "back_url": back_url}
    return show_sheet(request, "documents/properties.html", context, status=status)


def _present(document: Document) -> dict[str, Any]:
    record = document.record
    return {
        "version": record.version,
        "owner": record.owner.username,
        "site": record.site.code if record.site else "",
        "confidential": record.confidential,
        "circle": record.circle.code if record.circle else "",
    }


def _change(actor: Person, document: Document, form: PropertiesForm) -> bool:
    given, kept = form.cleaned_data, document.record.site
    site = kept if kept is not None and given["site"] == kept.code else choices.site_of(given["site"])
    return change_properties(
        actor,
        document,
        owner=form.people[given["owner"]],
        site=site,
        confidential=given["confidential"],
        circle=given.get("circle"),
        reason=given["reason"],
        based_on=given["version"],
    )


def _gone_on(request: HttpRequest, document: Document, *, sees: bool, owner: Person) -> HttpResponse:
    number = document.record.number
    if sees:
        messages.success(request, "Owner, site and access are saved.")
        return finished(request, reverse("document", args=[number]))
    messages.warning(
        request,
        f"Saved. You do not see {number} any more: your roles do not reach it now. {owner.name} owns it and can tell you more.",
    )
    return finished(request, reverse("documents"))
