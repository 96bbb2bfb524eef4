"""What a JSON column may hold, as a condition that the database checks."""

from django.db.models import BooleanField, Func

# Paths of SQL/JSON, true of what has the shape.
LISTE_DE_TEXTES = '$.type() == "array" && !exists($[*] ? (@.type() != "string"))'
TEXTES_PAR_NOM = '$.type() == "object" && !exists($.* ? (@.type() != "string"))'


class JsonConforme(Func):
    """Whether a JSON value has a shape (``LISTE_DE_TEXTES``, …); a JSON null has none."""

    function = "jsonb_path_match"
    template = "%(function)s(%(expressions)s, '%(forme)s')"
    output_field = BooleanField()
    arity = 1
