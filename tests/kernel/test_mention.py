"""Mentions: a colleague named in a remark is told, and nobody of what they may not see (QE-27)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.comment import add_comment
from probatum.kernel.errors import Refused
from probatum.kernel.follow import Notice, notices_for
from probatum.kernel.mention import Mention, named_in, tell_mentioned
from probatum.kernel.models import Comment, Person, Record
from tests.mailbox import Mailbox, listening
from tests.quality.events import company
from tests.world import World

NOW = dt.datetime.now(dt.UTC)


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    """A mail server that the application is told of."""
    with listening() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = box.host, box.port
        yield box


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@erik, have you seen it? @erik.", ["erik"]),
        ("Ask @quentin and @helga.", ["quentin", "helga"]),
        ("Write to erik@example.com", []),
        ("(@erik)", ["erik"]),
        ("@@erik and @ erik", []),
    ],
)
@pytest.mark.requirement("QE-27")
def test_mention_is_a_user_name_behind_an_at_sign(text: str, names: list[str]) -> None:
    assert named_in(text) == names


@pytest.mark.requirement("QE-27")
def test_mentioned_colleague_gets_a_notice_and_a_message_without_the_remark(
    world: World, mailbox: Mailbox, django_capture_on_commit_callbacks: Any
) -> None:
    record = company.deviation(world)
    add_comment(world.emma, record, text="@erik, was the alarm on? Nobody of @nobody knows.")

    with django_capture_on_commit_callbacks(execute=True):
        first, again = tell_mentioned(now=NOW), tell_mentioned(now=NOW)

    erik = Person.objects.get(username="erik")
    assert [(one.text, one.record_id) for one in notices_for(erik)] == [
        ("Emma mentions you in a comment", record.pk)
    ]
    assert (first, again) == (1, 0)
    (message,) = mailbox.messages
    assert message["To"] == "erik@example.com"
    told = message.get_content()
    assert f"Emma mentions you in a comment: {record.number} Cold room open over night" in told
    assert "alarm" not in told


@pytest.mark.requirement("QE-27", "P11-10-d")
def test_somebody_who_may_not_see_the_record_is_not_told(world: World) -> None:
    record = company.deviation(world)

    with pytest.raises(Refused) as refusal:
        add_comment(world.emma, record, text="@otto, please look.")

    assert str(refusal.value) == (
        f"Otto may not see {record.number} and is not told of it. Take the mention out; the owner (Emma) can give "
        "Otto a part in it."
    )
    assert (Comment.objects.count(), Mention.objects.count(), Notice.objects.count()) == (0, 0, 0)


@pytest.mark.requirement("QE-27", "P11-10-d")
def test_notice_and_message_stop_where_the_record_is_no_longer_seen(
    world: World, mailbox: Mailbox, django_capture_on_commit_callbacks: Any
) -> None:
    record = company.deviation(world)
    add_comment(world.emma, record, text="@erik, was the alarm on?")
    with action(SYSTEM, "test.close", record=record):
        Record.objects.filter(pk=record.pk).update(confidential=True)

    with django_capture_on_commit_callbacks(execute=True):
        tell_mentioned(now=NOW)

    erik = Person.objects.get(username="erik")
    assert (notices_for(erik), mailbox.messages) == ([], [])
