"""Documents of production, engineering, warehouse and process development at the Graz site."""

from probatum.example.story import ExampleDocument, Remark, Said, State, Version

OPERATIONS_DOCUMENTS = (
    ExampleDocument(
        number="SOP-PR-001",
        type="SOP-GMP",
        title="Gowning for clean rooms",
        department="PR",
        site="GRZ",
        owner="g.pichlmayr",
        authors=("n.feldbacher",),
        reviewers=("a.demirbag", "k.moosbrugger"),
        approvers=("g.pichlmayr",),
        quality_approver="t.lindqvist",
        versions=(
            Version(
                label="1.0",
                state=State.EFFECTIVE,
                change="First issue.",
                accepted=(
                    Said(
                        by="k.moosbrugger",
                        words="The picture helps people whose first language is not English.",
                    ),
                ),
            ),
        ),
    ),
    ExampleDocument(
        number="SOP-PR-002",
        type="SOP-GMP",
        title="Cleaning and disinfection of clean rooms",
        department="PR",
        site="GRZ",
        owner="g.pichlmayr",
        authors=("n.feldbacher",),
        reviewers=("a.demirbag", "r.kogelnig"),
        approvers=("g.pichlmayr",),
        quality_approver="t.lindqvist",
        way="office",
        versions=(Version(label="1.0", state=State.EFFECTIVE, change="First issue."),),
    ),
    ExampleDocument(
        number="FRM-PR-001",
        type="FRM",
        title="Line clearance, aseptic filling",
        department="PR",
        site="GRZ",
        owner="g.pichlmayr",
        authors=("n.feldbacher",),
        reviewers=("b.szalontai",),
        approvers=("g.pichlmayr",),
        quality_approver="t.lindqvist",
        way="office",
        versions=(
            Version(
                label="1.0",
                state=State.IN_QUALITY_APPROVAL,
                change="First issue.",
                signed=(Said(by="g.pichlmayr", words="Tried at the last two fillings."),),
            ),
        ),
    ),
    ExampleDocument(
        number="SOP-EN-001",
        type="SOP-GMP",
        title="Calibration of equipment and instruments",
        department="EN",
        site="GRZ",
        owner="r.kogelnig",
        authors=("r.kogelnig",),
        reviewers=("l.brandauer", "n.feldbacher"),
        approvers=("s.petkovic",),
        quality_approver="t.lindqvist",
        versions=(
            Version(
                label="1.0",
                state=State.EFFECTIVE,
                change="First issue.",
                remarks=(
                    Remark(
                        by="l.brandauer",
                        quote="out of tolerance",
                        words="Who looks at the results obtained since the last good calibration?",
                        answer="The owner of the instrument, in the deviation. New step 6.",
                    ),
                ),
            ),
        ),
    ),
    ExampleDocument(
        number="SOP-EN-002",
        type="SOP-GMP",
        title="Pest control",
        department="EN",
        site="GRZ",
        owner="r.kogelnig",
        authors=("r.kogelnig",),
        reviewers=("i.blazevic",),
        approvers=("g.pichlmayr",),
        quality_approver="t.lindqvist",
        versions=(Version(label="1.0", state=State.DRAFT, change="First issue."),),
    ),
    ExampleDocument(
        number="SOP-WH-001",
        type="SOP-GMP",
        title="Cold chain: storage and transport",
        department="WH",
        site="GRZ",
        owner="i.blazevic",
        authors=("i.blazevic",),
        reviewers=("r.kogelnig", "s.petkovic"),
        approvers=("g.pichlmayr",),
        quality_approver="t.lindqvist",
        way="office",
        versions=(
            Version(
                label="1.0",
                state=State.APPROVED,
                effective_in=7,
                change="First issue. Excursions are judged by a budget of time, not by one limit.",
                accepted=(
                    Said(by="s.petkovic", words="Budget of 72 hours is supported by the stability data."),
                ),
                signed=(Said(by="t.lindqvist", words="One week for the training of the warehouse team."),),
            ),
        ),
    ),
    ExampleDocument(
        number="SPC-PD-001",
        type="SPC-CB",
        title="THB-101: master and working cell bank",
        department="PD",
        site="GRZ",
        owner="c.venturelli",
        authors=("j.aigner",),
        reviewers=("s.petkovic",),
        approvers=("c.venturelli",),
        quality_approver="t.lindqvist",
        confidential=True,
        versions=(
            Version(
                label="1.0",
                state=State.EFFECTIVE,
                change="First issue.",
                signed=(
                    Said(
                        by="c.venturelli", words="Confidential: names the host cell and the passage limits."
                    ),
                ),
            ),
        ),
    ),
    ExampleDocument(
        number="WI-PD-001",
        type="WI",
        title="Thawing of a working cell bank vial",
        department="PD",
        site="GRZ",
        owner="c.venturelli",
        authors=("j.aigner",),
        reviewers=("n.feldbacher",),
        approvers=("c.venturelli",),
        quality_approver="t.lindqvist",
        versions=(
            Version(
                label="1.0",
                state=State.DISCARDED,
                change="First issue.",
                discarded=Said(
                    by="j.aigner",
                    words="Not needed: the thaw is described step by step in the master batch record.",
                ),
            ),
        ),
    ),
)
