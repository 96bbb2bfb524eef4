"""What a model or the database refuses, as a sentence in French and the field it is about.

A refused statement leaves the transaction unusable: whoever writes does it inside ``ecriture()``, which is
a savepoint, so that the page can still say what was wrong.
"""

import re
from collections.abc import Iterable
from contextlib import contextmanager

from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DataError, IntegrityError, connection, models, transaction
from django.db.models import ProtectedError, RestrictedError

from siim94.formats.mots import plier
from siim94.socle.declencheurs import (
    AJOUT_SEUL,
    EXERCICE_CLOS,
    REOUVERTURE_SANS_MOTIF,
    REPRIS_CLOS,
    TABLE_VIDEE,
    VERSION_PERIMEE,
)
from siim94.socle.journal import nom_contrainte

ANNEES = ("exercice", "bilan_de")
# What our triggers refuse, by the name of the constraint that they invoke.
MESSAGES = {
    EXERCICE_CLOS: (
        "Cet exercice est clos : il n’accepte plus de modification. "
        "La direction peut le rouvrir avec un motif."
    ),
    REPRIS_CLOS: (
        "Le bilan d’un exercice clos reprend celui-ci : il n’accepte plus de modification. "
        "La direction peut rouvrir l’exercice de ce bilan avec un motif."
    ),
    REOUVERTURE_SANS_MOTIF: "Rouvrir un exercice clos demande un motif, que l’historique garde.",
    VERSION_PERIMEE: "Cette fiche a été modifiée depuis que vous l’avez ouverte.",
    AJOUT_SEUL: "L’historique ne se modifie pas.",
    TABLE_VIDEE: "Une table ne se vide pas d’un coup : l’historique n’en saurait rien.",
}
# SQLSTATE of PostgreSQL: what is wrong when no constraint of ours names it.
_DOUBLON, _REFERENCE_ROMPUE = "23505", "23503"
_PAR_CODE = {
    _DOUBLON: "Une autre ligne porte déjà ces valeurs.",
    _REFERENCE_ROMPUE: "Un objet lié n’existe plus : choisissez-en un autre.",
    "23502": "Une valeur obligatoire manque.",
    "22003": "Un nombre dépasse ce que la base peut enregistrer.",
    "22001": "Un texte est trop long.",
}
# The columns of a refused key, as the detail of the error gives them whatever the language of the server.
_CLE = re.compile(r"\(([^()]+)\)=\(")


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
def ecriture(model: type[models.Model] | None = None, noms: Iterable[str] = ()):
    """A savepoint around a write on ``model``; raises ``Refus`` for whatever model or database refuse.

    ``noms`` are the fields on the page, to tie the message to one of them. Deferred constraints are checked
    here too: at the end of the request it would be too late for a word.
    """
    try:
        with transaction.atomic():
            yield
            connection.check_constraints()
    except (IntegrityError, DataError, ValidationError) as erreur:
        raise traduire(erreur, model, tuple(noms)) from erreur


def traduire(erreur: Exception, model: type[models.Model] | None = None, noms: Iterable[str] = ()) -> Refus:
    """What was refused, in words; of a refusal that is not about ``model``, no field."""
    if isinstance(erreur, ValidationError):
        return Refus(" ".join(erreur.messages))
    if isinstance(erreur, ProtectedError | RestrictedError):
        return Refus(_appui(*(type(objet) for objet in erreur.args[1])))
    diag = getattr(erreur.__cause__, "diag", None)
    nom, code = nom_contrainte(erreur), getattr(diag, "sqlstate", None)
    if nom in MESSAGES:
        annee = next((annee for annee in ANNEES if annee in noms), None)
        return Refus(MESSAGES[nom], annee if nom in (EXERCICE_CLOS, REPRIS_CLOS) else None, nom)
    table = getattr(diag, "table_name", None)
    touche = next((m for m in apps.get_models(include_auto_created=True) if m._meta.db_table == table), model)
    noms = noms if touche is model else ()
    if nom in (regles := getattr(touche, "regles", {})):
        champ, phrase = regles[nom]
        return Refus(phrase, champ if champ in noms else None, nom)
    if declaree := next((c for c in touche._meta.constraints if c.name == nom), None) if touche else None:
        return Refus(str(declaree.get_violation_error_message()), champ_de(declaree, noms), nom)
    cle = _CLE.search(getattr(diag, "message_detail", None) or "")
    colonnes = cle[1].split(", ") if cle else [getattr(diag, "column_name", None)]
    champs = [champ for champ in touche._meta.fields if champ.column in colonnes] if touche else []
    champ = next((champ.name for champ in champs if champ.name in noms), None)
    if code == _REFERENCE_ROMPUE and touche and not any(c.is_relation for c in champs):
        return Refus(_appui(touche), None, nom)
    if code == _DOUBLON and len(champs) == 1:
        return Refus(touche().unique_error_message(touche, (champs[0].name,)).messages[0], champ, nom)
    inconnu = f"La base de données a refusé l’écriture{f' (table {table})' if table else ''} : "
    return Refus(_PAR_CODE.get(code) or inconnu + str(erreur).partition("\n")[0], champ, nom)


def _appui(*modeles: type[models.Model]) -> str:
    noms = sorted({str(model._meta.verbose_name_plural) for model in modeles}, key=plier)
    return f"Des données s’appuient sur ce qui est à supprimer : {', '.join(noms)}. Rien n’a été supprimé."


def champ_de(contrainte, noms: Iterable[str]) -> str | None:
    """The field of the page that a constraint is about: the last of its own, a year for want of better."""
    concernes = champs_de(contrainte)
    presents = [nom for nom in noms if nom in concernes]
    return next(iter([*[nom for nom in presents if nom not in ANNEES][::-1], *presents]), None)


def champs_de(contrainte) -> set[str]:
    """The fields that a constraint is about, whatever its kind."""
    # An exclusion constraint pairs each expression with its operator.
    expressions = [e[0] if isinstance(e, tuple | list) else e for e in getattr(contrainte, "expressions", ())]
    condition = getattr(contrainte, "condition", None)
    champs = {e for e in expressions if isinstance(e, str)} | set(getattr(contrainte, "fields", ()))
    for expression in (*expressions, condition):
        champs |= {chemin[0] for chemin in models.Model._get_expr_references(expression)}
    return champs


def champ_du_message(model: type[models.Model], message: str, noms: Iterable[str]) -> str | None:
    """The field of the page for the message of one of the model's constraints; None for any other message."""
    declaree = next((c for c in model._meta.constraints if c.get_violation_error_message() == message), None)
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
