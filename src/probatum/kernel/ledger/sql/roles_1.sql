-- Roles of the ledger. They belong to the cluster, not to the database: create them before a dump is restored.
-- No passwords are set here; the command line gives them where the server asks for one.
-- The rule kept: the run-time role owns nothing, and whoever writes the history cannot rewrite it.
DO $do$
DECLARE
  r text;
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'probatum_ledger') THEN
    CREATE ROLE probatum_ledger NOLOGIN;
  END IF;
  FOREACH r IN ARRAY ARRAY['probatum_owner', 'probatum_app', 'probatum_sealer', 'probatum_audit', 'probatum_disposal'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r) THEN
      EXECUTE format('CREATE ROLE %I LOGIN', r);
    END IF;
  END LOOP;
END
$do$;
