"""The discussion of a record: remarks in plain text, answered and resolved, never changed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from probatum.kernel.comment import OUTCOMES, Comment, add_comment, resolve_comment
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.mention import colleagues
from probatum.kernel.record import Record
from probatum.web import pages, sentences
from probatum.web.components import marks
from probatum.web.forms.comments import CommentForm
from probatum.web.forms.moves import refuse_unknown
from probatum.web.refusals import sentence_into
from probatum.web.seen import note_confidential, reader, seen
from probatum.web.views.records import frame


@login_required
@require_http_methods(["GET", "POST"])
def comments(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Read the discussion, or add to it."""
    record = _discussed(request, uuid)
    note_confidential(request, record)
    offered = [one for one in colleagues(record) if one.pk != reader(request).pk]
    if request.method == "GET":
        answered = request.GET.get("answer", "")
        initial = {"answers": answered if answered.isdecimal() else None}
        return _page(request, record, CommentForm(initial=initial, offered=offered))
    form = CommentForm(request.POST, offered=offered)
    refuse_unknown(request.POST, form.fields)
    if not form.is_valid():
        return _page(request, record, form, status=400)
    try:
        said = add_comment(
            reader(request),
            record,
            text=form.cleaned_data["text"],
            answers=_answered(record, form.cleaned_data["answers"]),
            external=form.cleaned_data["external"],
            tell=[name for name in [form.cleaned_data["tell"]] if name],
        )
    except Refused as refusal:
        return _page(request, record, form, status=sentence_into(form, refusal))
    return redirect(f"{reverse('record-comments', args=[record.uuid])}#comment-{said.pk}")


@login_required
@require_POST
def resolved(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    """Mark a comment as dealt with."""
    record = _discussed(request, uuid)
    resolve_comment(reader(request), _comment(record, number))
    return redirect("record-comments", record.uuid)


def _discussed(request: HttpRequest, uuid: UUID) -> Record:
    """A record whose discussion this person takes part in. Raises NotAllowed for a mere reader of the result."""
    record = seen(request, uuid)
    if not pages.is_inside(reader(request), record):
        raise NotAllowed(
            "The discussion is for those who work on this record. Tell its owner what you found."
        )
    return record


def _comment(record: Record, number: int) -> Comment:
    found = record.comments.select_related("record").filter(pk=number).first()
    if found is None:
        raise Http404("There is no such comment on this record.")
    return found


def _answered(record: Record, number: int | None) -> Comment | None:
    return _comment(record, number) if number else None


def _page(request: HttpRequest, record: Record, form: CommentForm, *, status: int = 200) -> HttpResponse:
    kept = record.comments.select_related("author", "resolved_by").prefetch_related("mentions__person")
    said = list(kept.order_by("id"))
    answered = next((one for one in said if str(one.pk) == str(form["answers"].value() or "")), None)
    context = frame(reader(request), record, current="comments", counts={"comments": len(said)}) | {
        "threads": threads(record, said),
        "form": form,
        "answered": answered,
        "open": sum(1 for one in said if one.answers_id is None and one.resolved_at is None),
    }
    return render(request, "records/comments.html", context, status=status)


def threads(record: Record, said: list[Comment]) -> list[dict[str, Any]]:
    """Each remark with its answers below it, in the order written."""
    answers: dict[int | None, list[Comment]] = {}
    for one in said:
        answers.setdefault(one.answers_id, []).append(one)
    found: list[dict[str, Any]] = []
    waiting = list(reversed(answers.get(None, [])))
    while waiting:
        one = waiting.pop()
        found.append(_shown(record, one, reply=one.answers_id is not None))
        waiting += reversed(answers.get(one.pk, []))
    return found


def settled_text(one: Comment) -> str:
    """What became of a remark, by whom and when, with the answer; empty while it is open."""
    if one.resolved_at is None or one.resolved_by is None:
        return ""
    word = dict(OUTCOMES).get(one.outcome, "Resolved")
    said = f"{word} by {one.resolved_by.name}, {marks.when_text(one.resolved_at)}"
    return f"{said}: {one.answer}" if one.answer else said


def _shown(record: Record, one: Comment, *, reply: bool) -> dict[str, Any]:
    place = " · ".join(
        part for part in (one.about, f"Page {one.page}" if one.page else "", one.quote) if part
    )
    done = settled_text(one)
    address = reverse("record-comments", args=[record.uuid])
    return {
        "id": one.pk,
        "who": one.author.name,
        "at": one.at,
        "text": one.text,
        "anchor": place,
        "anchor_url": f"#comment-{one.pk}",
        "reply": reply,
        "done": done,
        "told": sentences.listed(told) if (told := [each.person.name for each in one.mentions.all()]) else "",
        "external": one.external,
        "answer_url": f"{address}?answer={one.pk}#say",
        "resolve_url": "" if reply or done else reverse("comment-resolved", args=[record.uuid, one.pk]),
    }
