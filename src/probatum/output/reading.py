"""What a reader gets: the issued PDF as sealed, or the rendition stamped with its state; a print with its expiry (DOC-11, DOC-27)."""

from __future__ import annotations

import io

from probatum.documents.reading import Copy
from probatum.kernel import file as files
from probatum.kernel import moments
from probatum.kernel.configuration import setting
from probatum.kernel.errors import Refused
from probatum.kernel.people import Person
from probatum.output.pdfium import opened
from probatum.output.stamp import ControlledPrint, Printed, Stamp, stamp

WIDEST_IMAGE = 2000
_TALLEST_IMAGE = 6000


def bytes_of(copy: Copy, actor: Person, *, address: str = "") -> bytes:
    """The bytes to send. A sealed file that needs no mark goes out as it is, so that its seal stays valid.

    `address` is where the code on a paper leads.
    """
    content = files.read(copy.file)
    printed = _printed(copy, actor)
    if copy.source or (copy.sealed and not copy.overlay and printed is None):
        return content
    what = Stamp(
        number=copy.number,
        title=copy.title,
        version=copy.version,
        state=copy.state,
        effective=copy.effective,
        organisation=str(setting("company.name")),
        watermark=copy.overlay,
        footer=copy.footer,
        printed=printed,
        address=address,
    )
    return stamp(content, what=what, reserved=copy.editor or copy.sealed)


def _printed(copy: Copy, actor: Person) -> Printed | ControlledPrint | None:
    if copy.controlled is not None:
        return ControlledPrint(
            copy_no=copy.controlled.copy_no,
            number=copy.number,
            version=copy.version,
            recipient=copy.controlled.recipient,
            place=copy.controlled.place,
            by=copy.controlled.issued_by,
            at=moments.local(copy.controlled.issued_at, zone=actor.time_zone),
        )
    if copy.valid_until is None:
        return None
    return Printed(
        by=actor.name,
        username=actor.username,
        at=moments.local(copy.taken_at, zone=actor.time_zone),
        valid_until=moments.local(copy.valid_until, zone=actor.time_zone),
    )


def page_image(content: bytes, *, page: int, width: int) -> bytes:
    """One page as PNG, `page` from 1, `width` in pixels. Raises Refused for a page that is not there."""
    with opened(content) as document:
        if not 1 <= page <= len(document):
            raise Refused(f"This version has {len(document)} pages; page {page} is not one of them.")
        sheet = document[page - 1]
        scale = min(width, WIDEST_IMAGE) / sheet.get_width()
        scale = min(scale, _TALLEST_IMAGE / sheet.get_height())
        image = sheet.render(scale=scale).to_pil()
    done = io.BytesIO()
    image.save(done, format="PNG", optimize=False, compress_level=3)
    return done.getvalue()
