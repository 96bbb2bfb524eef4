"""Workbooks, and single tables (XLSX, ODS, CSV), read by the description of their sheets.

Every kind of file gives the same raw rows, and these go through one pipeline: find the headings, tell totals
from data, convert each cell, gather what is wrong with its place. What cannot be read is an error, never an
empty cell.
"""

import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice

from openpyxl.utils import get_column_letter

from siim94.formats.classeur import (
    NOM_LISTES,
    NOM_NOTICE,
    ClasseurLu,
    Colonne,
    Feuille,
    FeuilleLue,
    LigneLue,
    TotalLu,
    TypeColonne,
    Valeur,
)
from siim94.formats.classeur_cellules import Brut, Onglet, convertir, est_vide, texte
from siim94.formats.classeur_conteneur import LIMITE_LIGNES, Genre, ouvrir_conteneur
from siim94.formats.classeur_ods import onglets_ods
from siim94.formats.classeur_xlsx import onglets_xlsx
from siim94.formats.csv_texte import lire_csv
from siim94.formats.erreurs import Collecteur, ErreurFormat
from siim94.formats.lecture import LIMITE_CSV, Source, fichier_de
from siim94.formats.mots import cle

# How far down headings are looked for: people put a title and a few lines of notes above them.
_LIGNES_AVANT_ENTETES = 30
_TOTAL = re.compile(r"(?:sous[\s-]*)?(?:total|totaux)\b")
_SERVICE = frozenset({cle(NOM_NOTICE), cle(NOM_LISTES)})
_SIGNATURES_CLASSEUR = (b"PK", b"\xd0\xcf\x11\xe0")


def lire_classeur(
    source: Source, feuilles: Sequence[Feuille], *, nom: str | None = None, erreurs_max: int = 100
) -> ClasseurLu:
    """The sheets of an XLSX or ODS workbook that `feuilles` describes, whatever their order, case and
    accents.

    A described sheet may be missing (see `feuilles_absentes`), but not all of them. Raises ErreurFormat, or
    ErreursFormat with every faulty cell of every sheet (up to `erreurs_max`), and then nothing is returned.
    """
    with ouvrir_conteneur(source, nom=nom) as conteneur, _sans_avertissements():
        onglets = onglets_xlsx(conteneur) if conteneur.genre is Genre.XLSX else onglets_ods(conteneur)
        fichier = conteneur.nom
        attendues = {cle(feuille.nom): feuille for feuille in feuilles}
        trouves = _associer(onglets, attendues, fichier)
        inconnues = tuple(
            onglet.nom for onglet in onglets if cle(onglet.nom) not in attendues and not _est_service(onglet)
        )
        if not trouves:
            raise ErreurFormat(
                "aucune des feuilles attendues n'est dans le classeur (feuilles trouvées\u00a0: "
                f"{', '.join(onglet.nom for onglet in onglets[:20]) or 'aucune'})",
                fichier=fichier,
            )
        collecteur = Collecteur(erreurs_max)
        lues = {
            feuille.nom: _Table(onglet, feuille, fichier, collecteur).lire() for feuille, onglet in trouves
        }
        collecteur.lever()
    absentes = tuple(feuille.nom for feuille in feuilles if feuille.nom not in lues)
    return ClasseurLu(lues, inconnues, absentes)


def lire_table(
    source: Source, feuille: Feuille, *, nom: str | None = None, erreurs_max: int = 100
) -> FeuilleLue:
    """One described table, from a CSV file or from a workbook: its sheet of that name, or else its only
    sheet.

    Raises ErreurFormat or ErreursFormat as `lire_classeur` does.
    """
    fichier = fichier_de(source, limite=LIMITE_CSV, nom=nom)
    source, nom = fichier.source, fichier.nom
    collecteur = Collecteur(erreurs_max)
    if not fichier.debut(4).startswith(_SIGNATURES_CLASSEUR):
        table = lire_csv(source, nom=nom, limite_lignes=LIMITE_LIGNES)
        entetes = [(table.ligne_entetes, table.entetes)]
        lignes = ((ligne.numero, ligne.cellules) for ligne in table.lignes(collecteur))
        onglet = Onglet("", lambda: chain(entetes, lignes))
        lue = _Table(onglet, feuille, fichier.nom, collecteur).lire()
        collecteur.lever()
        return lue
    with ouvrir_conteneur(source, nom=nom) as conteneur, _sans_avertissements():
        onglets = onglets_xlsx(conteneur) if conteneur.genre is Genre.XLSX else onglets_ods(conteneur)
        donnees = [onglet for onglet in onglets if not _est_service(onglet)]
        memes = [onglet for onglet in donnees if cle(onglet.nom) == cle(feuille.nom)]
        if len(memes or donnees) != 1:
            raise ErreurFormat(
                f"le classeur n'a pas de feuille «\u00a0{feuille.nom}\u00a0» (feuilles trouvées\u00a0: "
                f"{', '.join(onglet.nom for onglet in onglets[:20]) or 'aucune'})",
                fichier=conteneur.nom,
            )
        lue = _Table((memes or donnees)[0], feuille, conteneur.nom, collecteur).lire()
        collecteur.lever()
    return lue


class _Table:
    """The reading of one sheet: its columns once the headings are found, then its rows."""

    def __init__(self, onglet: Onglet, feuille: Feuille, fichier: str | None, collecteur: Collecteur):
        self.onglet = onglet
        self.feuille = feuille
        self.collecteur = collecteur
        self.lieu = {"fichier": fichier, "feuille": onglet.nom or None}
        self.colonnes: list[tuple[int, Colonne]] = []
        self.connues = {
            cle(nom): colonne for colonne in feuille.colonnes for nom in (colonne.titre, colonne.code)
        }
        textuelles = [c for c in feuille.colonnes if c.obligatoire and not c.type.est_nombre]
        self.reperes = {colonne.code for colonne in textuelles} if len(textuelles) > 1 else set()

    def lire(self) -> FeuilleLue:
        lignes = iter(self.onglet.lignes())
        entetes, suite = self._trouver_entetes(lignes)
        if entetes is None:
            return FeuilleLue(self.feuille.nom)
        ignorees = self._retenir_colonnes(*entetes)
        lue = FeuilleLue(
            self.feuille.nom,
            colonnes_ignorees=ignorees,
            colonnes_absentes=tuple(
                colonne.titre
                for colonne in self.feuille.colonnes
                if colonne.code not in {c.code for _, c in self.colonnes}
            ),
        )
        for numero, brutes in suite:
            if all(rang >= len(brutes) or est_vide(brutes[rang]) for rang, _ in self.colonnes):
                continue
            if libelle := self._libelle_de_total(brutes):
                lue.totaux.append(self._total(numero, brutes, libelle))
            else:
                lue.lignes.append(self._ligne(numero, brutes))
        return lue

    def _trouver_entetes(self, lignes: Iterator):
        """The row of headings (number, cells) and the rows below; the former None, recorded, when absent."""
        debut = list(islice(lignes, _LIGNES_AVANT_ENTETES))
        exigees = {colonne.code for colonne in self.feuille.colonnes if colonne.obligatoire}
        meilleur, note = None, 0
        for rang, (_, brutes) in enumerate(debut):
            codes = {self.connues[nom].code for brut in brutes if (nom := _titre(brut)) in self.connues}
            if len(codes) > note:
                meilleur, note = rang, len(codes)
            if codes and exigees <= codes:
                meilleur = rang
                break
        if meilleur is None:
            attendus = ", ".join(colonne.titre for colonne in self.feuille.colonnes[:20])
            self._signaler(f"aucun en-tête reconnu (colonnes attendues\u00a0: {attendus})")
            return None, ()
        return debut[meilleur], chain(debut[meilleur + 1 :], lignes)

    def _retenir_colonnes(self, numero: int, brutes: Sequence[Brut]) -> tuple[str, ...]:
        """Note the position of the known columns, record what is doubled or lacking, return the other
        headings."""
        ignorees, vues = [], {}
        for rang, brut in enumerate(brutes):
            if est_vide(brut):
                continue
            colonne = self.connues.get(_titre(brut))
            if colonne is None:
                ignorees.append(str(brut)[:80])
            elif colonne.code in vues:
                self._signaler(
                    f"l'en-tête «\u00a0{colonne.titre}\u00a0» figure deux fois "
                    f"(colonnes {vues[colonne.code]} et {get_column_letter(rang + 1)})",
                    ligne=numero,
                )
            else:
                vues[colonne.code] = get_column_letter(rang + 1)
                self.colonnes.append((rang, colonne))
        manquantes = [c.titre for c in self.feuille.colonnes if c.obligatoire and c.code not in vues]
        if manquantes:
            mots = "la colonne" if len(manquantes) == 1 else "les colonnes"
            self._signaler(f"il manque {mots} {', '.join(manquantes)}", ligne=numero)
        return tuple(ignorees)

    def _libelle_de_total(self, brutes: Sequence[Brut]) -> str | None:
        """The label of a total row: its first text says so, and it lacks what every row of data has.

        A supplier may be called "Total": where several texts are compulsory and all are there, the row is
        data; so it is when the text is one of the choices of its column.
        """
        rang = next(
            (r for r, brut in enumerate(brutes) if isinstance(brut, str) and not est_vide(brut)), None
        )
        if rang is None or not _TOTAL.match(cle(texte(brutes[rang]))):
            return None
        presentes = {c.code for r, c in self.colonnes if r < len(brutes) and not est_vide(brutes[r])}
        if self.reperes and self.reperes <= presentes:
            return None
        colonne = next((c for r, c in self.colonnes if r == rang), None)
        if colonne is not None and colonne.type is TypeColonne.CHOIX and texte(brutes[rang]) in colonne.choix:
            return None
        return texte(brutes[rang])

    def _total(self, numero: int, brutes: Sequence[Brut], libelle: str) -> TotalLu:
        valeurs, cellules = {}, {}
        for rang, colonne in self.colonnes:
            if not colonne.type.est_nombre or rang >= len(brutes) or est_vide(brutes[rang]):
                continue
            # The sum of a column is a plain number, with decimals even where the column counts whole things.
            valeur = self._valeur(numero, rang, brutes[rang], Colonne(colonne.code, colonne.titre, "decimal"))
            if valeur is not None:
                valeurs[colonne.code] = valeur
                cellules[colonne.code] = f"{get_column_letter(rang + 1)}{numero}"
        return TotalLu(numero, libelle, valeurs, cellules)

    def _ligne(self, numero: int, brutes: Sequence[Brut]) -> LigneLue:
        valeurs, cellules = {}, {}
        for rang, colonne in self.colonnes:
            brut = brutes[rang] if rang < len(brutes) else None
            valeurs[colonne.code] = self._valeur(numero, rang, brut, colonne)
            cellules[colonne.code] = f"{get_column_letter(rang + 1)}{numero}"
        return LigneLue(numero, valeurs, cellules)

    def _valeur(self, numero: int, rang: int, brut: Brut, colonne: Colonne) -> Valeur:
        try:
            valeur = convertir(brut, colonne)
            if valeur is None and colonne.obligatoire:
                raise ErreurFormat("une valeur est obligatoire")
        except ErreurFormat as erreur:
            message = f"{colonne.titre}\u00a0: {erreur.message}"
            self._signaler(message, ligne=numero, colonne=get_column_letter(rang + 1))
            return None
        return valeur

    def _signaler(self, message: str, **lieu) -> None:
        self.collecteur.ajouter(ErreurFormat(message, **self.lieu, **lieu))


def _associer(onglets: list[Onglet], attendues: dict[str, Feuille], fichier: str | None):
    trouves: dict[str, Onglet] = {}
    for onglet in onglets:
        nom = cle(onglet.nom)
        if nom in trouves:
            raise ErreurFormat(
                f"deux feuilles ont le même nom\u00a0: {trouves[nom].nom}, {onglet.nom}", fichier=fichier
            )
        if nom in attendues:
            trouves[nom] = onglet
    return [(attendues[nom], onglet) for nom, onglet in trouves.items()]


def _est_service(onglet: Onglet) -> bool:
    return cle(onglet.nom) in _SERVICE


def _titre(brut: Brut) -> str:
    """A heading as it is compared; the writer marks compulsory columns with an asterisk."""
    return cle(texte(brut)).rstrip("* ") if isinstance(brut, str | int) else ""


@contextmanager
def _sans_avertissements() -> Iterator[None]:
    """openpyxl warns of drawings, validations and styles that it leaves out, of which none is data."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="openpyxl")
        yield
