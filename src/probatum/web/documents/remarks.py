"""Comments beside the content, anchored to a page or a quoted passage (DOC-12)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from probatum.documents.content import Version
from probatum.kernel.comment import add_comment, open_comments
from probatum.kernel.errors import Refused
from probatum.kernel.people import Person
from probatum.output.anchor import Quoted, find
from probatum.web.documents.addresses import version_url
from probatum.web.documents.finding import version_or_404
from probatum.web.documents.forms import RemarkForm
from probatum.web.documents.passages import pages_shown
from probatum.web.documents.rights import refuse_unless_drafts
from probatum.web.documents.sheets import finished, refuse_strange, show_sheet
from probatum.web.refusals import sentence_into
from probatum.web.seen import reader

SHOWN = 20
#: states in which a version is remarked on
MAY_REMARK = (
    "draft",
    "in_review",
    "in_formal_review",
    "reviewed",
    "in_approval",
    "in_quality_approval",
    "in_check",
)


#: states in which somebody is about to decide on the content as it stands
DECIDED_IN = ("reviewed", "in_approval", "in_quality_approval")


def open_notice(version: Version, said: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Says before an approval that remarks are open; they block nothing, whoever signs weighs them (DOC-12)."""
    if version.record.state not in DECIDED_IN or all(one["reply"] for one in said):
        return []
    text = "Remarks are open. They do not block the approval; whoever signs decides with them in view."
    url = version_url(version, "version-review")
    return [{"tone": "info", "text": text, "url": url, "link": "Read and settle them"}]


def remarks(version: Version) -> list[dict[str, Any]]:
    """The open comments of a version for the thread component, in the order of its pages."""
    said = open_comments(version.record)
    discussion = reverse("record-comments", args=[version.record.uuid])
    pages = {one.pk: one.page or 0 for one in said}
    ordered = sorted(
        said, key=lambda one: (pages.get(one.answers_id or one.pk, 0), one.answers_id or one.pk, one.pk)
    )
    return [
        {
            "who": one.author.name,
            "role": one.about,
            "at": one.at,
            "text": one.text,
            "anchor": _anchor(one.page, one.quote),
            "anchor_url": f"#page-{one.page}" if one.page else "#content",
            "reply": one.answers_id is not None,
            "acts": [{"label": "Answer", "url": f"{discussion}?answer={one.pk}#say"}],
        }
        for one in ordered[:SHOWN]
    ]


def _anchor(page: int | None, quote: str) -> str:
    short = quote if len(quote) <= 90 else quote[:88] + "…"
    if page and short:
        return f"Page {page}: “{short}”"
    return f"Page {page}" if page else (f"“{short}”" if short else "")


def _place(request: HttpRequest, actor: Person, version: Version, given: dict[str, Any]) -> dict[str, Any]:
    """The page of a passage and the words around it, as the pages have them. Raises Refused for words that stand nowhere."""
    place = {"page": given["page"], "before": "", "behind": ""}
    if not given["quote"] or version.draft is None:
        return place
    pages = pages_shown(request, actor, version)
    if not any(page.letters.strip() for page in pages):
        return place  # a scan without text is remarked on by page
    anchor = find(pages, Quoted(given["quote"], given["page"], given["before"], given["behind"]))
    if anchor is not None:
        return {"page": anchor.page, "before": anchor.before, "behind": anchor.behind}
    if len(pages) < version.draft.pages:
        return place  # only the first pages of a long document are searched
    raise Refused(
        "These words do not stand in the document. Copy them from the page, or name the page only.",
        field="quote",
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remark(request: HttpRequest, number: str, major: int) -> HttpResponse:
    """Write a comment on a page or passage of the present draft."""
    actor = reader(request)
    version = version_or_404(actor, number, major)
    refuse_unless_drafts(actor, version)
    pages = version.draft.pages if version.draft else 0
    given = {name: request.GET.get(name, "") for name in ("page", "quote", "before", "behind")}
    form, status = RemarkForm(initial=given, pages=pages), 200
    if request.method == "POST":
        form, status = RemarkForm(request.POST, pages=pages), 422
        refuse_strange(request, form)
        if form.is_valid():
            try:
                place = _place(request, actor, version, form.cleaned_data)
                add_comment(
                    actor,
                    version.record,
                    text=form.cleaned_data["text"],
                    quote=form.cleaned_data["quote"],
                    about=f"Draft {version.label}",
                    **place,
                )
            except Refused as refusal:
                status = sentence_into(form, refusal)
            else:
                messages.success(request, "Your comment is kept.")
                return finished(request, version_url(version, "version-review") + "#remarks")
    context = {"form": form, "version": version, "back_url": version_url(version)}
    return show_sheet(request, "documents/remark.html", context, status=status)
