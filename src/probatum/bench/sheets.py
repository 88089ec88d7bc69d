"""A form of a page as a browser would send it back: every field with what it holds."""

from __future__ import annotations

from html.parser import HTMLParser

_UNSENT = ("submit", "button", "file", "image", "reset")


def filled_in(page: str, *, field: str, **changes: str) -> dict[str, str]:
    """The fields of the form that has one of that name, with changes. Raises LookupError where no form has it."""
    reader = _Reader()
    reader.feed(page)
    found = next((one for one in reader.forms if field in one), None)
    if found is None:
        raise LookupError(f"no form of the page has the field {field}")
    found.pop("csrfmiddlewaretoken", None)
    return {**found, **changes}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self.text = ""  # the name of the text field that is being read
        self.chosen = ""  # the name of the choice that is being read

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self.forms.append({})
        elif not self.forms:
            return
        elif tag == "input" and name and given.get("type", "text") not in _UNSENT:
            ticked = given.get("type") not in ("radio", "checkbox") or "checked" in given
            if ticked:
                self.forms[-1][name] = given.get("value", "on" if "checked" in given else "")
        elif tag == "textarea" and name:
            self.text = name
            self.forms[-1][name] = ""
        elif tag == "select":
            self.chosen = name
        elif tag == "option" and self.chosen and ("selected" in given or self.chosen not in self.forms[-1]):
            self.forms[-1][self.chosen] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.text = ""
        elif tag == "select":
            self.chosen = ""

    def handle_data(self, data: str) -> None:
        if self.text:
            self.forms[-1][self.text] += data
