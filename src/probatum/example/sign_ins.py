"""Whom to sign in as in the example, and what to try."""

from probatum.example.people import person

_TO_TRY = {
    "e.kovarik": "Document controller: create a document, take it from draft to effective, end a forgotten check-out, see the confidential one",
    "t.lindqvist": "Quality assurance manager: give the quality approval that waits in My work, send a draft back with a reason",
    "m.oberrauch": "Head of quality: see everything in force, read the audit trail, run the verification of the ledger",
    "s.petkovic": "Head of quality control: review, approve for the laboratory, look at what waits for others",
    "g.pichlmayr": "Head of production: approve as the function, see which documents wait for others",
    "j.aigner": "Author: edit a draft in the built-in editor and send it for review",
    "o.haddadin": "Author in Durham: a draft is checked out to you; check it in, send it for review; dates follow your own clock",
    "d.arrowood": "Quality assurance manager for clinical work: documents of the other site in another time zone",
    "m.hudecek": "Reader at one site: effective documents only, no drafts, no confidential record",
    "c.marlowe": "Access administrator: accounts, grants, sessions; no signature and no drafts",
    "v.stadlober": "The second access administrator: an address change or a reset of a signer takes both",
    "y.brandis": "System administrator: settings, and no document at all",
    "a.verbrugghe": "External auditor: reads every state and the audit trail, changes nothing",
    "f.hallwang": "Inspector: read-only access at the Graz site that ends by itself after 14 days",
}

# username, passphrase, what you can try
SIGN_INS = [(username, person(username).passphrase, text) for username, text in _TO_TRY.items()]
