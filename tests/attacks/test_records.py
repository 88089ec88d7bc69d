"""A database administrator edits records, signatures, the ledger or files. Each is found and named, in place and in an export."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.conf import settings

from probatum.config import custody, database
from probatum.config.env import environment
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.file import path_of
from probatum.kernel.ledger.history import history
from probatum.kernel.models import Record, Signature
from probatum.kernel.process import process_of
from probatum.kernel.signature import canonical, status
from tests.attacks.conftest import Company


def where(company: Company, code: str) -> set[tuple[str | None, str | None, str | None]]:
    """Table, key and column of the faults of one code, the same in place and offline."""
    inside = {(fault.table, fault.pk, fault.column) for fault in company.found() if fault.code == code}
    outside = {
        (place.get("table"), place.get("pk"), place.get("column"))
        for found, _, place in company.offline()
        if found == code
    }
    assert inside == outside
    return inside


@contextmanager
def altered_bytes(company: Company, content: bytes | None) -> Iterator[None]:
    """The stored source with other bytes, or gone; put back afterwards, because tests share the file store."""
    path = path_of(company.source)
    kept, mode = path.read_bytes(), path.stat().st_mode
    os.chmod(path, 0o640)
    path.unlink() if content is None else path.write_bytes(content)
    try:
        yield
    finally:
        path.write_bytes(kept)
        os.chmod(path, mode)


def one_byte_less(company: Company) -> bytes:
    content = bytearray(path_of(company.source).read_bytes())
    content[-1] ^= 1
    return bytes(content)


@pytest.mark.requirement("P11-10-a", "ATR-13", "ATR-14")
def test_untouched_company_is_clean(company: Company) -> None:
    assert company.codes() == (set(), set())


@pytest.mark.requirement("P11-10-a", "ATR-14", "AT-6")
def test_byte_of_a_row_a_file_and_an_entry_names_exactly_those_three(company: Company) -> None:
    entry = company.superuser(
        f"SELECT min(id) FROM ledger.entry WHERE op = 'I' AND pk = '{company.other}' AND body LIKE '%Cleaning%'"
    )
    company.behind(
        "kernel_record",
        f"UPDATE kernel_record SET title = 'Gowning for grade A' WHERE id = {company.document}",
    )
    company.behind("ledger.entry", f"UPDATE ledger.entry SET actor = actor + 1 WHERE id = {entry}")
    with altered_bytes(company, one_byte_less(company)):
        found = company.found()
        assert {fault.code for fault in found} <= {
            "STATE",
            "ALTERED",
            "FILE",
            "ROOT",
            "CHECKPOINT",
            "CONTEXT",
            "MAC",
        }
        named = {(fault.code, fault.table, fault.pk, fault.column) for fault in found}
        assert {one for one in named if one[0] in ("STATE", "FILE")} == {
            ("STATE", "kernel_record", str(company.document), "title"),
            ("FILE", "kernel_storedfile", str(company.file), None),
        }
        assert [fault.entry for fault in found if fault.code == "ALTERED"] == [entry]
        assert {"STATE", "ALTERED", "FILE"} <= {code for code, _, _ in company.offline()}


@pytest.mark.requirement("ATR-14")
@pytest.mark.parametrize(
    ("table", "column", "change"),
    [
        ("kernel_record", "title", "title || '.'"),
        ("kernel_record", "state", "'obsolete'"),
        ("kernel_step", "name", "'Nobody'"),
        ("kernel_part", "person_id", "person_id + 1"),
        ("kernel_task", "outcome", "'refused'"),
        ("kernel_person", "email", "'other@example.com'"),
        ("kernel_role", "permissions", "permissions || '{document.control}'"),
        ("documents_version", "change_summary", "'Something else.'"),
        ("documents_draft", "source_name", "'other.docx'"),
        ("documents_document", "review_months", "99"),
    ],
)
def test_edited_row_is_named_by_table_record_and_column(
    company: Company, table: str, column: str, change: str
) -> None:
    key = company.superuser(f"SELECT pk_col FROM ledger.tbl WHERE label = '{table}'")
    pk = company.superuser(f"SELECT min({key}) FROM {table}")
    company.behind(table, f"UPDATE {table} SET {column} = {change} WHERE {key} = {pk}")
    assert where(company, "STATE") == {(table, str(pk), column)}


@pytest.mark.requirement("ATR-14", "ATR-01", "AT-1")
def test_edit_with_the_trigger_on_is_history_under_the_administrators_name(company: Company) -> None:
    company.superuser(f"UPDATE kernel_record SET title = 'Forged' WHERE id = {company.document}")
    assert company.found() == []
    notes = [finding for finding in custody.verify(full=True) if finding.code == "direct-sql"]
    told = f"kernel_record {company.document} was changed directly in the database by probatum (entry"
    assert [note.sentence[: len(told)] for note in notes] == [told]
    newest = history(company.document)[0]
    assert (newest.direct, newest.person_id) == (True, None)
    assert [(change.table, change.column, change.new) for change in newest.changes] == [
        ("kernel_record", "title", "Forged")
    ]


@pytest.mark.requirement("ATR-14", "P11-10-e")
def test_deleted_step_is_named(company: Company) -> None:
    pk = company.superuser("SELECT max(id) FROM kernel_step")
    company.behind("kernel_step", f"DELETE FROM kernel_step WHERE id = {pk}")
    assert where(company, "STATE") == {("kernel_step", str(pk), None)}


@pytest.mark.requirement("ATR-14", "DOC-46")
def test_missing_file_is_named(company: Company) -> None:
    with altered_bytes(company, None):
        assert {(fault.code, fault.table, fault.pk) for fault in company.found()} == {
            ("FILE", "kernel_storedfile", str(company.file))
        }
        assert [(code, company.source in text) for code, text, _ in company.offline()] == [("FILE", True)]


@pytest.mark.requirement("ATR-14", "DOC-46")
def test_altered_file_is_named_with_its_hash(company: Company) -> None:
    with altered_bytes(company, one_byte_less(company)):
        (fault,) = company.found()
        assert (fault.code, fault.table, fault.pk) == ("FILE", "kernel_storedfile", str(company.file))
        assert company.source in fault.sentence
        assert [(code, company.source in text) for code, text, _ in company.offline()] == [("FILE", True)]


@pytest.mark.requirement("P11-70", "SIG-08", "ATR-14")
def test_deleted_signature_is_named(company: Company) -> None:
    pk = company.signatures["approve"]
    company.behind("kernel_signature", f"DELETE FROM kernel_signature WHERE id = {pk}")
    assert where(company, "STATE") == {("kernel_signature", str(pk), None)}


COLUMNS = (
    "person_id, printed_name, username, role, on_behalf_of, move, subject, meaning, meaning_text, refused, reason, at, "
    "time_zone, content, content_sha256, statement, app_signature, evidence, entry"
)


@pytest.mark.requirement("P11-70", "SIG-08", "ATR-14")
@pytest.mark.parametrize("captured", [False, True], ids=["trigger off", "trigger on"])
def test_signature_copied_to_another_record_is_named_and_shown_as_broken(
    company: Company, captured: bool
) -> None:
    copy = (
        f"INSERT INTO kernel_signature (record_id, {COLUMNS}) SELECT {company.other}, {COLUMNS} "
        f"FROM kernel_signature WHERE id = {company.signatures['approve']}"
    )
    company.superuser(copy) if captured else company.behind("kernel_signature", copy)
    pk = company.superuser("SELECT max(id) FROM kernel_signature")
    assert ("kernel_signature", str(pk), None) in {
        (fault.table, fault.pk, fault.column) for fault in company.found() if fault.code == "ESIGN"
    }
    assert ("STATE" in company.codes()[0]) == (not captured)
    record = Record.objects.get(pk=company.other)
    copied = Signature.objects.get(pk=pk)
    assert status(copied, process=process_of(record), record=record) == "broken"


@pytest.mark.requirement("P11-70", "SIG-08", "ATR-14")
def test_signature_copied_with_the_trigger_on_is_found_offline(company: Company) -> None:
    company.superuser(
        f"INSERT INTO kernel_signature (record_id, {COLUMNS}) SELECT {company.other}, {COLUMNS} "
        f"FROM kernel_signature WHERE id = {company.signatures['approve']}"
    )
    assert "ESIGN" in {code for code, _, _ in company.offline()}


@pytest.mark.requirement("P11-70", "P11-50-a1", "SIG-08", "ATR-14")
@pytest.mark.parametrize(
    ("column", "change", "shown"),
    [
        ("printed_name", "'Paul Other'", "broken"),
        ("statement", "replace(statement, 'Approved', 'Reviewed')", "broken"),
        ("meaning", "'reviewed'", "broken"),
        ("meaning_text", "'Approved for Quality'", "broken"),
        ("role", "'Managing director'", "broken"),
        ("username", "'quinn'", "broken"),
        ("subject", "'9.0 (draft 8.1)'", "broken"),
        ("reason", "'Because.'", "broken"),
        ("refused", "true", "broken"),
        ("time_zone", "'Asia/Tokyo'", "broken"),
        ("at", "at - interval '1 day'", "broken"),
        ("statement", "'no JSON'", "broken"),
        ("app_signature", "'no base64'", "broken"),
        ("content", "replace(content, 'Gowning', 'Growing')", "broken"),
        ("person_id", "person_id + 1", "broken"),
        ("app_signature", "replace(app_signature, left(app_signature, 1), 'A')", "broken"),
    ],
)
def test_edited_signature_is_named_by_column_and_shown_as_broken(
    company: Company, column: str, change: str, shown: str
) -> None:
    pk = company.signatures["approve"]
    if change.startswith("replace(app_signature"):
        change = "CASE left(app_signature, 1) WHEN 'A' THEN 'B' ELSE 'A' END || substr(app_signature, 2)"
    company.behind("kernel_signature", f"UPDATE kernel_signature SET {column} = {change} WHERE id = {pk}")
    assert where(company, "STATE") == {("kernel_signature", str(pk), column)}
    record = Record.objects.get(pk=company.version)
    assert status(Signature.objects.get(pk=pk), process=process_of(record), record=record) == shown


@pytest.mark.requirement("P11-70", "AT-6")
@pytest.mark.parametrize(
    "statement", ["UPDATE kernel_signature SET printed_name = 'X'", "DELETE FROM kernel_signature"]
)
def test_signature_is_written_once_even_for_the_superuser(company: Company, statement: str) -> None:
    with pytest.raises(psycopg.Error, match="written once"):
        company.superuser(statement)


@pytest.mark.requirement("P11-70", "SIG-08")
def test_edited_content_shows_the_signatures_as_broken(company: Company) -> None:
    company.behind(
        "kernel_record",
        f"UPDATE kernel_record SET title = 'Gowning for grade D' WHERE id = {company.version}",
    )
    record = Record.objects.get(pk=company.version)
    found = {status(signed, process=process_of(record), record=record) for signed in record.signatures.all()}
    assert found == {"broken"}


@pytest.mark.requirement("P11-70", "ATR-14", "P11-200-a3")
def test_signature_made_by_hand_is_named(company: Company) -> None:
    """A statement that the application's key did not sign, entered with everything else in order."""
    statement = company.superuser(
        f"SELECT statement FROM kernel_signature WHERE id = {company.signatures['approve']}"
    )
    told = {**json.loads(statement), "rpk": str(company.other), "nonce": "f" * 32}
    body = canonical({"statement": canonical(told), "sig": base64.b64encode(b"x" * 64).decode()})
    entry = company.superuser(f"SELECT ledger.put('E', 'kernel_record', '{company.other}', $b${body}$b$)")
    custody.seal_now()
    assert ("ESIGN", entry) in {(fault.code, fault.entry) for fault in company.found()}
    assert "ESIGN" in {code for code, _, _ in company.offline()}


@pytest.mark.requirement("ATR-14", "AT-1", "P11-10-e")
@pytest.mark.parametrize("role", ["superuser", "app"])
def test_act_under_another_persons_name_is_named(company: Company, role: str) -> None:
    forged = json.dumps(
        {"act": "role.change", "n": "Quinn", "nonce": "n1", "u": 6, "why": "as agreed", "mac": "0" * 32},
        separators=(",", ":"),
    )
    parameters = database.address(environment(), role).parameters(name=company.name)
    with psycopg.connect(**parameters) as connection:
        connection.execute("SELECT set_config('ledger.ctx', %s, true)", [forged])
        connection.execute("UPDATE kernel_role SET permissions = permissions || '{document.control}'")
    custody.seal_now()
    assert company.codes() == ({"MAC"}, {"MAC"})


@pytest.mark.requirement("ATR-14", "AT-1")
def test_true_context_used_again_is_named(company: Company) -> None:
    text = company.superuser("SELECT ctx FROM ledger.entry WHERE ctx LIKE '%approve_quality%' LIMIT 1")
    parameters = database.address(environment(), "app").parameters(name=company.name)
    with psycopg.connect(**parameters) as connection:
        connection.execute("SELECT set_config('ledger.ctx', %s, true)", [text])
        connection.execute("UPDATE kernel_site SET name = 'Elsewhere'")
    custody.seal_now()
    assert company.codes() == ({"MAC"}, {"MAC"})


@pytest.mark.requirement("ATR-14", "ATR-12")
def test_ledger_cut_short_is_named(company: Company) -> None:
    company.superuser(
        "ALTER TABLE ledger.seal DISABLE TRIGGER ALL",
        "DELETE FROM ledger.seal WHERE n = (SELECT max(n) FROM ledger.seal)",
    )
    inside, outside = company.codes()
    assert {"ROLLBACK", "TRIGGER"} <= inside
    assert "ROLLBACK" in outside


@pytest.mark.requirement("ATR-14", "AT-6")
def test_capture_switched_off_is_named(company: Company) -> None:
    company.superuser("ALTER TABLE kernel_signature DISABLE TRIGGER ledger_capture")
    assert {(fault.code, fault.table) for fault in company.found()} == {("TRIGGER", "kernel_signature")}


@pytest.mark.requirement("ATR-14", "ATR-12")
def test_action_removed_before_it_was_sealed_is_missed(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    from probatum.kernel.comment import add_comment  # app ready
    from probatum.kernel.models import Person  # app ready

    monkeypatch.setattr(settings, "JOURNAL", custody.journal().folder)
    before = company.superuser("SELECT max(id) FROM ledger.entry")
    with action(SYSTEM, "test.nothing"):
        pass  # an action that wrote nothing is not missed
    assert company.found() == []
    add_comment(Person.objects.get(username="anna"), Record.objects.get(pk=company.version), text="Unwanted.")
    company.behind("kernel_comment", "DELETE FROM kernel_comment")
    company.behind("ledger.entry", f"DELETE FROM ledger.entry WHERE id > {before}")
    custody.seal_now()
    assert {fault.code for fault in company.found()} == {"JOURNAL"}


@pytest.mark.requirement("ATR-13", "P11-30")
def test_verifier_inside_the_export_runs_alone_and_names_the_fault(company: Company) -> None:
    company.behind("kernel_record", f"UPDATE kernel_record SET title = 'X' WHERE id = {company.document}")
    path = company.folder / "evidence.zip"
    custody.export(path, with_files=True)
    with zipfile.ZipFile(path) as package:
        package.extract("probatum_verify.py", company.folder)
    command = [sys.executable, "-I", "-S", "probatum_verify.py", path.name, "--key", custody.ledger_key()]
    done = subprocess.run(command, cwd=company.folder, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert f"kernel_record {company.document}, column title" in done.stdout
    assert done.stdout.rstrip().endswith("broken")


@pytest.mark.requirement("P11-10-a", "ATR-14", "AT-6")
@pytest.mark.parametrize(
    ("op", "column"),
    [
        ("I", "body"),
        ("I", "ctx"),
        ("I", "pbody"),
        ("U", "body"),
        ("U", "ctx"),
        ("E", "body"),
        ("E", "ctx"),
    ],
)
def test_byte_that_breaks_the_form_of_an_entry_is_named_too(company: Company, op: str, column: str) -> None:
    """Not every altered byte leaves readable JSON behind; verification goes on all the same."""
    entry = company.superuser(
        f"SELECT max(id) FROM ledger.entry WHERE op = '{op}' AND {column} IS NOT NULL AND id > 60"
    )
    broken = f"overlay({column} placing '!' from length({column}) for 1)"
    company.behind("ledger.entry", f"UPDATE ledger.entry SET {column} = {broken} WHERE id = {entry}")
    assert ("ALTERED", entry) in {(fault.code, fault.entry) for fault in company.found()}
    assert ("ALTERED", entry) in {(code, place.get("entry")) for code, _, place in company.offline()}
