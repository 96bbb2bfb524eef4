"""The catalogue of a new year: the last edition, to be brought up to date."""

import datetime

from django.db.models import Q

from applications.models import ColonneCatalogue, Deploiement, LigneCatalogue
from siim94.socle.ecriture import LigneVoulue, TableVoulue
from siim94.socle.models import Exercice


def tables(precedent: Exercice, exercice: Exercice) -> list[TableVoulue]:
    """Columns, rows and deployments of the edition of ``exercice``; none where it has an edition.

    A deployment that ended before the year began is not taken over.
    """
    annee = exercice.annee
    if LigneCatalogue.objects.filter(exercice=annee).exists():
        return []
    colonnes = [
        ColonneCatalogue(exercice=exercice, bilan_de=exercice, adherent_id=adherent, rang=rang)
        for adherent, rang in ColonneCatalogue.objects.for_exercice(precedent.annee)
        .order_by("rang")
        .values_list("adherent", "rang")
    ]
    lignes = {
        cle: LigneCatalogue(exercice=exercice, bilan_de=exercice, fonctionnalite_id=fonctionnalite, rang=rang)
        for cle, fonctionnalite, rang in LigneCatalogue.objects.for_exercice(precedent.annee)
        .order_by("rang")
        .values_list("pk", "fonctionnalite", "rang")
    }
    en_cours = Q(jusque__isnull=True) | Q(jusque__gte=datetime.date(annee, 1, 1))
    deploiements = [
        Deploiement(ligne=lignes[ligne], adherent_id=adherent, etat=etat, depuis=depuis, jusque=jusque)
        for ligne, adherent, etat, depuis, jusque in Deploiement.objects.for_exercice(precedent.annee)
        .filter(en_cours)
        .values_list("ligne", "adherent", "etat", "depuis", "jusque")
    ]
    return [
        _table(ColonneCatalogue, ("exercice", "bilan_de", "adherent"), ("rang",), colonnes),
        _table(LigneCatalogue, ("exercice", "bilan_de", "fonctionnalite"), ("rang",), lignes.values()),
        _table(Deploiement, ("ligne", "adherent"), ("etat", "depuis", "jusque"), deploiements),
    ]


def _table(model, cle: tuple[str, ...], champs: tuple[str, ...], objets) -> TableVoulue:
    lignes = [LigneVoulue(objet) for objet in objets]
    return TableVoulue(model, cle, champs, lignes, model._base_manager.none)
