"""Records through the interface for programs: the same rights, refusals and traces as on the pages."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

import pytest

from probatum.kernel.action import SYSTEM, action, request_facts
from probatum.kernel.errors import NotAllowed
from probatum.kernel.ledger.history import history
from probatum.kernel.lifecycle import perform
from probatum.kernel.link import link
from probatum.kernel.models import Record
from probatum.kernel.process import process_of
from probatum.kernel.signature import Credential, digest_of
from tests.api.conftest import REPORT, Program, Programs, opened
from tests.quality.matrices import brought_into_force
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("INT-02", "QE-01")
def test_event_is_opened_by_a_program_under_the_name_of_its_account(
    company: World, program: Programs
) -> None:
    made = opened(program(company.emil))
    record = Record.objects.get(uuid=made["uuid"])
    assert (record.kind, record.owner, record.site, record.state) == (
        "deviation",
        company.emil,
        company.basel,
        "reported",
    )
    assert (made["values"]["description"], made["state"]) == (REPORT["description"], "reported")
    act = history(record)[-1]
    assert (act.name, act.person, act.via) == ("deviation.open", "Emil", "api")


@pytest.mark.requirement("INT-02")
def test_what_is_missing_or_unknown_is_refused_in_the_sentence_of_the_page(
    company: World, program: Programs
) -> None:
    used = program(company.emil)
    address = "/kinds/deviation/records"
    for given, status, field, sentence in (
        ({"values": REPORT, "site": "BSL"}, 422, "title", "Enter “title”."),
        ({"title": " ", "values": REPORT}, 400, "title", "Enter a title."),
        ({"title": "X", "values": {}}, 400, "description", "Enter “What happened”."),
        (
            {"title": "X", "values": {**REPORT, "colour": "red"}},
            400,
            "",
            "There is no field “colour” here. Reload the page and try again; nothing was changed.",
        ),
        (
            {"title": "X", "values": REPORT, "state": "closed"},
            422,
            "state",
            "There is no field “state” here. Nothing was changed.",
        ),
        (
            {"title": "X", "values": {**REPORT, "aware_at": "yesterday"}},
            400,
            "aware_at",
            "Enter “Became aware” as day and time, such as 2026-12-01 14:05.",
        ),
        ({"title": "X", "values": REPORT, "site": "NYC"}, 400, "site", "Choose a site by its code."),
        (
            {"title": "X", "values": REPORT, "owner": "nobody"},
            400,
            "owner",
            "Name active accounts by user name; “nobody” is none.",
        ),
    ):
        answer = used.post(address, **given)
        told = answer.json()
        assert (answer.status_code, told["field"], told["sentence"]) == (status, field, sentence)
    assert Record.objects.filter(kind="deviation").count() == 0


@pytest.mark.requirement("INT-02")
@pytest.mark.parametrize(
    "body", ["{", "[]", '"x"', '{"title": "a\\u0000b"}', '{"title": "\\ud800"}', "", "null"]
)
def test_body_that_cannot_be_read_or_kept_is_refused(company: World, program: Programs, body: str) -> None:
    used = program(company.emil)
    answer = used.client.post("/api/v1/kinds/deviation/records", body, content_type="application/json")
    assert (answer.status_code in (400, 422), bool(answer.json()["sentence"])) == (True, True)
    assert Record.objects.filter(kind="deviation").count() == 0


@pytest.mark.requirement("INT-02", "P11-10-d")
def test_token_that_only_reads_changes_nothing(company: World, program: Programs) -> None:
    made = opened(program(company.emil))
    reading = program(company.emil, writes=False)
    address = f"/records/{made['uuid']}"
    for answer in (
        reading.post("/kinds/deviation/records", title="X", values=REPORT, site="BSL"),
        reading.patch(f"{address}/sections/report", values={"description": "X"}, based_on=made["version"]),
        reading.patch(address, title="X", based_on=made["version"]),
        reading.post(f"{address}/moves/accept", based_on=made["version"]),
        reading.post(f"{address}/comments", text="X"),
        reading.send(f"{address}/files?name=a.txt", b"words"),
    ):
        assert (answer.status_code, "only reads" in answer.json()["sentence"]) == (403, True)
    assert reading.get(address).json()["version"] == made["version"]


@pytest.mark.requirement("INT-02", "P11-10-d")
def test_token_reaches_the_kinds_it_covers_and_no_others(company: World, program: Programs) -> None:
    made = opened(program(company.emil))
    narrow = program(company.emil, "version")
    assert [one["kind"] for one in narrow.get("/kinds").json()] == ["version"]
    for address in ("/kinds/deviation", "/kinds/deviation/records", f"/records/{made['uuid']}"):
        assert narrow.get(address).status_code == 404
    assert narrow.get("/records").json() == {"records": [], "next": None}


@pytest.mark.requirement("INT-02", "ACC-04", "P11-10")
def test_program_sees_what_its_account_sees(company: World, program: Programs) -> None:
    made = opened(program(company.emil))
    far, near = program(company.boris), program(company.tara)
    address = f"/records/{made['uuid']}"
    for place in (address, *(f"{address}/{part}" for part in ("signatures", "history", "comments", "files"))):
        assert (far.get(place).status_code, near.get(place).status_code) == (404, 200), place
    assert far.get(f"/records/{uuid.uuid4()}").json() == far.get(address).json()
    for list_of in (
        "/kinds/deviation/records",
        "/records",
        "/records?q=Alarm",
        "/records?number=" + made["number"],
    ):
        assert [len(one.get(list_of).json()["records"]) for one in (far, near)] == [0, 1], list_of
    hidden = far.patch(f"{address}/sections/report", values={"description": "X"}, based_on=1)
    assert hidden.status_code == 404


@pytest.mark.requirement("INT-02", "ACC-04")
def test_right_for_one_site_opens_events_there_only(company: World, program: Programs) -> None:
    far = program(company.boris)
    answer = far.post("/kinds/deviation/records", title="Alarm", values=REPORT, site="BSL")
    assert (answer.status_code, answer.json()["sentence"][:32]) == (
        403,
        "You may not report quality events"[:32],
    )
    assert opened(far, site="BOS")["site"] == {"code": "BOS", "name": "Boston"}


@pytest.mark.requirement("INT-02", "P11-10-d")
def test_links_children_and_parents_that_may_not_be_seen_are_not_told(
    company: World, program: Programs
) -> None:
    made = opened(program(company.emil))
    record = Record.objects.get(uuid=made["uuid"])
    draft = company.document().record
    with action(SYSTEM, "test.link") as act:
        link(act, source=record, target=draft, type="references")
    address = f"/records/{made['uuid']}"
    assert program(company.emil).get(address).json()["links"] == []
    seen = program(company.vera).get(address).json()
    assert seen["links"] == []  # vera sees events, not drafts
    second = Record.objects.get(uuid=opened(program(company.emil))["uuid"])
    with action(SYSTEM, "test.link") as act:
        link(act, source=record, target=second, type="related")
    told = program(company.vera).get(address).json()["links"]
    assert [(one["number"], one["says"]) for one in told] == [(second.number, "is related to")]


@pytest.mark.requirement("INT-02", "QE-08")
def test_section_is_filled_in_and_what_is_not_sent_stays(company: World, program: Programs) -> None:
    used = program(company.emil)
    made = opened(used)
    answer = used.patch(
        f"/records/{made['uuid']}/sections/report",
        values={"immediate_action": "Hood stopped."},
        based_on=made["version"],
    )
    told = answer.json()
    assert (answer.status_code, told["version"]) == (200, made["version"] + 1)
    assert (told["values"]["immediate_action"], told["values"]["description"]) == (
        "Hood stopped.",
        REPORT["description"],
    )


@pytest.mark.requirement("INT-02", "A11-12")
def test_stale_edit_is_refused_with_what_changed(company: World, program: Programs) -> None:
    used = program(company.emil)
    made = opened(used)
    address = f"/records/{made['uuid']}/sections/report"
    used.patch(address, values={"immediate_action": "Hood stopped."}, based_on=made["version"])
    answer = used.patch(address, values={"immediate_action": "Nothing."}, based_on=made["version"])
    told = answer.json()
    assert (answer.status_code, "has changed since you opened it" in told["sentence"]) == (409, True)
    assert used.get(f"/records/{made['uuid']}").json()["values"]["immediate_action"] == "Hood stopped."


@pytest.mark.requirement("INT-02")
def test_section_of_others_is_refused_by_who_may(company: World, program: Programs) -> None:
    used = program(company.emil)
    made = opened(used)
    answer = used.patch(
        f"/records/{made['uuid']}/sections/triage", values={"category": "other"}, based_on=made["version"]
    )
    assert (answer.status_code, answer.json()["sentence"].endswith(".")) == (403, True)
    unknown = used.patch(f"/records/{made['uuid']}/sections/weather", values={}, based_on=made["version"])
    assert unknown.json()["sentence"] == "A deviation has no section “weather”. Nothing was changed."


def triaged(company: World, program: Programs) -> tuple[Program, dict[str, Any]]:
    """A deviation that was rated, staffed and accepted through the interface."""
    brought_into_force(company)
    made = opened(program(company.emil))
    quality = program(company.tara)
    address = f"/records/{made['uuid']}"
    rated = quality.post(
        f"{address}/ratings",
        levels={"severity": 1, "likelihood": 1},
        rationale="No product in the hood.",
        based_on=made["version"],
    )
    assert (rated.status_code, rated.json()["path"]) == (201, "minor")
    told = quality.get(address).json()
    told = quality.patch(address, parts={"quality": ["vera"]}, based_on=told["version"]).json()
    values = {
        "category": "equipment",
        "area": "gmp",
        "planned": False,
        "external": False,
        "personal_data": False,
    }
    told = quality.patch(f"{address}/sections/triage", values=values, based_on=told["version"]).json()
    answer = quality.post(f"{address}/moves/accept", based_on=told["version"])
    assert answer.status_code == 200, answer.json()
    return quality, answer.json()


@pytest.mark.requirement("INT-02", "QE-07")
def test_move_without_a_signature_is_made(company: World, program: Programs) -> None:
    _, told = triaged(company, program)
    assert (told["state"], told["due"] is not None) == ("assessment", True)
    assert [(one["person"]["username"], one["move"]) for one in told["tasks"]] == [
        ("emil", "submit_assessment")
    ]


@pytest.mark.requirement("INT-02", "RSK-15")
def test_rating_is_read_with_its_matrix_and_refused_like_on_the_page(
    company: World, program: Programs
) -> None:
    quality, told = triaged(company, program)
    address = f"/records/{told['uuid']}/ratings"
    found = quality.get(address).json()
    assert [(one["matrix"], one["levels"], one["rationale"]) for one in found] == [
        ("RM-001", {"severity": 1, "likelihood": 1}, "No product in the hood.")
    ]
    for given in (
        {"levels": {"severity": 9, "likelihood": 1}, "rationale": "X", "based_on": told["version"]},
        {"levels": {"severity": 1, "likelihood": 1}, "rationale": " ", "based_on": told["version"]},
        {
            "levels": {"severity": 1, "likelihood": 1, "mood": 1},
            "rationale": "X",
            "based_on": told["version"],
        },
        {"levels": {"severity": 1, "likelihood": 1}, "rationale": "X", "based_on": 1},
    ):
        assert quality.post(address, **given).status_code in (400, 403, 409)
    assert len(quality.get(address).json()) == 1


@pytest.mark.requirement("INT-02", "QE-15")
def test_move_that_lacks_something_says_what_and_where(company: World, program: Programs) -> None:
    _, told = triaged(company, program)
    owner = program(company.emil)
    answer = owner.post(f"/records/{told['uuid']}/moves/submit_assessment", based_on=told["version"])
    refused = answer.json()
    assert answer.status_code == 400
    inside = [one for one in refused["missing"] if one["section"] == "assessment"]
    assert inside and {one["record"] for one in inside} == {told["uuid"]}
    assert all(one["sentence"].endswith(".") for one in refused["missing"])
    offered = next(
        one
        for one in owner.get(f"/records/{told['uuid']}").json()["moves"]
        if one["name"] == "submit_assessment"
    )
    assert (offered["open"], offered["sentence"]) == (False, refused["sentence"])


@pytest.mark.requirement("INT-02", "P11-200-a1", "P11-100-a", "SIG-2")
def test_token_never_signs(company: World, program: Programs) -> None:
    record = company.document().record
    company.move(company.anna, record, "submit_for_review")
    reviewer = program(company.rita)
    address = f"/records/{record.uuid}"
    told = reviewer.get(address).json()
    signed = [one for one in told["moves"] if one["signed"]]
    assert signed and not any(one["open"] for one in signed)
    for one in signed:
        answer = reviewer.post(f"{address}/moves/{one['name']}", based_on=told["version"], reason="Because.")
        assert (answer.status_code, "an access token never signs" in answer.json()["sentence"]) == (403, True)
    extra = reviewer.post(
        f"{address}/moves/{signed[0]['name']}", based_on=told["version"], password="a long enough passphrase"
    )
    assert (extra.status_code, extra.json()["field"]) == (422, "password")
    assert record.signatures.count() == 0


@pytest.mark.requirement("P11-200-a1", "P11-100-a")
def test_domain_refuses_a_signature_that_comes_by_a_token(company: World) -> None:
    record = company.document().record
    company.move(company.anna, record, "submit_for_review")
    fresh = Record.objects.get(pk=record.pk)
    before = request_facts.set(replace(request_facts.get(), via="api"))
    try:
        with pytest.raises(NotAllowed, match="An access token never signs"):
            perform(
                company.rita,
                fresh,
                "review",
                based_on=fresh.version,
                credential=Credential("rita", PASSWORD),
                shown=digest_of(process_of(fresh), fresh),
            )
    finally:
        request_facts.reset(before)
