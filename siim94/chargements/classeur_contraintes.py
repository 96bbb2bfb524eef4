"""The check constraints of the database, asked about rows before they are written, so that a preview names
the row that one would refuse.
"""

import json
from collections.abc import Iterable, Sequence

from django.db import connection, models

from siim94.chargements.apercu import Remarque
from siim94.formats.erreurs import ErreurFormat
from siim94.socle.ecriture import Difference, LigneVoulue, designer

# The definition as PostgreSQL itself holds it: what it says here is what it would say at the write.
_DEFINITIONS = """
    SELECT conname, pg_get_expr(conbin, conrelid) FROM pg_constraint
    WHERE conrelid = %s::regclass AND contype = 'c' ORDER BY conname
"""


def remarques_des_contraintes(differences: Iterable[Difference]) -> list[Remarque]:
    """One error, with its place, for each new or changed row and each check constraint that refuses it.

    Two queries a table that changes. Keys and references are not looked at: the comparison did.
    """
    erreurs = []
    for difference in differences:
        lignes = [*difference.creations, *(m.voulue for m in difference.modifications)]
        if lignes:
            erreurs += _refuses(difference.table.model, lignes)
    return erreurs


def _refuses(model: type[models.Model], lignes: Sequence[LigneVoulue]) -> list[Remarque]:
    messages = {c.name: c.violation_error_message for c in model._meta.constraints}
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(_DEFINITIONS, [table])
        definitions = [(nom, expression) for nom, expression in cursor.fetchall() if nom in messages]
        if not definitions:
            return []
        # The expressions go through the driver's own placeholders: a percent sign must come out as one.
        cas = ", ".join(f"({expression}) IS FALSE".replace("%", "%%") for _, expression in definitions)
        donnees = json.dumps([_colonnes(ligne.objet) for ligne in lignes], default=str)
        cursor.execute(
            f"SELECT _place - 1, ARRAY[{cas}]"  # noqa: S608 – names and expressions of the database itself
            " FROM (SELECT d._place, l.* FROM jsonb_array_elements(%s::jsonb)"
            " WITH ORDINALITY AS d(_ligne, _place),"
            f" jsonb_populate_record(NULL::{table}, d._ligne) l) t ORDER BY _place",
            [donnees],
        )
        resultats = cursor.fetchall()
    return [
        Remarque(
            f"{designer(lignes[rang].objet)}\u00a0: {messages[nom]}",
            ErreurFormat("", feuille=lignes[rang].feuille or None, ligne=lignes[rang].ligne).lieu,
        )
        for rang, refus in resultats
        for (nom, _), refusee in zip(definitions, refus, strict=True)
        if refusee
    ]


def _colonnes(objet: models.Model) -> dict:
    """A row as the database would hold it; keys of rows not yet written are left out."""
    return {
        champ.column: champ.get_db_prep_save(getattr(objet, champ.attname), connection)
        for champ in objet._meta.concrete_fields
        if not champ.is_relation
    }
