"""Where a document belongs, on a sheet: type, department and the business processes it serves (DOC-34)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from probatum.documents.classification import classify, may_classify
from probatum.documents.content import Document
from probatum.documents.types import DocumentType
from probatum.kernel.business_process import BusinessProcess, processes_of
from probatum.kernel.errors import Refused, StaleRecord
from probatum.kernel.people import Person
from probatum.web.documents import choices
from probatum.web.documents.finding import document_or_404
from probatum.web.documents.sheets import finished, on_top_of, refuse_strange, show_sheet
from probatum.web.paths import reverse
from probatum.web.refusals import sentence_into
from probatum.web.seen import reader

#: Where the catalogue of business processes is empty.
NO_PROCESSES = "There is no business process yet. A system administrator adds them under Administration, Business processes."


class ClassificationForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    type = forms.ChoiceField(
        help_text="Its rules hold from now on. The number stays. What was signed names its type and keeps it.",
        error_messages={"required": "Choose the type.", "invalid_choice": "Choose a type from the list."},
    )
    department = forms.ChoiceField(
        required=False, error_messages={"invalid_choice": "Choose a department from the list."}
    )
    processes = forms.MultipleChoiceField(
        required=False,
        label="Business processes",
        widget=forms.CheckboxSelectMultiple,
        help_text="What the document serves. People narrow the library by them.",
        error_messages={"invalid_choice": "Choose processes from the list."},
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

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        record = document.record
        self.known: dict[str, DocumentType] = {
            type.code: type for type in (*choices.usable_types(), document.type)
        }
        self.catalogue = {one.code: one for one in (*choices.processes(), *processes_of(record))}
        departments = dict(choices.departments())
        if record.department is not None:
            departments.setdefault(record.department.code, record.department.name)
        types = sorted((choices.path(type), code) for code, type in self.known.items())
        self.fields["type"].choices = [(code, path) for path, code in types]  # type: ignore[attr-defined]
        self.fields["department"].choices = list(departments.items())  # type: ignore[attr-defined]
        self.fields["processes"].choices = [(code, one.name) for code, one in self.catalogue.items()]  # type: ignore[attr-defined]
        if not self.catalogue:
            self.fields["processes"].help_text = NO_PROCESSES

    def chosen_type(self) -> DocumentType:
        return self.known[self.cleaned_data["type"]]

    def chosen_processes(self) -> list[BusinessProcess]:
        return [self.catalogue[code] for code in self.cleaned_data["processes"]]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def classification(request: HttpRequest, number: str) -> HttpResponse:
    """Change type, department or processes with a reason."""
    actor = reader(request)
    document = document_or_404(actor, number)
    may_classify(actor, document).or_refuse()
    form, status = ClassificationForm(document=document, initial=_present(document)), 200
    if request.method == "POST":
        form, status = ClassificationForm(request.POST, document=document), 422
        refuse_strange(request, form)
        if form.is_valid():
            try:
                _change(actor, document, form)
            except Refused as refusal:
                status = sentence_into(form, refusal)
                if isinstance(refusal, StaleRecord):
                    on_top_of(form, document_or_404(actor, number).record.version)
            else:
                messages.success(request, "Type, department and processes are saved.")
                return finished(request, reverse("document", args=[number]))
    context = {"form": form, "document": document, "back_url": reverse("document", args=[number])}
    return show_sheet(request, "documents/classification.html", context, status=status)


def _present(document: Document) -> dict[str, Any]:
    record = document.record
    return {
        "version": record.version,
        "type": document.type.code,
        "department": record.department.code if record.department else "",
        "processes": [process.code for process in processes_of(record)],
    }


def _change(actor: Person, document: Document, form: ClassificationForm) -> None:
    given, kept = form.cleaned_data, document.record.department
    same = kept is not None and given["department"] == kept.code
    classify(
        actor,
        document,
        type=form.chosen_type(),
        department=None if same else choices.department_of(given["department"]),
        processes=form.chosen_processes(),
        reason=given["reason"],
        based_on=given["version"],
    )
