-- The bytes that are hashed, made in the database so that sealing and checking move 32 bytes an entry.
-- The stand-alone verifier makes the same bytes in Python from an export.

CREATE OR REPLACE FUNCTION ledger.time_1(p_at timestamptz) RETURNS text LANGUAGE sql STABLE
AS $f$ SELECT to_char(p_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') $f$;

-- Content enters by its hash; where it was erased with authority, ledger.erased still holds the hash.
-- A view, because its expression is planned into the query; a function costs three times as much a row.
CREATE OR REPLACE VIEW ledger.leaf AS
  SELECT e.id, e.xid, e.at, sha256('\x00'::bytea || convert_to(concat(
    'probatum-entry/1', E'\n', e.id, E'\n', e.tx, E'\n', e.xid, E'\n',
    to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), E'\n', e.op, E'\n', e.t, E'\n', e.rt, E'\n',
    e.pk, E'\n', e.rpk, E'\n', coalesce(e.actor::text, '-'), E'\n',
    coalesce(encode(sha256(convert_to(e.ctx, 'UTF8')), 'hex'), '-'), E'\n',
    coalesce(encode(sha256(convert_to(e.body, 'UTF8')), 'hex'), CASE WHEN (SELECT EXISTS (SELECT FROM ledger.erased))
      THEN (SELECT d.hash FROM ledger.erased d WHERE d.entry = e.id AND d.part = 'b') END, '-'), E'\n',
    coalesce(encode(sha256(convert_to(e.pbody, 'UTF8')), 'hex'), CASE WHEN (SELECT EXISTS (SELECT FROM ledger.erased))
      THEN (SELECT d.hash FROM ledger.erased d WHERE d.entry = e.id AND d.part = 'p') END, '-'), E'\n'), 'UTF8')) AS leaf
  FROM ledger.entry e;
