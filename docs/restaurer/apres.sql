-- After the data of a dump: what refers to something must find it, then the triggers wake up.
SET CONSTRAINTS ALL IMMEDIATE;
DO $$
DECLARE
    une text;
BEGIN
    FOR une IN SELECT format('%I.%I', schemaname, tablename) FROM pg_catalog.pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('ALTER TABLE %s ENABLE TRIGGER USER', une);
    END LOOP;
END
$$;
