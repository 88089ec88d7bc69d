"""The paper of a letter: its text with number, state and signatures; name and address only for who may know them (CMP-13)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from probatum.kernel.configuration import setting
from probatum.kernel.people import Person
from probatum.kernel.record import Record
from probatum.output.letter import LetterPrint, letter_pdf
from probatum.quality.complaints import sending
from probatum.quality.complaints.letter import KIND
from probatum.web import pages
from probatum.web.documents.responses import file_response
from probatum.web.paths import reverse
from probatum.web.seen import note_confidential, reader, seen


@login_required
@require_GET
def letter(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The letter as PDF; taking it is noted."""
    record, actor = seen(request, uuid), reader(request)
    if record.kind != KIND or record.parent_id is None:
        raise Http404("This is not a letter.")
    note_confidential(request, record)
    paper = sending.paper(actor, record)
    content, _ = letter_pdf(
        LetterPrint(
            company=str(setting("company.name")),
            number=record.number,
            about=paper.about,
            place_and_day=paper.day,
            addressee=paper.addressee,
            text=paper.text,
            signed=paper.signed,
            draft=paper.draft,
        )
    )
    return file_response(content, name=f"{record.number}.pdf", media_type="application/pdf", inline=True)


def offers(actor: Person, record: Record) -> list[dict[str, Any]]:
    """The paper of a letter, on its page."""
    return [{"label": "Letter as PDF", "icon": "print", "url": reverse("letter-pdf", args=[record.uuid])}]


pages.register(KIND, offers=offers)
