"""Attacks on personal data: every address is walked by somebody who sees the record and may not read its texts (QE-33)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils.http import urlencode

from probatum.kernel.body import body_of
from probatum.kernel.models import Person, Record
from probatum.kernel.opening import open_new
from probatum.kernel.process import registered
from probatum.kernel.search import SearchEntry
from tests.addresses import every_address
from tests.quality.complaints import given
from tests.quality.events import company
from tests.web.conftest import as_person
from tests.world import World

__all__ = ["as_person"]

WORD = "quokkasample"
SEARCHED = {"search", "palette", "record-list", "record-list-export", "work-list", "work-list-export"}


def flagged(world: World) -> Record:
    """A deviation with its investigation, whose texts tell of a participant, said to hold personal data."""
    told = f"Participant {WORD} was given the wrong vial."
    record = company.deviation(world, description=told, immediate_action=told)
    record = company.triaged(world, record, personal_data=True)
    company.fill(world.emma, record, "assessment", impact=told, capa_needed=False, capa_reason=told)
    found = company.investigation(world, record, scope=told)
    company.fill(world.erik, found, "report", findings=told)
    return company.fresh(record)


def flagged_complaint(world: World) -> Record:
    """A complaint in its response, with a letter in draft, whose texts tell of a patient, said to hold personal data."""
    told = f"The patient {WORD} could not open the cap."
    record = given.in_response(world, given.complaint(world, description=told, personal_data=True))
    given.letter(world, record)
    return company.fresh(record)


def body(answer: Any) -> bytes:
    content: bytes = b"".join(answer) if answer.streaming else answer.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            return b"".join(opened.read(name) for name in opened.namelist())
    return content


def told_to(client: Client, record: Record) -> set[str]:
    """The addresses that tell the word."""
    uuids = [one.uuid for one in Record.objects.all()]
    values = {
        "uuid": uuids,
        "kind": [one.kind for one in registered()],
        "number": (record.number,),
        "form": ("csv", "json", "xlsx"),
        "name": ("triage", "assessment", "report", "open_events", "due"),
    }
    found = set()
    for address in every_address():
        for url in address.filled(values):
            asked = [url, f"{url}?{urlencode({'q': WORD})}"] if address.name in SEARCHED else [url]
            for one in asked:
                text = body(client.get(one)).replace(one.encode(), b"")
                if (WORD.encode() in text and "?q=" not in one) or (
                    "?q=" in one and record.number.encode() in text
                ):
                    found.add(one)
    return found


@pytest.mark.requirement("QE-33")
@pytest.mark.parametrize(("made", "owner"), [(flagged, "emma"), (flagged_complaint, "clara")])
def test_no_address_tells_personal_texts_to_who_may_not_read_them(
    world: World, as_person: Callable[[Person], Client], made: Callable[[World], Record], owner: str
) -> None:
    record = made(world)
    reader = world.person("nora", "event_reader", "auditor")

    told_to_nora = told_to(as_person(reader), record)
    told_to_owner = told_to(as_person(world.people[owner]), record)

    assert told_to_nora == set()
    assert f"/records/{record.uuid}/" in told_to_owner


@pytest.mark.requirement("QE-33")
def test_flag_of_a_record_takes_texts_out_of_the_index_and_back(world: World) -> None:
    told = f"Participant {WORD} was given the wrong vial."
    record = company.deviation(world, description=told)
    child = open_new(
        world.emma,
        "investigation",
        title="Which vial",
        values={"scope": told},
        parent=company.fresh(record),
        owner=world.emma,
    )

    def indexed() -> list[bool]:
        texts = [SearchEntry.objects.get(pk=one.pk).text for one in (record, child)]
        return [WORD in text for text in texts]

    before = indexed()
    company.fill(world.quentin, record, "triage", personal_data=True)
    flagged_now = indexed()
    company.fill(world.quentin, record, "triage", personal_data=False)

    assert (before, flagged_now, indexed()) == ([True, True], [False, False], [True, True])


@pytest.mark.requirement("QE-33")
def test_category_that_holds_personal_data_flags_the_event_unless_somebody_answered(world: World) -> None:
    told = f"Participant {WORD} signed late."
    record, answered = (company.deviation(world, description=told) for _ in range(2))

    company.fill(world.quentin, record, "triage", category="consent")
    company.fill(world.quentin, answered, "triage", category="consent", personal_data=False)

    flags = [body_of(company.fresh(one)).personal_data for one in (record, answered)]
    texts = [WORD in SearchEntry.objects.get(pk=one.pk).text for one in (record, answered)]
    assert (flags, texts) == ([True, False], [False, True])
