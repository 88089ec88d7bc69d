-- Schema changes become S entries, and captured tables are taken up again. Needs a superuser, once, at installation.

CREATE OR REPLACE FUNCTION ledger.on_ddl_1() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $f$
DECLARE
  c record;
  v_t smallint;
BEGIN
  FOR c IN SELECT DISTINCT classid, objid, command_tag, object_type, schema_name, object_identity
             FROM pg_event_trigger_ddl_commands() WHERE coalesce(schema_name, '') NOT LIKE 'pg_temp%' LOOP
    SELECT t INTO v_t FROM ledger.tbl WHERE c.classid = 'pg_class'::regclass AND rel = c.objid;
    PERFORM ledger.write_1('S', coalesce(v_t, 0::smallint), 0::smallint, '-', '-',
      '{"s":"' || gen_random_uuid() || '","ddl":' || to_json(c.command_tag)::text || ',"kind":' || coalesce(to_json(c.object_type)::text, 'null')
      || ',"object":' || coalesce(to_json(c.object_identity)::text, 'null') || '}', NULL, false);
    IF v_t IS NOT NULL THEN
      PERFORM ledger.sync(v_t);
    END IF;
  END LOOP;
END
$f$;

CREATE OR REPLACE FUNCTION ledger.on_drop_1() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $f$
DECLARE
  c record;
  v_t smallint;
BEGIN
  FOR c IN SELECT * FROM pg_event_trigger_dropped_objects()
            WHERE NOT is_temporary AND (original OR object_type IN ('table', 'trigger')) LOOP
    v_t := NULL;
    IF c.object_type = 'table' THEN
      UPDATE ledger.tbl SET rel = NULL WHERE label = c.object_name AND c.schema_name = 'public'
         AND rel::oid = c.objid RETURNING t INTO v_t;
    END IF;
    PERFORM ledger.write_1('S', coalesce(v_t, 0::smallint), 0::smallint, '-', '-',
      '{"s":"' || gen_random_uuid() || '","ddl":' || to_json(TG_TAG)::text || ',"kind":' || to_json(c.object_type)::text
      || ',"object":' || to_json(c.object_identity)::text
      || CASE WHEN v_t IS NOT NULL THEN ',"dropped":' || v_t ELSE '' END || '}', NULL, false);
    -- A dropped column of a captured table.
    SELECT t INTO v_t FROM ledger.tbl WHERE c.object_type = 'table column' AND rel = c.objid;
    IF v_t IS NOT NULL THEN
      PERFORM ledger.sync(v_t);
    END IF;
  END LOOP;
END
$f$;
