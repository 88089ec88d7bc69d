"""The questions of authorities on the page of a record: answered at triage, with the countdowns that follow (QE-35)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from probatum.kernel.clock import clocks_of
from probatum.kernel.errors import Refused, StaleRecord
from probatum.kernel.record import Record
from probatum.quality.events import triage
from probatum.quality.events.statutory_asking import in_force, questions_of
from probatum.quality.events.statutory_starter import GMP
from probatum.quality.events.statutory_tables import ANSWERS, NO, StatutoryQuestion, StatutoryRule, Triage
from probatum.web.clocks.showing import countdown
from probatum.web.documents.sheets import on_top_of, refuse_strange
from probatum.web.refusals import sentence_into
from probatum.web.seen import note_confidential, reader, seen
from probatum.web.statutory.forms import TriageForm
from probatum.web.views.records import frame


def is_asked(record: Record) -> bool:
    """Whether questions of authorities can be asked of a record of this kind."""
    return record.kind in GMP


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def authorities(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The questions with the answers that stand; who may answer them does it here."""
    record, actor = seen(request, uuid), reader(request)
    if not is_asked(record):
        raise Http404("Nothing is asked of this record.")
    note_confidential(request, record)
    version = in_force()
    asked = questions_of(version, kind=record.kind) if version else []
    made = triage.triage_of(record)
    verdict = triage.may_answer(actor, record)
    form = _form(request, record, asked, made) if asked and verdict else None
    status = 200
    if request.method == "POST":
        verdict.or_refuse()
        if form is None:
            raise Refused("No statutory clocks are in force yet, so nothing is asked.")
        done = _save(request, record, form)
        if done is None:
            return redirect(request.path)
        status = done
    context = frame(actor, record, current="authorities") | {
        "form": form,
        "version": version,
        "asked": asked,
        "made": made,
        "given": _given(made),
        "without_period": _without_period(made),
        "clocks": [countdown(clock) for clock in clocks_of(record) if clock.statutory],
        "why_not": "" if verdict else verdict.reason,
    }
    return render(request, "statutory/authorities.html", context, status=status)


def _form(
    request: HttpRequest, record: Record, asked: list[StatutoryQuestion], made: Triage | None
) -> TriageForm:
    initial: dict[str, Any] = {"version": record.version}
    if made is not None:
        initial |= {f"answer_{code}": answer for code, answer in triage.answers_of(made).items()}
        initial |= {"countries": made.countries, "rationale": made.rationale}
    rules = StatutoryRule.objects.filter(question__in=[one.pk for one in asked], withdrawn=False)
    codes = sorted(
        set(rules.order_by().values_list("country", flat=True)) | set(made.countries if made else ())
    )
    return TriageForm(
        request.POST or None, questions=asked, countries=[(code, code) for code in codes], initial=initial
    )


def _save(request: HttpRequest, record: Record, form: TriageForm) -> int | None:
    """Keep the answers; None when that is done, else the status of the page that says what is missing."""
    refuse_strange(request, form)
    if not form.is_valid():
        return 400
    told = form.cleaned_data
    try:
        triage.answer(
            reader(request),
            record,
            answers=form.answers(),
            countries=told["countries"],
            rationale=told["rationale"],
            based_on=told["version"],
        )
    except Refused as refusal:
        status = sentence_into(form, refusal)
        if isinstance(refusal, StaleRecord):
            on_top_of(form, seen(request, record.uuid).version)
        return status
    messages.success(request, "The answers are kept. What follows from them is shown below.")
    return None


def _given(made: Triage | None) -> list[dict[str, Any]]:
    """The answers that stand."""
    if made is None:
        return []
    words = dict(ANSWERS)
    rows = made.answers.select_related("question").order_by("question__position", "id")
    return [{"label": row.question.text, "value": words[row.answer]} for row in rows]


def _without_period(made: Triage | None) -> list[StatutoryRule]:
    """What is to be reported although the law gives no period."""
    if made is None:
        return []
    yes = [row.question for row in made.answers.select_related("question") if row.answer != NO]
    return [
        rule for rule in triage.rules_met(made.version, yes, countries=made.countries) if rule.span is None
    ]
