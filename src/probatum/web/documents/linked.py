"""Where a document is used: links to other records in both directions, as far as the other side may be seen."""

from __future__ import annotations

from typing import Any

from probatum.documents.content import Version
from probatum.kernel.authz import visible
from probatum.kernel.link import LINK_TYPES, links_of
from probatum.kernel.people import Person
from probatum.kernel.process import process_of
from probatum.web import pages

#: Versions have a list of their own.
_OWN = "version_of"


def linked(actor: Person, version: Version) -> list[dict[str, Any]]:
    """Records linked with the document or with this version."""
    own = (version.document_id, version.pk)
    found = links_of(own, without=_OWN)
    # Most documents have none, and then nobody is asked what may be seen.
    others = {link.target_id if link.source_id in own else link.source_id for link in found}
    seen = visible(actor).in_bulk(others) if others else {}
    shown = []
    for link in found:
        out = link.source_id in own
        other = seen.get(link.target_id if out else link.source_id)
        if other is None:
            continue
        state = process_of(other).state(other.state)
        words = LINK_TYPES[link.type][0 if out else 1]
        shown.append(
            {
                "icon": process_of(other).icon,
                "number": other.number,
                "title": other.title,
                "url": pages.page_of(other),
                "meta": words[:1].upper() + words[1:],
                "state": {"label": state.label, "tone": state.tone, "icon": state.icon},
            }
        )
    return shown
