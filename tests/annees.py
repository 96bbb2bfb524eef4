"""Made-up years: the rows of a report copied to other years, with other amounts, marked fictitious."""

from collections.abc import Iterable
from decimal import Decimal
from random import Random

from django.apps import apps
from django.db import models

from siim94.socle.models import Exercice, FaitAnnuel, Suivi


def modeles_annuels() -> list[type[Suivi]]:
    """The models whose rows belong to a year by a relation, parents before children.

    Dated things (tickets, snapshots of workstations) are not among them.
    """
    annuels: list[type[Suivi]] = []
    restants = [
        modele for modele in apps.get_models() if issubclass(modele, Suivi) and modele is not Exercice
    ]
    while trouves := [modele for modele in restants if _parent(modele, annuels)]:
        # A child joins its parent in a later turn, so after it.
        annuels += trouves
        restants = [modele for modele in restants if modele not in trouves]
    return annuels


def copier(annee: int, annees: Iterable[int], graine: int = 94, *, varier: bool = True) -> int:
    """Copy what the report of ``annee`` knows to the reports of ``annees``, which are made, fictitious.

    The years before that a report recalls move with it. Decimal values vary, in one proportion a row, unless
    told not to; counts and texts stay. Gives the number of rows made.
    """
    hasard = Random(graine)  # noqa: S311
    modeles = modeles_annuels()
    lignes = {modele: lignes_de(modele, annee, modeles) for modele in modeles}
    nombre = 0
    for cible in annees:
        Exercice.objects.create(annee=cible, statut=Exercice.Statut.OUVERT, fictif=True)
        copies: dict[type[Suivi], dict[int, Suivi]] = {}
        for modele in modeles:
            copies[modele] = {
                ligne.pk: _copie(
                    ligne,
                    cible - annee,
                    copies,
                    Decimal(hasard.randrange(800, 1200) if varier else 1000) / 1000,
                )
                for ligne in lignes[modele]
            }
            modele._base_manager.bulk_create(copies[modele].values())
            nombre += len(copies[modele])
    return nombre


def _parent(modele, annuels) -> models.ForeignKey | None:
    """The relation that ties a model to its year."""
    cibles = {Exercice, *annuels}
    return next(
        (
            champ
            for champ in modele._meta.concrete_fields
            if champ.many_to_one and not champ.null and champ.related_model in cibles
        ),
        None,
    )


def lignes_de(modele, annee: int, modeles) -> list[Suivi]:
    chemin = []
    courant = modele
    while courant is not Exercice:
        champ = _parent(courant, modeles)
        chemin.append("bilan_de" if issubclass(courant, FaitAnnuel) else champ.name)
        courant = Exercice if issubclass(courant, FaitAnnuel) else champ.related_model
    return list(modele._base_manager.filter(**{"__".join(chemin): annee}).order_by("pk"))


def _copie(ligne, decalage: int, copies, facteur: Decimal):
    valeurs = {}
    for champ in ligne._meta.concrete_fields:
        valeur = getattr(ligne, champ.attname)
        if champ.primary_key or champ.name == "version" or valeur is None:
            continue
        if champ.many_to_one and champ.related_model is Exercice:
            valeur += decalage
        elif champ.many_to_one and champ.related_model in copies:
            valeur = copies[champ.related_model][valeur].pk
        elif isinstance(champ, models.DecimalField):
            valeur = (valeur * facteur).quantize(Decimal(1).scaleb(-champ.decimal_places))
        valeurs[champ.attname] = valeur
    return type(ligne)(**valeurs)
