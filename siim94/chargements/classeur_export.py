"""The year's workbook, written: its values, or for a new year the structure of the year before."""

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import BinaryIO

from django.db.models import Model, QuerySet
from django.utils import timezone

from siim94.chargements.classeur_colonnes import ColonneAnnuelle
from siim94.chargements.classeur_feuilles import (
    DONNEES_FICTIVES,
    EXERCICE,
    FEUILLES_ANNUELLES,
    FeuilleAnnuelle,
    RepriseAnnuelle,
)
from siim94.formats.classeur import RAPPEL, ColonneDeFeuille, ExportClasseur, Feuille, LigneExportee
from siim94.socle.models import Exercice, Organisme, Suites
from siim94.socle.partage import lectures_partagees


class ClasseurImpossible(Exception):
    """There is nothing to make this year's workbook from; the message says why, in French."""


def exporter_classeur(annee: int, sortie: str | os.PathLike | BinaryIO) -> int:
    """Write the workbook of a year to a path or a binary file; gives the number of rows of data.

    A table that the year has not filled shows the rows of the year before, with their values empty. Raises
    ClasseurImpossible for a year known only through a later report, or without any year before it.
    """
    exercice = Exercice.objects.filter(annee=annee).first()
    if exercice is not None and not exercice.a_un_bilan:
        raise ClasseurImpossible(
            f"L’exercice {annee} n’est connu que par un bilan ultérieur\u00a0: il n’a pas de classeur."
        )
    precedent = Exercice.objects.avec_bilan().filter(annee__lt=annee).order_by("-annee").first()
    if exercice is None and precedent is None:
        raise ClasseurImpossible(
            f"Aucun exercice ne précède {annee}\u00a0: il n’y a pas de structure à reprendre."
        )
    export = ExportClasseur(timezone.localtime(), [])
    with lectures_partagees():
        feuilles = [
            feuille
            for declaree in FEUILLES_ANNUELLES
            if (feuille := _feuille(declaree, annee, exercice, precedent, export.lignes)) is not None
        ]
    contenu = "Valeurs enregistrées" if exercice else f"Structure de {precedent}, valeurs à remplir"
    if Exercice.objects.base_fictive():
        contenu = f"{DONNEES_FICTIVES}. {contenu}"
    ecrire_les_feuilles(annee, contenu, feuilles, sortie, export)
    return sum(len(feuille.lignes) for feuille in feuilles)


def ecrire_les_feuilles(
    annee: int,
    contenu: str,
    feuilles: Iterable[Feuille],
    sortie: str | os.PathLike | BinaryIO,
    export: ExportClasseur | None = None,
) -> None:
    """Write sheets of a year as its workbook; ``contenu`` says in words what they hold."""
    entete = Feuille(
        EXERCICE.nom, EXERCICE.colonnes, EXERCICE.titre, lignes=[{"annee": annee, "contenu": contenu}]
    )
    # Here, as spreadsheets cost what a command without them should not pay.
    from siim94.formats.classeur_ecriture import ecrire_classeur

    ecrire_classeur([entete, *feuilles], sortie, notice=_notice(annee), export=export)


def classeurs_proposes() -> list[tuple[int, bool]]:
    """The years whose workbook can be had, latest first, and whether the year is yet to be filled.

    The year after the last one is among them.
    """
    annees = list(Exercice.objects.avec_bilan().order_by("-annee").values_list("annee", "statut"))
    suivante = [(annees[0][0] + 1, True)] if annees else []
    return suivante + [(annee, statut == Exercice.Statut.PREPARATION) for annee, statut in annees]


def _feuille(
    declaree: FeuilleAnnuelle,
    annee: int,
    exercice: Exercice | None,
    precedent: Exercice | None,
    exportees: list[LigneExportee],
) -> Feuille | None:
    """The sheet of a table; the rows that the year has are noted as ``exportees``."""
    colonnes = declaree.colonnes()
    objets = list(objets_de(declaree, colonnes, annee)) if exercice or declaree.durable else []
    exportees += [
        LigneExportee(declaree.nom, declaree.designation(objet), str(objet.pk), objet.version)
        for objet in objets
    ]
    lignes = _lignes(colonnes, objets)
    if not lignes and declaree.reprise is RepriseAnnuelle.JAMAIS:
        return None
    a_reprendre = declaree.reprise is RepriseAnnuelle.STRUCTURE or (
        # An open year may well do without: only one in the making is offered the rows of the last one.
        declaree.reprise is RepriseAnnuelle.COPIE
        and (exercice is None or exercice.statut == Exercice.Statut.PREPARATION)
    )
    description = declaree.reprise.value if declaree.durable else ""
    rappels: list[ColonneAnnuelle] = []
    if not lignes and precedent and a_reprendre:
        repris = list(objets_de(declaree, colonnes, precedent.annee, precedent.annee))
        suites, vides = Suites(annee), ()
        if declaree.reprise is RepriseAnnuelle.STRUCTURE:
            vides = declaree.valeurs
            repris = [objet for objet in repris if objet.quitter_son_annee(precedent.annee, suites)]
        uniques: dict[str, Model] = {}
        reunis: Counter[str] = Counter()
        for objet in repris:
            objet.prendre_la_suite(suites)
            if declaree.parent:
                getattr(objet, declaree.parent).prendre_la_suite(suites)
            # What was merged makes one row, of which no one value was the year before's.
            designation = declaree.designation(objet)
            reunis[designation] += 1
            uniques.setdefault(designation, objet)
        rappels = [c for c in colonnes if c.code in vides and c.kind.numerique]
        lignes = [
            ligne
            | {"exercice": annee}
            | dict.fromkeys(vides)
            | ({_rappel(c): ligne[c.code] for c in rappels} if reunis[designation] == 1 else {})
            for designation, ligne in zip(uniques, _lignes(colonnes, uniques.values()), strict=True)
        ]
        description = f"{declaree.reprise.value} ({precedent})"
    feuille = declaree.description(colonnes, description=description, lignes=lignes)
    return replace(feuille, colonnes=_avec_rappels(feuille, rappels, precedent)) if rappels else feuille


def _rappel(colonne: ColonneAnnuelle) -> str:
    return f"rappel_{colonne.code}"


def _avec_rappels(
    feuille: Feuille, rappels: list[ColonneAnnuelle], precedent: Exercice
) -> list[ColonneDeFeuille]:
    """The columns, each that is to be filled with what the year before had beside it: read by people only."""
    par_code = {colonne.code: colonne for colonne in rappels}
    colonnes = []
    for colonne in feuille.colonnes:
        colonnes.append(colonne)
        if rappelee := par_code.get(colonne.code):
            titre = f"{colonne.titre} {precedent} {RAPPEL}"
            aide = "Pour mémoire\u00a0: cette colonne n’est pas relue."
            colonnes.append(ColonneDeFeuille(_rappel(rappelee), titre, colonne.kind, aide=aide))
    return colonnes


def objets_de(declaree: FeuilleAnnuelle, colonnes, bilan: int, exercice: int | None = None) -> QuerySet:
    """The rows of a report; of one year only, if given."""
    objets = declaree.lignes_du_bilan(bilan)
    if exercice is not None:
        objets = objets.filter(**{f"{declaree.chemin}exercice": exercice})
    ordre = [*declaree.model._meta.ordering, "pk"]
    relations = {"__".join(colonne.chemin[:-1]) for colonne in colonnes if len(colonne.chemin) > 1}
    return objets.select_related(*relations).order_by(*ordre)


def _lignes(colonnes, objets: Iterable[Model]) -> list[dict]:
    """Rows as cells by column."""
    return [{colonne.code: colonne.valeur(objet) for colonne in colonnes} for objet in objets]


def _notice(annee: int) -> list[str]:
    organisme = Organisme.objects.first()
    return [
        f"{organisme.sigle}\u00a0: classeur de l’exercice {annee}"
        if organisme
        else f"Classeur de l’exercice {annee}",
        "Une feuille par tableau de l’année. Remplissez les cellules, enregistrez, puis déposez le fichier"
        " sur la page «\u00a0Chargements\u00a0»\u00a0: un aperçu montre ce qui change avant tout"
        " enregistrement.",
        "Une colonne marquée * est obligatoire. Une ligne dont toutes les valeurs sont vides est «\u00a0non"
        " renseignée\u00a0»\u00a0: elle est laissée de côté. Un zéro est une valeur.",
        "Une colonne «\u00a0Exercice\u00a0» vide vaut l’année du classeur. Une année antérieure y est"
        " possible\u00a0: ce bilan donne alors un nouveau chiffre de cette année.",
        "Vous pouvez ajouter des lignes, des totaux (une ligne qui commence par «\u00a0Total\u00a0» est"
        " gardée comme contrôle\u00a0: la somme de chaque colonne y est comparée) et des formules (leur"
        " valeur est lue). Ne renommez ni les feuilles ni les en-têtes\u00a0; une feuille supprimée laisse"
        " son tableau en l’état.",
    ]
