-- Tables of the ledger. See docs/adr/0010-ledger.md.
CREATE SCHEMA IF NOT EXISTS ledger;

-- Which digest of these files is installed, so that a second installation does nothing.
CREATE TABLE IF NOT EXISTS ledger.installed (
  digest text PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Captured tables. Ids are never reused. rel is NULL once the table was dropped.
CREATE TABLE IF NOT EXISTS ledger.tbl (
  t smallint PRIMARY KEY CHECK (t > 0),
  label text NOT NULL UNIQUE,
  rel regclass UNIQUE,
  root_t smallint REFERENCES ledger.tbl,
  root_col text,
  pk_col text NOT NULL,
  mask text[] NOT NULL DEFAULT '{}',
  personal text[] NOT NULL DEFAULT '{}',
  ignore text[] NOT NULL DEFAULT '{}',
  why text[] NOT NULL DEFAULT '{}',       -- columns whose change needs a reason; {*} = every change and deletion
  append_only boolean NOT NULL DEFAULT false
);

-- Cache of the columns last seen; the S entries are the authority.
CREATE TABLE IF NOT EXISTS ledger.col (
  t smallint NOT NULL REFERENCES ledger.tbl,
  attnum smallint NOT NULL,
  name text NOT NULL,
  typ text NOT NULL,
  PRIMARY KEY (t, attnum)
);

-- CACHE 1 is required: the sealer relies on ids growing with the start of the write.
CREATE SEQUENCE IF NOT EXISTS ledger.entry_id CACHE 1;

-- One row a change, signature, event, schema change. No further index or CHECK: each costs on every write.
CREATE TABLE IF NOT EXISTS ledger.entry (
  id bigint PRIMARY KEY,
  tx bigint NOT NULL,
  xid xid8 NOT NULL,
  at timestamptz NOT NULL,
  t smallint NOT NULL,
  rt smallint NOT NULL,
  op "char" NOT NULL,
  pk text NOT NULL,
  rpk text NOT NULL,
  actor bigint,
  ctx text,
  body text,
  pbody text
);
-- Serves the history of one record, newest first, by keyset.
CREATE INDEX IF NOT EXISTS entry_root ON ledger.entry (rt, rpk, id);
-- Serves "everything this person did".
CREATE INDEX IF NOT EXISTS entry_actor ON ledger.entry (actor, id) WHERE actor IS NOT NULL;
-- Serves periods; tiny, because at grows with the heap.
CREATE INDEX IF NOT EXISTS entry_at ON ledger.entry USING brin (at);

CREATE TABLE IF NOT EXISTS ledger.seal (
  n bigint PRIMARY KEY,
  epoch integer NOT NULL,
  size bigint NOT NULL UNIQUE,
  cnt integer NOT NULL,
  maxid bigint NOT NULL,
  lo bigint NOT NULL,
  hi bigint NOT NULL,
  snap pg_snapshot NOT NULL,
  sx xid8 NOT NULL,
  db_at timestamptz NOT NULL,
  host_at timestamptz NOT NULL,
  sysid text NOT NULL,
  tli integer NOT NULL,
  root bytea NOT NULL,
  sig text NOT NULL,
  ids bigint[] NOT NULL,
  leaves bytea NOT NULL
);
ALTER TABLE ledger.seal ALTER ids SET STORAGE EXTERNAL, ALTER leaves SET STORAGE EXTERNAL;
-- Serves "which seal holds this entry".
CREATE INDEX IF NOT EXISTS seal_hi ON ledger.seal (hi);

-- Roots of complete groups of 256 leaves and above, for proofs.
CREATE TABLE IF NOT EXISTS ledger.node (
  lvl smallint NOT NULL,
  i bigint NOT NULL,
  hash bytea NOT NULL,
  PRIMARY KEY (lvl, i)
);

-- A cache of the right edge of the tree, checked against the newest seal on each round.
CREATE TABLE IF NOT EXISTS ledger.head (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  size bigint NOT NULL,
  frontier bytea NOT NULL
);

CREATE TABLE IF NOT EXISTS ledger.origin (
  epoch integer PRIMARY KEY,
  origin text NOT NULL UNIQUE,
  sysid text NOT NULL,
  vkey text NOT NULL,
  start_size bigint NOT NULL
);

-- Hash of content that was erased with authority: the leaf can still be rebuilt.
CREATE TABLE IF NOT EXISTS ledger.erased (
  entry bigint NOT NULL,
  part "char" NOT NULL CHECK (part IN ('b', 'p')),
  hash text NOT NULL,
  by_entry bigint NOT NULL,
  PRIMARY KEY (entry, part)
);

-- Review by exception; filled by the sealer.
CREATE TABLE IF NOT EXISTS ledger.flag (
  entry bigint NOT NULL,
  rule text NOT NULL,
  PRIMARY KEY (entry, rule)
);

-- Refuses every change of what is written once.
CREATE OR REPLACE FUNCTION ledger.refuse_1() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $f$
BEGIN
  RAISE EXCEPTION 'The ledger is only appended to; % of ledger.% is refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'QL005';
END
$f$;

-- The one permitted change of an entry: content goes, and its hash stands in ledger.erased.
CREATE OR REPLACE FUNCTION ledger.entry_update_1() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $f$
DECLARE
  allowed boolean := true;
BEGIN
  IF (OLD.id, OLD.tx, OLD.xid::text, OLD.at, OLD.t, OLD.rt, OLD.op, OLD.pk, OLD.rpk, OLD.actor, OLD.ctx)
     IS DISTINCT FROM
     (NEW.id, NEW.tx, NEW.xid::text, NEW.at, NEW.t, NEW.rt, NEW.op, NEW.pk, NEW.rpk, NEW.actor, NEW.ctx) THEN
    allowed := false;
  END IF;
  IF NEW.body IS DISTINCT FROM OLD.body AND NOT (NEW.body IS NULL AND EXISTS (
       SELECT FROM ledger.erased e WHERE e.entry = OLD.id AND e.part = 'b'
         AND e.hash = encode(sha256(convert_to(OLD.body, 'UTF8')), 'hex'))) THEN
    allowed := false;
  END IF;
  IF NEW.pbody IS DISTINCT FROM OLD.pbody AND NOT (NEW.pbody IS NULL AND EXISTS (
       SELECT FROM ledger.erased e WHERE e.entry = OLD.id AND e.part = 'p'
         AND e.hash = encode(sha256(convert_to(OLD.pbody, 'UTF8')), 'hex'))) THEN
    allowed := false;
  END IF;
  IF NOT allowed THEN
    RAISE EXCEPTION 'The ledger is only appended to; entry % cannot be changed', OLD.id USING ERRCODE = 'QL005';
  END IF;
  RETURN NEW;
END
$f$;

DO $do$
DECLARE
  r text;
BEGIN
  FOREACH r IN ARRAY ARRAY['entry', 'seal', 'node', 'origin', 'erased', 'flag'] LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER written_once BEFORE %s ON ledger.%I FOR EACH ROW EXECUTE FUNCTION ledger.refuse_1()',
                   CASE WHEN r = 'entry' THEN 'DELETE' ELSE 'UPDATE OR DELETE' END, r);
    EXECUTE format('CREATE OR REPLACE TRIGGER never_truncated BEFORE TRUNCATE ON ledger.%I FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_1()', r);
    EXECUTE format('ALTER TABLE ledger.%I ENABLE ALWAYS TRIGGER written_once, ENABLE ALWAYS TRIGGER never_truncated', r);
  END LOOP;
  CREATE OR REPLACE TRIGGER content_erased BEFORE UPDATE ON ledger.entry
    FOR EACH ROW EXECUTE FUNCTION ledger.entry_update_1();
  ALTER TABLE ledger.entry ENABLE ALWAYS TRIGGER content_erased;
END
$do$;
