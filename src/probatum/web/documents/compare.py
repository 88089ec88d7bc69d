"""The page that compares two versions or drafts: summary, metadata, and the text as redline or side by side (DOC-32)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from probatum.documents.content import Version
from probatum.kernel.people import Person
from probatum.output.compare import Comparison, TooLong
from probatum.output.comparing import compare_drafts, summary_of
from probatum.web.documents import showing
from probatum.web.documents.compare_facts import facts
from probatum.web.documents.compare_rows import MOST_CHANGES, groups
from probatum.web.documents.compare_sides import Side, choices, effective_of, proposed, side_of
from probatum.web.documents.finding import document_or_404, versions_seen
from probatum.web.documents.header import headed, header
from probatum.web.documents.player import compared
from probatum.web.documents.rights import may_see_drafts
from probatum.web.seen import note_confidential, reader

VIEWS = (("", "Redline"), ("beside", "Side by side"))
LONGEST_NUMBER = 120


@login_required
@require_safe
def compare(request: HttpRequest, number: str) -> HttpResponse:
    """Two sides of a document, or its effective version beside that of another one."""
    actor = reader(request)
    seen = versions_seen(actor, number)
    if not seen:
        document_or_404(actor, number)
        raise Http404("There is no version of this document for you.")
    other = request.GET.get("with", "").strip()[:LONGEST_NUMBER]
    options = choices(actor, seen)
    left, right, sentence = _sides(actor, number, request, options, other)
    version = seen[0]
    inside = bool(may_see_drafts(actor, version))
    context: dict[str, Any] = {
        **headed(actor, version, seen, current="versions", inside=inside),
        **header(actor, version, seen, inside=inside),
        "version": version,
        "options": options,
        "other": other,
        "left": left,
        "right": right,
        "sentence": sentence,
        "view": "beside" if request.GET.get("view") == "beside" else "",
        "views": _views(request),
    }
    if left is not None and right is not None:
        context |= _compared(request, actor, left, right)
    return render(request, "documents/compare.html", context)


def _sides(
    actor: Person, number: str, request: HttpRequest, options: list[tuple[str, str]], other: str
) -> tuple[Side | None, Side | None, str]:
    """Both sides, or a sentence that says why there are none."""
    if other:
        one, two = effective_of(actor, number), effective_of(actor, other)
        if one is not None and two is not None:
            return one, two, ""
        absent = number if one is None else other
        return None, None, f"There is no effective version of {absent} that you may read. Check the number."
    asked = request.GET.get("right", "")
    wanted = side_of(actor, number, asked) if asked else None
    before, newest = proposed(options, right=wanted.token if wanted else "")
    first = request.GET.get("left", "") or before
    if not first or not newest:
        return (
            None,
            None,
            "There is only one version of this document so far, so there is nothing to compare yet.",
        )
    return side_of(actor, number, first), wanted or side_of(actor, number, newest), ""


def _views(request: HttpRequest) -> list[dict[str, Any]]:
    kept = {key: request.GET[key] for key in ("left", "right", "with") if request.GET.get(key)}
    current = "beside" if request.GET.get("view") == "beside" else ""
    return [
        {
            "label": label,
            "url": "?" + urlencode({**kept, **({"view": name} if name else {})}),
            "current": name == current,
        }
        for name, label in VIEWS
    ]


def _compared(request: HttpRequest, actor: Person, left: Side, right: Side) -> dict[str, Any]:
    for side in (left, right):
        note_confidential(request, side.version.record)
        showing.shown_copy(
            request, actor, side.version
        )  # reading by comparison is reading, and noted as such
    lines = facts(left.version, right.version)
    recording = compared(left.version, right.version)
    lines += recording["facts"] if recording else []
    told: dict[str, Any] = {
        "recording": recording["sentence"] if recording else "",
        "facts": lines,
        "facts_differ": [line for line in lines if line["differs"]],
        "facts_same": [
            {"label": line["label"], "value": line["new"]} for line in lines if not line["differs"]
        ],
    }
    try:
        found = _text(left.version, right.version)
    except TooLong as refusal:
        return told | {"too_long": str(refusal)}
    shown, count = groups(found)
    return told | {
        "summary": summary_of(found),
        "same": found.same,
        "groups": shown,
        "count": count,
        "cut": count >= MOST_CHANGES,
    }


def _text(old: Version, new: Version) -> Comparison:
    assert old.draft is not None  # a side has content
    assert new.draft is not None
    return compare_drafts(old.draft, new.draft)
