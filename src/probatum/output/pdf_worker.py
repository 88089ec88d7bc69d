"""Reads and cleans a hostile PDF. Runs as a program of its own inside the sandbox, never in the web process.

    pdf_worker.py inspect  IN.pdf RESULT.json
    pdf_worker.py prepare  IN.pdf OUT.pdf RESULT.json   (cleaned copy, text per page)
    pdf_worker.py text     IN.pdf RESULT.json
    pdf_worker.py picture  IN.pdf OUT.png PAGE PIXELS
    pdf_worker.py serve                                 (one list of such words a line, until the input ends)

It imports nothing of the product, so that it starts fast and can run isolated (python -I).
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

import pikepdf

# Actions that run code, start programs, send data or open other files. Links to pages and web addresses stay.
ACTIONS = {
    "/JavaScript",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/ResetForm",
    "/GoToR",
    "/GoToE",
    "/Rendition",
    "/RichMediaExecute",
    "/Sound",
    "/Movie",
    "/GoTo3DView",
    "/Trans",
    "/SetOCGState",
    "/Hide",
}
MEDIA = {"/RichMedia", "/Movie", "/Sound", "/Screen", "/3D", "/FileAttachment"}
ACTION_KEYS = ("/A", "/PA", "/OpenAction", "/Next")
READ_ONLY = 1
LARGEST_SIDE = 14_400  # points: the largest page the PDF format itself allows
DEEPEST = 12


def inspect(source: str) -> dict[str, Any]:
    """Say what a person must know before the PDF is accepted."""
    try:
        pdf = pikepdf.open(source)
    except pikepdf.PasswordError:
        return {"fault": "password"}
    except (pikepdf.PdfError, RecursionError, OSError, ValueError):
        return {"fault": "damaged"}
    with pdf:
        try:
            pages = len(pdf.pages)
            sizes = [[float(side) for side in page.mediabox] for page in pdf.pages]
        except (pikepdf.PdfError, RecursionError, ValueError, TypeError, AttributeError):
            return {"fault": "damaged"}
        if not pages:
            return {"fault": "damaged"}
        if any(not 3 <= abs(box[i + 2] - box[i]) <= LARGEST_SIDE for box in sizes for i in (0, 1)):
            return {"fault": "page size"}
        return {
            "pages": pages,
            "repaired": bool(pdf.get_warnings()),
            "restricted": pdf.is_encrypted,
            "dynamic": bool(pdf.Root.get("/NeedsRendering", False)),
            "largest_image": _largest_image(pdf),
        }


def prepare(source: str, target: str) -> dict[str, Any]:
    """Write a copy without active content and with balanced page contents; return its text."""
    with pikepdf.open(source) as pdf:
        removed = _strip(pdf)
        for page in pdf.pages:
            _balance(page)
        pdf.remove_unreferenced_resources()
        pdf.save(
            target,
            encryption=False,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
        )
    return {"removed": sorted(removed), **text(target)}


def text(source: str) -> dict[str, Any]:
    """Return the text of every page, and which pages look scanned."""
    import pypdfium2  # slow import

    pages: list[str] = []
    scanned: list[int] = []
    document = pypdfium2.PdfDocument(source)
    for index in range(len(document)):
        try:
            page = document[index]
            words = (
                page.get_textpage()
                .get_text_range()
                .replace("\ufffe", "")
                .replace("\r\n", "\n")
                .replace("\x00", "")
            )
            if len(words.strip()) < 12 and _has_image(page):
                scanned.append(index)
        except pypdfium2.PdfiumError:
            words = ""
        pages.append(words)
    return {"text": pages, "scanned": scanned, "pages": len(pages)}


def picture(source: str, target: str, *, page: int, pixels: int) -> dict[str, Any]:
    """Draw one page as a grey picture of at most so many pixels."""
    import pypdfium2  # slow import

    sheet = pypdfium2.PdfDocument(source)[page]
    width, height = sheet.get_size()
    scale = min(300 / 72, (pixels / (width * height)) ** 0.5)
    sheet.render(scale=scale, grayscale=True).to_pil().save(target, dpi=(scale * 72, scale * 72))
    return {"scale": scale}


def _largest_image(pdf: pikepdf.Pdf) -> int:
    largest = 0
    for item in pdf.objects:
        if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image":
            try:
                largest = max(largest, int(item.get("/Width", 0)) * int(item.get("/Height", 0)))
            except (TypeError, ValueError):
                continue
    return largest


def _has_image(page: Any) -> bool:
    return next(iter(page.get_objects(filter=[3], max_depth=3)), None) is not None  # 3: FPDF_PAGEOBJ_IMAGE


def _strip(pdf: pikepdf.Pdf) -> set[str]:
    removed: set[str] = set()
    for item in pdf.objects:
        _strip_item(item, removed, DEEPEST)
    for key, word in (("/AF", "attached files"), ("/Collection", "attached files")):
        if key in pdf.Root:
            del pdf.Root[key]
            removed.add(word)
    names = pdf.Root.get("/Names")
    for key, word in (("/JavaScript", "scripts"), ("/EmbeddedFiles", "attached files")):
        if isinstance(names, pikepdf.Dictionary) and key in names:
            del names[key]
            removed.add(word)
    _freeze_form(pdf, removed)
    for page in pdf.pages:
        _strip_media(page, removed)
    return removed


def _strip_item(item: Any, removed: set[str], depth: int) -> None:
    if not depth:
        return
    if isinstance(item, pikepdf.Array):
        for part in item:
            if isinstance(part, pikepdf.Object) and not part.is_indirect:
                _strip_item(part, removed, depth - 1)
        return
    if not isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
        return
    for key in list(item.keys()):
        value = item[key]
        if key == "/AA" or (key in ACTION_KEYS and _is_active(value)):
            del item[key]
            removed.add("actions that run by themselves")
        elif isinstance(value, pikepdf.Object) and not value.is_indirect:
            _strip_item(value, removed, depth - 1)


def _is_active(value: Any) -> bool:
    if isinstance(value, pikepdf.Array):
        return any(_is_active(part) for part in value)
    return isinstance(value, pikepdf.Dictionary) and (str(value.get("/S", "")) in ACTIONS or "/JS" in value)


def _freeze_form(pdf: pikepdf.Pdf, removed: set[str]) -> None:
    form = pdf.Root.get("/AcroForm")
    if not isinstance(form, pikepdf.Dictionary):
        return
    for key in ("/XFA", "/SigFlags", "/CO"):
        if key in form:
            del form[key]
    if "/Perms" in pdf.Root:
        del pdf.Root["/Perms"]
    for item in pdf.objects:
        if not isinstance(item, pikepdf.Dictionary) or "/FT" not in item:
            continue
        item["/Ff"] = int(item.get("/Ff", 0)) | READ_ONLY
        if item.get("/FT") == "/Sig" and "/V" in item:
            del item["/V"]
            removed.add("electronic signatures of the source file")


def _strip_media(page: pikepdf.Page, removed: set[str]) -> None:
    annotations = page.obj.get("/Annots")
    if not isinstance(annotations, pikepdf.Array):
        return
    kept = [
        a for a in annotations if not (isinstance(a, pikepdf.Dictionary) and str(a.get("/Subtype")) in MEDIA)
    ]
    if len(kept) != len(annotations):
        page.obj["/Annots"] = pikepdf.Array(kept)
        removed.add("sound, film or attached files")


def _balance(page: pikepdf.Page) -> None:
    """Close what the page leaves open, so that a stamp added later is not moved by it."""
    try:
        operators = [str(step.operator) for step in pikepdf.parse_content_stream(page, "q Q")]
    except pikepdf.PdfError:
        return
    depth = lowest = 0
    for operator in operators:
        depth += 1 if operator == "q" else -1
        lowest = min(lowest, depth)
    if lowest < 0:
        page.contents_add(b"q\n" * -lowest, prepend=True)
    if depth - lowest > 0:
        page.contents_add(b"\nQ" * (depth - lowest) + b"\n")


def serve() -> int:
    """Do one piece of work after the other; each line of input is a list of words, each line of output says how it went."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # nobody reads it, and a full pipe would stop the work
    for line in sys.stdin:
        try:
            main(json.loads(line))
        except Exception as fault:
            sys.stdout.write(json.dumps(str(fault)[-400:] or "fault") + "\n")
        else:
            sys.stdout.write('""\n')
        sys.stdout.flush()
    return 0


def main(arguments: list[str]) -> int:
    """Do one piece of work and write its result as JSON."""
    if arguments == ["serve"]:
        return serve()
    command, source, *rest = arguments
    if command == "inspect":
        result, report = inspect(source), rest[0]
    elif command == "prepare":
        result, report = prepare(source, rest[0]), rest[1]
    elif command == "text":
        result, report = text(source), rest[0]
    else:
        result, report = picture(source, rest[0], page=int(rest[1]), pixels=int(rest[2])), rest[0] + ".json"
    Path(report).write_text(json.dumps(result), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
