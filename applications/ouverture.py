"""The catalogue of a new year: the last edition, to be brought up to date."""

import datetime

from django.db.models import Exists, OuterRef, Q

from adherents.models import Adherent
from applications.models import ColonneCatalogue, Deploiement, Fonctionnalite, LigneCatalogue
from siim94.socle.ecriture import LigneVoulue, TableVoulue
from siim94.socle.models import Exercice, Suites


def tables(precedent: Exercice, exercice: Exercice) -> list[TableVoulue]:
    """Columns, rows and deployments of the edition of ``exercice``; none where it has an edition.

    What ended before the year began is not taken over: a deployment, the column of a member that left, a
    function that nobody has any more (one that nobody ever had stays).
    """
    annee, suites = exercice.annee, Suites(exercice.annee)
    partis = set(Adherent.objects.partis_avant(annee).values_list("pk", flat=True))
    if LigneCatalogue.objects.filter(exercice=annee).exists():
        return []

    def suite(model, cle: int) -> int:
        nouveau = suites.heritier(model, cle)
        return nouveau.pk if nouveau else cle

    # What was merged since the last edition makes one column, one row, one cell.
    rangs: dict[int, int] = {}
    anciennes = ColonneCatalogue.objects.for_exercice(precedent.annee).order_by("rang")
    for ancien, rang in anciennes.values_list("adherent", "rang"):
        if (adherent := suite(Adherent, ancien)) not in partis:
            rangs.setdefault(adherent, rang)
    en_cours = Q(jusque__isnull=True) | Q(jusque__gte=datetime.date(annee, 1, 1))
    croix = Deploiement.objects.disponibles().filter(ligne=OuterRef("pk")).order_by()
    finies = Exists(croix) & ~Exists(croix.filter(en_cours))
    fonctions: dict[int, LigneCatalogue] = {}
    lignes: dict[int, LigneCatalogue] = {}
    for cle, ancienne, rang in (
        LigneCatalogue.objects.for_exercice(precedent.annee)
        .exclude(finies)
        .order_by("rang")
        .values_list("pk", "fonctionnalite", "rang")
    ):
        fonction = suite(Fonctionnalite, ancienne)
        ligne = LigneCatalogue(exercice=exercice, bilan_de=exercice, fonctionnalite_id=fonction, rang=rang)
        lignes[cle] = fonctions.setdefault(fonction, ligne)
    deploiements: dict[tuple, Deploiement] = {}
    for cle, ancien, *valeurs in (
        Deploiement.objects.for_exercice(precedent.annee)
        .filter(en_cours, ligne__in=lignes)
        .order_by("etat", "pk")
        .values_list("ligne", "adherent", "etat", "depuis", "jusque")
    ):
        etat, depuis, jusque = valeurs
        if (adherent := suite(Adherent, ancien)) in partis:
            continue
        deploiement = Deploiement(
            ligne=lignes[cle], adherent_id=adherent, etat=etat, depuis=depuis, jusque=jusque
        )
        deploiements.setdefault((lignes[cle].fonctionnalite_id, adherent), deploiement)
    colonnes = [
        ColonneCatalogue(exercice=exercice, bilan_de=exercice, adherent_id=adherent, rang=rang)
        for adherent, rang in rangs.items()
    ]
    return [
        _table(ColonneCatalogue, ("exercice", "bilan_de", "adherent"), ("rang",), colonnes),
        _table(LigneCatalogue, ("exercice", "bilan_de", "fonctionnalite"), ("rang",), fonctions.values()),
        _table(Deploiement, ("ligne", "adherent"), ("etat", "depuis", "jusque"), deploiements.values()),
    ]


def _table(model, cle: tuple[str, ...], champs: tuple[str, ...], objets) -> TableVoulue:
    lignes = [LigneVoulue(objet) for objet in objets]
    return TableVoulue(model, cle, champs, lignes, model._base_manager.none)
