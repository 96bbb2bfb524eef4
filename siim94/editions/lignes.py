"""The rows that a year's report is made of, by sheet, as the workbook names and writes them."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from siim94.chargements.classeur_export import objets_de
from siim94.chargements.classeur_feuilles import FEUILLES_ANNUELLES, FeuilleAnnuelle, RepriseAnnuelle
from siim94.chargements.feuilles import par_nom

_ANNUELLES = {feuille.ressource: feuille for feuille in FEUILLES_ANNUELLES}
# Told elsewhere in the file (the year, its texts), or only read by loads.
SANS = frozenset({"exercices", "organisme", "rubriques", "plateformes_glpi", "entites_glpi"})
# Of the official plans of accounts, what the year's documents use: what leads from a row to their report.
_DU_PLAN = {
    "nomenclatures": "documents__bilan_de",
    "chapitres": "nomenclature__documents__bilan_de",
    "comptes": "lignes__document__bilan_de",
    "presentation_budgetaire": "nomenclature__documents__bilan_de",
    "membres_totaux": "total__nomenclature__documents__bilan_de",
}


def feuilles() -> Iterator[tuple[str, FeuilleAnnuelle]]:
    """The sheets of the file by name, in the order in which they can be loaded."""
    for nom, ressource in par_nom().items():
        if nom not in SANS:
            durable = FeuilleAnnuelle(ressource, reprise=RepriseAnnuelle.DURABLE)
            yield nom, _ANNUELLES.get(ressource, durable)


def lignes(annee: int) -> dict[str, dict]:
    """By sheet: its title, the heads of its columns, and the rows that the report of ``annee`` gives.

    A table without years has all its rows, with their keys: by these a name that changed is known for the
    same. Columns that may hold a person are left out: what the report prints of them stands in its tables.
    """
    return {nom: _feuille(nom, declaree, annee) for nom, declaree in feuilles()}


def _feuille(nom: str, declaree: FeuilleAnnuelle, annee: int) -> dict:
    tues = getattr(declaree.model, "nominatifs", ())
    colonnes = [colonne for colonne in declaree.colonnes() if colonne.chemin[0] not in tues]
    objets = objets_de(declaree, colonnes, annee)
    if nom in _DU_PLAN:
        objets = objets.filter(pk__in=declaree.model._base_manager.filter(**{_DU_PLAN[nom]: annee}))
    return {
        "titre": declaree.nom,
        "colonnes": [{"code": colonne.code, "titre": colonne.titre} for colonne in colonnes],
        "lignes": [
            ({"id": objet.pk} if declaree.durable else {})
            | {colonne.code: en_json(colonne.valeur(objet)) for colonne in colonnes}
            for objet in objets
        ],
    }


def en_json(valeur: object) -> object:
    """A value as JSON holds it without loss: decimals and days are texts."""
    if isinstance(valeur, Decimal):
        return format(valeur, "f")
    if isinstance(valeur, date):
        return valeur.isoformat()
    if valeur is None or isinstance(valeur, (bool, int, str)):
        return valeur
    if isinstance(valeur, list):
        return [en_json(un) for un in valeur]
    raise TypeError(f"no form for {type(valeur).__name__} in the data of an edition")
