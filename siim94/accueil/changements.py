"""The journal in words: what changed, on which object, by whom, linked to its page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import Truncator, capfirst

from siim94.socle.models import Journal
from siim94.ui import formats
from siim94.ui.colonnes import adresse

APPS = ("adherents", "applications", "finances", "rh", "support", "bilan", "socle")
DETAILS = 3


@dataclass(frozen=True)
class Changement:
    """One line of the journal as people read it."""

    quand: datetime
    genre: str
    objet: str
    adresse: str
    action: str
    details: tuple[tuple[str, str, str], ...]
    auteur: str


def lisibles_par(utilisateur) -> dict[str, type[models.Model]]:
    """The business models whose changes this person may read, by table (accounts: administration only)."""
    modeles = (modele for label in APPS for modele in apps.get_app_config(label).get_models())
    return {
        modele._meta.db_table: modele
        for modele in modeles
        if utilisateur.has_perm(f"{modele._meta.app_label}.view_{modele._meta.model_name}")
    }


def derniers(utilisateur, nombre: int = 8) -> list[Changement]:
    """The latest changes that this person may read, latest first."""
    modeles = lisibles_par(utilisateur)
    lignes = Journal.objects.filter(table_nom__in=modeles).select_related("auteur").order_by("-quand", "-pk")
    return en_mots(lignes[:nombre], modeles)


def en_mots(lignes: Iterable[Journal], modeles: dict[str, type[models.Model]]) -> list[Changement]:
    """Lines of the journal in words; the objects are read with one query a model."""
    lignes = list(lignes)
    cles: dict[str, set[str]] = {}
    for ligne in lignes:
        cles.setdefault(ligne.table_nom, set()).add(ligne.cle)
    objets = {table: modeles[table]._base_manager.in_bulk(trouvees) for table, trouvees in cles.items()}
    return [_en_mots(ligne, modeles[ligne.table_nom], objets[ligne.table_nom]) for ligne in lignes]


def _en_mots(ligne: Journal, modele, objets: dict) -> Changement:
    objet = objets.get(modele._meta.pk.to_python(ligne.cle))
    return Changement(
        quand=ligne.quand,
        genre=capfirst(str(modele._meta.verbose_name)),
        objet=str(objet) if objet is not None else _nom_disparu(modele, ligne),
        adresse=(adresse(objet) or "") if objet is not None else "",
        action=ligne.get_action_display(),
        details=_details(ligne, modele),
        auteur=str(ligne.auteur)
        if ligne.auteur
        else (ligne.commande and f"système ({ligne.commande})") or "système",
    )


def _details(ligne: Journal, modele) -> tuple[tuple[str, str, str], ...]:
    """Of a modification, up to three fields: label, before, after."""
    if ligne.action != Journal.Action.MODIFICATION:
        return ()
    avant, apres = ligne.avant or {}, ligne.apres or {}
    champs = {champ.attname: champ for champ in modele._meta.concrete_fields}
    connus = [(champs[nom], nom) for nom in apres if nom in champs]
    return tuple(
        (str(champ.verbose_name), _valeur(champ, avant.get(nom)), _valeur(champ, apres[nom]))
        for champ, nom in connus[:DETAILS]
    )


def _valeur(champ, valeur) -> str:
    """A value of the journal (JSON) as it is read; of a relation, the key only says that it changed."""
    if valeur is None or valeur == "":
        return "vide"
    if isinstance(champ, models.ForeignKey):
        return str(valeur) if champ.remote_field.model._meta.model_name == "exercice" else "…"
    if champ.choices:
        return str(dict(champ.flatchoices).get(valeur, valeur))
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(champ, models.DecimalField):
        try:
            return formats.compact(Decimal(str(valeur)))
        except InvalidOperation:
            return str(valeur)
    return Truncator(str(valeur)).chars(60)


def _nom_disparu(modele, ligne: Journal) -> str:
    """What is left of the name of an object that was deleted since."""
    for nom in ("nom", "libelle", "titre", "intitule", "objet", "code", "annee"):
        try:
            modele._meta.get_field(nom)
        except FieldDoesNotExist:
            continue
        for etat in (ligne.avant, ligne.apres):
            if etat and etat.get(nom):
                return str(etat[nom])
    return f"nº {ligne.cle}"
