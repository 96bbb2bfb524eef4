"""Taking a person's name out of the base: the account loses its identity, and the journal what it held of it.

An act of its own, told by the journal (the database writes the word, see ``Effacement``), after which the
seals still hold: they go on by the hash of what was erased.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from siim94.socle.declencheurs import effacement_en_sql
from siim94.socle.models import Utilisateur

IDENTITE = ("username", "first_name", "last_name", "email")
EFFACE = "[effacé]"


def effacer_compte(compte: Utilisateur) -> int:
    """Make an account nameless and unable to sign in, and take its name out of the journal
    and of what the apps above keep beside what it did (``EFFACEMENTS``).

    What it did stays, under its number. Inside ``acteur``; gives the number of rows that changed.
    """
    noms = [nom for nom in (compte.get_full_name(), compte.email) if nom]
    compte.username = f"compte-{compte.pk}"
    compte.first_name = compte.last_name = compte.email = ""
    compte.is_active = False
    compte.set_unusable_password()
    compte.save()
    compte.saisies_gardees.all().delete()
    nombre = _remplacer(
        f"avant = {_sans_identite('avant')}, apres = {_sans_identite('apres')}",
        "table_nom = %(table)s AND cle = %(cle)s AND (avant ?| %(champs)s OR apres ?| %(champs)s)",
        table=Utilisateur._meta.db_table,
        cle=str(compte.pk),
        champs=list(IDENTITE),
    )
    return nombre + _au_dessus(compte) + sum(effacer_nom(nom) for nom in noms)


def effacer_nom(nom: str) -> int:
    """Take a name out of the reasons and values of the journal, and of what the apps above keep
    (``EFFACEMENTS``), wherever it stands; how many rows changed.

    Inside ``acteur``.
    """
    return _au_dessus(nom) + _remplacer(
        "motif = replace(motif, %(nom)s, %(efface)s),"
        " avant = replace(avant::text, %(json)s, %(efface)s)::jsonb,"
        " apres = replace(apres::text, %(json)s, %(efface)s)::jsonb",
        "strpos(concat(motif, ' ', avant, ' ', apres), %(json)s) > 0 OR strpos(motif, %(nom)s) > 0",
        nom=nom,
        json=json.dumps(nom, ensure_ascii=False)[1:-1],
    )


def dire(table: str, cles: Iterable[int]) -> None:
    """Tell the journal that a name was taken out of rows. Inside ``acteur``."""
    with connection.cursor() as cursor:
        cursor.execute(effacement_en_sql("%s", "c", "FROM unnest(%s::bigint[]) c"), [table, list(cles)])


@contextmanager
def permis() -> Iterator[None]:
    """Rows that are only ever added let a name be taken out meanwhile, if the role may write them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('siim94.effacement', 'oui', true)")
        yield
        cursor.execute("SELECT set_config('siim94.effacement', '', true)")


def _au_dessus(qui: Utilisateur | str) -> int:
    return sum(import_string(effacer)(qui) for effacer in settings.EFFACEMENTS)


def _sans_identite(colonne: str) -> str:
    efface = f"SELECT jsonb_object_agg(c, %(efface)s::text) FROM jsonb_object_keys({colonne}) c"  # noqa: S608
    return f"{colonne} || COALESCE(({efface} WHERE c = ANY (%(champs)s)), '{{}}')"


def _remplacer(valeurs: str, condition: str, **parametres) -> int:
    with permis(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE public.socle_journal SET {valeurs} WHERE {condition}",  # noqa: S608 - no value in it
            {"efface": EFFACE, **parametres},
        )
        return cursor.rowcount
