"""The two functions of text search, and what makes the planner aware of what they cost."""

from django.db import migrations

# Bodies in the standard's form are parsed once, where every name is resolved: they read the same whatever
# the search path is, in a restore or when statistics of an index are gathered.
CREER = """
DO $faire$
DECLARE schema_unaccent text;
BEGIN
    SELECT quote_ident(n.nspname) INTO STRICT schema_unaccent
    FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'unaccent';
    EXECUTE format(
        'CREATE FUNCTION socle_sans_accent(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT'
        ' RETURN lower(%1$s.unaccent(%2$L::regdictionary, $1))',
        schema_unaccent, schema_unaccent || '.unaccent');
END
$faire$;
CREATE FUNCTION socle_formes(text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT COST 1000
RETURN to_tsvector('pg_catalog.french'::regconfig, socle_sans_accent($1));
"""
DEFAIRE = """
DROP FUNCTION socle_formes(text);
DROP FUNCTION socle_sans_accent(text);
"""


class Migration(migrations.Migration):
    dependencies = [("socle", "0004_une_revision_par_ordre")]

    operations = [migrations.RunSQL(CREER, DEFAIRE)]
