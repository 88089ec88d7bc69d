"""What is on paper: the numbered copies of a version, and the code that each print and each copy carries (DOC-25, MOB-04).

A code is random and only its hash is kept, so no reading of the database or of the ledger lets anybody make a valid one.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import secrets

from django.db import models
from django.db.models import Q

from probatum.documents.content import Document, Version
from probatum.kernel.action import Act
from probatum.kernel.fields import points_to, sha256_field
from probatum.kernel.people import Person
from probatum.kernel.record import Body

KIND = "controlled_copy"
_BYTES = 16


class ControlledCopy(Body):
    """A numbered copy of an effective version: who has it, where, and what for."""

    document = points_to(Document, related="controlled_copies")
    version = points_to(Version, related="controlled_copies")
    copy_no = models.PositiveIntegerField(verbose_name="copy number")
    holder = points_to(Person, optional=True, verbose_name="recipient with an account")
    recipient = models.CharField(max_length=120, verbose_name="recipient")
    place = models.CharField(max_length=120, verbose_name="place")
    purpose = models.CharField(max_length=300, verbose_name="purpose")
    issued_at = models.DateTimeField()
    issued_by = points_to(Person)
    recalled_at = models.DateTimeField(null=True, blank=True)
    handed_back_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    witness = models.CharField(max_length=120, blank=True, verbose_name="destroyed before")

    class Meta:
        verbose_name = "controlled copy"
        constraints = [models.UniqueConstraint(fields=["document", "copy_no"], name="copy_numbered_once")]


class Paper(models.Model):
    """One printing: what its code stands for. Inserted, never updated; whether it is valid is asked when it is shown."""

    token_sha256 = sha256_field(unique=True)
    version = points_to(Version, related="papers")
    copy = points_to(ControlledCopy, related="papers", optional=True)
    made_at = models.DateTimeField()
    made_by = points_to(Person)
    valid_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "print"
        ordering = ["id"]
        constraints = [
            # a print is either of a copy, or it runs out
            models.CheckConstraint(
                name="paper_ends", condition=Q(copy=None, valid_until__isnull=False) | Q(copy__isnull=False)
            )
        ]


def new_paper(
    act: Act,
    version: Version,
    *,
    by: Person,
    copy: ControlledCopy | None = None,
    valid_until: dt.datetime | None = None,
) -> str:
    """Keep a printing under an open action and return its code: 128 random bits in capital letters and digits."""
    token = base64.b32encode(secrets.token_bytes(_BYTES)).decode().rstrip("=")
    Paper.objects.create(
        token_sha256=_hash(token),
        version=version,
        copy=copy,
        made_at=act.at,
        made_by=by,
        valid_until=valid_until,
    )
    return token


def paper_of(token: str) -> Paper | None:
    """The printing that a code stands for."""
    known = Paper.objects.select_related(
        "version__record", "version__document__record", "version__document__effective__record", "copy__record"
    )
    return known.filter(token_sha256=_hash(token.upper())).first()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
