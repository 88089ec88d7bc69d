"""Fields in a part of a Word file: content controls by their tag, DOCPROPERTY fields, placeholders split over runs.

In a rendition the value takes the place of the field, so that no converter works it out anew; in an author's copy the field stays
and shows the present value.
"""

from __future__ import annotations

import re
from copy import deepcopy

from lxml import etree

from probatum.documents.field_names import COUNTED, field_of
from probatum.output.compare_numbering import local
from probatum.output.merge_runs import Wanted, fill_runs

#: a tag or property that begins like this is meant for us, so that one we do not know is worth a finding
OURS = "probatum:"
_PROPERTY = re.compile(r'^\s*DOCPROPERTY\s+(?:"([^"]+)"|(\S+))', re.IGNORECASE)
_CODES = {"page": "PAGE", "pages": "NUMPAGES"}


def fill_word(tree: etree._Element, wanted: Wanted, *, properties: bool = False) -> bool:
    """Fill a part; say whether anything changed. `properties` says that the part holds the file's own properties."""
    if properties:
        return wanted.keep and _properties(tree, wanted)
    # placeholders first: what is filled in afterwards is not looked at again
    paragraphs = list(tree.iter("{*}p"))
    changed = [] if wanted.keep else [_paragraph(item, wanted) for item in paragraphs]
    changed += [_control(item, wanted) for item in list(tree.iter("{*}sdt"))]
    changed += [_simple(item, wanted) for item in list(tree.iter("{*}fldSimple"))]
    changed += [_complex(item, wanted) for item in paragraphs]
    return any(changed)


def _attribute(item: etree._Element | None, name: str) -> str:
    if item is None:
        return ""
    return next((str(value) for key, value in item.attrib.items() if str(key).rpartition("}")[2] == name), "")


def _named(asked: str, wanted: Wanted) -> str | None:
    """The field that a tag or property means; a name of somebody else's is none of ours and no finding."""
    ours = asked.casefold().startswith(OURS)
    name = field_of(asked[len(OURS) :] if ours else asked)
    if name is None and ours:
        wanted.unknown[asked[len(OURS) :].strip()] = None
    return name


def _like(item: etree._Element, name: str) -> etree._Element:
    """A new element in the namespace of another."""
    return etree.Element(f"{{{etree.QName(item).namespace}}}{name}")


def _control(control: etree._Element, wanted: Wanted) -> bool:
    settings, content = control.find("{*}sdtPr"), control.find("{*}sdtContent")
    name = _named(_attribute(settings.find("{*}tag") if settings is not None else None, "val"), wanted)
    if name is None or content is None or settings is None:
        return False
    if name in COUNTED and wanted.keep:
        return False
    for part in (
        *settings.findall("{*}showingPlcHdr"),
        *([] if wanted.keep else settings.findall("{*}dataBinding")),
    ):
        settings.remove(part)
    for style in list(content.iter("{*}rStyle")):
        if _attribute(style, "val") == "PlaceholderText":
            above = style.getparent()
            if above is not None:
                above.remove(style)
    _put(content, name, wanted)
    return True


def _put(holder: etree._Element, name: str, wanted: Wanted) -> None:
    """Put the value of a field into the first run of what holds it and empty the others."""
    texts = list(holder.iter("{*}t"))
    if not texts:
        texts = [_new_run(holder)]
    if name in COUNTED:
        wanted.used[name] = None
        texts[0].text = ""
        _count(texts[0], name, "")
    else:
        texts[0].text = wanted.value(name)
        texts[0].set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    for other in texts[1:]:
        other.text = ""


def _new_run(holder: etree._Element) -> etree._Element:
    """A run with an empty text inside a control or field that holds none."""
    place = next(holder.iter("{*}p"), holder)
    run = _like(holder, "r")
    text = etree.SubElement(run, etree.QName(run).text.replace("}r", "}t"))
    place.append(run)
    return text


def _asked_property(code: str, wanted: Wanted) -> str | None:
    found = _PROPERTY.match(code)
    return _named(found[1] or found[2], wanted) if found else None


def _simple(item: etree._Element, wanted: Wanted) -> bool:
    name = _asked_property(_attribute(item, "instr"), wanted)
    if name is None or (name in COUNTED and wanted.keep):
        return False
    _put(item, name, wanted)
    above = item.getparent()
    if not wanted.keep and above is not None:
        place = above.index(item)
        for child in list(item):
            above.insert(place, child)
            place += 1
        above.remove(item)
    return True


def _complex(paragraph: etree._Element, wanted: Wanted) -> bool:
    """Fields written as begin, code, separator, result, end; those within one paragraph, one inside another too."""
    open_fields: list[_Field] = []
    changed = False
    for item in list(_own(paragraph, "fldChar", "instrText", "t")):
        kind = local(item)
        if kind == "fldChar":
            step = _attribute(item, "fldCharType")
            if step == "begin":
                open_fields.append(_Field())
            if open_fields:
                open_fields[-1].marks.append(item)
                open_fields[-1].begun = open_fields[-1].begun or step == "separate"
                if step == "end":
                    changed = open_fields.pop().fill(wanted) or changed
        elif open_fields and kind == "instrText":
            open_fields[-1].codes.append(item)
        elif open_fields and open_fields[-1].begun:
            open_fields[-1].results.append(item)
    return changed


class _Field:
    """One field while its parts are met."""

    def __init__(self) -> None:
        self.marks: list[etree._Element] = []
        self.codes: list[etree._Element] = []
        self.results: list[etree._Element] = []
        self.begun = False

    def fill(self, wanted: Wanted) -> bool:
        name = _asked_property("".join(item.text or "" for item in self.codes), wanted)
        if name is None or name in COUNTED:
            return False
        value = wanted.value(name)
        if not self.results:
            run = self.marks[-1].getparent()
            if run is None:
                return False
            text = _like(run, "t")
            if wanted.keep:
                shown = _like(run, "r")
                shown.append(text)
                run.addprevious(shown)
            else:
                run.append(text)
            self.results = [text]
        for place, item in enumerate(self.results):
            item.text = "" if place else value
        if not wanted.keep:
            for item in (*self.marks, *self.codes):
                above = item.getparent()
                if above is not None:
                    above.remove(item)
        return True


def _own(paragraph: etree._Element, *names: str) -> list[etree._Element]:
    """Elements of a paragraph itself, not of the text boxes in it."""
    found = paragraph.iter(*(f"{{*}}{name}" for name in names))
    return [item for item in found if next(item.iterancestors("{*}p"), None) is paragraph]


def _paragraph(paragraph: etree._Element, wanted: Wanted) -> bool:
    return fill_runs(_own(paragraph, "t"), wanted, count=_count)


def _count(text: etree._Element, name: str, rest: str) -> None:
    """A field that counts pages behind a run, looking as the run does, and a run for what follows it."""
    run = text.getparent()
    if run is None:
        return
    counted = _like(run, "fldSimple")
    counted.set(f"{{{etree.QName(run).namespace}}}instr", f" {_CODES[name]} ")
    counted.append(_run_like(run, "1"))
    behind = list(text.itersiblings())
    run.addnext(counted)
    if rest or behind:
        following = _run_like(run, rest)
        following.extend(behind)
        counted.addnext(following)


def _run_like(run: etree._Element, text: str) -> etree._Element:
    made = _like(run, "r")
    looks = run.find("{*}rPr")
    if looks is not None:
        made.append(deepcopy(looks))
    shown = etree.SubElement(made, f"{{{etree.QName(run).namespace}}}t")
    shown.text = text
    shown.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return made


def _properties(tree: etree._Element, wanted: Wanted) -> bool:
    """The file's own properties that a field shows: without them Word would put the old value back."""
    changed = False
    for item in tree.iter("{*}property"):
        name = _named(str(item.get("name", "")), wanted)
        if name is not None and name not in COUNTED and len(item) and local(item[0]) == "lpwstr":
            item[0].text = wanted.value(name)
            changed = True
    return changed
