"""Reporting: by who is signed in, and by anybody at a place where a code hangs, who learns nothing but a reference."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from probatum.kernel.action import request_facts
from probatum.kernel.authz import decide, demand
from probatum.kernel.configuration import setting
from probatum.kernel.errors import Refused
from probatum.kernel.models import Person, Site
from probatum.quality.intake import points
from probatum.quality.intake.bodies import IntakePoint
from probatum.quality.intake.report import REPORT
from probatum.quality.intake.taking import HOURLY, Told, report_at_point, report_signed_in
from probatum.web import pages
from probatum.web.documents.once import carried_out_once, new_token
from probatum.web.forms.moves import refuse_unknown
from probatum.web.intake.forms import OwnReportForm, ReportForm, StrangerForm
from probatum.web.intake.pictures import cut_off, few_pictures, looked_at
from probatum.web.refusals import sentence_into
from probatum.web.seen import reader

#: Reports without sign-in from one address in an hour; a whole site may stand behind one.
PER_ADDRESS = 30
HOUR = 3600
FLOODED = (
    "So many reports came in that no more are taken for a while. Nothing was sent. "
    "Tell somebody of the place, or try again in an hour."
)
_EXTRA = ("form_token",)


@few_pictures
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Report something, signed in."""
    actor = reader(request)
    demand(actor, REPORT)
    asked: dict[str, Any] = {"sites": _sites(actor), "picked": actor.site.code if actor.site else ""}
    if request.method != "POST":
        return _page(request, OwnReportForm(**asked))
    form = OwnReportForm(request.POST, request.FILES, **asked)
    if not _fits(request, form):
        return _page(request, form, status=400)

    def make() -> str:
        site = Site.objects.filter(code=form.cleaned_data["site"]).first()
        made = report_signed_in(actor, _told(form), site=site)
        messages.success(request, f"{made.number} is reported. Quality looks at it within one working day.")
        return pages.page_of(made)

    try:
        return redirect(carried_out_once(request, make) or reverse("work"))
    except Refused as refusal:
        return _page(request, form, status=sentence_into(form, refusal))


@never_cache
@login_not_required
@few_pictures
@require_http_methods(["GET", "HEAD", "POST"])
def at_point(request: HttpRequest, token: str) -> HttpResponse:
    """Report something at a place, by its code, without an account. Raises Http404 for a code that is not in use."""
    point = points.point_of(token)
    if point is None:
        raise Http404("There is no such code.")
    timezone.activate(point.site.zone)
    if request.method != "POST":
        return _strange(request, point, StrangerForm())
    if _flooded():
        return render(request, "intake/flooded.html", {"sentence": FLOODED}, status=429)
    form = StrangerForm(request.POST, request.FILES)
    if not _fits(request, form):
        return _strange(request, point, form, status=400)
    if form.cleaned_data["website"]:  # a program filled in what people do not see
        raise Refused("Nothing was sent. Leave the field that is not shown empty.")

    def make() -> str:
        kept = report_at_point(point, _told(form, stranger=form))
        return reverse("report-received", args=[kept.reference])

    try:
        return redirect(carried_out_once(request, make) or reverse("report-point", args=[token]))
    except Refused as refusal:
        return _strange(request, point, form, status=sentence_into(form, refusal))


@login_not_required
@require_safe
def received(request: HttpRequest, reference: str) -> HttpResponse:
    """The receipt; it repeats the reference and looks nothing up, so that nobody can ask which ones there are."""
    return render(request, "intake/received.html", {"reference": reference})


def _flooded() -> bool:
    address = cache.count(f"report:{request_facts.get().ip}", HOUR)  # type: ignore[attr-defined]
    together = cache.count("report:all", HOUR)  # type: ignore[attr-defined]
    return bool(address > PER_ADDRESS or together > int(setting(HOURLY)))


def _fits(request: HttpRequest, form: ReportForm) -> bool:
    refuse_unknown(request.POST, [*form.fields, *_EXTRA])
    if sentence := cut_off(request):
        form.add_error("pictures", sentence)
    return form.is_valid()


def _told(form: ReportForm, *, stranger: StrangerForm | None = None) -> Told:
    given = {"who": stranger.who()} if stranger is not None else {}
    files = looked_at(form.pictures_given, voice=form.cleaned_data["voice"])
    return Told(form.cleaned_data["title"], form.values(), files, **given)


def _sites(actor: Person) -> list[tuple[str, str]]:
    found = [
        (site.code, site.name)
        for site in Site.objects.filter(active=True).order_by("name")
        if decide(actor, REPORT, site=site)
    ]
    return [("", "No site"), *found]


def _page(request: HttpRequest, form: ReportForm, *, status: int = 200) -> HttpResponse:
    return render(request, "intake/report.html", _context(request, form), status=status)


def _strange(
    request: HttpRequest, point: IntakePoint, form: ReportForm, *, status: int = 200
) -> HttpResponse:
    context = _context(request, form) | {"point": point}
    return render(request, "intake/stranger.html", context, status=status)


def _context(request: HttpRequest, form: ReportForm) -> dict[str, Any]:
    return {
        "form": form,
        "form_token": request.POST.get("form_token") or new_token(),
        "again": form.is_bound and bool(request.FILES),
    }
