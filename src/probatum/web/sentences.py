"""What an action is called in a history: “sent it for review” comes from the process, the rest stands here."""

from __future__ import annotations

from probatum.kernel.process import registered
from probatum.web import pages

#: action -> (what was done, icon)
KNOWN: dict[str, tuple[str, str]] = {
    "document.create": ("created the document", "plus"),
    "document.change_properties": ("changed owner, site or confidentiality", "pen"),
    "document.link": ("linked the document", "link"),
    "document.export_library": ("took documents out as files", "download"),
    "document.export_package": ("took the document out with its history", "download"),
    "document.name": ("gave the document another name", "link"),
    "document.end_name": ("ended another name of the document", "link"),
    "document.unlink": ("ended a link of the document", "link"),
    "document.view": ("opened it to read", "eye"),
    "document.download": ("downloaded it", "download"),
    "document.print": ("printed it", "print"),
    "document.source": ("took the source file", "download"),
    "document.export": ("exported a list of documents", "download"),
    "document.dispose": ("destroyed the content at the end of its time", "archive"),
    "disposal.draw_up": ("drew up a disposal", "plus"),
    "file.remove": ("removed files that were disposed of", "archive"),
    "retention.save_class": ("changed the retention schedule", "gear"),
    "retention.set_type": ("set the retention of a type", "gear"),
    "retention.keep_by": ("added a retention class", "archive"),
    "retention.give_day": ("gave the day of an event", "calendar"),
    "hold.place": ("placed a legal hold", "lock"),
    "hold.lift": ("lifted a legal hold", "unlock"),
    "circle.create": ("made a circle", "users"),
    "circle.change": ("changed a circle", "users"),
    "event_report.open": ("reported an event", "phone"),
    "event_report.see_reporter": ("looked at who reported it", "eye"),
    "intake_point.create": ("made a code at a place", "plus"),
    "intake_point.change": ("changed a code at a place", "pen"),
    "item.create": ("added an item of the master data", "plus"),
    "item.change": ("changed an item of the master data", "pen"),
    "item.retire": ("took an item of the master data out of use", "archive"),
    "item.import": ("brought in master data from a table", "upload"),
    "item_import.begin": ("tried a table of master data dry", "eye"),
    "complaint.keep_complainant": ("entered who complained", "user"),
    "complaint.see_complainant": ("looked at who complained", "eye"),
    "complaint.enter_units": ("entered units distributed", "pen"),
    "response_letter.print": ("took the letter as PDF", "print"),
    "version.start": ("started a new version", "plus"),
    "version.check_out": ("checked it out", "lock"),
    "version.check_in": ("checked in a draft", "upload"),
    "version.follow_template": ("brought a draft in line with its template", "document"),
    "version.cancel_check_out": ("gave the check-out back", "unlock"),
    "version.unlock": ("ended the check-out of somebody else", "unlock"),
    "version.change": ("changed the details", "pen"),
    "version.name_people": ("named people", "users"),
    "version.refuse_issue": ("could not issue the stamped PDF and asked Quality", "alert"),
    "version.issue": ("issued the stamped and sealed PDF", "seal"),
    "version.release": ("released it", "check"),
    "version.bring_forward": ("moved its day to today, as enough people are trained", "calendar"),
    "change_request.open": ("opened a change request", "plus"),
    "change_request.ask": ("asked for a change", "plus"),
    "change_request.change": ("changed the description of the change", "pen"),
    "change_request.list": ("listed documents that change together", "document"),
    "change_request.take_off": ("took a document off the list", "undo"),
    "change_request.name_people": ("named people of the change", "users"),
    "change_request.release_all": ("released all documents of the change", "check"),
    "controlled_copy.issue": ("issued a controlled copy", "print"),
    "controlled_copy.print": ("printed the controlled copy", "print"),
    "paper.look_up": ("looked up whether a paper is valid", "eye"),
    "collection_import.open": ("began an import", "upload"),
    "collection_import.map": ("changed how the register is read", "pen"),
    "collection_import.check": ("tried the import dry", "eye"),
    "collection_import.halt": ("halted the import", "alert"),
    "collection_import.restrict": ("kept the import for the circle of its documents", "lock"),
    "collection_import.compare": ("compared the imported files with their source", "check"),
    "collection_import.draw": ("drew versions to compare with their source", "eye"),
    "collection_import.compare_sample": ("compared drawn versions with their source", "check"),
    "register_import.open": ("began an import of registers", "upload"),
    "register_import.map": ("changed how the registers are read", "pen"),
    "register_import.check": ("tried the import dry", "eye"),
    "register_import.halt": ("halted the import", "alert"),
    "register_import.compare": ("compared the imported rows with their source", "check"),
    "register_import.draw": ("drew records to compare with their rows", "eye"),
    "register_import.compare_sample": ("compared drawn records with their rows", "check"),
    "event.import": ("migrated it from an older system", "upload"),
    "event.refer": ("linked what the older registers refer to", "link"),
    "document.import": ("migrated it from an older system", "upload"),
    "comment.write": ("wrote a comment", "comment"),
    "comment.resolve": ("resolved a comment", "check"),
    "comment.accept": ("accepted a remark", "check"),
    "comment.reject": ("rejected a remark", "cross"),
    "comment.withdraw": ("withdrew a remark", "undo"),
    "record.view": ("opened the confidential record", "eye"),
    "record.export_history": ("exported the history", "download"),
    "ledger.export_trail": ("exported the audit trail", "download"),
    "ledger.acknowledge_finding": ("acknowledged a change of the database without an entry", "alert"),
    "ledger.verify": ("verified the ledger", "shield"),
    "keys.renew": ("replaced a lost key of the installation", "shield"),
    "configuration.change": ("changed a setting", "gear"),
    "configuration.export": ("exported the configuration", "download"),
    "configuration.site": ("changed a site", "building"),
    "configuration.department": ("changed a department", "users"),
    "configuration.holiday": ("changed the calendar", "calendar"),
    "type.save": ("changed a document type", "document"),
    "signature.failed": ("failed to sign", "alert"),
    "signature.challenge": ("was asked to confirm a signature", "pen"),
    "signature.answer": ("answered the request to confirm a signature", "pen"),
    "access.signature_refused": ("noted a refused confirmation of a signature", "alert"),
    "access.sign_in": ("signed in", "user"),
    "access.sign_in_failed": ("noted a failed sign-in", "alert"),
    "access.sign_in_while_locked": ("noted a sign-in while locked", "alert"),
    "access.second_factor_failed": ("noted a failed second factor", "alert"),
    "access.reauthentication_failed": ("noted a failed confirmation of identity", "alert"),
    "access.locked": ("locked an account", "lock"),
    "access.sign_out": ("signed out", "sign-out"),
    "access.session_ended": ("ended a session", "sign-out"),
    "access.export_register": ("exported the register of access", "download"),
    "account.create": ("created an account", "plus"),
    "account.install": ("created the first account", "plus"),
    "account.change": ("changed an account", "pen"),
    "account.ask_contact_change": ("asked for a new address of an account", "pen"),
    "account.change_contact": ("changed the address of an account", "pen"),
    "account.choose_password": ("chose a first password", "key"),
    "account.deactivate": ("deactivated an account", "cross"),
    "account.reactivate": ("reactivated an account", "undo"),
    "account.reset": ("reset an account", "key"),
    "account.report_loss": ("ended factors and sessions after a loss", "key"),
    "account.deactivate_dormant": ("deactivated an account nobody signed in to", "cross"),
    "access.network_refused": ("noted a sign-in from a network that is not allowed", "alert"),
    "account.send_company_link": ("sent a link to a company account", "key"),
    "account.link_company": ("linked a company account", "key"),
    "account.end_company_link": ("ended the link to a company account", "cross"),
    "account.verify_identity": ("verified an identity for signing", "check"),
    "account.withdraw_signing": ("withdrew the right to sign", "cross"),
    "password.change": ("changed the password", "key"),
    "password.rehash": ("stored the password in a stronger form", "key"),
    "second_factor.use": ("used a second factor", "key"),
    "second_factor.add_app": ("added an authenticator app", "key"),
    "second_factor.remove_app": ("removed an authenticator app", "key"),
    "second_factor.add_passkey": ("added a passkey", "key"),
    "second_factor.remove_passkey": ("removed a passkey", "key"),
    "second_factor.new_codes": ("made new recovery codes", "key"),
    "session.revoke": ("ended a session of somebody", "sign-out"),
    "session.clear": ("cleared ended sessions", "sign-out"),
    "role.create": ("created a role", "key"),
    "role.change": ("changed a role", "key"),
    "role.export": ("exported the roles", "download"),
    "grant.give": ("gave a role", "users"),
    "grant.end": ("ended a role", "users"),
    "delegation.make": ("handed tasks over for an absence", "calendar"),
    "delegation.end": ("ended a handover", "calendar"),
    "lockout.reset": ("cleared failed attempts", "unlock"),
    "lockout.unlock": ("unlocked an account", "unlock"),
    "signature.accept_agreement": ("accepted the signature agreement", "pen"),
    "access_review.open": ("opened a review of access", "shield"),
    "access_review.decide": ("decided on roles that people hold", "shield"),
    "access_review.name_reviewers": ("named other reviewers", "users"),
    "access_review.export": ("took the list of an access review out", "download"),
    "trail_review.open": ("opened a review of the audit trail", "audit"),
    "trail_review.decide": ("decided a review of the audit trail", "audit"),
    "causes.begin": ("began an analysis of the causes", "plus"),
    "causes.write": ("wrote a line of the analysis of causes", "pen"),
    "causes.take_out": ("took lines out of the analysis of causes", "archive"),
    "causes.put_back": ("put lines of the analysis back", "undo"),
    "causes.set_aside": ("set an analysis of the causes aside", "archive"),
    "causes.name": ("named a root cause", "flag"),
    "trace.not_needed": ("said what is not needed, and why", "check"),
    "trace.needed_after_all": ("said that it is needed after all", "undo"),
    "lab_investigation.enter_result": ("entered a result", "plus"),
    "trace.join": ("linked it with another record", "link"),
    "trace.part": ("ended a link with another record", "link"),
    "record.dossier": ("opened or took the dossier", "download"),
    "causes.withdraw": ("withdrew a root cause", "undo"),
    "cause_category.save": ("changed a category of causes", "gear"),
    "cause_category.start": ("began the catalogue of cause categories", "plus"),
    "placeholder.expect": ("said that a document is expected", "calendar"),
    "periodic_review.open": ("opened the periodic review", "calendar"),
    "periodic_review.close": ("closed the periodic review", "calendar"),
    "type.propose_people": ("proposed people for a document type", "users"),
    "risk_matrix.open": ("began the next version of the risk matrix", "plus"),
    "risk_matrix.save": ("saved levels and results of the risk matrix", "pen"),
    "version.picture": ("added a picture", "plus"),
    "database.direct": ("changed rows directly in the database", "alert"),
}

#: what is done alike to records of many kinds: the word after the kind -> (what was done, icon)
OF_ANY: dict[str, tuple[str, str]] = {
    "open": ("opened it", "plus"),
    "edit": ("filled in or changed a section", "pen"),
    "name_people": ("named people", "users"),
    "attach": ("attached a file", "paperclip"),
    "rate": ("rated the risk", "flag"),
    "judge_recurrence": ("judged whether it recurs", "compare"),
}


def listed(names: list[str]) -> str:
    """Names as people say them: “Anna, Ben and Carla”."""
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


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
        if rest in OF_ANY:
            return OF_ANY[rest]
    words = name.replace(".", ": ").replace("_", " ")
    return f"did “{words}”" if words else "changed it", "pen"


def actions_of(kind: str) -> list[tuple[str, str]]:
    """The actions that the history of a kind can be narrowed to: name and words, in alphabetical order."""
    told_as = (kind, *pages.acts_of(kind), "causes", "trace", "comment", "record")
    found = {name: words for name, (words, _) in KNOWN.items() if name.split(".")[0] in told_as}
    for process in registered(kind):
        if process.sections:
            found |= {f"{kind}.{rest}": words for rest, (words, _) in OF_ANY.items()}
        found |= {f"{kind}.{move.name}": f"made the move “{move.label}”" for move in process.moves}
    return sorted(found.items(), key=lambda pair: pair[1].casefold())
