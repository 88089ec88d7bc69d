"""Makes the sample files of the tests: small, self-made, each with one thing that matters.

`python tests/samples/make.py` writes the legacy Office samples anew (it needs LibreOffice with Python-UNO);
everything else is made while the tests run, by the functions below.
"""

from __future__ import annotations

import io
import struct
import subprocess
import tempfile
import zipfile
from pathlib import Path

import docx
import openpyxl
import pikepdf
from PIL import Image, ImageDraw, ImageFont

HERE = Path(__file__).parent
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SENTENCE = "The cold room is checked twice a day by the operator on duty. "


def word(*, pages: int = 1, text: str = SENTENCE) -> bytes:
    """A Word document of about so many pages: headings, paragraphs, a table on every page."""
    document = docx.Document()
    for page in range(pages):
        document.add_heading(f"{page + 1} Section", level=1)
        for _ in range(4):
            document.add_paragraph(text * 6)
        table = document.add_table(rows=6, cols=4, style="Table Grid")
        for row in table.rows:
            for place, cell in enumerate(row.cells):
                cell.text = f"Value {place + 1}"
        if page < pages - 1:
            document.add_page_break()
    return _saved(document)


def workbook() -> bytes:
    """An Excel workbook with one register."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in range(30):
        sheet.append([f"EQ-{row:03d}", "Freezer", "Calibrated", row])
    return _saved(book)


def package(
    *, parts: dict[str, bytes] | None = None, relationships: str = "", body: str = "", types: str = WORD
) -> bytes:
    """A bare Word package, to which a test adds what must be refused or taken out."""
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    base = {
        "[Content_Types].xml": (
            '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{types}"/></Types>'
        ).encode(),
        "_rels/.rels": (
            '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{REL}/officeDocument" Target="word/document.xml"/></Relationships>'
        ).encode(),
        "word/document.xml": (
            f'<?xml version="1.0"?><w:document {names}><w:body><w:p><w:r><w:t>Own words.</w:t></w:r></w:p>{body}</w:body></w:document>'
        ).encode(),
        "word/_rels/document.xml.rels": (
            '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f"{relationships}</Relationships>"
        ).encode(),
    }
    return zipped({**base, **(parts or {})})


def linked_word(address: str) -> bytes:
    """A Word document that wants to load a template, a picture and a text from elsewhere."""
    field = (
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>INCLUDETEXT "{address}" </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>kept result</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>INCLU</w:instrText></w:r><w:r><w:instrText>DETEXT "{address}" </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>second result</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    links = "".join(
        f'<Relationship Id="x{place}" Type="{REL}/{kind}" Target="{address}" TargetMode="External"/>'
        for place, kind in enumerate(("image", "oleObject", "attachedTemplate", "frame"))
    )
    return package(relationships=links, body=field)


def dated_word() -> bytes:
    """A Word document with a date that is always today."""
    field = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> DATE \\@ "d MMM yyyy" </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1 Jan 2001</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    return package(body=field)


def linked_odt(address: str) -> bytes:
    """An OpenDocument text with a section and a picture that live elsewhere."""
    content = (
        '<?xml version="1.0"?><office:document-content office:version="1.2" '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
        'xmlns:xlink="http://www.w3.org/1999/xlink"><office:body><office:text><text:p>Own words.</text:p>'
        f'<text:section text:name="S"><text:section-source xlink:href="{address}" xlink:type="simple"/><text:p>old</text:p></text:section>'
        f'<text:p><draw:frame svg:width="5cm" svg:height="5cm"><draw:image xlink:href="{address}" xlink:type="simple" xlink:actuate="onLoad"/></draw:frame></text:p>'
        "</office:text></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": manifest.encode(),
        }
    )


def marked_word(body: str, *, comments: str = "", threads: str = "") -> bytes:
    """A bare Word package with tracked changes and comments; `threads` says which comments are resolved."""
    names = (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
        'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
    )
    parts = {"word/comments.xml": f"<w:comments {names}>{comments}</w:comments>".encode()}
    if threads:
        parts["word/commentsExtended.xml"] = f"<w15:commentsEx {names}>{threads}</w15:commentsEx>".encode()
    return package(parts=parts, body=body)


def marked_odt(changes: str, body: str) -> bytes:
    """A bare OpenDocument text with tracked changes and annotations."""
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("text", "text"), ("table", "table"))
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces} xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'office:version="1.2"><office:body><office:text>'
        f"<text:tracked-changes>{changes}</text:tracked-changes>{body}</office:text></office:body></office:document-content>"
    )
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": content.encode()})


def linked_rtf(address: str) -> bytes:
    """An RTF that names a template and wants a picture and a text from elsewhere."""
    return (
        r"{\rtf1\ansi{\*\template " + address + r"}Own words.\par{\field{\*\fldinst INCLUDEPICTURE \\d "
        "" + f'"{address}"'
        r"}{\fldrslt pic}}\par{\field{\*\fldinst INCLUDETEXT " + f'"{address}"' + r"}{\fldrslt txt}}\par}"
    ).encode()


def zipped(parts: dict[str, bytes]) -> bytes:
    """A ZIP file of these parts."""
    done = io.BytesIO()
    with zipfile.ZipFile(done, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(name, content)
    return done.getvalue()


def pdf(*, pages: int = 1, width: float = 595, height: float = 842, text: str = "Plain words") -> pikepdf.Pdf:
    """A PDF with one line of text on each page and a frame at the very edge."""
    made = pikepdf.new()
    font = made.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
    )
    for number in range(pages):
        page = made.add_blank_page(page_size=(width, height))
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        ink = (
            f"BT /F1 14 Tf 20 {height - 24} Td ({text} {number + 1}) Tj ET 1 1 {width - 2} {height - 2} re S"
        )
        page.obj.Contents = made.make_stream(ink.encode())
    return made


def saved(made: pikepdf.Pdf, **options: object) -> bytes:
    """The bytes of a PDF."""
    done = io.BytesIO()
    made.save(done, **options)  # type: ignore[arg-type]
    return done.getvalue()


def active_pdf() -> bytes:
    """A PDF that runs a script, starts a program and carries a file."""
    made = pdf(text="Active words")
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    made.Root.OpenAction = made.make_indirect(script)
    made.Root.Names = pikepdf.Dictionary(
        JavaScript=pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("a"), script]))
    )
    made.pages[0].obj.AA = pikepdf.Dictionary(O=script)
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe"))
    web = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://example.org/"))
    made.pages[0].obj.Annots = pikepdf.Array(
        [
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[10, 10, 90, 30], A=action
            )
            for action in (launch, web)
        ]
    )
    made.attachments["program.exe"] = b"MZ"
    return saved(made)


def picture(text: str, *, size: tuple[int, int] = (1240, 500), kind: str = "PNG") -> bytes:
    """A picture of words, as a scanner makes it."""
    sheet = Image.new("L", size, 255)
    ImageDraw.Draw(sheet).text((60, 120), text, fill=0, font=ImageFont.load_default(64))
    done = io.BytesIO()
    sheet.save(done, kind)
    return done.getvalue()


def scanned_pdf(text: str) -> bytes:
    """A PDF of one scanned page without text."""
    done = io.BytesIO()
    Image.open(io.BytesIO(picture(text))).save(done, "PDF", resolution=150)
    return done.getvalue()


def bomb() -> bytes:
    """A Word package of some kilobytes that unpacks to half a gigabyte."""
    return package(parts={"word/media/bomb.xml": b"\x20" * (200 * 1024 * 1024)})


def word6(*, macros: bool) -> bytes:
    """The start of a Word 6 text stream, with or without WordBasic macros in its command table."""
    stream = bytearray(2048)
    struct.pack_into("<HHHHHH", stream, 0, 0xA5DC, 0x65, 0, 0, 0, 0)
    if macros:
        struct.pack_into("<II", stream, 0x118, 1024, 64)
        stream[1024:1026] = b"\xff\x01"
    return bytes(stream)


def _saved(document: object) -> bytes:
    done = io.BytesIO()
    document.save(done)  # type: ignore[attr-defined]
    return done.getvalue()


# Run by the Python that has `uno`: stores a text or a sheet in an old format, with a password where asked.
_LEGACY = """
import sys, time, subprocess, uno
from com.sun.star.beans import NamedValue, PropertyValue
from com.sun.star.io import IOException
folder = sys.argv[1]
subprocess.Popen(["soffice", "-env:UserInstallation=file://" + folder + "/profile", "--headless", "--norestore", "--accept=pipe,name=make;urp;"])
context = uno.getComponentContext()
resolver = context.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
for _ in range(200):
    try:
        desktop = resolver.resolve("uno:pipe,name=make;urp;StarOffice.ComponentContext").ServiceManager.createInstance("com.sun.star.frame.Desktop"); break
    except Exception: time.sleep(0.1)
def props(**values):
    return tuple(PropertyValue(name, 0, value, 0) for name, value in values.items())
for factory, name, filtername, password in (
    ("swriter", "plain.doc", "MS Word 97", ""), ("swriter", "locked.doc", "MS Word 97", "pass"), ("swriter", "locked.odt", "writer8", "pass"),
    ("swriter", "locked.docx", "MS Word 2007 XML", "pass"), ("swriter", "plain.odt", "writer8", ""), ("swriter", "plain.rtf", "Rich Text Format", ""),
    ("scalc", "plain.xls", "MS Excel 97", ""), ("scalc", "locked.xls", "MS Excel 97", "pass"), ("scalc", "plain.ods", "calc8", ""),
    ("simpress", "plain.ppt", "MS PowerPoint 97", ""), ("simpress", "plain.pptx", "Impress MS PowerPoint 2007 XML", ""), ("simpress", "plain.odp", "impress8", "")):
    document = desktop.loadComponentFromURL("private:factory/" + factory, "_blank", 0, props(Hidden=True))
    if factory == "swriter": document.Text.String = "Old words stay readable."
    if factory == "scalc": document.Sheets.getByIndex(0).getCellByPosition(0, 0).String = "Old words stay readable."
    if factory == "simpress":
        page = document.DrawPages.getByIndex(0)
        shape = document.createInstance("com.sun.star.drawing.TextShape"); page.add(shape)
        size = uno.createUnoStruct("com.sun.star.awt.Size"); size.Width, size.Height = 15000, 3000; shape.Size = size
        shape.String = "Old words stay readable."
    options = dict(FilterName=filtername)
    if password and name.endswith(".docx"):
        options["EncryptionData"] = uno.Any("[]com.sun.star.beans.NamedValue", (NamedValue("OOXPassword", password), NamedValue("CryptoType", "Standard")))
    elif password: options["Password"] = password
    document.storeToURL("file://" + folder + "/" + name, props(**options))
    document.close(True)
try: desktop.terminate()
except Exception: pass
"""


def legacy(target: Path = HERE) -> None:
    """Write the samples in old formats, which only LibreOffice can make."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["/usr/bin/python3", "-c", _LEGACY, folder], check=True, timeout=180)
        for made in sorted(Path(folder).glob("*.*")):
            if made.is_file():
                (target / made.name).write_bytes(made.read_bytes())


if __name__ == "__main__":
    legacy()
