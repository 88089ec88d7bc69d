"""The record: one thin row for each thing with a lifecycle; its own fields stand in a typed body beside it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import connection, models
from django.db.models.functions import Upper

from probatum.kernel.circle import Circle
from probatum.kernel.fields import points_to
from probatum.kernel.people import Department, Person, Site


class Definition(models.Model):
    """A compiled process, stored once by its digest; every record names the one it runs under."""

    kind = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, unique=True)
    data = models.JSONField()
    first_seen = models.DateTimeField()


class Record(models.Model):
    """Identity and standing of one thing: kind, number, title, state, owner, site, due, version counter."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=40)
    number = models.CharField(max_length=80, unique=True)
    title = models.CharField(max_length=300)
    state = models.CharField(max_length=40)
    owner = points_to(Person, related="owned_records")
    site = points_to(Site, optional=True)
    department = points_to(Department, optional=True)
    confidential = models.BooleanField(default=False)
    circle = points_to(
        Circle, optional=True
    )  # whom it is kept for; none for all who see confidential records
    parent = points_to("self", related="children", optional=True)  # whose part this record is
    due = models.DateField(null=True, blank=True)
    definition = points_to(Definition)
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField()
    opened_by = points_to(Person, optional=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        indexes = [
            # list of one kind in one state, newest change first, keyset by (changed_at, id)
            models.Index(fields=["kind", "state", "-changed_at", "-id"], name="record_kind_state_changed"),
            models.Index(fields=["kind", "-changed_at", "-id"], name="record_kind_changed"),
            models.Index(fields=["owner", "kind"], name="record_owner_kind"),
            # the children of a record, for its page and its gates
            models.Index(
                fields=["parent", "kind"],
                name="record_children",
                condition=models.Q(parent__isnull=False),
            ),
            # search over all kinds, newest change first, for a word that many titles hold
            models.Index(fields=["-changed_at"], name="record_changed"),
            # number and title fragments typed into the search field
            GinIndex(OpClass(Upper("number"), name="gin_trgm_ops"), name="record_number_trgm"),
            GinIndex(OpClass(Upper("title"), name="gin_trgm_ops"), name="record_title_trgm"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(circle=None) | models.Q(confidential=True),
                name="record_of_a_circle_is_confidential",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Body(models.Model):
    """The typed fields of one kind; the row shares the record's primary key."""

    record = models.OneToOneField(
        Record, on_delete=models.PROTECT, primary_key=True, related_name="%(app_label)s_%(class)s"
    )

    class Meta:
        abstract = True


class Part(models.Model):
    """A person's part in one record (author, reviewer, approver); ended, never removed."""

    record = points_to(Record, related="parts")
    name = models.CharField(max_length=40)
    person = points_to(Person, related="parts")
    position = models.PositiveSmallIntegerField(default=1)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["record", "name", "position", "id"]
        indexes = [
            # "what may this person see": open parts of a person
            models.Index(fields=["person", "record"], name="part_open", condition=models.Q(until=None))
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "name", "person"], name="part_held_once", condition=models.Q(until=None)
            )
        ]


class Step(models.Model):
    """One move made on a record: the functional history that guards and the lifecycle rail read. Appended only."""

    record = points_to(Record, related="steps")
    move = models.CharField(max_length=40)
    from_state = models.CharField(max_length=40)
    to_state = models.CharField(max_length=40)
    person = points_to(Person, optional=True)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=120, blank=True)
    on_behalf_of = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["record", "id"], name="step_of_record")]


class Series(models.Model):
    """A counter of issued numbers; it only grows, so a number is never issued twice (DOC-02)."""

    prefix = models.CharField(max_length=80, unique=True)
    last = models.PositiveIntegerField(default=0)


def issue_number(pattern: str, *, values: dict[str, Any]) -> str:
    """The next number of a pattern such as `SOP-{dept}-{n:04}`. Locks the series until the transaction ends.

    Raises KeyError when the pattern names a value that is not given.
    """
    marker = "\x00"
    prefix = _fill(pattern, values, marker).replace(marker, "#")
    with connection.cursor() as cursor:  # one statement makes the series or moves it on, and holds it
        cursor.execute(_NEXT, [prefix])
        return _fill(pattern, values, int(cursor.fetchone()[0]))


_NEXT = """INSERT INTO kernel_series AS series (prefix, last) VALUES (%s, 1)
ON CONFLICT (prefix) DO UPDATE SET last = series.last + 1 RETURNING last"""


def issue_numbers(pattern: str, *, values: dict[str, Any], many: int) -> list[str]:
    """So many next numbers of a pattern, taken in one statement. Locks the series until the transaction ends."""
    if not many:
        return []
    prefix = _fill(pattern, values, "\x00").replace("\x00", "#")
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_MANY, [prefix, many])
        last = int(cursor.fetchone()[0])
    return [_fill(pattern, values, n) for n in range(last - many + 1, last + 1)]


_NEXT_MANY = """INSERT INTO kernel_series AS series (prefix, last) VALUES (%s, %s)
ON CONFLICT (prefix) DO UPDATE SET last = series.last + excluded.last RETURNING last"""


def number_in(pattern: str, number: str, *, values: dict[str, Any]) -> int | None:
    """The counter in a number that a pattern could have given with these values; None for any other number."""
    before, mark, after = _fill(pattern, values, "\x00").partition("\x00")
    digits = number[len(before) : len(number) - len(after)]
    if not mark or "\x00" in after or not (digits.isascii() and digits.isdigit()) or len(digits) > 9:
        return None
    return int(digits) if _fill(pattern, values, int(digits)) == number else None


def count_from(pattern: str, *, values: dict[str, Any], last: int) -> None:
    """Let the series of a pattern go on behind a number that was given elsewhere. Locks it until the transaction ends."""
    prefix = _fill(pattern, values, "\x00").replace("\x00", "#")
    series, _ = Series.objects.select_for_update(no_key=True).get_or_create(prefix=prefix)
    if series.last < last:
        series.last = last
        series.save(update_fields=["last"])


def _fill(pattern: str, values: dict[str, Any], n: int | str) -> str:
    if isinstance(n, str):
        pattern = _without_width(pattern)
    return pattern.format(**{**values, "n": n})


def _without_width(pattern: str) -> str:
    """`{n:04}` as `{n}`, so that the prefix of a series does not depend on its width."""
    start = pattern.find("{n:")
    if start < 0:
        return pattern
    return pattern[: start + 2] + pattern[pattern.index("}", start) :]


def open_record(
    act: Any,
    *,
    kind: str,
    number: str,
    title: str,
    state: str,
    owner: Person,
    definition: Definition,
    site: Site | None = None,
    department: Department | None = None,
    confidential: bool = False,
    circle: Circle | None = None,
    due: dt.date | None = None,
    parent: Record | None = None,
) -> Record:
    """Insert the thin row of a new record under an open action; one of a circle is confidential."""
    return Record.objects.create(
        kind=kind,
        number=number,
        title=title,
        state=state,
        owner=owner,
        site=site,
        department=department,
        confidential=confidential or circle is not None,
        circle=circle,
        due=due,
        parent=parent,
        definition=definition,
        opened_at=act.at,
        opened_by=act.person,
        changed_at=act.at,
    )
