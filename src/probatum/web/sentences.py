"""What an action is called in a history: “sent it for review” comes from the process, the rest stands here."""

from __future__ import annotations

from probatum.kernel.process import registered

#: action -> (what was done, icon)
KNOWN: dict[str, tuple[str, str]] = {
    "document.create": ("created the document", "plus"),
    "document.view": ("opened it to read", "eye"),
    "document.download": ("downloaded it", "download"),
    "document.print": ("printed it", "print"),
    "document.source": ("took the source file", "download"),
    "document.export": ("exported a list of documents", "download"),
    "version.start": ("started a new version", "plus"),
    "version.check_out": ("checked it out", "lock"),
    "version.check_in": ("checked in a draft", "upload"),
    "version.cancel_check_out": ("gave the check-out back", "unlock"),
    "version.unlock": ("ended the check-out of somebody else", "unlock"),
    "version.change": ("changed the details", "pen"),
    "version.name_people": ("named people", "users"),
    "version.issue": ("issued the stamped and sealed PDF", "seal"),
    "version.release": ("released it", "check"),
    "comment.write": ("wrote a comment", "comment"),
    "comment.resolve": ("resolved a comment", "check"),
    "record.export_history": ("exported the history", "download"),
    "ledger.export_trail": ("exported the audit trail", "download"),
    "ledger.verify": ("verified the ledger", "shield"),
    "configuration.change": ("changed a setting", "gear"),
    "configuration.export": ("exported the configuration", "download"),
    "configuration.site": ("changed a site", "building"),
    "configuration.department": ("changed a department", "users"),
    "configuration.holiday": ("changed the calendar", "calendar"),
    "type.save": ("changed a document type", "document"),
    "signature.failed": ("failed to sign", "alert"),
    "sign_in.failed": ("failed to sign in", "alert"),
    "database.direct": ("changed rows directly in the database", "alert"),
}


def what(name: str) -> str:
    """What was done, as the end of a sentence that begins with a name."""
    return _found(name)[0]


def icon(name: str) -> str:
    """The icon of an action."""
    return _found(name)[1]


def _found(name: str) -> tuple[str, str]:
    if name in KNOWN:
        return KNOWN[name]
    kind, _, rest = name.partition(".")
    for process in registered(kind):
        if rest in process.by_move:
            move = process.move(rest)
            return f"made the move “{move.label}”", "pen" if move.meaning else "arrow"
    words = name.replace(".", ": ").replace("_", " ")
    return f"did “{words}”" if words else "changed it", "pen"


def actions_of(kind: str) -> list[tuple[str, str]]:
    """The actions that the history of a kind can be narrowed to: name and words, in alphabetical order."""
    found = {
        name: words for name, (words, _) in KNOWN.items() if name.split(".")[0] in (kind, "comment", "record")
    }
    if kind == "version":
        found |= {name: words for name, (words, _) in KNOWN.items() if name.startswith("document.")}
    for process in registered(kind):
        found |= {f"{kind}.{move.name}": f"made the move “{move.label}”" for move in process.moves}
    return sorted(found.items(), key=lambda pair: pair[1].casefold())
