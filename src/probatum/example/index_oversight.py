"""Procedures of quality assurance on systems, batches and oversight, and the deviation form."""

from probatum.example.story import ExampleDocument, Remark, Said, State, Version

OVERSIGHT_DOCUMENTS = (
    ExampleDocument(
        number="SOP-QA-009",
        type="SOP-CORP",
        title="Validation of computerised systems",
        department="QA",
        owner="b.szalontai",
        authors=("b.szalontai",),
        reviewers=("f.ebenwald", "p.natesan"),
        approvers=("s.petkovic",),
        quality_approver="t.lindqvist",
        versions=(
            Version(
                label="1.0",
                state=State.APPROVED,
                effective_in=1,
                change="First issue. Effort follows the risk of each function.",
                accepted=(Said(by="f.ebenwald", words="Good that supplier evidence counts."),),
                signed=(
                    Said(
                        by="t.lindqvist",
                        words="Effective tomorrow; the two people who need it before are trained.",
                    ),
                ),
            ),
        ),
    ),
    ExampleDocument(
        number="SOP-QA-010",
        type="SOP-GMP",
        title="Review of batch records",
        department="QA",
        site="GRZ",
        owner="b.szalontai",
        authors=("b.szalontai",),
        reviewers=("n.feldbacher", "l.brandauer"),
        approvers=("g.pichlmayr",),
        quality_approver="t.lindqvist",
        way="office",
        versions=(
            Version(
                label="1.0",
                state=State.EFFECTIVE,
                change="First issue.",
                remarks=(
                    Remark(
                        by="n.feldbacher",
                        quote="five working days",
                        words="Production review needs two of the five.",
                        answer="Split: two for production, three for quality.",
                    ),
                ),
            ),
        ),
    ),
    ExampleDocument(
        number="SOP-QA-011",
        type="SOP-GMP",
        title="Certification of batches by the qualified person",
        department="QA",
        site="GRZ",
        owner="p.zangerl",
        authors=("p.zangerl",),
        reviewers=("t.lindqvist", "w.ferncliff"),
        approvers=("s.petkovic",),
        quality_approver="m.oberrauch",
        versions=(
            Version(
                label="1.0",
                state=State.EFFECTIVE,
                change="First issue.",
                accepted=(Said(by="w.ferncliff", words="Check against the dossier of the study is in."),),
                signed=(
                    Said(
                        by="m.oberrauch",
                        words="The independence of the qualified person is stated as it must be.",
                    ),
                ),
            ),
        ),
    ),
    ExampleDocument(
        number="SOP-QA-012",
        type="SOP-CORP",
        title="Recall of product",
        department="QA",
        owner="t.lindqvist",
        authors=("t.lindqvist",),
        reviewers=("i.blazevic", "o.haddadin", "w.ferncliff"),
        approvers=("p.zangerl",),
        quality_approver="m.oberrauch",
        versions=(
            Version(
                label="1.0",
                state=State.APPROVED,
                effective_in=14,
                change="First issue. Covers study drug at investigator sites.",
                remarks=(
                    Remark(
                        by="i.blazevic",
                        quote="two hours",
                        words="The depot in the US answers only from 08:00 their time.",
                        answer="The depot now has an on-call contact in the quality agreement. Kept at two hours.",
                    ),
                ),
                signed=(Said(by="p.zangerl", words="Mock recall to be run in the first month."),),
            ),
        ),
    ),
    ExampleDocument(
        number="SOP-QA-013",
        type="SOP-CORP",
        title="Quality risk management",
        department="QA",
        owner="t.lindqvist",
        authors=("t.lindqvist",),
        reviewers=("c.venturelli", "d.arrowood"),
        approvers=("g.pichlmayr",),
        quality_approver="m.oberrauch",
        versions=(
            Version(
                label="1.0",
                state=State.EFFECTIVE,
                change="First issue.",
                refused=Said(
                    by="m.oberrauch",
                    words="The product of three scores hides a severe risk that is rare. Severity must decide first.",
                ),
                mended="Severity 5 is never accepted without a measure, whatever the other scores.",
                signed=(Said(by="m.oberrauch", words="Severity leads now."),),
            ),
        ),
    ),
    ExampleDocument(
        number="SOP-QA-014",
        type="SOP-CORP",
        title="Management review",
        department="QA",
        owner="t.lindqvist",
        authors=("t.lindqvist",),
        reviewers=("h.steinlechner", "d.arrowood", "k.moosbrugger"),
        approvers=("g.pichlmayr",),
        quality_approver="m.oberrauch",
        versions=(
            Version(
                label="1.0",
                state=State.IN_REVIEW,
                change="First issue.",
                remarks=(
                    Remark(
                        by="d.arrowood",
                        quote="Quality indicators",
                        words="Protocol deviations and late filing in the trial master file are missing.",
                        answer="Both added, from the reports of clinical operations.",
                    ),
                ),
                accepted=(Said(by="d.arrowood", words="Clinical indicators are in."),),
            ),
        ),
    ),
    ExampleDocument(
        number="SOP-QA-015",
        type="SOP-CORP",
        title="Periodic review of documents and systems",
        department="QA",
        owner="b.szalontai",
        authors=("b.szalontai",),
        reviewers=("e.kovarik", "f.ebenwald"),
        approvers=("s.petkovic",),
        quality_approver="t.lindqvist",
        versions=(
            Version(
                label="1.0",
                state=State.DRAFT,
                change="First issue.",
                refused=Said(
                    by="f.ebenwald",
                    words="The systems part repeats the validation procedure in other words. Refer to it, and say here only when the review is due and who does it.",
                ),
            ),
        ),
    ),
    ExampleDocument(
        number="SOP-QA-016",
        type="SOP-CORP",
        title="Remote audits",
        department="QA",
        owner="t.lindqvist",
        authors=("t.lindqvist",),
        reviewers=("d.arrowood",),
        approvers=("p.zangerl",),
        quality_approver="m.oberrauch",
        versions=(
            Version(
                label="1.0",
                state=State.DISCARDED,
                change="First issue.",
                refused=Said(
                    by="d.arrowood",
                    words="Three quarters of this stands in the procedure for internal audits. Two texts will drift apart.",
                ),
                discarded=Said(
                    by="t.lindqvist",
                    words="Not pursued: its two new rules go into the procedure for internal audits.",
                ),
            ),
        ),
    ),
    ExampleDocument(
        number="FRM-QA-001",
        type="FRM",
        title="Deviation report",
        department="QA",
        owner="b.szalontai",
        authors=("b.szalontai",),
        reviewers=("n.feldbacher",),
        approvers=("p.zangerl",),
        quality_approver="t.lindqvist",
        way="office",
        versions=(
            Version(
                label="1.0",
                state=State.EFFECTIVE,
                change="First issue. For use when the electronic system cannot be reached.",
                accepted=(Said(by="n.feldbacher", words="Fits on a clipboard; tried on the night shift."),),
            ),
        ),
    ),
)
