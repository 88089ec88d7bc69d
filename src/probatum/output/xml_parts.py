"""Reads the XML parts of Office packages with libxml2, which LibreOffice uses too: both see the same, whatever the encoding.

A part is XML by its bytes, not by its name. Looking for words in bytes would miss UTF-16, UTF-7 and character references.
"""

import re

from lxml import etree

from probatum.output.limits import UploadRefused

DAMAGED = (
    "The file is damaged or incomplete and cannot be opened. Open it in the program it was made with, save it "
    "again and upload that file."
)
ENTITY = (
    "The file contains XML declarations (a document type or entities) that Office files must not have; they can be "
    "used to read other files. Save it again in Word or LibreOffice and upload that file."
)
ENCODING = (
    "A part of the file is written in the character encoding {name}, which Office files must not use. "
    "Save it again in Word or LibreOffice and upload that file."
)
#: What the Open Packaging Conventions allow; ASCII is a part of UTF-8.
_ENCODINGS = ("UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "ASCII", "US-ASCII")
#: The first element stands within so many bytes; what hides it further behind is no Office file.
BEGINNING = 64 * 1024
_NAMES = (".xml", ".rels", ".rdf")
_EBCDIC = b"\x4c\x6f\xa7\x94"  # “<?xm”; whether a parser knows it depends on how it was built
_STARTS = (b"<", b"\x00<", b"\x00\x00\x00<", b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff", _EBCDIC)
#: Parts that may be very long and hold no links: a sheet's cells, shared strings.
_CELLS = re.compile(r"^\{[^}]*spreadsheetml[^}]*\}(?:worksheet|sst)$")
_SVG = "{http://www.w3.org/2000/svg}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_CLICKED = ("}a", "}event-listener")
#: A web address is only followed by a click; a template has done its work. Neither is content of the PDF.
_KEPT, _DONE = "/hyperlink", "/attachedTemplate"
_ADDRESS = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:|//|\\\\)", re.IGNORECASE)
_FIELD = re.compile(r"\b(?:INCLUDEPICTURE|INCLUDETEXT|DDEAUTO|DDE|IMPORT|LINK|RD)\b")
_CLICKED_FIELD = re.compile(r"^\s*(?:HYPERLINK|PAGEREF|REF|TOC)\b")
_COMMAND = re.compile(r"^\s*(?:INCLUDEPICTURE|INCLUDETEXT|DDEAUTO|DDE|IMPORT|LINK|RD)\b", re.IGNORECASE)
_CHANGES = ("{*}ins", "{*}del", "{*}moveFrom", "{*}moveTo")
_FIELD_PARTS = ("{*}instrText", "{*}fldChar", "{*}fldSimple")
_LINKED = etree.XPath(
    "//*[@a:link or @a:href or @b:link or @b:href or @src]",
    namespaces={
        "a": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "b": "http://purl.oclc.org/ooxml/officeDocument/relationships",
    },
)


def is_named(name: str) -> bool:
    """Whether a part must be XML by its name."""
    return name.lower().endswith(_NAMES)


def may_be_xml(name: str, head: bytes) -> bool:
    """Whether a part is to be read as XML: by its first bytes, or because its name says so."""
    return is_named(name) or head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n").startswith(_STARTS)


def read(name: str, content: bytes) -> etree._Element | None:
    """The tree of a part; None for what is no XML, a drawing, or long and without links.

    Raises UploadRefused for a document type, an encoding that is not allowed, and a part that is broken.
    """
    if not content.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        return None
    if content.startswith(_EBCDIC):
        raise UploadRefused(ENCODING.format(name="EBCDIC"))
    try:
        root = _root(content)
        if root.tag.startswith(_SVG) and not is_named(name):
            return None
        _refuse_strange(name, root.getroottree().docinfo)
        return None if _CELLS.match(root.tag) else etree.fromstring(content, _parser())
    except (etree.XMLSyntaxError, ValueError):
        if is_named(name):
            raise UploadRefused(DAMAGED) from None
        return None


def tree(content: bytes) -> etree._Element:
    """The tree of a part that `read` has accepted before, whatever is in it."""
    return etree.fromstring(content, _parser())


def _root(content: bytes) -> etree._Element:
    """The first element, with all that stands before it; the rest is not read. Raises XMLSyntaxError where there is none."""
    lenient = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, recover=True
    )  # the beginning of a part ends in the middle of something
    root: etree._Element | None = etree.fromstring(content[:BEGINNING], lenient)
    if root is None or not isinstance(root.tag, str):
        raise ValueError("no element within the beginning")
    return root


def _parser() -> etree.XMLParser:
    # the size of a part is limited before, and without entities it does not grow
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)


def _refuse_strange(name: str, told: etree.DocInfo) -> None:
    if told.internalDTD is not None and name != "META-INF/manifest.xml":  # older OpenDocument names its DTD
        raise UploadRefused(ENTITY)
    encoding = (told.encoding or "UTF-8").upper()
    if encoding not in _ENCODINGS:
        raise UploadRefused(ENCODING.format(name=encoding))


def tracked(tree: etree._Element) -> bool:
    """Whether a Word part has changes that nobody accepted or rejected."""
    return "wordprocessingml" in str(tree.tag) and next(tree.iter(*_CHANGES), None) is not None


def cut_links(tree: etree._Element, *, names: set[str]) -> bool:
    """Take links to other files and hosts out of a part; say whether content from elsewhere was among them."""
    if str(tree.tag).endswith("}Relationships"):
        return _relationships(tree)
    if str(tree.tag).startswith(_OFFICE):
        return _references(tree, names)
    found = _fields(tree)
    return _addresses(tree) or found


def _relationships(tree: etree._Element) -> bool:
    cut = False
    for item in list(tree):
        if not isinstance(item.tag, str):
            continue
        kind, target = str(item.get("Type")), str(item.get("Target"))
        outside = str(item.get("TargetMode")).lower() == "external" or _ADDRESS.match(target)
        if outside and not kind.endswith(_KEPT):
            tree.remove(item)
            cut = cut or not kind.endswith(_DONE)
    return cut


def _references(tree: etree._Element, names: set[str]) -> bool:
    cut = False
    for item in tree.iter(etree.Element):
        target = item.get(_HREF)
        if target is None or item.tag.endswith(_CLICKED):
            continue
        inside = target.removeprefix("./").rstrip("/")
        if not target.startswith("#") and inside not in names and f"{inside}/content.xml" not in names:
            item.attrib.pop(_HREF)
            cut = cut or not item.tag.endswith("}template")
    return cut


def _fields(tree: etree._Element) -> bool:
    """A field's command may be spread over several runs, so it is put together before it is read."""
    cut = False
    open_fields: list[list[etree._Element]] = [[]]
    for item in tree.iter(*_FIELD_PARTS):
        local = etree.QName(item).localname
        if local == "instrText":
            open_fields[-1].append(item)
        elif local == "fldSimple":
            for key, value in item.attrib.items():
                if key.endswith("instr") and _asks(value):
                    item.set(key, "QUOTE")
                    cut = True
        elif "begin" in item.attrib.values():
            open_fields.append([])
        elif "end" in item.attrib.values():
            ended = open_fields.pop() if len(open_fields) > 1 else open_fields[0]
            cut = _quoted(ended) or cut
    for left in open_fields:
        cut = _quoted(left) or cut
    return cut


def _quoted(texts: list[etree._Element]) -> bool:
    if not _asks("".join(item.text or "" for item in texts)):
        return False
    for place, item in enumerate(texts):
        item.text = "" if place else "QUOTE"
    return True


def _asks(command: str) -> bool:
    return not _CLICKED_FIELD.match(command) and bool(_FIELD.search(command) or _COMMAND.match(command))


def _addresses(tree: etree._Element) -> bool:
    """Pictures named by a link instead of a part: `r:link`, `r:href`, and `src` of older drawings."""
    cut = False
    for item in _LINKED(tree):
        for key, value in list(item.attrib.items()):
            linked = "relationships}" in key and key.endswith(("}link", "}href"))
            if linked or (key == "src" and _ADDRESS.match(value)):
                item.attrib.pop(key)
                cut = True
    return cut
