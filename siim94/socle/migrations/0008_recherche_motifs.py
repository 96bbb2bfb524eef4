"""What a word becomes to be compared: a pattern for names, a query for prose."""

from django.db import migrations

CREER = r"""
CREATE FUNCTION socle_motif(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN '%' || regexp_replace(socle_sans_accent($1), '([\\%_])', '\\\1', 'g') || '%';

-- French forms of the word, or its beginning. A word that the parser drops (a sign alone) asks for nothing.
CREATE FUNCTION socle_requete(text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN plainto_tsquery('pg_catalog.french'::regconfig, socle_sans_accent($1)) ||
    CASE WHEN numnode(plainto_tsquery('pg_catalog.simple'::regconfig, socle_sans_accent($1))) > 0
    THEN (plainto_tsquery('pg_catalog.simple'::regconfig, socle_sans_accent($1))::text || ':*')::tsquery
    ELSE ''::tsquery END;
"""
DEFAIRE = """
DROP FUNCTION socle_requete(text);
DROP FUNCTION socle_motif(text);
"""


class Migration(migrations.Migration):
    dependencies = [("socle", "0007_pages")]

    operations = [migrations.RunSQL(CREER, DEFAIRE)]
