"""The tables of intake: what was reported, who reported it (apart), its pictures, and the points where a code hangs."""

from __future__ import annotations

import secrets

from django.db import models

from probatum.kernel.body import SectionBody
from probatum.kernel.closed import withhold
from probatum.kernel.fields import points_to, sha256_field
from probatum.kernel.file import Attachment
from probatum.kernel.master import Item
from probatum.kernel.people import Person, Site
from probatum.kernel.record import Record

CHANNELS = (("app", "In the application"), ("code", "By a code at a place"), ("email", "By e-mail"))
#: Letters and digits that nobody mistakes for another one when a reference is read out.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
IDENTITY = "complaint.identity"


def new_reference() -> str:
    """A reference to read out, such as 7F3K-92QD; it says nothing of how many there are."""
    letters = [secrets.choice(_LETTERS) for _ in range(8)]
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"


class IntakePoint(models.Model):
    """A place or machine where a code hangs, by which anybody there can report; out of use it takes nothing more."""

    token = models.CharField(max_length=20, unique=True)
    label = models.CharField(max_length=120)
    site = points_to(Site)
    equipment = points_to(Item, optional=True)
    receiver = points_to(Person)
    active = models.BooleanField(default=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["label", "id"]

    def __str__(self) -> str:
        return self.label


class EventReport(SectionBody):
    """What somebody reported, as they told it; Quality says what becomes of it."""

    description = models.TextField("what happened", blank=True)
    occurred_at = models.DateTimeField("occurred", null=True, blank=True)
    place = models.CharField("where", max_length=300, blank=True)
    product_told = models.CharField("product, batch or machine as told", max_length=300, blank=True)
    immediate_action = models.TextField("what was done at once", blank=True)
    from_outside = models.BooleanField("from a customer or patient", null=True, blank=True)
    channel = models.CharField("how it came in", max_length=10, choices=CHANNELS, default="app")
    reference = models.CharField(max_length=12, unique=True, default=new_reference)
    point = points_to(IntakePoint, optional=True)
    source = models.CharField("fingerprint of the message", max_length=64, null=True, blank=True, unique=True)


class Reporter(models.Model):
    """Who reported, apart from the report: read by those who may know it, and by nobody else on any way out."""

    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="reporter")
    name = models.CharField(max_length=200, blank=True)
    contact = models.CharField("e-mail or telephone", max_length=254, blank=True)
    told_at = models.DateTimeField()

    class Meta:
        ordering = ["record"]


class ReportedPicture(models.Model):
    """What a photograph said of itself when it came in: evidence of when it was taken; its place only where that is allowed."""

    attachment = models.OneToOneField(Attachment, on_delete=models.PROTECT, related_name="picture_facts")
    record = points_to(Record, related="reported_pictures")
    taken = models.CharField("taken at, as the camera said", max_length=40, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    location_removed = models.BooleanField(default=False)
    arrived_as = sha256_field()

    class Meta:
        ordering = ["attachment"]
        verbose_name = "facts of a photograph"


withhold("quality_reporter", permission=IDENTITY, columns=("name", "contact"))


def new_token() -> str:
    """The token in the address of a point; nobody guesses it."""
    return "".join(secrets.choice(_LETTERS) for _ in range(16))
