-- A time as it is hashed and exported. The hashes themselves are made by the sealer and by who verifies, from what is
-- stored: a view that made them here could be replaced by one that vouches for altered entries.

CREATE OR REPLACE FUNCTION ledger.time_1(p_at timestamptz) RETURNS text LANGUAGE sql STABLE
AS $f$ SELECT to_char(p_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') $f$;

-- Of earlier drafts.
DROP VIEW IF EXISTS ledger.leaf;
