"""Documents of the company as a whole: policy, manuals, people, information technology, clinical work, safety."""

from probatum.example.story import ExampleDocument, Remark, Said, State, Version

COMPANY_DOCUMENTS = (
    ExampleDocument(
        number="TPL-QA-001",
        type="TPL",
        title="Standard operating procedure, template",
        department="QA",
        owner="b.szalontai",
        authors=("b.szalontai",),
        reviewers=("g.pichlmayr",),
        approvers=("p.zangerl",),
        quality_approver="m.oberrauch",
        versions=(
            Version(
                label="1.0",
                state=State.EFFECTIVE,
                change="First issue. One template for all procedures of both sites.",
                accepted=(Said(by="g.pichlmayr", words="The step table is what the operators asked for."),),
                training=False,
            ),
        ),
    ),
    ExampleDocument(
        number="POL-001",
        type="POL",
        title="Quality policy",
        department="MG",
        owner="h.steinlechner",
        authors=("m.oberrauch",),
        reviewers=("r.castleberry", "g.pichlmayr"),
        approvers=("h.steinlechner",),
        quality_approver="t.lindqvist",
        versions=(
            Version(
                label="1.0",
                state=State.EFFECTIVE,
                change="First issue.",
                remarks=(
                    Remark(
                        by="r.castleberry",
                        quote="patients",
                        words="Please name study participants as well; at present they are our only patients.",
                        answer="Done. The first promise now names both.",
                    ),
                ),
                accepted=(Said(by="r.castleberry", words="Now speaks for Durham too."),),
                signed=(Said(by="h.steinlechner", words="Adopted by management on behalf of the company."),),
            ),
        ),
    ),
    ExampleDocument(
        number="MAN-001",
        type="MAN-QM",
        title="Quality manual",
        department="QA",
        owner="t.lindqvist",
        authors=("t.lindqvist",),
        reviewers=("d.arrowood", "s.petkovic", "g.pichlmayr"),
        approvers=("h.steinlechner",),
        quality_approver="m.oberrauch",
        versions=(
            Version(
                label="1.0",
                state=State.EFFECTIVE,
                change="First issue. Brings the two site manuals together in one.",
                remarks=(
                    Remark(
                        by="d.arrowood",
                        quote="process owner",
                        words="The table names no owner for trial master files.",
                        answer="Added: clinical operations.",
                    ),
                ),
                accepted=(
                    Said(by="s.petkovic", words="Checked against the responsibilities of QC; complete."),
                ),
            ),
        ),
    ),
    ExampleDocument(
        number="MAN-002",
        type="MAN-SMF",
        title="Site master file, Graz (excerpt)",
        department="QA",
        site="GRZ",
        owner="t.lindqvist",
        authors=("b.szalontai",),
        reviewers=("r.kogelnig", "s.petkovic"),
        approvers=("p.zangerl",),
        quality_approver="m.oberrauch",
        versions=(
            Version(
                label="1.0",
                state=State.IN_QUALITY_APPROVAL,
                change="First issue, written for the application of the manufacturing authorisation.",
                remarks=(
                    Remark(
                        by="r.kogelnig",
                        quote="Preparation of buffers",
                        words="The buffer room was reclassified from D to C in September.",
                        answer="Corrected in the table of rooms.",
                    ),
                ),
                accepted=(Said(by="s.petkovic", words="Laboratory section agrees with what we run today."),),
                signed=(
                    Said(
                        by="p.zangerl", words="Agrees with the duties of the qualified person as authorised."
                    ),
                ),
            ),
        ),
    ),
    ExampleDocument(
        number="SOP-HR-001",
        type="SOP-CORP",
        title="Training and qualification of personnel",
        department="HR",
        owner="k.moosbrugger",
        authors=("k.moosbrugger",),
        reviewers=("s.petkovic", "n.feldbacher", "p.natesan"),
        approvers=("g.pichlmayr",),
        quality_approver="t.lindqvist",
        way="office",
        versions=(
            Version(label="1.0", state=State.SUPERSEDED, change="First issue."),
            Version(
                label="2.0",
                state=State.EFFECTIVE,
                change="Effectiveness of training is now assessed for practical tasks; reading alone no longer qualifies for aseptic work. "
                "Time limit for training on a new version set to 14 days.",
                remarks=(
                    Remark(
                        by="n.feldbacher",
                        quote="three media fills",
                        words="Three fills before the first aseptic work, or one and then two within the year?",
                        answer="One successful fill before unsupervised work, then every six months. The step now says so.",
                    ),
                ),
                refused=Said(
                    by="t.lindqvist",
                    words="Step 5 lets a trainer assess their own trainee without a second person. Not for aseptic tasks.",
                ),
                mended="Step 5: a second qualified person witnesses the assessment for aseptic tasks.",
                signed=(Said(by="t.lindqvist", words="Second person added; approved."),),
            ),
        ),
    ),
    ExampleDocument(
        number="JD-QA-001",
        type="JD",
        title="Job description: qualified person",
        department="QA",
        site="GRZ",
        owner="k.moosbrugger",
        authors=("k.moosbrugger",),
        reviewers=("p.zangerl",),
        approvers=("h.steinlechner",),
        quality_approver="m.oberrauch",
        versions=(
            Version(
                label="1.0",
                state=State.EFFECTIVE,
                change="First issue.",
                accepted=(
                    Said(by="p.zangerl", words="I agree with the duties and with the rule on independence."),
                ),
            ),
        ),
    ),
    ExampleDocument(
        number="SOP-IT-001",
        type="SOP-CORP",
        title="Backup and restore of computerised systems",
        department="IT",
        owner="f.ebenwald",
        authors=("f.ebenwald",),
        reviewers=("b.szalontai",),
        approvers=("s.petkovic",),
        quality_approver="t.lindqvist",
        versions=(
            Version(
                label="1.0",
                state=State.EFFECTIVE,
                change="First issue.",
                remarks=(
                    Remark(
                        by="b.szalontai",
                        quote="once a quarter",
                        words="Who decides which system is restored in a quarter?",
                        answer="The system owner and IT, from the risk list. Added to step 2 of the restore test.",
                    ),
                ),
            ),
        ),
    ),
    ExampleDocument(
        number="SOP-IT-002",
        type="SOP-CORP",
        title="Access to computerised systems",
        department="IT",
        owner="f.ebenwald",
        authors=("f.ebenwald",),
        reviewers=("b.szalontai", "d.arrowood", "k.moosbrugger"),
        approvers=("s.petkovic",),
        quality_approver="t.lindqvist",
        versions=(
            Version(
                label="1.0",
                state=State.IN_REVIEW,
                change="First issue. Replaces the access lists kept by each department.",
                remarks=(
                    Remark(
                        by="b.szalontai",
                        quote="every six months",
                        words="For systems that hold batch data I would review access every quarter, because operators change often.",
                    ),
                    Remark(
                        by="k.moosbrugger",
                        quote="last working day",
                        words="We know of a leaver two weeks ahead. HR can send the notice earlier.",
                        answer="Thank you. Step 1 of the section on leavers now starts with your notice.",
                    ),
                ),
                accepted=(Said(by="k.moosbrugger", words="The part of HR is right."),),
            ),
        ),
    ),
    ExampleDocument(
        number="SOP-CO-001",
        type="SOP-GCP",
        title="Management of the trial master file",
        department="CO",
        site="DUR",
        owner="p.natesan",
        authors=("p.natesan",),
        reviewers=("o.haddadin", "g.lindenmuth"),
        approvers=("r.castleberry",),
        quality_approver="d.arrowood",
        way="office",
        versions=(
            Version(
                label="1.0",
                state=State.EFFECTIVE,
                change="First issue, in time for study THB-101-02.",
                accepted=(
                    Said(
                        by="o.haddadin",
                        words="Five working days to file is tight at site activation, but right.",
                    ),
                ),
                signed=(
                    Said(
                        by="d.arrowood",
                        words="Meets what an inspector will ask on completeness and timeliness.",
                    ),
                ),
            ),
        ),
    ),
    ExampleDocument(
        number="SOP-CO-002",
        type="SOP-GCP",
        title="Monitoring of investigator sites",
        department="CO",
        site="DUR",
        owner="r.castleberry",
        authors=("o.haddadin",),
        reviewers=("p.natesan", "s.otieno"),
        approvers=("r.castleberry",),
        quality_approver="d.arrowood",
        way="office",
        versions=(
            Version(
                label="1.0",
                state=State.DRAFT,
                change="First issue. Risk-based monitoring, on site and remote.",
                locked_by="o.haddadin",
            ),
        ),
    ),
    ExampleDocument(
        number="SOP-PV-001",
        type="SOP-GCP",
        title="Reporting of serious adverse events in clinical studies",
        department="PV",
        owner="s.otieno",
        authors=("o.haddadin",),
        reviewers=("r.castleberry", "w.ferncliff"),
        approvers=("s.otieno",),
        quality_approver="d.arrowood",
        versions=(
            Version(
                label="1.0",
                state=State.EFFECTIVE,
                change="First issue.",
                remarks=(
                    Remark(
                        by="w.ferncliff",
                        quote="day 0",
                        words="State who decides on day 0 when the report arrives by fax on a Sunday.",
                        answer="The clock starts when anyone who works for us or for the contract partner has the four minimum facts. Added.",
                    ),
                ),
                accepted=(Said(by="w.ferncliff", words="Clocks agree with US and EU rules."),),
                signed=(Said(by="s.otieno", words="Covers reports at night and at weekends."),),
            ),
        ),
    ),
    ExampleDocument(
        number="PRT-CO-001",
        type="PRT-SYN",
        title="Study THB-101-02: protocol synopsis",
        department="CO",
        site="DUR",
        owner="r.castleberry",
        authors=("r.castleberry", "o.haddadin"),
        reviewers=("s.otieno", "w.ferncliff"),
        approvers=("s.otieno",),
        quality_approver="d.arrowood",
        versions=(
            Version(
                label="1.0", state=State.DRAFT, change="First draft for the advice meeting with the agency."
            ),
        ),
    ),
    ExampleDocument(
        number="UBL-CO-001",
        type="UBL",
        title="Study THB-101-02: who holds the treatment codes",
        department="CO",
        site="DUR",
        owner="r.castleberry",
        authors=("r.castleberry",),
        reviewers=("s.otieno",),
        approvers=("s.otieno",),
        quality_approver="d.arrowood",
        versions=(Version(label="1.0", state=State.EFFECTIVE, change="First issue."),),
    ),
)
