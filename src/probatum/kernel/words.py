"""Labels inside sentences: the first letter small, names and abbreviations as they are written."""

from __future__ import annotations


def inside(label: str) -> str:
    """A label as it stands within a sentence: “In approval by Quality” as “in approval by Quality”, “CAPA” as it is."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def with_article(label: str) -> str:
    """A label with its article: “a deviation”, “an extension”, “a CAPA”."""
    return f"{'an' if label[:1].lower() in 'aeiou' else 'a'} {inside(label)}"


def start(text: str) -> str:
    """A text at the beginning of a sentence."""
    return text[:1].upper() + text[1:]
