"""A year's workbook with a value of its own in each value cell, to see what becomes of each.

Sheets are those that the workbook has, their columns those that it offers: a sheet added later is filled too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from itertools import count

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from siim94.chargements.classeur_colonnes import ColonneAnnuelle
from siim94.chargements.classeur_export import exporter_classeur
from siim94.chargements.classeur_feuilles import (
    FEUILLES_ANNUELLES,
    INDICATEUR,
    FeuilleAnnuelle,
    RepriseAnnuelle,
)
from siim94.formats.kinds import JOUR, OUI_NON

# Of figures that stand by themselves, how many are told by a text.
UN_TEXTE_SUR = 4
# Longer lists are of reference data: their names are not tried one by one.
LISTE_ESSAYEE = 12


@dataclass(frozen=True)
class Saisie:
    """A value typed in a cell: ``colonne`` is its sheet and the code of its column."""

    colonne: tuple[str, str]
    valeur: object


class Remplissage:
    """The workbook of ``modele`` made that of ``annee``; ``saisies`` are the values typed, in order."""

    def __init__(self, modele: int, annee: int):
        self.annee = annee
        self.saisies: list[Saisie] = []
        self._numeros = count(1)
        flux = BytesIO()
        exporter_classeur(modele, flux)
        flux.seek(0)
        self.livre = load_workbook(flux)
        self.livre["Exercice"].cell(2, 1).value = annee
        self.lignes: dict[str, list[dict]] = {}
        for feuille in FEUILLES_ANNUELLES:
            if feuille.nom not in self.livre.sheetnames:
                continue
            if feuille.reprise is RepriseAnnuelle.JAMAIS:
                del self.livre[feuille.nom]
            else:
                self._feuille(feuille, modele)

    def fichier(self) -> BytesIO:
        sortie = BytesIO()
        self.livre.save(sortie)
        sortie.seek(0)
        return sortie

    def _feuille(self, feuille: FeuilleAnnuelle, modele: int) -> None:
        onglet = self.livre[feuille.nom]
        colonnes = feuille.colonnes()
        codes = [colonne.code for colonne in colonnes]
        lues = [
            dict(zip(codes, ligne, strict=False)) for ligne in onglet.iter_rows(min_row=2, values_only=True)
        ]
        bases = [ligne for ligne in lues if ligne.get("exercice", modele) == modele]
        completees = self._completees(feuille, colonnes, bases) if a_remplir(feuille) else bases
        lignes = [ligne if feuille.durable else ligne | {"exercice": self.annee} for ligne in completees]
        for rang, ligne in enumerate(lignes, start=1):
            portees = feuille.porteuse and not ligne.get("total")
            for colonne in colonnes:
                if not est_saisie(feuille, colonne) or (portees and colonne.code in feuille.valeurs):
                    continue
                if feuille.valeurs == INDICATEUR and _tue(colonne.code, rang):
                    ligne[colonne.code] = None
                    continue
                ligne[colonne.code] = self._valeur(feuille, colonne, ligne.get(colonne.code), rang)
                if colonne.kind is not OUI_NON and not colonne.choix:
                    self.saisies.append(Saisie((feuille.nom, colonne.code), ligne[colonne.code]))
        self.lignes[feuille.nom] = lignes
        _ecrire(onglet, [[ligne.get(code) for code in codes] for ligne in lignes])

    def _completees(self, feuille, colonnes, bases: list[dict]) -> Iterator[dict]:
        """The rows of the model year, then those without which a choice of a short list would go untried."""
        yield from bases
        if feuille.parent:
            yield from self._enfants(feuille, colonnes, bases)
            return
        modele = bases[0] if bases else {}
        cles = [colonne.code for colonne in colonnes if colonne.code in _cles(feuille)]
        faites = {tuple(ligne.get(code) for code in cles) for ligne in bases}
        for colonne in colonnes:
            if est_saisie(feuille, colonne) or not colonne.choix:
                continue
            vus = {ligne.get(colonne.code) for ligne in bases}
            essayes = colonne.choix if len(colonne.choix) <= LISTE_ESSAYEE else colonne.choix[:1]
            for choix in essayes if not bases or len(colonne.choix) <= LISTE_ESSAYEE else ():
                if choix in vus:
                    continue
                ligne = modele | {colonne.code: choix}
                for autre in colonnes:
                    if autre.obligatoire and autre.code not in ligne and autre.choix:
                        ligne[autre.code] = autre.choix[0]
                    elif self._nomme(feuille, autre):
                        ligne[autre.code] = self._cle(autre)
                ligne.pop("total", None)
                if (cle := tuple(ligne.get(code) for code in cles)) not in faites:
                    faites.add(cle)
                    yield ligne

    def _enfants(self, feuille, colonnes, bases: list[dict]) -> Iterator[dict]:
        """A row under each row of the parent sheet that carries none and gives no value itself."""
        parente = next(
            f
            for f in FEUILLES_ANNUELLES
            if f.model is feuille.model._meta.get_field(feuille.parent).related_model
        )
        communs = [c.code for c in colonnes if c.code in {autre.code for autre in parente.colonnes()}]
        communs.remove("exercice")
        portes = {tuple(ligne.get(code) for code in communs) for ligne in bases}
        for ligne in self.lignes.get(parente.nom, ()):
            cle = tuple(ligne.get(code) for code in communs)
            if cle in portes or any(ligne.get(code) is not None for code in parente.valeurs):
                continue
            for _ in range(2 if any(self._nomme(feuille, c) for c in colonnes) else 1):
                propres = {c.code: self._cle(c) for c in colonnes if self._nomme(feuille, c)}
                yield (bases[0] if bases else {}) | dict(zip(communs, cle, strict=True)) | propres

    @staticmethod
    def _nomme(feuille, colonne: ColonneAnnuelle) -> bool:
        """Whether a text or a number of its own tells the row from others."""
        libre = colonne.propre and not colonne.choix and colonne.kind is not OUI_NON
        return libre and colonne.code in _cles(feuille) and colonne.code != "exercice"

    def _cle(self, colonne: ColonneAnnuelle):
        numero = next(self._numeros)
        if colonne.kind is JOUR:
            return self._jour(numero)
        if colonne.kind.numerique:
            return 900 + numero
        return f"saisie-{numero}"

    def _jour(self, numero: int) -> date:
        return date(self.annee, 1, 1) + timedelta(days=numero % 365)

    def _valeur(self, feuille, colonne: ColonneAnnuelle, avant, rang: int):
        """A value that no other cell has, valid for the kind of the column."""
        if colonne.choix:
            return avant or (colonne.choix[rang % len(colonne.choix)])
        if colonne.kind is OUI_NON:
            return avant
        numero = next(self._numeros)
        if colonne.kind is JOUR:
            return self._jour(numero)
        if colonne.kind.numerique:
            places = colonne.final.decimal_places if hasattr(colonne.final, "decimal_places") else 0
            if colonne.code in NOMBRES_BORNES:
                return NOMBRES_BORNES[colonne.code](numero, avant)
            maximum = getattr(colonne.final, "max_digits", None)
            entier = 100 + numero % 900 if maximum and maximum - places < 5 else 10_000 + numero
            return Decimal(entier) + (Decimal(37) / 100 if places >= 2 else 0)
        texte = f"Saisie{numero}x"
        return texte[: colonne.final.max_length or len(texte)]


# Numbers that a rule of their model bounds.
NOMBRES_BORNES = {
    "decimales": lambda numero, avant: 2,
    "mois": lambda numero, avant: avant,
    # Together no more than the staff of the service.
    "femmes": lambda numero, avant: Decimal(1_000 + numero),
    "hommes": lambda numero, avant: Decimal(1_000 + numero),
}


def _tue(code: str, rang: int) -> bool:
    """Whether the row of a figure leaves that value empty: a text stands where no number is given."""
    return code in INDICATEUR and (code == "texte") != (rang % UN_TEXTE_SUR == 0)


def _cles(feuille: FeuilleAnnuelle) -> tuple[str, ...]:
    return feuille.ressource._meta.import_id_fields


def a_remplir(feuille: FeuilleAnnuelle) -> bool:
    return any(est_saisie(feuille, colonne) for colonne in feuille.colonnes())


def est_saisie(feuille: FeuilleAnnuelle, colonne: ColonneAnnuelle) -> bool:
    """Whether the column holds what a year says of a row, not what names the row or another's object."""
    return colonne.propre and colonne.code != "exercice" and colonne.code not in _cles(feuille)


def _ecrire(onglet: Worksheet, lignes: list[list]) -> None:
    onglet.delete_rows(2, onglet.max_row)
    for ligne in lignes:
        onglet.append(ligne)
