-- The one place that inserts an entry, and the door for events and signatures.

-- Context of a change made without the application. Never the text of the statement: it may hold secrets.
CREATE OR REPLACE FUNCTION ledger.direct_context_1() RETURNS text LANGUAGE sql
SET search_path = pg_catalog, pg_temp AS $f$
  SELECT '{"an":' || to_json(current_setting('application_name'))::text
      || ',"ca":' || coalesce(to_json(host(inet_client_addr()))::text, '"local"')
      || ',"dbu":' || to_json(session_user::text)::text
      || ',"org":"sql","pid":' || pg_backend_pid()
      || ',"q":"' || encode(sha256(convert_to(coalesce(current_query(), ''), 'UTF8')), 'hex')
      || '","s":"' || gen_random_uuid()
      || '","t0":' || to_json(now())::text || '}'
$f$;

-- Inserts one entry. tx is the id of the first entry of this transaction under this context, the only one
-- that carries ctx; the setting ledger.tx remembers it and is believed only while xid and context agree.
-- The verifier checks the same again, so a forged setting is found.
CREATE OR REPLACE FUNCTION ledger.write_1(
  p_op "char", p_t smallint, p_rt smallint, p_pk text, p_rpk text, p_body text, p_pbody text, p_why boolean
) RETURNS bigint LANGUAGE plpgsql AS $f$
DECLARE
  c text := coalesce(current_setting('ledger.ctx', true), '');
  x xid8 := pg_current_xact_id();
  m text := current_setting('ledger.tx', true);
  head text := x::text || '/';
  n bigint;
  first bigint;
  who bigint;
  cut integer;
  stored text;
BEGIN
  IF c = '' AND (session_user IN ('probatum_app', 'probatum_disposal')
                 OR current_setting('role') IN ('probatum_app', 'probatum_disposal')) THEN
    RAISE EXCEPTION 'Changes are made inside an action; this one has no context' USING ERRCODE = 'QL001';
  END IF;
  IF p_why AND c <> '' AND btrim(coalesce(c::json ->> 'why', ''), E' \t\r\n') = '' THEN
    RAISE EXCEPTION 'Say why: this change needs a reason' USING ERRCODE = 'QL004';
  END IF;
  IF p_pk IS NULL OR p_pk ~ '[\n\r\t]' OR p_rpk ~ '[\n\r\t]' THEN
    RAISE EXCEPTION 'A key is empty or holds a line break or tab' USING ERRCODE = 'QL007';
  END IF;
  n := nextval('ledger.entry_id');
  IF m IS NOT NULL AND left(m, length(head)) = head THEN
    cut := strpos(m, '|');
    IF substr(m, cut + 1) = c THEN
      first := split_part(m, '/', 2)::bigint;
      who := nullif(split_part(left(m, cut - 1), '/', 3), '')::bigint;
    END IF;
  END IF;
  IF first IS NULL THEN
    first := n;
    IF c = '' THEN
      stored := ledger.direct_context_1();
    ELSE
      stored := c;
      who := nullif((c::json ->> 'u')::bigint, 0);
    END IF;
    PERFORM set_config('ledger.tx', head || n || '/' || coalesce(who::text, '') || '|' || c, true);
  END IF;
  INSERT INTO ledger.entry (id, tx, xid, at, t, rt, op, pk, rpk, actor, ctx, body, pbody)
  VALUES (n, first, x, clock_timestamp(), p_t, p_rt, p_op, p_pk, p_rpk, who, stored, p_body, p_pbody);
  RETURN n;
END
$f$;

-- Writes an event (N), a signature (E), a disposal (X) or a recovery (R). Row and schema changes come from
-- triggers alone, so nobody writes one by hand. p_rt and p_table are labels of captured tables or '-'.
CREATE OR REPLACE FUNCTION ledger.put(
  p_op text, p_rt text, p_rpk text, p_body text, p_table text DEFAULT '-'
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $f$
DECLARE
  v_rt smallint := 0;
  v_t smallint := 0;
  v_body text := p_body;
BEGIN
  IF p_op NOT IN ('N', 'E', 'X', 'R') THEN
    RAISE EXCEPTION 'Entries of kind % come from triggers only', p_op USING ERRCODE = 'QL008';
  END IF;
  IF p_rt <> '-' THEN
    SELECT t INTO v_rt FROM ledger.tbl WHERE label = p_rt;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'Table % is not captured', p_rt USING ERRCODE = 'QL008';
    END IF;
  END IF;
  IF p_table <> '-' THEN
    SELECT t INTO v_t FROM ledger.tbl WHERE label = p_table;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'Table % is not captured', p_table USING ERRCODE = 'QL008';
    END IF;
  END IF;
  IF json_typeof(v_body::json) <> 'object' OR v_body ~ '[\n\r\t]' OR left(v_body, 1) <> '{' THEN
    RAISE EXCEPTION 'The body of an event is one line of JSON, an object' USING ERRCODE = 'QL008';
  END IF;
  v_body := '{"s":"' || gen_random_uuid() || '"'
    || CASE WHEN v_body ~ '^\{\s*\}$' THEN '}' ELSE ',' || substr(v_body, 2) END;
  RETURN ledger.write_1(p_op::"char", v_t, v_rt, coalesce(p_rpk, '-'), coalesce(p_rpk, '-'), v_body, NULL, false);
END
$f$;
