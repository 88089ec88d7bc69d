"""Versions of statutory clocks: the list with the coverage report, one version, and its rows while it is a draft."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from probatum.kernel.authz import decide
from probatum.kernel.errors import Refused, StaleRecord
from probatum.kernel.people import Person
from probatum.kernel.record import Record
from probatum.quality.events import statutory_drafting as drafting
from probatum.quality.events.statutory import KIND, PREPARE
from probatum.quality.events.statutory_asking import in_force, questions_of
from probatum.quality.events.statutory_tables import StatutoryQuestion, StatutoryRule, StatutoryRules
from probatum.web import anatomy, pages
from probatum.web.attestation import signatures_of
from probatum.web.documents.sheets import on_top_of, refuse_strange
from probatum.web.paths import reverse
from probatum.web.refusals import sentence_into
from probatum.web.seen import note_seen, reader, seen
from probatum.web.statutory import showing
from probatum.web.statutory.forms import NewForm, OutForm, QuestionForm, RuleForm
from probatum.web.views.records import frame

WAYS = ["GET", "HEAD", "POST"]


def address(record: Any) -> str:
    """The page of a version."""
    return reverse("statutory-version", args=[record.uuid])


@login_required
@require_GET
def versions(request: HttpRequest) -> HttpResponse:
    """Every version, and the countries for which the one in force says nothing."""
    actor = reader(request)
    rows, may_open = showing.versions(actor), decide(actor, PREPARE)
    if not rows:
        may_open.or_refuse()
    current = in_force() if any(row["record"].state == "in_force" for row in rows) else None
    context = {
        "rows": rows,
        "current": current,
        "coverage": showing.covered(current) if current else None,
        "may_open": bool(may_open) and not any(row["record"].state in drafting.OPEN for row in rows),
    }
    return render(request, "statutory/versions.html", context)


@login_required
@require_http_methods(WAYS)
def new(request: HttpRequest) -> HttpResponse:
    """Open the next version: a copy of what is in force."""
    actor = reader(request)
    decide(actor, PREPARE).or_refuse()
    form, status = NewForm(request.POST or None, actor=actor), 200
    if request.method == "POST":
        status = 400
        refuse_strange(request, form)
        if form.is_valid():
            given = form.cleaned_data | {"approvers": list(form.cleaned_data["approvers"])}
            try:
                opened = drafting.open_version(actor, **given)
            except Refused as refusal:
                status = sentence_into(form, refusal)
            else:
                return redirect(address(opened.record))
    return render(request, "statutory/new.html", {"form": form}, status=status)


@login_required
@require_GET
def version(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One version: where it stands, its questions and periods."""
    found = _found(request, uuid)
    record, actor = found.record, reader(request)
    note_seen(request, record)
    draft = _writable(actor, record)
    context = frame(actor, record, current="overview") | {
        "step": anatomy.next_step(actor, record),
        "missing": anatomy.blockers(actor, record),
        "note": found.note,
        "groups": showing.groups(found, open_to_edit=draft),
        "signatures": signatures_of(record),
        "rule_url": reverse("statutory-rule-new", args=[uuid]) if draft else "",
        "question_url": reverse("statutory-question-new", args=[uuid]) if draft else "",
    }
    return render(request, "statutory/version.html", context)


@login_required
@require_http_methods(WAYS)
def rule(request: HttpRequest, uuid: UUID, key: int | None = None) -> HttpResponse:
    """Write a period."""
    found, actor = _found(request, uuid), reader(request)
    known = _rule(found, key) if key is not None else None
    initial = {"version": found.record.version, "question": known.question.code if known else ""}
    if known is not None:
        initial |= model_to_dict(known, fields=drafting.RULE_FIELDS)
    form = RuleForm(request.POST or None, questions=questions_of(found), initial=initial)

    def save() -> str:
        told = dict(form.cleaned_data)
        based_on, question = told.pop("version"), told.pop("question")
        drafting.save_rule(actor, found, question=question, values=told, key=key, based_on=based_on)
        return "The period is saved."

    out = reverse("statutory-rule-out", args=[uuid, key]) if key is not None else ""
    return _form_page(request, found, form, save, title="Period", button="Save the period", out_url=out)


@login_required
@require_http_methods(WAYS)
def rule_out(request: HttpRequest, uuid: UUID, key: int) -> HttpResponse:
    """Take a period out."""
    found = _found(request, uuid)
    known = _rule(found, key)
    form = OutForm(request.POST or None, initial={"version": found.record.version})

    def save() -> str:
        told = form.cleaned_data
        drafting.take_out_rule(
            reader(request), found, key=key, reason=told["reason"], based_on=told["version"]
        )
        return "The period is out."

    return _form_page(request, found, form, save, title=f"Take out “{known.label}”", button="Take it out")


@login_required
@require_http_methods(WAYS)
def question(request: HttpRequest, uuid: UUID, code: str = "") -> HttpResponse:
    """Write a question."""
    found = _found(request, uuid)
    known = StatutoryQuestion.objects.filter(version=found, code=code).first() if code else None
    if code and known is None:
        raise Http404("This version has no such question.")
    initial: dict[str, Any] = {"version": found.record.version}
    if known is not None:
        initial |= {"code": known.code, "text": known.text, "hint": known.help, "kinds": known.kinds}
    form = QuestionForm(request.POST or None, initial=initial)

    def save() -> str:
        told = dict(form.cleaned_data)
        based_on = told.pop("version")
        if code:
            told["code"] = code
        drafting.save_question(reader(request), found, **told, based_on=based_on)
        return "The question is saved."

    return _form_page(request, found, form, save, title="Question", button="Save the question")


def _found(request: HttpRequest, uuid: UUID) -> StatutoryRules:
    """A version that the person may see. Raises Http404."""
    record = seen(request, uuid)
    if record.kind != KIND:
        raise Http404("There are no such statutory clocks.")
    found = StatutoryRules.objects.get(pk=record.pk)
    found.record = record
    return found


def _rule(version: StatutoryRules, key: int) -> StatutoryRule:
    found = (
        StatutoryRule.objects.filter(version=version, pk=key, withdrawn=False)
        .select_related("question")
        .first()
    )
    if found is None:
        raise Http404("This version has no such period.")
    return found


def _writable(actor: Person, record: Record) -> bool:
    return record.state == "draft" and bool(decide(actor, PREPARE, record=record))


def _form_page(
    request: HttpRequest, found: StatutoryRules, form: forms.Form, save: Callable[[], str], **words: Any
) -> HttpResponse:
    decide(reader(request), PREPARE, record=found.record).or_refuse()
    status = 200
    if request.method == "POST":
        status = 400
        refuse_strange(request, form)
        if form.is_valid():
            try:
                said = save()
            except Refused as refusal:
                status = sentence_into(form, refusal)
                if isinstance(refusal, StaleRecord):
                    on_top_of(form, seen(request, found.record.uuid).version)
            else:
                messages.success(request, said)
                return redirect(address(found.record))
    context = {"form": form, "back": {"label": found.record.number, "url": address(found.record)}, **words}
    return render(request, "statutory/form.html", context, status=status)


pages.register(KIND, page=address, listed_at="statutory-versions")
