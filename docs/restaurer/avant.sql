-- Before the data of a dump (pg_dump --data-only): every trigger of ours sleeps, every table is empty.
-- In one transaction with the data and apres.sql (psql --single-transaction): all of it, or nothing.
DO $$
DECLARE
    tables text[] := ARRAY(
        SELECT format('%I.%I', schemaname, tablename) FROM pg_catalog.pg_tables WHERE schemaname = 'public'
    );
    une text;
BEGIN
    FOREACH une IN ARRAY tables LOOP
        EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', une);
    END LOOP;
    EXECUTE 'TRUNCATE ' || array_to_string(tables, ', ');
END
$$;
