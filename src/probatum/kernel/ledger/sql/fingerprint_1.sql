-- One digest of everything in the catalogue that the ledger leans on. Event triggers do not see changes of event
-- triggers, roles and settings; this does.
CREATE OR REPLACE FUNCTION ledger.fingerprint() RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $f$
  SELECT encode(sha256(convert_to(string_agg(line, E'\n' ORDER BY line COLLATE "C"), 'UTF8')), 'hex') FROM (
    SELECT 'trigger ' || g.tgrelid::regclass || ' ' || pg_get_triggerdef(g.oid) || ' ' || g.tgenabled::text AS line
      FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid
     WHERE NOT g.tgisinternal AND (c.relnamespace = 'ledger'::regnamespace OR g.tgrelid IN (SELECT rel FROM ledger.tbl))
    UNION ALL
    SELECT 'function ' || p.oid::regprocedure || ' ' || p.proowner::regrole || ' ' || coalesce(p.proacl::text, '')
           || ' ' || p.prosecdef::text || ' ' || coalesce(p.proconfig::text, '') || ' ' || p.prosrc
      FROM pg_proc p WHERE p.pronamespace = 'ledger'::regnamespace
    UNION ALL
    SELECT 'relation ' || c.oid::regclass || ' ' || c.relowner::regrole || ' ' || coalesce(c.relacl::text, '') || ' ' || c.relrowsecurity::text
      FROM pg_class c WHERE c.relnamespace = 'ledger'::regnamespace OR c.oid IN (SELECT rel FROM ledger.tbl)
    UNION ALL
    SELECT 'rule ' || r.ev_class::regclass || ' ' || pg_get_ruledef(r.oid) FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
     WHERE c.relkind <> 'v' AND (c.relnamespace = 'ledger'::regnamespace OR c.oid IN (SELECT rel FROM ledger.tbl))
    UNION ALL
    SELECT 'event trigger ' || evtname || ' ' || evtevent || ' ' || evtenabled::text || ' ' || evtfoid::regprocedure FROM pg_event_trigger
    UNION ALL
    SELECT 'role ' || rolname || ' ' || rolsuper::text || rolcreaterole::text || rolbypassrls::text || rolreplication::text
      FROM pg_roles WHERE rolsuper OR rolname LIKE 'probatum%'
    UNION ALL
    SELECT 'member ' || m.roleid::regrole || ' ' || m.member::regrole FROM pg_auth_members m
     WHERE m.roleid::regrole::text LIKE 'probatum%' OR m.member::regrole::text LIKE 'probatum%'
    UNION ALL
    SELECT 'setting ' || setrole::regrole || ' ' || setconfig::text FROM pg_db_role_setting
  ) lines
$f$;
