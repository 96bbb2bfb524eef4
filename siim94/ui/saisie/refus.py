"""What a model or the database refuses, as a sentence in French and the field it is about.

A refused statement leaves the transaction unusable: whoever writes does it inside ``ecriture()``, which is
a savepoint, so that the page can still say what was wrong.
"""

from collections.abc import Iterable
from contextlib import contextmanager

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DataError, IntegrityError, connection, models, transaction
from django.db.models import CheckConstraint

from siim94.socle import journal
from siim94.socle.declencheurs import EXERCICE_CLOS, VERSION_PERIMEE

ANNEES = ("exercice", "bilan_de")
# SQLSTATE of PostgreSQL: what is wrong when no constraint of ours names it.
_PAR_CODE = {
    "23505": "Une autre ligne porte déjà ces valeurs.",
    "23503": "Un objet lié n’existe plus : choisissez-en un autre.",
    "23502": "Une valeur obligatoire manque.",
    "22003": "Un nombre dépasse ce que la base peut enregistrer.",
    "22001": "Un texte est trop long.",
}


class Refus(Exception):
    """A write that cannot be: ``champ`` (or None), ``message`` and the name of the constraint."""

    def __init__(self, message: str, champ: str | None = None, contrainte: str = ""):
        super().__init__(message)
        self.message = message
        self.champ = champ
        self.contrainte = contrainte

    @property
    def version_perimee(self) -> bool:
        return self.contrainte == VERSION_PERIMEE


@contextmanager
def ecriture(model: type[models.Model], noms: Iterable[str] = ()):
    """A savepoint around a write on ``model``; raises ``Refus`` for whatever the database refuses.

    ``noms`` are the fields on the page, to tie the message to one of them. Deferred constraints are checked
    here too: at the end of the request it would be too late for a word.
    """
    try:
        with transaction.atomic():
            yield
            connection.check_constraints()
    except (IntegrityError, DataError) as erreur:
        raise _refus(erreur, model, tuple(noms)) from erreur
    except ValidationError as erreur:
        raise Refus(" ".join(erreur.messages)) from erreur


def _refus(erreur, model, noms) -> Refus:
    contrainte = journal.nom_contrainte(erreur)
    if contrainte == EXERCICE_CLOS:
        champ = next((nom for nom in ANNEES if nom in noms), None)
        return Refus(journal.MESSAGES[EXERCICE_CLOS], champ, contrainte)
    if contrainte == VERSION_PERIMEE:
        return Refus(journal.MESSAGES[VERSION_PERIMEE], None, contrainte)
    for declaree in model._meta.constraints:
        if declaree.name == contrainte:
            return Refus(declaree.violation_error_message, champ_de(declaree, noms), contrainte)
    diag = getattr(erreur.__cause__, "diag", None)
    colonne = getattr(diag, "column_name", None) or ""
    champ = next((c.name for c in model._meta.fields if c.column == colonne and c.name in noms), None)
    if champ is None:
        champ = next((nom for nom in noms if contrainte.startswith(f"{model._meta.db_table}_{nom}")), None)
    texte = _PAR_CODE.get(getattr(diag, "sqlstate", None), "La base a refusé cet enregistrement.")
    return Refus(texte, champ, contrainte)


def champ_de(contrainte, noms: Iterable[str]) -> str | None:
    """The field of the page that a constraint is about: the last of its own, a year for want of better."""
    concernes = _champs_de(contrainte)
    presents = [nom for nom in noms if nom in concernes]
    return next(iter([*[nom for nom in presents if nom not in ANNEES][::-1], *presents]), None)


def _champs_de(contrainte) -> set[str]:
    if isinstance(contrainte, CheckConstraint):
        return {reference.split("__")[0] for reference in contrainte.condition.referenced_base_fields}
    champs = set(getattr(contrainte, "fields", ()))
    for expression in getattr(contrainte, "expressions", ()):
        # An exclusion constraint pairs each expression with its operator.
        membre = expression[0] if isinstance(expression, tuple | list) else expression
        champs |= {membre} if isinstance(membre, str) else _references(membre)
    return champs


def _references(expression) -> set[str]:
    nom = getattr(expression, "name", None)
    trouves = {nom.split("__")[0]} if isinstance(nom, str) else set()
    for source in expression.get_source_expressions():
        if source is not None:
            trouves |= _references(source)
    return trouves


def champ_du_message(model: type[models.Model], message: str, noms: Iterable[str]) -> str | None:
    """The field of the page for the message of one of the model's constraints; None for any other message."""
    declaree = next((c for c in model._meta.constraints if c.violation_error_message == message), None)
    return champ_de(declaree, noms) if declaree is not None else None


def messages_de(erreur: ValidationError, model) -> list[str]:
    """The messages of a model's validation, each preceded by the name of its field."""
    if not hasattr(erreur, "error_dict"):
        return erreur.messages
    phrases = []
    for nom, erreurs in erreur.message_dict.items():
        libelle = "" if nom == NON_FIELD_ERRORS else f"{model._meta.get_field(nom).verbose_name} : "
        phrases += [f"{libelle}{texte}" for texte in erreurs]
    return phrases
