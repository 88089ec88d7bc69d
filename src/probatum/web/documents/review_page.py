"""Review in the page (DOC-12): the pages with their remarks marked in the text and beside it, and what everybody has done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from probatum.documents.content import Version
from probatum.documents.drafts import drafts_of
from probatum.kernel.comment import Comment, may_settle, may_withdraw, settle_comment
from probatum.kernel.errors import Refused
from probatum.kernel.lifecycle import available
from probatum.kernel.particulars import every_task_of, steps_of
from probatum.kernel.people import Person
from probatum.output.anchor import Anchor
from probatum.web.documents import standing
from probatum.web.documents.addresses import version_url
from probatum.web.documents.board import board
from probatum.web.documents.finding import version_or_404
from probatum.web.documents.forms import SettleForm
from probatum.web.documents.passages import anchors, layers, pages_shown
from probatum.web.documents.reader import reader_context
from probatum.web.documents.remarks import MAY_REMARK
from probatum.web.documents.rights import may_name_people, refuse_unless_drafts
from probatum.web.documents.sheets import finished, refuse_strange, show_sheet
from probatum.web.refusals import sentence_into
from probatum.web.seen import note_seen, reader
from probatum.web.views.comments import settled_text

MOST_SHOWN = 200
#: outcome -> (what the button says, what happens)
VERBS = {
    "accepted": ("Accept", "The remark is right; the next draft takes it up."),
    "rejected": ("Reject", "The text stays as it is. Whoever wrote the remark reads why."),
    "withdrawn": ("Withdraw", "The remark no longer counts; it stays readable."),
}


@login_required
@require_safe
def review(request: HttpRequest, number: str, major: int) -> HttpResponse:
    """The pages, the remarks in their order, the board; writing and settling are forms of their own."""
    actor = reader(request)
    version = version_or_404(actor, number, major)
    refuse_unless_drafts(actor, version)
    note_seen(request, version.record)
    shown = reader_context(request, actor, version)
    if shown is None:
        raise Http404("There is no content yet.")
    said = list(
        version.record.comments.select_related("author", "resolved_by", "record__owner").order_by("id")
    )
    said = said[-MOST_SHOWN:]
    pages = pages_shown(request, actor, version)
    placed = anchors(pages, [one for one in said if one.resolved_at is None])
    drawn = layers(pages, placed)
    for place, page in enumerate(shown["pages"]):
        page["layer"] = drawn[place] if place < len(drawn) else None
        page["remark_url"] = version_url(version, "version-remark") + f"?page={place + 1}"
    tasks, steps = every_task_of(version.record), steps_of(version.record)
    context = {
        "version": version,
        "reader": shown,
        "threads": _threads(actor, version, said, placed),
        "open": sum(1 for one in said if one.answers_id is None and one.resolved_at is None),
        "settled": sum(1 for one in said if one.answers_id is None and one.resolved_at is not None),
        "board": board(
            version,
            tasks=tasks,
            steps=steps,
            drafts=drafts_of(version),
            may_name=may_name_people(actor, version),
        ),
        "counts": _counts(said),
        "next_step": standing.next_step(version, available(actor, version.record), tasks),
        "may_remark": version.record.state in MAY_REMARK,
        "remark_url": version_url(version, "version-remark"),
        "back_url": version_url(version),
        "discussion_url": reverse("record-comments", args=[version.record.uuid]),
    }
    return render(request, "documents/review.html", context)


def _counts(said: list[Comment]) -> list[dict[str, Any]]:
    """Who has how many remarks open and settled."""
    found: dict[str, list[int]] = {}
    for one in said:
        if one.answers_id is None:
            found.setdefault(one.author.name, [0, 0])[one.resolved_at is not None] += 1
    return [
        {"name": name, "open": open_ones, "settled": done}
        for name, (open_ones, done) in sorted(found.items())
    ]


def _threads(
    actor: Person, version: Version, said: list[Comment], placed: dict[int, Anchor | None]
) -> list[dict[str, Any]]:
    """Each remark with its answers: the open ones in the order of the pages, then those that are settled."""
    answers: dict[int, list[Comment]] = {}
    for one in said:
        if one.answers_id is not None:
            answers.setdefault(one.answers_id, []).append(one)
    roots = [one for one in said if one.answers_id is None]
    shown = [_thread(actor, version, one, answers.get(one.pk, []), placed) for one in roots]
    return sorted(shown, key=lambda one: (bool(one["done"]), one["page"] or 0, one["top"], one["key"]))


def _thread(
    actor: Person,
    version: Version,
    one: Comment,
    answers: list[Comment],
    placed: dict[int, Anchor | None],
) -> dict[str, Any]:
    anchor = placed.get(one.pk)
    gone = one.resolved_at is None and bool(one.quote) and anchor is None
    page = anchor.page if anchor is not None else one.page
    open_one = one.resolved_at is None
    one.record = version.record
    acts = []
    if open_one and version.record.state in MAY_REMARK:
        offered = ["accepted", "rejected"] if may_settle(actor, one) else []
        offered += ["withdrawn"] if may_withdraw(actor, one) else []
        acts = [
            {"label": VERBS[name][0], "url": version_url(version, "version-settle", one.pk, name)}
            for name in offered
        ]
    return {
        "key": one.pk,
        "who": one.author.name,
        "about": one.about,
        "at": one.at,
        "text": one.text,
        "quote": one.quote,
        "page": page,
        "top": anchor.pieces[0].y if anchor is not None and anchor.pieces else 0,
        "marked": anchor is not None,
        "gone": gone,
        "moved": anchor is not None and one.page is not None and anchor.page != one.page,
        "done": settled_text(one),
        "answers": [{"who": two.author.name, "at": two.at, "text": two.text} for two in answers],
        "acts": acts,
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: HttpRequest, number: str, major: int, key: int, outcome: str) -> HttpResponse:
    """Accept, reject or withdraw one remark, with an answer."""
    actor = reader(request)
    version = version_or_404(actor, number, major)
    refuse_unless_drafts(actor, version)
    comment = (
        version.record.comments.select_related("record__owner", "author").filter(pk=key, answers=None).first()
    )
    if comment is None or outcome not in VERBS:
        raise Http404("There is no such remark on this version.")
    (may_withdraw if outcome == "withdrawn" else may_settle)(actor, comment).or_refuse()
    form, status = SettleForm(outcome=outcome), 200
    if request.method == "POST":
        form, status = SettleForm(request.POST, outcome=outcome), 422
        refuse_strange(request, form)
        if form.is_valid():
            try:
                settle_comment(actor, comment, outcome=outcome, answer=form.cleaned_data["answer"])
            except Refused as refusal:
                status = sentence_into(form, refusal)
            else:
                messages.success(request, f"The remark of {comment.author.name} is {outcome}.")
                return finished(request, version_url(version, "version-review") + "#remarks")
    context = {
        "form": form,
        "version": version,
        "comment": comment,
        "verb": VERBS[outcome][0],
        "explains": VERBS[outcome][1],
        "here": request.path,
        "back_url": version_url(version, "version-review"),
    }
    return show_sheet(request, "documents/settle.html", context, status=status)
