"""A sealed company to attack: built once by real moves, copied for each attack as a file-level backup copies it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.utils import timezone
from psycopg import sql

from probatum.config import custody, database
from probatum.config.env import environment
from probatum.kernel.ledger.finding import Finding, faults
from probatum.kernel.ledger.probatum_verify import verify as verify_export
from tests.database import clone, drop, point_to, server

READERS = "probatum_app, probatum_sealer, probatum_audit, probatum_disposal"


@dataclass
class Company:
    """Where it is and what stands in it."""

    name: str
    document: int
    version: int
    other: int
    signatures: dict[str, int]
    source: str
    file: int
    folder: Path = field(default_factory=Path)

    def superuser(self, *statements: str) -> Any:
        """What a database administrator does, each statement on its own; returns the first value of the last."""
        parameters = database.administrator(environment()).parameters(name=self.name)
        with psycopg.connect(**parameters, autocommit=True) as connection:
            for statement in statements:
                cursor = connection.execute(statement)
            return (cursor.fetchone() or (None,))[0] if cursor.description else None

    def behind(self, table: str, *statements: str) -> None:
        """The same with the triggers of a table switched off meanwhile and on again afterwards."""
        self.superuser(
            f"ALTER TABLE {table} DISABLE TRIGGER ALL",
            *statements,
            f"ALTER TABLE {table} ENABLE TRIGGER ALL",
            *(
                f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}"
                for name in (
                    ("written_once", "never_truncated", "content_erased")
                    if table == "ledger.entry"
                    else ("ledger_capture", "ledger_truncate")
                )
            ),
        )

    def found(self) -> list[Finding]:
        """Faults found in place."""
        return faults(custody.verify(full=True))

    def offline(self) -> list[tuple[str, str, dict[str, Any]]]:
        """Faults that the stand-alone verifier finds in an export with files."""
        path = self.folder / "evidence.zip"
        custody.export(path, with_files=True)
        app_key = custody.sealer().app_key
        report = verify_export(path, [custody.ledger_key()], custody.trust().checkpoints, app_key)
        return list(report.faults)

    def codes(self) -> tuple[set[str], set[str]]:
        """Codes found in place and offline."""
        return {finding.code for finding in self.found()}, {code for code, _, _ in self.offline()}


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[Company]:
    """One company with an effective document, another in draft, all sealed."""
    from django.conf import settings  # app ready
    from django.db import connections  # app ready

    shared, name = settings.DATABASES["default"]["NAME"], clone()
    with django_db_blocker.unblock():
        point_to(name)
        try:
            company = _story(name)
            custody.seal_now()
            connections.close_all()
            point_to(shared)
            yield company
        finally:
            connections.close_all()
            point_to(shared)
            drop(name)


def _story(name: str) -> Company:
    from probatum.documents import release  # app ready
    from probatum.documents.content import Version  # app ready
    from probatum.kernel.models import Signature  # app ready
    from tests.world import make_world  # app ready

    world = make_world()
    version = world.document(text=f"Gowning, as written for {uuid4().hex}.")
    today = timezone.now().astimezone(world.basel.zone).date()
    for username, move, values in (
        ("anna", "submit_for_review", {}),
        ("rita", "review", {}),
        ("anna", "submit_for_approval", {}),
        ("paul", "approve", {}),
        ("quinn", "approve_quality", {"effective_on": today}),
    ):
        world.move(world.people[username], version.record, move, values=values)
    release.attach_issue(
        Version.objects.select_related("record").get(pk=version.pk), pdf=b"%PDF-1.7 issued", pages=1
    )
    release.release_due()
    other = world.document(title="Cleaning", text=f"Cleaning, as written for {uuid4().hex}.")
    world.move(world.anna, other.record, "submit_for_review")
    world.move(world.rita, other.record, "review")
    source = Version.objects.select_related("draft__source").get(pk=version.pk).draft.source
    return Company(
        name=name,
        document=version.document_id,
        version=version.pk,
        other=other.pk,
        signatures=dict(Signature.objects.filter(record_id=version.pk).values_list("move", "pk")),
        source=source.sha256,
        file=source.pk,
    )


@pytest.fixture
def company(built: Company, tmp_path: Path, django_db_blocker: Any) -> Iterator[Company]:
    """A copy of the company for one attack; it verifies before."""
    from django.conf import settings  # app ready
    from django.db import connections  # app ready

    shared, name = settings.DATABASES["default"]["NAME"], f"{built.name}_{uuid4().hex[:6]}"
    with server() as admin:
        admin.execute(
            sql.SQL("CREATE DATABASE {} OWNER probatum_owner TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(built.name)
            )
        )
        admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
        admin.execute(sql.SQL(f"GRANT CONNECT ON DATABASE {{}} TO {READERS}").format(sql.Identifier(name)))
    kept = environment().data / "checkpoints"
    shutil.copytree(kept / built.name, kept / name)
    with django_db_blocker.unblock():
        point_to(name)
        try:
            yield Company(**{**vars(built), "name": name, "folder": tmp_path})
        finally:
            connections.close_all()
            point_to(shared)
            drop(name)
            shutil.rmtree(kept / name, ignore_errors=True)
