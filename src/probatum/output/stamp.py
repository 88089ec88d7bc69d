"""Stamps every page of a rendition: header, footer, state, and who printed it until when.

The page keeps its size; its content is made a little smaller (ADR-0020), so the stamp never covers it.
"""

import io
from dataclasses import dataclass, field

import pikepdf

from probatum.output.code import code_svg
from probatum.output.page_geometry import Band, Sheet, shift_destinations
from probatum.output.typesetting import typeset

# Points, as shown to the reader. The same with and without a print line, so that a copy breaks lines like its original.
BAND = Band(top=36.0, bottom=44.0)
_MARK = "/ProbatumStamp"


@dataclass(frozen=True, kw_only=True)
class Printed:
    """An uncontrolled print: who made it, when, and until when it may be used."""

    by: str
    username: str
    at: str
    valid_until: str

    def sentence(self) -> str:
        """The line at the foot of each page."""
        return (
            f"Uncontrolled when printed · printed by {self.by} ({self.username}) on {self.at} · "
            f"valid until {self.valid_until}"
        )


@dataclass(frozen=True, kw_only=True)
class ControlledPrint:
    """A controlled copy: its number, who has it, who issued it and when (DOC-25)."""

    copy_no: int
    number: str
    version: str
    recipient: str
    place: str
    by: str
    at: str

    def sentence(self) -> str:
        """The line at the foot of each page."""
        return (
            f"Controlled copy no. {self.copy_no} of {self.number}, version {self.version} · "
            f"for {self.recipient}, {self.place} · issued by {self.by} on {self.at}"
        )


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """What is stamped; all of it comes from the record, none of it from the author."""

    number: str
    title: str
    version: str
    state: str
    effective: str = ""
    organisation: str = ""
    watermark: str = ""
    footer: tuple[str, ...] = field(default=())
    printed: Printed | ControlledPrint | None = None
    #: the address that the code at the foot of each page opens (MOB-04)
    address: str = ""


def stamp(pdf: bytes, *, what: Stamp, reserved: bool = False) -> bytes:
    """Return the PDF with header and footer on each page and, where there is one, the watermark.

    An earlier stamp of ours is replaced, and its pages are not made smaller again; an earlier seal is taken off.

    `reserved` says that the pages already leave room for the bands (built-in documents), so nothing is made smaller.
    A PDF/A stays a PDF/A: fonts are embedded and no page object is replaced.
    """
    with pikepdf.open(io.BytesIO(pdf)) as document:
        _unseal(document)
        stamped = [_erase(document, page) for page in document.pages]
        bands = [None if reserved or earlier else BAND for earlier in stamped]
        sheets = [Sheet.of(page, band=band) for page, band in zip(document.pages, bands, strict=True)]
        files = {"code.svg": code_svg(what.address)} if what.address else {}
        overlay, _ = typeset("stamp", data=_data(what, sheets), files=files, tags=False)
        with pikepdf.open(io.BytesIO(overlay)) as marks:
            for page, sheet, mark in zip(document.pages, sheets, marks.pages, strict=True):
                _lay(document, page, sheet, mark)
        if not all(band is None for band in bands):
            shift_destinations(
                document, {p.obj.objgen: s for p, s in zip(document.pages, sheets, strict=True)}
            )
        _describe(document, what)
        done = io.BytesIO()
        document.save(
            done,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            deterministic_id=True,
        )
    return done.getvalue()


def _data(what: Stamp, sheets: list[Sheet]) -> dict[str, object]:
    return {
        "number": what.number,
        "title": what.title,
        "organisation": what.organisation,
        "version": what.version,
        "standing": _standing(what),
        "footer": " · ".join(what.footer),
        "printed": what.printed.sentence() if what.printed else "",
        "coded": bool(what.address),
        "watermark": what.watermark,
        "sheets": [{"w": sheet.width, "h": sheet.height} for sheet in sheets],
        "top": BAND.top,
        "bottom": BAND.bottom,
    }


def _erase(document: pikepdf.Pdf, page: pikepdf.Page) -> bool:
    """Empty an earlier stamp of the page; say whether there was one."""
    drawn = page.resources.get("/XObject", pikepdf.Dictionary())
    earlier = [name for name, form in drawn.items() if isinstance(form, pikepdf.Stream) and _MARK in form]
    for name in earlier:
        empty = document.make_stream(
            b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 0, 0]
        )
        empty[_MARK] = True
        drawn[name] = empty
    return bool(earlier)


def _unseal(document: pikepdf.Pdf) -> None:
    """Take a seal off: stamping breaks it, and readers would call the copy forged."""
    form = document.Root.get("/AcroForm")
    if not isinstance(form, pikepdf.Dictionary) or "/SigFlags" not in form:
        return
    for key in ("/Perms", "/DSS"):
        if key in document.Root:
            del document.Root[key]
    del form["/SigFlags"]
    form["/Fields"] = pikepdf.Array(
        [field for field in form.get("/Fields", []) if field.get("/FT") != "/Sig"]
    )
    for page in document.pages:
        if "/Annots" in page.obj:
            kept = [item for item in page.obj["/Annots"] if item.get("/FT") != "/Sig"]
            page.obj["/Annots"] = pikepdf.Array(kept)


def _free_name(page: pikepdf.Page) -> pikepdf.Name:
    taken = page.resources.get("/XObject", pikepdf.Dictionary())
    return next(pikepdf.Name(f"/Stamp{turn}") for turn in range(1000) if f"/Stamp{turn}" not in taken)


def _standing(what: Stamp) -> str:
    if not what.effective:
        return what.state
    if what.state.casefold() == "effective":
        return f"{what.state} {what.effective}"
    return f"{what.state} · effective {what.effective}"


def _lay(document: pikepdf.Pdf, page: pikepdf.Page, sheet: Sheet, mark: pikepdf.Page) -> None:
    form = document.copy_foreign(mark.as_form_xobject(handle_transformations=False))
    form[_MARK] = True
    name = page.add_resource(form, pikepdf.Name.XObject, name=_free_name(page))
    page.contents_add(sheet.opening(), prepend=True)
    # An artifact: screen readers skip what is not the document's own content.
    page.contents_add(
        b"\nQ\n/Artifact BMC q " + sheet.overlay_matrix() + b" cm " + bytes(name) + b" Do Q EMC\n"
    )
    sheet.move_annotations(page)


def _describe(document: pikepdf.Pdf, what: Stamp) -> None:
    with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=True) as described:
        described["dc:title"] = f"{what.number} {what.title} · version {what.version}"
