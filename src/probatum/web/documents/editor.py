"""The built-in editor (DOC-06): structured Markdown, a server-made preview, pictures by hash; saving makes the next draft."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from probatum.documents import authoring, pictures
from probatum.documents.content import Draft, Version, open_check_out
from probatum.documents.findings import draft_before
from probatum.documents.merge_fields import next_label, values_of
from probatum.kernel import file as files
from probatum.kernel.errors import Refused, StaleRecord
from probatum.kernel.people import Person
from probatum.output import intake, markdown
from probatum.output.comparing import compared_with
from probatum.output.content import LONGEST_MARKDOWN, content_from_markdown
from probatum.output.limits import UploadRefused
from probatum.output.merge_runs import Wanted
from probatum.web.documents.addresses import version_url
from probatum.web.documents.editor_form import EditorForm
from probatum.web.documents.finding import version_or_404
from probatum.web.documents.responses import image_response
from probatum.web.documents.rights import refuse_unless_drafts
from probatum.web.documents.sheets import on_top_of, refuse_strange
from probatum.web.documents.upload import limited_upload, too_large
from probatum.web.refusals import sentence_into
from probatum.web.seen import reader

PICTURE = re.compile(r"sha256:([0-9a-f]{64})")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def editor(request: HttpRequest, number: str, major: int) -> HttpResponse:
    """Write the text; “Preview” without JavaScript is a post that only shows, “Save” makes the next draft."""
    actor = reader(request)
    version = version_or_404(actor, number, major)
    refuse_unless_drafts(actor, version)
    _refuse_other_source(version)
    form, status, shown = EditorForm(initial=_present(version)), 200, ""
    if request.method == "POST":
        form = EditorForm(request.POST)
        refuse_strange(request, form, "save", "preview")
        if "preview" in request.POST:
            shown = preview_html(version, request.POST.get("text", ""))
        elif form.is_valid():
            try:
                draft = _save(actor, version, form)
            except Refused as refusal:
                status = _refused(form, refusal, version_or_404(actor, number, major))
            else:
                messages.success(request, f"Draft {draft.label} is saved.")
                for warning in draft.warnings:
                    messages.warning(request, warning)
                return redirect(version_url(version) + f"?saved={version.record.uuid}")
        else:
            status = 422
    else:
        authoring.may_edit(actor, version).or_refuse()
    context = {
        "form": form,
        "version": version,
        "preview": mark_safe(shown),  # noqa: S308 - made by output.markdown, which lets no HTML through
        "held": open_check_out(version),
        "back_url": version_url(version),
        "preview_url": version_url(version, "version-preview"),
        "pictures_url": version_url(version, "version-pictures"),
    }
    return render(request, "documents/editor.html", context, status=status)


def _refuse_other_source(version: Version) -> None:
    if version.draft is not None and not version.draft.editor:
        raise Refused(
            f"This version is written in “{version.draft.source_name}”. Check it out, change the file, and check it in; "
            "the built-in editor is for documents begun in it."
        )


def _present(version: Version) -> dict[str, object]:
    text = files.read(version.draft.source).decode("utf-8", "replace") if version.draft else ""
    return {"text": text, "version": version.record.version}


def _save(actor: Person, version: Version, form: EditorForm) -> Draft:
    text = form.cleaned_data["text"]
    authoring.may_edit(actor, version).or_refuse()
    content = content_from_markdown(
        text,
        name=version.document.record.number,
        pictures=_pictures(version, text),
        values=values_of(version, label=next_label(version)),
    )
    content = compared_with(content, draft_before(version))
    return authoring.check_in(
        actor, version, content=content, note=form.cleaned_data["note"], based_on=form.cleaned_data["version"]
    )


def _refused(form: EditorForm, refusal: Refused, version: Version) -> int:
    """Keep the text; after somebody else's change the next press saves on top of it, knowingly."""
    if isinstance(refusal, StaleRecord):
        on_top_of(form, version.record.version)
        draft = version.draft.label if version.draft else "none"
        form.add_error(
            None,
            f"{refusal} The newest draft is {draft}. Your text is still here: compare, "
            "then save again to put it on top.",
        )
        return 409
    return sentence_into(form, refusal)


@login_required
@require_POST
def preview(request: HttpRequest, number: str, major: int) -> HttpResponse:
    """The text as safe HTML, for the pane beside it."""
    version = version_or_404(reader(request), number, major)
    refuse_unless_drafts(reader(request), version)
    return HttpResponse(preview_html(version, request.POST.get("text", "")))


def preview_html(version: Version, text: str) -> str:
    """Safe HTML of an editor's text, with its pictures."""
    if len(text) > LONGEST_MARKDOWN:
        return "<p>The text is longer than 2 MB. Shorten it to see the preview.</p>"
    known = pictures.known_of(version, PICTURE.findall(text))

    def address(digest: str) -> str | None:
        return version_url(version, "version-picture", digest) if digest in known else None

    try:
        wanted = Wanted(values_of(version, label=next_label(version)))
        return markdown.to_html(text, picture_url=address, wanted=wanted)
    except UploadRefused as refusal:
        return f"<p>{escape(refusal.sentence)}</p>"


@limited_upload
@login_required
@require_POST
def add_picture(request: HttpRequest, number: str, major: int) -> HttpResponse:
    """Keep a PNG or JPEG and say how the text names it; the answer is JSON, or the editor's page without JavaScript."""
    actor = reader(request)
    version = version_or_404(actor, number, major)
    authoring.may_edit(actor, version).or_refuse()
    upload = request.FILES.get("picture")
    if sentence := too_large(request):
        return JsonResponse({"sentence": sentence}, status=422)
    if upload is None:
        return JsonResponse({"sentence": "Choose a picture, PNG or JPEG."}, status=422)
    content = b"".join(upload.chunks())
    try:
        media_type = _picture_type(content, upload.name or "")
    except UploadRefused as refusal:
        return JsonResponse({"sentence": refusal.sentence}, status=422)
    stored = pictures.add_picture(
        actor, version, content=content, media_type=media_type, name=upload.name or ""
    )
    alt = " ".join(re.sub(r"[\[\]]", " ", Path(upload.name or "picture").stem).split())[:80]
    return JsonResponse({"markdown": f"![{alt}](sha256:{stored.sha256})", "sha256": stored.sha256})


def _picture_type(content: bytes, name: str) -> str:
    with tempfile.NamedTemporaryFile(prefix="probatum-picture-") as copy:
        copy.write(content)
        copy.flush()
        accepted = intake.inspect(Path(copy.name), filename=name)
    if accepted.media_type not in pictures.TYPES:
        raise UploadRefused("Pictures are PNG or JPEG files. Choose one of these.")
    return accepted.media_type


@login_required
@require_safe
def picture(request: HttpRequest, number: str, major: int, sha256: str) -> HttpResponse:
    """A picture that was added to a version of this document; no hash opens a file of another record."""
    actor = reader(request)
    version = version_or_404(actor, number, major)
    refuse_unless_drafts(actor, version)
    found = pictures.picture_of(version, sha256)
    if found is None:
        raise Http404("There is no such picture.")
    return image_response(files.read(found))


def _pictures(version: Version, text: str) -> dict[str, bytes]:
    return pictures.pictures_of(version, dict.fromkeys(PICTURE.findall(text)))
