-- Rights. The rule kept: the run-time role reads the ledger and reaches it only through ledger.put and the triggers.
DO $do$
DECLARE
  o record;
BEGIN
  ALTER SCHEMA ledger OWNER TO probatum_ledger;
  FOR o IN SELECT c.oid::regclass AS rel, c.relkind FROM pg_class c
            WHERE c.relnamespace = 'ledger'::regnamespace AND c.relkind IN ('r', 'S', 'v') LOOP
    EXECUTE format('ALTER %s %s OWNER TO probatum_ledger', CASE o.relkind WHEN 'S' THEN 'SEQUENCE' WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END, o.rel);
  END LOOP;
  FOR o IN SELECT p.oid::regprocedure AS fn FROM pg_proc p WHERE p.pronamespace = 'ledger'::regnamespace LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO probatum_ledger', o.fn);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', o.fn);
  END LOOP;
  FOR o IN SELECT format('ledger.cap_%s()', t) AS fn FROM ledger.tbl WHERE rel IS NOT NULL LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO probatum_owner', o.fn);
  END LOOP;
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO probatum_owner, probatum_app, probatum_sealer, probatum_audit, probatum_disposal', current_database());
  EXECUTE format('GRANT CREATE, TEMPORARY ON DATABASE %I TO probatum_owner', current_database());
END
$do$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO probatum_app, probatum_audit, probatum_sealer, probatum_disposal, probatum_ledger;
GRANT USAGE, CREATE ON SCHEMA public TO probatum_owner;
GRANT USAGE ON SCHEMA ledger TO probatum_owner, probatum_app, probatum_sealer, probatum_audit, probatum_disposal;
GRANT SELECT ON ALL TABLES IN SCHEMA ledger TO probatum_owner, probatum_app, probatum_sealer, probatum_audit, probatum_disposal;
GRANT SELECT ON ledger.entry_id TO probatum_app, probatum_sealer, probatum_audit;
GRANT INSERT ON ledger.seal, ledger.node, ledger.origin, ledger.flag TO probatum_sealer;
GRANT INSERT, UPDATE ON ledger.head TO probatum_sealer;

GRANT EXECUTE ON FUNCTION ledger.put(text, text, text, text, text)
  TO probatum_app, probatum_owner, probatum_sealer, probatum_disposal;
GRANT EXECUTE ON FUNCTION ledger.register(text, text, text, text[], text[], text[], text[], boolean),
  ledger.register_row_1(text, text, text, text[], text[], text[], text[], boolean),
  ledger.refuse_truncate_1() TO probatum_owner;
GRANT EXECUTE ON FUNCTION ledger.sync(smallint, text[]) TO probatum_owner;
GRANT EXECUTE ON FUNCTION ledger.columns_1(smallint), ledger.value_2(text, text, "char", text), ledger.row_1(smallint, text, "char"),
  ledger.settings_1(smallint), ledger.state_query_1(smallint) TO probatum_app, probatum_owner, probatum_audit, probatum_sealer;

-- What probatum_owner creates in public: the run-time role reads, inserts and updates. DELETE is given table by table.
ALTER DEFAULT PRIVILEGES FOR ROLE probatum_owner IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE ON TABLES TO probatum_app;
ALTER DEFAULT PRIVILEGES FOR ROLE probatum_owner IN SCHEMA public
  GRANT SELECT ON TABLES TO probatum_ledger, probatum_audit;
ALTER DEFAULT PRIVILEGES FOR ROLE probatum_owner IN SCHEMA public
  GRANT USAGE, SELECT ON SEQUENCES TO probatum_app;
ALTER DEFAULT PRIVILEGES FOR ROLE probatum_owner IN SCHEMA public
  GRANT SELECT ON SEQUENCES TO probatum_audit;
GRANT EXECUTE ON FUNCTION ledger.erase(bigint[], text, bigint) TO probatum_disposal;
GRANT EXECUTE ON FUNCTION ledger.fingerprint() TO probatum_app, probatum_sealer, probatum_audit, probatum_owner;
GRANT EXECUTE ON FUNCTION ledger.time_1(timestamptz) TO probatum_app, probatum_sealer, probatum_audit, probatum_owner;
