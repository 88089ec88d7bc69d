-- Capture: one generated function a table, one AFTER ROW trigger, one BEFORE TRUNCATE trigger, both ENABLE ALWAYS.

-- Columns that are captured, in order. Virtual generated columns hold nothing of their own.
CREATE OR REPLACE FUNCTION ledger.columns_1(p_t smallint)
RETURNS TABLE (attnum smallint, name text, typ text, kind "char", plain boolean) LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $f$
  SELECT a.attnum, a.attname::text, format_type(a.atttypid, a.atttypmod),
         CASE WHEN a.attname = ANY (b.mask) THEN 'm' WHEN a.attname = ANY (b.personal) THEN 'p' ELSE 'b' END::"char",
         -- For these types "not distinct" means "same text"; 12.50 and 12.5, or 1 and 1.0 in jsonb, are equal but not the same.
         a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype, 'bool'::regtype, 'uuid'::regtype,
                        'date'::regtype, 'timestamptz'::regtype, 'timestamp'::regtype, 'bytea'::regtype)
         OR (a.atttypid IN ('text'::regtype, 'varchar'::regtype)
             AND coalesce((SELECT c.collisdeterministic FROM pg_collation c WHERE c.oid = a.attcollation), true))
    FROM ledger.tbl b JOIN pg_attribute a ON a.attrelid = b.rel
   WHERE b.t = p_t AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated <> 'v'
     AND a.attname <> ALL (b.ignore)
   ORDER BY a.attnum
$f$;

-- Expression that gives the JSON text of one column of OLD, NEW or any row alias. For whole numbers and truth values the
-- text of the value is its JSON text, and much cheaper than to_json.
CREATE OR REPLACE FUNCTION ledger.value_2(p_row text, p_name text, p_kind "char", p_typ text) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $f$
  SELECT CASE WHEN p_kind = 'm' THEN format('CASE WHEN %s.%I IS NULL THEN ''null'' ELSE ''"***"'' END', p_row, p_name)
              WHEN p_typ IN ('smallint', 'integer', 'bigint', 'boolean') THEN format('coalesce(%s.%I::text, ''null'')', p_row, p_name)
              ELSE format('coalesce(to_json(%s.%I)::text, ''null'')', p_row, p_name) END
$f$;
-- Of earlier drafts.
DROP FUNCTION IF EXISTS ledger.value_1(text, text, "char");

-- Expression that gives the JSON object of a row: its open part ('b' with masks) or its personal part ('p').
CREATE OR REPLACE FUNCTION ledger.row_1(p_t smallint, p_row text, p_part "char") RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $f$
  SELECT '''{'' || ' || string_agg(
           quote_literal(CASE WHEN nr = 1 THEN '' ELSE ',' END || to_json(name)::text || ':')
           || ' || ' || ledger.value_2(p_row, name, kind, typ), ' || ' ORDER BY nr) || ' || ''}'''
    FROM (SELECT row_number() OVER (ORDER BY attnum) AS nr, name, kind, typ FROM ledger.columns_1(p_t)
           WHERE (kind = 'p') = (p_part = 'p')) c
$f$;

-- Expression that gives a body with its salt: the open or personal part of a row, filed under 'i' or 'd'. NULL without columns.
CREATE OR REPLACE FUNCTION ledger.body_1(p_t smallint, p_row text, p_part "char", p_key text) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $f$
  SELECT coalesce('''{"s":"'' || gen_random_uuid() || ''","' || p_key || '":'' || ' || ledger.row_1(p_t, p_row, p_part) || ' || ''}''', 'NULL')
$f$;

-- SET clauses that make values print the same in every session.
CREATE OR REPLACE FUNCTION ledger.settings_1(p_t smallint) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $f$
  SELECT ' SET search_path = pg_catalog, pg_temp SET timezone = ''UTC'''
      || CASE WHEN bool_or(typ LIKE '%double%' OR typ LIKE '%real%') THEN ' SET extra_float_digits = 1' ELSE '' END
      || CASE WHEN bool_or(typ LIKE '%bytea%') THEN ' SET bytea_output = ''hex''' ELSE '' END
      || CASE WHEN bool_or(typ LIKE '%interval%') THEN ' SET intervalstyle = ''postgres''' ELSE '' END
      || CASE WHEN bool_or(typ NOT LIKE 'time%' AND typ LIKE '%range%' OR typ LIKE '%date%[]') THEN ' SET datestyle = ''ISO''' ELSE '' END
    FROM ledger.columns_1(p_t)
$f$;

-- Statements that say where a row files: v_pk, v_rt and v_rpk from OLD or NEW.
CREATE OR REPLACE FUNCTION ledger.filing_1(p_t smallint, p_row text) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $f$
  SELECT CASE WHEN b.root_col IS NULL THEN format('v_pk := %s.%I::text; v_rt := %s; v_rpk := v_pk;', p_row, b.pk_col, b.t)
         ELSE format('v_pk := %1$s.%2$I::text; v_rpk := %1$s.%3$I::text; v_rt := %4$s; IF v_rpk IS NULL THEN v_rt := %5$s; v_rpk := v_pk; END IF;',
                     p_row, b.pk_col, b.root_col, b.root_t, b.t) END
    FROM ledger.tbl b WHERE b.t = p_t
$f$;

-- Writes the capture function of one table. Bodies are put together in assignments, and entries are written by one: PL/pgSQL
-- keeps such an expression ready for the whole transaction, while PERFORM prepares the executor anew for every row.
CREATE OR REPLACE FUNCTION ledger.generate(p_t smallint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $f$
DECLARE
  b ledger.tbl;
  c record;
  diff text := '';
  part text;
  code text;
BEGIN
  SELECT * INTO STRICT b FROM ledger.tbl WHERE t = p_t;
  FOR c IN SELECT * FROM ledger.columns_1(p_t) LOOP
    IF c.typ IN ('json', 'json[]') THEN
      RAISE EXCEPTION 'Column %.% is json; use jsonb', b.label, c.name USING ERRCODE = 'QL008';
    END IF;
    part := CASE WHEN c.kind = 'p' THEN 'p' ELSE 'd' END;
    diff := diff || format(E'    IF %s THEN %s := %s || %L || %s || '','' || %s || '']'';%s END IF;\n',
      CASE WHEN c.plain THEN format('OLD.%1$I IS DISTINCT FROM NEW.%1$I', c.name)
           ELSE format('to_json(OLD.%1$I)::text IS DISTINCT FROM to_json(NEW.%1$I)::text', c.name) END,
      part, part, ',' || to_json(c.name)::text || ':[',
      ledger.value_2('OLD', c.name, c.kind, c.typ), ledger.value_2('NEW', c.name, c.kind, c.typ),
      CASE WHEN c.name = ANY (b.why) THEN ' w := true;' ELSE '' END);
  END LOOP;
  code := format($c$
CREATE OR REPLACE FUNCTION ledger.cap_%1$s() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER %2$s AS $cap$
DECLARE
  d text := '';
  p text := '';
  w boolean := false;
  n bigint;
  v_pk text;
  v_rpk text;
  v_rt smallint;
BEGIN
  IF TG_OP = 'INSERT' THEN
    %3$s
    d := %4$s;
    p := %5$s;
    n := ledger.write_1('I', %1$s::smallint, v_rt, v_pk, v_rpk, d, p, false);
  ELSIF TG_OP = 'UPDATE' THEN
%6$s
    IF d = '' AND p = '' THEN
      %7$s
      RETURN NULL;
    END IF;
    IF OLD.%8$I IS DISTINCT FROM NEW.%8$I THEN
      RAISE EXCEPTION 'The key of %9$s never changes' USING ERRCODE = 'QL002';
    END IF;
    %10$s
    %3$s
    d := CASE WHEN d <> '' THEN '{"s":"' || gen_random_uuid() || '","u":{' || substr(d, 2) || '}}' END;
    p := CASE WHEN p <> '' THEN '{"s":"' || gen_random_uuid() || '","u":{' || substr(p, 2) || '}}' END;
    n := ledger.write_1('U', %1$s::smallint, v_rt, v_pk, v_rpk, d, p, %11$s);
  ELSE
    %10$s
    %12$s
    d := %13$s;
    p := %14$s;
    n := ledger.write_1('D', %1$s::smallint, v_rt, v_pk, v_rpk, d, p, %15$s);
  END IF;
  RETURN NULL;
END
$cap$$c$,
    p_t, ledger.settings_1(p_t), ledger.filing_1(p_t, 'NEW'), ledger.body_1(p_t, 'NEW', 'b', 'i'), ledger.body_1(p_t, 'NEW', 'p', 'i'), diff,
    CASE WHEN b.ignore = '{}' THEN format(
      'IF OLD *<> NEW THEN RAISE EXCEPTION ''A column of %s changed that the ledger does not know'' USING ERRCODE = ''QL003''; END IF;', b.label)
      ELSE 'NULL;' END,
    b.pk_col, b.label,
    CASE WHEN b.append_only THEN format(
      'IF session_user <> ''probatum_disposal'' THEN RAISE EXCEPTION ''Rows of %s are written once'' USING ERRCODE = ''QL006''; END IF;', b.label)
      ELSE '' END,
    CASE WHEN '*' = ANY (b.why) THEN 'true' ELSE 'w' END,
    ledger.filing_1(p_t, 'OLD'), ledger.body_1(p_t, 'OLD', 'b', 'd'), ledger.body_1(p_t, 'OLD', 'p', 'd'),
    CASE WHEN b.why = '{}' THEN 'false' ELSE 'true' END);
  EXECUTE code;
  EXECUTE format('REVOKE ALL ON FUNCTION ledger.cap_%s() FROM PUBLIC', p_t);
  EXECUTE format('GRANT EXECUTE ON FUNCTION ledger.cap_%s() TO probatum_owner', p_t);
END
$f$;

-- Rows as the ledger prints them: what state exports, baselines and the state check compare.
CREATE OR REPLACE FUNCTION ledger.state_query_1(p_t smallint) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $f$
  SELECT format('SELECT r.%I::text AS pk, %s AS body, %s AS pbody, %s AS rpk FROM %s r', b.pk_col,
                ledger.row_1(p_t, 'r', 'b'), coalesce(ledger.row_1(p_t, 'r', 'p'), 'NULL::text'),
                CASE WHEN b.root_col IS NULL THEN 'NULL::text' ELSE format('r.%I::text', b.root_col) END, b.rel)
    FROM ledger.tbl b WHERE b.t = p_t
$f$;

-- One B entry a row: the state from which the ledger counts.
CREATE OR REPLACE FUNCTION ledger.baseline_1(p_t smallint) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET extra_float_digits = 1 SET bytea_output = 'hex'
SET intervalstyle = 'postgres' SET datestyle = 'ISO' AS $f$
DECLARE
  b ledger.tbl;
  r record;
  n bigint := 0;
BEGIN
  SELECT * INTO STRICT b FROM ledger.tbl WHERE t = p_t;
  FOR r IN EXECUTE ledger.state_query_1(p_t) || format(' ORDER BY r.%I', b.pk_col) LOOP
    PERFORM ledger.write_1('B', p_t, CASE WHEN r.rpk IS NULL THEN p_t ELSE b.root_t END, r.pk, coalesce(r.rpk, r.pk),
      '{"s":"' || gen_random_uuid() || '","i":' || r.body || '}',
      CASE WHEN r.pbody IS NOT NULL THEN '{"s":"' || gen_random_uuid() || '","i":' || r.pbody || '}' END, false);
    n := n + 1;
  END LOOP;
  RETURN n;
END
$f$;

-- Takes up changed columns of a table: one S entry says what was renamed, dropped, added (with the one value every
-- row has) or retyped; rows get a baseline where one value does not tell. Returns whether anything changed.
CREATE OR REPLACE FUNCTION ledger.sync(p_t smallint, p_retype text[] DEFAULT '{}') RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET extra_float_digits = 1 SET bytea_output = 'hex'
SET intervalstyle = 'postgres' SET datestyle = 'ISO' AS $f$
DECLARE
  b ledger.tbl;
  ren json;
  dropped json;
  added text := '';
  retype text[];
  c record;
  n bigint;
  v text;
  base boolean := false;
BEGIN
  SELECT * INTO STRICT b FROM ledger.tbl WHERE t = p_t;
  IF b.rel IS NULL THEN
    RETURN false;
  END IF;
  -- A renamed key, root, masked, personal or ignored column keeps its treatment.
  FOR c IN SELECT o.name AS old, a.attname::text AS new FROM ledger.col o JOIN pg_attribute a
             ON a.attrelid = b.rel AND a.attnum = o.attnum AND NOT a.attisdropped
            WHERE o.t = p_t AND o.name <> a.attname LOOP
    UPDATE ledger.tbl SET pk_col = CASE WHEN pk_col = c.old THEN c.new ELSE pk_col END,
      root_col = CASE WHEN root_col = c.old THEN c.new ELSE root_col END,
      mask = array_replace(mask, c.old, c.new), personal = array_replace(personal, c.old, c.new),
      ignore = array_replace(ignore, c.old, c.new), why = array_replace(why, c.old, c.new) WHERE t = p_t;
  END LOOP;
  SELECT coalesce(json_object_agg(o.name, a.attname), '{}'::json) INTO ren
    FROM ledger.col o JOIN pg_attribute a ON a.attrelid = b.rel AND a.attnum = o.attnum AND NOT a.attisdropped
   WHERE o.t = p_t AND o.name <> a.attname;
  SELECT coalesce(json_agg(o.name ORDER BY o.attnum), '[]'::json) INTO dropped
    FROM ledger.col o JOIN pg_attribute a ON a.attrelid = b.rel AND a.attnum = o.attnum
   WHERE o.t = p_t AND a.attisdropped;
  SELECT p_retype || coalesce(array_agg(n2.name ORDER BY n2.attnum), '{}') INTO retype
    FROM ledger.col o JOIN ledger.columns_1(p_t) n2 USING (attnum) WHERE o.t = p_t AND o.typ <> n2.typ;
  FOR c IN SELECT n2.* FROM ledger.columns_1(p_t) n2 WHERE NOT EXISTS
             (SELECT FROM ledger.col o WHERE o.t = p_t AND o.attnum = n2.attnum) LOOP
    EXECUTE format('SELECT count(*), min(v) FROM (SELECT DISTINCT %s AS v FROM %s r LIMIT 2) d',
                   ledger.value_2('r', c.name, c.kind, c.typ), b.rel) INTO n, v;
    IF n > 1 OR (c.kind = 'p' AND v <> 'null') THEN
      base := true;
      retype := retype || c.name;
      v := 'null';
    END IF;
    added := added || ',' || to_json(c.name)::text || ':' || coalesce(v, 'null');
  END LOOP;
  IF ren::text = '{}' AND dropped::text = '[]' AND added = '' AND retype = '{}' THEN
    RETURN false;
  END IF;
  PERFORM ledger.write_1('S', p_t, 0::smallint, '-', '-', '{"s":"' || gen_random_uuid() || '","t":' || p_t
    || ',"table":' || to_json(b.label)::text
    || ',"ren":' || ren || ',"drop":' || dropped || ',"add":{' || substr(added, 2) || '},"retype":' || to_json(retype) || '}', NULL, false);
  DELETE FROM ledger.col WHERE t = p_t;
  INSERT INTO ledger.col (t, attnum, name, typ) SELECT p_t, x.attnum, x.name, x.typ FROM ledger.columns_1(p_t) x;
  PERFORM ledger.generate(p_t);
  IF retype <> '{}' THEN
    PERFORM ledger.baseline_1(p_t);
  END IF;
  RETURN true;
END
$f$;

-- The part of a registration that touches the ledger's own tables. Called by ledger.register only.
CREATE OR REPLACE FUNCTION ledger.register_row_1(
  p_table text, p_root text, p_root_col text, p_mask text[], p_personal text[], p_ignore text[], p_why text[], p_append_only boolean
) RETURNS smallint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $f$
DECLARE
  v_rel regclass := to_regclass('public.' || quote_ident(p_table));
  v_t smallint;
  v_root smallint;
  v_pk text;
  v_old ledger.tbl;
  v_rows boolean;
  changed text[] := '{}';
BEGIN
  IF v_rel IS NULL OR NOT EXISTS (SELECT FROM pg_class WHERE oid = v_rel AND relkind = 'r' AND NOT relispartition) THEN
    RAISE EXCEPTION 'Table % does not exist or is not a plain table', p_table USING ERRCODE = 'QL008';
  END IF;
  SELECT a.attname INTO v_pk FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
   WHERE i.indrelid = v_rel AND i.indisprimary AND i.indnkeyatts = 1;
  IF v_pk IS NULL THEN
    RAISE EXCEPTION 'Table % needs a primary key of one column', p_table USING ERRCODE = 'QL008';
  END IF;
  SELECT * INTO v_old FROM ledger.tbl WHERE rel = v_rel;
  v_t := coalesce(v_old.t, (SELECT coalesce(max(t), 0) + 1 FROM ledger.tbl));
  IF p_root IS NOT NULL THEN
    SELECT t INTO v_root FROM ledger.tbl WHERE label = p_root AND rel IS NOT NULL;
    IF v_root IS NULL AND p_root = p_table THEN
      v_root := v_t;
    END IF;
    IF v_root IS NULL THEN
      RAISE EXCEPTION 'Capture % before %: it is the root', p_root, p_table USING ERRCODE = 'QL008';
    END IF;
    IF NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = v_rel AND attname = p_root_col AND NOT attisdropped) THEN
      RAISE EXCEPTION 'Table % has no column %', p_table, p_root_col USING ERRCODE = 'QL008';
    END IF;
  END IF;
  IF v_pk = ANY (p_mask || p_personal || p_ignore) THEN
    RAISE EXCEPTION 'The key of % cannot be masked, personal or ignored', p_table USING ERRCODE = 'QL008';
  END IF;
  IF v_old.t IS NULL THEN
    INSERT INTO ledger.tbl (t, label, rel, root_t, root_col, pk_col, mask, personal, ignore, why, append_only)
    VALUES (v_t, p_table, v_rel, v_root, p_root_col, v_pk, p_mask, p_personal, p_ignore, p_why, p_append_only);
  ELSE
    SELECT coalesce(array_agg(DISTINCT x), '{}') INTO changed FROM unnest(
      v_old.mask || p_mask || v_old.personal || p_personal || v_old.ignore || p_ignore) x
     WHERE (x = ANY (v_old.mask), x = ANY (v_old.personal), x = ANY (v_old.ignore))
           IS DISTINCT FROM (x = ANY (p_mask), x = ANY (p_personal), x = ANY (p_ignore));
    UPDATE ledger.tbl SET root_t = v_root, root_col = p_root_col, mask = p_mask, personal = p_personal,
      ignore = p_ignore, why = p_why, append_only = p_append_only WHERE t = v_t;
  END IF;
  PERFORM ledger.write_1('S', v_t, 0::smallint, '-', '-', '{"s":"' || gen_random_uuid() || '","register":'
    || (SELECT json_build_object('t', b.t, 'label', b.label, 'root', b.root_t, 'root_col', b.root_col, 'pk', b.pk_col,
          'mask', b.mask, 'personal', b.personal, 'ignore', b.ignore, 'why', b.why, 'append_only', b.append_only)::text
          FROM ledger.tbl b WHERE b.t = v_t) || '}', NULL, false);
  PERFORM ledger.generate(v_t);
  IF v_old.t IS NULL THEN
    INSERT INTO ledger.col (t, attnum, name, typ) SELECT v_t, x.attnum, x.name, x.typ FROM ledger.columns_1(v_t) x;
    EXECUTE format('SELECT EXISTS (SELECT FROM %s)', v_rel) INTO v_rows;
    IF v_rows THEN
      PERFORM ledger.baseline_1(v_t);
    END IF;
  ELSIF changed <> '{}' THEN
    DELETE FROM ledger.col WHERE t = v_t AND name = ANY (p_ignore);
    PERFORM ledger.sync(v_t, changed);
  END IF;
  RETURN v_t;
END
$f$;

-- Captures a table. Runs as its owner: only the owner may create and arm the triggers.
CREATE OR REPLACE FUNCTION ledger.register(
  p_table text, p_root text DEFAULT NULL, p_root_col text DEFAULT NULL, p_mask text[] DEFAULT '{}',
  p_personal text[] DEFAULT '{}', p_ignore text[] DEFAULT '{}', p_why text[] DEFAULT '{}', p_append_only boolean DEFAULT false
) RETURNS smallint LANGUAGE plpgsql AS $f$
DECLARE
  v_t smallint;
BEGIN
  EXECUTE format('LOCK TABLE public.%I IN SHARE ROW EXCLUSIVE MODE', p_table);
  v_t := ledger.register_row_1(p_table, p_root, p_root_col, p_mask, p_personal, p_ignore, p_why, p_append_only);
  EXECUTE format('CREATE OR REPLACE TRIGGER ledger_capture AFTER INSERT OR UPDATE OR DELETE ON public.%I FOR EACH ROW EXECUTE FUNCTION ledger.cap_%s()', p_table, v_t);
  EXECUTE format('CREATE OR REPLACE TRIGGER ledger_truncate BEFORE TRUNCATE ON public.%I FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_truncate_1()', p_table);
  EXECUTE format('ALTER TABLE public.%I ENABLE ALWAYS TRIGGER ledger_capture, ENABLE ALWAYS TRIGGER ledger_truncate', p_table);
  RETURN v_t;
END
$f$;

CREATE OR REPLACE FUNCTION ledger.refuse_truncate_1() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $f$
BEGIN
  RAISE EXCEPTION 'Table % is captured and cannot be truncated', TG_TABLE_NAME USING ERRCODE = 'QL005';
END
$f$;
