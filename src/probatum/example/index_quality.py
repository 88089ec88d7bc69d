"""Procedures of quality assurance an inspector asks for first: documents, events, changes, audits, suppliers, data."""

from probatum.example.story import ExampleDocument, Remark, Said, State, Version

QUALITY_DOCUMENTS = (
    ExampleDocument(
        number="SOP-QA-001",
        type="SOP-CORP",
        title="Control of documents",
        department="QA",
        owner="m.oberrauch",
        authors=("b.szalontai",),
        reviewers=("e.kovarik", "d.arrowood", "s.petkovic"),
        approvers=("g.pichlmayr",),
        quality_approver="t.lindqvist",
        way="office",
        versions=(
            Version(label="1.0", state=State.SUPERSEDED, change="First issue."),
            Version(
                label="2.0",
                state=State.EFFECTIVE,
                change="Paper signature sheet dropped: approval is electronic. Uncontrolled prints expire after 24 hours instead of 5 days. "
                "New rule that an author never approves.",
                remarks=(
                    Remark(
                        by="s.petkovic",
                        quote="24 hours",
                        words="A stability pull can take two days. Can the laboratory have longer?",
                        answer="No; print again on the second day. It takes a minute and shows the version in force.",
                    ),
                    Remark(
                        by="d.arrowood",
                        quote="effective date",
                        words="Say whose midnight, with two sites six hours apart.",
                        answer="Added: the owning site's.",
                    ),
                ),
                accepted=(
                    Said(by="e.kovarik", words="Agrees with how the system works."),
                    Said(by="d.arrowood", words="Clear for both time zones now."),
                ),
                signed=(
                    Said(
                        by="t.lindqvist",
                        words="Closes the finding of the internal audit on expired prints in the weighing room.",
                    ),
                ),
            ),
        ),
    ),
    ExampleDocument(
        number="SOP-QA-002",
        type="SOP-CORP",
        title="Management of deviations",
        department="QA",
        owner="b.szalontai",
        authors=("b.szalontai",),
        reviewers=("g.pichlmayr", "s.petkovic", "o.haddadin"),
        approvers=("p.zangerl",),
        quality_approver="t.lindqvist",
        way="office",
        versions=(
            Version(label="1.0", state=State.SUPERSEDED, change="First issue."),
            Version(
                label="2.0",
                state=State.EFFECTIVE,
                change="Clock runs from awareness, not from entry. Minor deviations close in 15 days. Critical ones are reported by telephone within one hour.",
                remarks=(
                    Remark(
                        by="g.pichlmayr",
                        quote="one hour",
                        words="At night only the shift lead is there. To whom?",
                        answer="To the quality on-call number, posted in each grade C airlock.",
                    ),
                ),
                refused=Said(
                    by="s.petkovic",
                    words="OOS results must not be handled here as well; step 3 would open two records for one event.",
                ),
                mended="Step 3 now points to the OOS procedure and says which record leads.",
                signed=(Said(by="p.zangerl", words="Batch impact is now asked before certification."),),
            ),
        ),
    ),
    ExampleDocument(
        number="SOP-QA-003",
        type="SOP-CORP",
        title="Corrective and preventive action",
        department="QA",
        owner="t.lindqvist",
        authors=("t.lindqvist",),
        reviewers=("d.arrowood", "g.pichlmayr"),
        approvers=("s.petkovic",),
        quality_approver="m.oberrauch",
        versions=(
            Version(
                label="1.0",
                state=State.EFFECTIVE,
                change="First issue.",
                remarks=(
                    Remark(
                        by="g.pichlmayr",
                        quote="90 days",
                        words="We make six batches a year. 90 days may show nothing.",
                        answer="Then the later of 90 days and three batches. Changed.",
                    ),
                ),
                signed=(
                    Said(
                        by="m.oberrauch", words="Effectiveness criteria before the plan is approved: agreed."
                    ),
                ),
            ),
        ),
    ),
    ExampleDocument(
        number="SOP-QA-004",
        type="SOP-CORP",
        title="Change control",
        department="QA",
        owner="b.szalontai",
        authors=("b.szalontai",),
        reviewers=("w.ferncliff", "r.kogelnig", "f.ebenwald", "c.venturelli"),
        approvers=("g.pichlmayr",),
        quality_approver="t.lindqvist",
        versions=(
            Version(label="1.0", state=State.EFFECTIVE, change="First issue."),
            Version(
                label="2.0",
                state=State.IN_REVIEW,
                change="Adds temporary changes with an end date, emergency changes, and the regulatory assessment by market.",
                remarks=(
                    Remark(
                        by="w.ferncliff",
                        quote="approved in every market",
                        words="For a study drug, 'market' means each country with an open application. Suggest: country or region.",
                        answer="I will change it with the next draft, when all comments are in.",
                    ),
                    Remark(
                        by="f.ebenwald",
                        quote="temporary change",
                        words="Security patches come weekly. May I have one standing change for a class of patches?",
                    ),
                    Remark(
                        by="c.venturelli",
                        quote="process parameter",
                        words="Please add: a change inside the proven acceptable range is recorded, not controlled.",
                    ),
                ),
                accepted=(
                    Said(by="w.ferncliff", words="Regulatory assessment is complete and in the right place."),
                    Said(by="r.kogelnig", words="Works for utilities."),
                ),
            ),
        ),
    ),
    ExampleDocument(
        number="SOP-QA-005",
        type="SOP-CORP",
        title="Internal audits",
        department="QA",
        owner="t.lindqvist",
        authors=("t.lindqvist",),
        reviewers=("d.arrowood", "c.venturelli"),
        approvers=("p.zangerl",),
        quality_approver="m.oberrauch",
        way="office",
        versions=(
            Version(
                label="1.0",
                state=State.EFFECTIVE,
                change="First issue.",
                accepted=(
                    Said(
                        by="d.arrowood",
                        words="Remote audits are covered; a procedure of their own is not needed.",
                    ),
                ),
            ),
        ),
    ),
    ExampleDocument(
        number="SOP-QA-006",
        type="SOP-CORP",
        title="Qualification and oversight of suppliers",
        department="QA",
        owner="t.lindqvist",
        authors=("t.lindqvist",),
        reviewers=("i.blazevic", "s.petkovic", "o.haddadin"),
        approvers=("g.pichlmayr",),
        quality_approver="m.oberrauch",
        versions=(
            Version(label="1.0", state=State.SUPERSEDED, change="First issue."),
            Version(
                label="2.0",
                state=State.EFFECTIVE,
                change="Contract research organisations and software suppliers are included. Requalification by risk class instead of three years for all.",
                remarks=(
                    Remark(
                        by="i.blazevic",
                        quote="approved list",
                        words="Purchasing needs to see the scope of approval, not only the name.",
                        answer="The list shows material, manufacturer, address of the plant and scope.",
                    ),
                ),
                signed=(Said(by="m.oberrauch", words="Closes the gap on software suppliers."),),
            ),
        ),
    ),
    ExampleDocument(
        number="SOP-QA-007",
        type="SOP-CORP",
        title="Handling of complaints",
        department="QA",
        owner="b.szalontai",
        authors=("b.szalontai",),
        reviewers=("s.otieno", "o.haddadin"),
        approvers=("p.zangerl",),
        quality_approver="t.lindqvist",
        versions=(
            Version(
                label="1.0",
                state=State.EFFECTIVE,
                change="First issue.",
                remarks=(
                    Remark(
                        by="s.otieno",
                        quote="one business day",
                        words="A complaint that mentions harm must reach safety the same day, also on a weekend.",
                        answer="Changed to 24 hours, with the safety on-call number.",
                    ),
                ),
            ),
        ),
    ),
    ExampleDocument(
        number="SOP-QA-008",
        type="SOP-CORP",
        title="Data integrity",
        department="QA",
        owner="b.szalontai",
        authors=("b.szalontai",),
        reviewers=("l.brandauer", "f.ebenwald", "d.arrowood"),
        approvers=("s.petkovic",),
        quality_approver="m.oberrauch",
        versions=(
            Version(
                label="1.0",
                state=State.EFFECTIVE,
                change="First issue.",
                accepted=(
                    Said(by="l.brandauer", words="The rule on test injections is clear and can be followed."),
                ),
                signed=(
                    Said(by="m.oberrauch", words="To be trained by everyone who makes or checks records."),
                ),
            ),
        ),
    ),
)
