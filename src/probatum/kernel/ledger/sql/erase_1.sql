-- Erasure of content with authority. The header and the hash of the content stay; the tree still verifies.

-- Needs, in the same transaction, the X entry that names these entries and this part, and two signatures (E) on that
-- decision by different people. p_part is 'p' (personal data) or 'b' (open part; takes the personal part as well).
CREATE OR REPLACE FUNCTION ledger.erase(p_entries bigint[], p_part text, p_by bigint) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $f$
DECLARE
  x ledger.entry;
  signers integer;
  n integer := 0;
  e record;
BEGIN
  SELECT * INTO x FROM ledger.entry WHERE id = p_by AND op = 'X' AND xid = pg_current_xact_id();
  IF NOT FOUND THEN
    RAISE EXCEPTION 'Erasure needs its X entry in the same transaction' USING ERRCODE = 'QL009';
  END IF;
  IF x.body::jsonb ->> 'part' IS DISTINCT FROM p_part
     OR NOT (x.body::jsonb -> 'entries') @> to_jsonb(p_entries) THEN
    RAISE EXCEPTION 'The X entry % does not name these entries and this part', p_by USING ERRCODE = 'QL009';
  END IF;
  IF btrim(coalesce(x.body::jsonb ->> 'reason', '')) = '' THEN
    RAISE EXCEPTION 'The X entry % gives no reason', p_by USING ERRCODE = 'QL009';
  END IF;
  SELECT count(DISTINCT ((s.body::jsonb ->> 'statement')::jsonb #>> '{signer,id}')) INTO signers FROM ledger.entry s
   WHERE s.op = 'E' AND (s.rt, s.rpk) = (x.rt, x.rpk)
     AND ((s.body::jsonb ->> 'statement')::jsonb #>> '{meaning,refused}') IS DISTINCT FROM 'yes'
     AND s.id IN (SELECT v::bigint FROM jsonb_array_elements_text(x.body::jsonb -> 'approved_by') v);
  IF signers < 2 THEN
    RAISE EXCEPTION 'Erasure needs the signatures of two different people' USING ERRCODE = 'QL009';
  END IF;
  FOR e IN SELECT id, body, pbody, op FROM ledger.entry WHERE id = ANY (p_entries) ORDER BY id LOOP
    IF e.op NOT IN ('I', 'U', 'D', 'B') THEN
      RAISE EXCEPTION 'Entry % is no row change and is never erased', e.id USING ERRCODE = 'QL009';
    END IF;
    IF p_part = 'b' AND e.body IS NOT NULL THEN
      INSERT INTO ledger.erased VALUES (e.id, 'b', encode(sha256(convert_to(e.body, 'UTF8')), 'hex'), p_by);
    END IF;
    IF e.pbody IS NOT NULL THEN
      INSERT INTO ledger.erased VALUES (e.id, 'p', encode(sha256(convert_to(e.pbody, 'UTF8')), 'hex'), p_by);
    END IF;
    UPDATE ledger.entry SET body = CASE WHEN p_part = 'b' THEN NULL ELSE body END, pbody = NULL WHERE id = e.id;
    n := n + 1;
  END LOOP;
  RETURN n;
END
$f$;
