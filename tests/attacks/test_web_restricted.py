"""Attacks on what is restricted: every address of the application is walked by people outside the circle, before and after there is something.

Nothing may differ but the addresses of the ledger's own size: no number, no title, no text, no count (DOC-37).
"""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils.http import urlencode

from probatum.documents import linking, requesting, reviewing
from probatum.documents.content import Document, Version
from probatum.documents.copying import issue
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.comment import add_comment
from probatum.kernel.lifecycle import lock
from probatum.kernel.link import Link
from probatum.kernel.models import Comment, Person, Record
from probatum.kernel.process import registered
from probatum.kernel.reading import note_confidential_view
from probatum.output.content import content_from_markdown
from tests.addresses import Address, every_address
from tests.documents.changes import draft_request, put_on, request_of, today
from tests.restricted import TITLE, WORDS, Restricted, effective_secret, restrict, secret
from tests.web.conftest import as_person
from tests.web.documents.conftest import make_draft, make_effective
from tests.world import World

__all__ = ["as_person"]

#: People outside the circle with nearly every right there is, each set as roles may hold it together.
OUTSIDERS = {
    "works": ("reader", "author", "reviewer", "approver", "controller", "auditor"),
    "oversees": ("reader", "quality", "auditor"),
    "administers": ("administrator", "reader"),
}
#: What is typed into a search field: words, a number, pieces of it, a misspelling, names of what there is.
QUERIES = (
    "UBL-QA-001",
    "ubl-qa",
    "Zanzibar",
    "zanzibr",
    "quokka",
    "wombat",
    "treatment codes",
    "Gowning",
    "*",
)
SEARCHED = {"search", "palette", "documents", "document-drafts", "record-list", "record-list-export"}
HISTORIES = {"ledger", "record-history", "record-history-export"}
#: The size of the ledger is told to who verifies it; a checkpoint is public. Neither says of what.
OF_THE_LEDGER = {"checkpoint", "ledger-verification", "watch", "administration"}
#: What is another from one request to the next: tokens of forms, the moment of asking.
CHANGING = (
    r'"X-CSRFToken": "[^"]*"',
    r'name="(csrfmiddlewaretoken|form_token)" value="[^"]*"',
    r"Printed from the browser by [^<]*",
    r"hours, until <time [^<]*</time>",
    r"As of <time [^<]*</time>",
    r"(?m)^2[0-9-]{9} [0-9:]{8},(?=[a-z])",
)


def everyday(world: World) -> dict[str, Sequence[Any]]:
    """Open things of each kind, and the values by which addresses reach them."""
    readable = content_from_markdown("# Purpose\n\nGowning, see SOP-QA-002.\n", name="gowning")
    make_effective(world, make_draft(world, readable, title="Gowning for grade B"))
    draft = make_draft(world, readable, title="Cleaning")
    request = draft_request(world)
    put_on(world, request, draft)
    add_comment(world.anna, draft.record, text="Which gloves?")
    uuids = [record.uuid for record in Record.objects.all()]
    return {
        "uuid": uuids,
        "others": [world.people[name].pk for name in ("uma", "ugo", "ursula", "anna", "carla")],
        "number": ("SOP-QA-001", "SOP-QA-002"),
        "comment-resolved.number": (Comment.objects.get().pk,),
        "kind": [process.kind for process in registered(None)],
        "major": (1,),
        "minor": (1,),
        "page": (1, "documents"),
        "code": ("SOP", "BSL", "QA", "controller", "unblinded"),
        "username": ("ursula", "uma"),
        "part": ("reviewer",),
        "name": ("retire", "submit_for_review"),
        "form": ("csv", "json", "xlsx"),
        "whose": ("mine",),
        "key": (1, "company.name"),
        "pk": (1,),
    }


def restricted_work(world: World, kept: Restricted) -> Version:
    """All that people do: drafts, a document in force, copies, a change, a review, links, comments, tasks, reading."""
    version = effective_secret(world, kept)
    document = Document.objects.select_related("record", "type", "effective__record").get(
        pk=version.document_id
    )
    issue(kept.uma, version, recipient="Kit room wombat", place="Vault wombat", purpose="Unblinding wombat")
    with action(SYSTEM, "periodic_review.open") as act:
        Document.objects.filter(pk=document.pk).update(next_review=today(world))
        reviewing.begin(act, Document.objects.get(pk=document.pk), parent=lock(document.record))
    open_one = Record.objects.get(number="SOP-QA-001")
    linking.add_link(kept.uma, document, type="references", number=open_one.number, note="wombat")
    with action(
        kept.uma, "document.link", record=open_one
    ) as act:  # and from what everybody sees to what is kept
        Link.objects.create(
            source=open_one, target=document.record, type="related", made_by=kept.uma, made_at=act.at
        )
    draft = secret(world, kept, title=f"{TITLE} 2")
    add_comment(kept.ursula, draft.record, text="Is the wombat kit listed?")
    request = requesting.open_request(kept.uma, title="wombat", reason="wombat", site=world.basel)
    present = request_of(request)
    requesting.put_on(kept.uma, present, documents=[draft.document], end="effective", based_on=1)
    note_confidential_view(kept.ugo, draft.record)
    world.move(kept.uma, draft.record, "submit_for_review")
    return version


def plain(answer: Any) -> tuple[int, str]:
    """What an address answered, without what changes from one request to the next."""
    if answer.get("Content-Type") == "application/pdf":
        return answer.status_code, ""  # it carries the minute and who printed it
    body = b"".join(answer) if answer.streaming else answer.content
    if body.startswith(b"PK"):
        return answer.status_code, inside(body)
    text = body.decode("utf-8", "replace")
    for changing in CHANGING:
        text = re.sub(changing, "", text)
    return answer.status_code, text


def inside(package: bytes) -> str:
    """The names in a package, and the words in it that nobody outside may read; it grows with what the walk itself does."""
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        names = sorted(opened.namelist())
        told = [word for name in names for word in WORDS if word.encode() in opened.read(name)]
    return "\n".join([*names, *told])


def asked(address: Address, values: dict[str, Sequence[Any]]) -> list[str]:
    """Everything one asks of an address: as it is, and with each query where it searches."""
    filled = list(address.filled(values))
    if address.name in HISTORIES:  # of others: the walk itself leaves traces, such as what was printed
        return [f"{one}?person={pk}" for one in filled for pk in values["others"]]
    if address.name not in SEARCHED:
        return filled
    return filled + [f"{one}?{urlencode({'q': query})}" for one in filled for query in QUERIES]


def walk(client: Client, values: dict[str, Sequence[Any]]) -> dict[str, tuple[int, str]]:
    """What every address answers."""
    return {
        url: plain(client.get(url))
        for address in every_address()
        if address.name not in OF_THE_LEDGER
        for url in asked(address, values)
    }


def without_sizes(text: str) -> str:
    """A page of the ledger without how many entries it holds."""
    return re.sub(r"[\d,]+ to [\d,]+|\b\d{1,3}(,\d{3})*\b", "#", text)


def differences(before: dict[str, tuple[int, str]], after: dict[str, tuple[int, str]]) -> dict[str, str]:
    """Where two walks differ, each with the first line that does."""
    found = {}
    for url, (status, text) in before.items():
        now, told = after[url]
        if url.startswith("/ledger/"):
            text, told = without_sizes(text), without_sizes(told)
        if (now, told) != (status, text):
            lines = itertools.zip_longest(re.split(r"(?<=[>\n])", text), re.split(r"(?<=[>\n])", told))
            found[url] = next((f"{old!r} became {new!r}" for old, new in lines if old != new), "?")
    return found


@pytest.mark.requirement("DOC-37", "P11-10-d", "ACC-03")
@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_no_address_tells_an_outsider_that_something_restricted_is_there(
    world: World, as_person: Callable[[Person], Client], outsider: str
) -> None:
    kept = restrict(world)
    person = world.person(outsider, *OUTSIDERS[outsider])
    values = everyday(world)
    insider = as_person(kept.uma)
    first, second, third = (
        as_person(person) for _ in range(3)
    )  # signed in before; a session knows what it read
    before = walk(first, values)
    assert len(before) > 200
    assert any("SOP-QA-001" in text for _, text in before.values())

    version = restricted_work(world, kept)

    assert "UBL-QA-001" in insider.get("/documents/").content.decode()  # there is something to find
    after = walk(second, values)
    assert differences(before, after) == {}
    told = {
        url: word for url, (_, text) in after.items() for word in WORDS if word in text and word not in url
    }
    assert {url: word for url, word in told.items() if "?q=" not in url} == {}
    assert answered_like_nothing(third, values, version) == {}


def answered_like_nothing(
    client: Client, values: dict[str, Sequence[Any]], version: Version
) -> dict[str, tuple[int, int]]:
    """The addresses of what is restricted that answer otherwise than addresses of what is not there, by GET and POST."""
    inside = list(Record.objects.exclude(circle=None))
    assert {record.kind for record in inside} >= {
        "document",
        "version",
        "controlled_copy",
        "change_request",
        "periodic_review",
    }
    wrong = {}
    for address in every_address():
        if not {"uuid", "number"} & set(address.arguments) or address.name in OF_THE_LEDGER:
            continue
        there: dict[str, Any] = {**values, "uuid": [one.uuid for one in inside], "number": ("UBL-QA-001",)}
        there |= {"key": list(Link.objects.values_list("pk", flat=True))}
        there |= {"comment-resolved.number": list(Comment.objects.values_list("pk", flat=True))}
        for url in address.filled(there):
            nowhere = _nowhere(url)
            for ask in (client.get, client.post):
                told, nothing = ask(url), ask(nowhere)
                if told.status_code != nothing.status_code or any(
                    word in plain(told)[1].replace("UBL-QA-001", "") for word in WORDS
                ):
                    wrong[f"{ask.__name__} {url}"] = (told.status_code, nothing.status_code)
    assert version.document.record.number == "UBL-QA-001"
    return wrong


def _nowhere(url: str) -> str:
    """The same address for what does not exist."""
    found = re.search(r"[0-9a-f]{8}-[0-9a-f-]{27}", url)
    if found and UUID(found.group()):
        url = url.replace(found.group(), str(uuid4()))
    return url.replace("UBL-QA-001", "UBL-QA-999")
