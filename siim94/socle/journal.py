"""Who acts, why, and for which load: told to the database for the length of one transaction."""

from contextlib import contextmanager

from django.db import IntegrityError, connection, transaction

_REGLAGES = ("siim94.auteur", "siim94.motif", "siim94.commande", "siim94.chargement")


@contextmanager
def acteur(auteur=None, *, motif: str = "", commande: str = "", chargement=None):
    """One transaction whose changes the journal attributes to ``auteur`` (a user, or None for the system).

    ``motif`` is the reason shown in the history, ``commande`` the name of the command that acts without a
    user, ``chargement`` the load whose own record stands for the inserts. Settings are local to the
    transaction.
    """
    valeurs = (
        str(auteur.pk) if auteur is not None and auteur.pk else "",
        motif,
        commande,
        str(chargement.pk) if chargement is not None else "",
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join(f"COALESCE(current_setting('{nom}', true), '')" for nom in _REGLAGES)
        )
        precedentes = cursor.fetchone()
        _poser(cursor, valeurs)
        yield
        _poser(cursor, precedentes)


def _poser(cursor, valeurs) -> None:
    appels = ", ".join(f"set_config('{nom}', %s, true)" for nom in _REGLAGES)
    cursor.execute(f"SELECT {appels}", list(valeurs))


@contextmanager
def precisant(note: str):
    """Changes whose reason says this besides, within a transaction that has its own; as it is when empty."""
    if not note:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(current_setting('siim94.motif', true), '')")
        (motif,) = cursor.fetchone()
        cursor.execute(
            "SELECT set_config('siim94.motif', %s, true)", [f"{motif} ({note})" if motif else note]
        )
        yield
        cursor.execute("SELECT set_config('siim94.motif', %s, true)", [motif])


def nom_contrainte(erreur: IntegrityError) -> str:
    """The name of the constraint that the database invoked, or an empty string."""
    diag = getattr(erreur.__cause__, "diag", None)
    return (diag.constraint_name or "") if diag is not None else ""
