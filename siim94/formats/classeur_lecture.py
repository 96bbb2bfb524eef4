"""Workbooks read by the description of their sheets.

Both kinds of file give the same rows of cells, and these go through one pipeline: find the headings, tell
totals from data, gather what is wrong with its place. What a cell means is its column's affair: it comes out
as it stands.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from siim94.formats.classeur import (
    FEUILLES_DE_SERVICE,
    NOM_EXPORT,
    RAPPEL,
    Arbitre,
    ClasseurLu,
    ColonneDeFeuille,
    ExportClasseur,
    Feuille,
    FeuilleLue,
    LigneDeFeuille,
    LigneExportee,
)
from siim94.formats.classeur_cellules import Brut, Onglet, Plage, RangeeLue, est_vide, lettre, rang_de, texte
from siim94.formats.classeur_conteneur import FormatClasseur, ouvrir_conteneur
from siim94.formats.classeur_ods import onglets_ods
from siim94.formats.classeur_xlsx import onglets_xlsx
from siim94.formats.erreurs import Collecteur, ErreurFormat
from siim94.formats.lecture import Source, nom_de
from siim94.formats.mots import cle, dit_un_total

# How far down headings are looked for: people put a title and a few lines of notes above them.
_LIGNES_AVANT_ENTETES = 30


def lire_onglets(source: Source, *, nom: str | None = None) -> list[Onglet]:
    """The sheets of an XLSX or ODS workbook in the order of the tabs, hidden ones included. Raises
    ErreurFormat."""
    with ouvrir_conteneur(source, nom=nom) as conteneur:
        return (onglets_xlsx if conteneur.format is FormatClasseur.XLSX else onglets_ods)(conteneur)


def lire_classeur(
    source: Source,
    feuilles: Sequence[Feuille],
    *,
    nom: str | None = None,
    erreurs_max: int = 100,
    arbitre: Arbitre | None = None,
    signaler: Callable[[ErreurFormat], None] | None = None,
) -> ClasseurLu:
    """The sheets of an XLSX or ODS workbook that `feuilles` describes, whatever their order, case and
    accents. What they leave open is put to the `arbitre`.

    A described sheet may be missing (see `feuilles_absentes`), but not all of them. Raises ErreurFormat, or
    ErreursFormat with what is wrong with the headings of every sheet (up to `erreurs_max`), and then nothing
    is returned; with `signaler`, it is told, and only the rows of these sheets are not read.
    """
    arbitre = arbitre or Arbitre()
    fichier = nom_de(source, nom)
    tous = lire_onglets(source, nom=nom)
    onglets = [onglet for onglet in tous if cle(onglet.nom) not in FEUILLES_DE_SERVICE]
    par_nom: dict[str, Onglet] = {}
    for onglet in onglets:
        if (double := par_nom.setdefault(cle(onglet.nom), onglet)) is not onglet:
            raise ErreurFormat(
                f"deux feuilles ont le même nom\u00a0: {double.nom}, {onglet.nom}", fichier=fichier
            )
    trouvees = {f.nom: (f, par_nom.pop(cle(f.nom))) for f in feuilles if cle(f.nom) in par_nom}
    lues = {}
    for feuille in feuilles:
        inconnues = [onglet.nom for onglet in par_nom.values() if onglet.rangees]
        if feuille.nom in trouvees or not inconnues:
            continue
        if choix := arbitre.feuille(feuille, inconnues):
            trouvees[feuille.nom] = feuille, par_nom.pop(cle(choix))
        elif choix is not None:
            lues[feuille.nom] = FeuilleLue(feuille.nom, illisible=True)
    if not trouvees and not lues:
        raise ErreurFormat(
            "aucune des feuilles attendues n'est dans le classeur (feuilles trouvées\u00a0: "
            f"{', '.join(onglet.nom for onglet in onglets[:20]) or 'aucune'})",
            fichier=fichier,
        )
    collecteur = Collecteur(erreurs_max)
    for titre, (feuille, onglet) in trouvees.items():
        lues[titre] = _Table(onglet, feuille, fichier, signaler or collecteur.ajouter, arbitre).lire()
    collecteur.lever()
    return ClasseurLu(
        lues,
        feuilles_inconnues=tuple(onglet.nom for onglet in par_nom.values()),
        feuilles_absentes=tuple(feuille.nom for feuille in feuilles if feuille.nom not in lues),
        feuilles_masquees=tuple(onglet.nom for onglet in onglets if onglet.masque),
        export=next((_export(onglet) for onglet in tous if onglet.nom == NOM_EXPORT), None),
    )


def _export(onglet: Onglet) -> ExportClasseur | None:
    """What the writer's hidden sheet says; None when someone made something else of it."""
    try:
        (_, quand), *lignes = ([texte(brut) for brut in rangee.cellules] for rangee in onglet.rangees)
        exportees = [LigneExportee(*mots, int(version)) for *mots, version in lignes]
        return ExportClasseur(datetime.fromisoformat(quand), exportees)
    except (ErreurFormat, TypeError, ValueError):
        return None


class _Table:
    """The reading of one sheet: its columns once the headings are found, then its rows."""

    def __init__(
        self,
        onglet: Onglet,
        feuille: Feuille,
        fichier: str | None,
        signaler: Callable[[ErreurFormat], None],
        arbitre: Arbitre,
    ):
        self.onglet = onglet
        self.feuille = feuille
        self.signaler = signaler
        self.arbitre = arbitre
        self.juste, self.entete = True, 0
        self.lieu = {"fichier": fichier, "feuille": onglet.nom}
        self.rangs: dict[str, int] = {}
        self.connues = {
            cle(nom): colonne for colonne in feuille.colonnes for nom in (colonne.titre, colonne.code)
        }
        textuelles = [c for c in feuille.colonnes if c.obligatoire and not c.kind.numerique]
        self.reperes = {colonne.code for colonne in textuelles} if len(textuelles) > 1 else set()

    def lire(self) -> FeuilleLue:
        debut = self._trouver_entetes()
        if debut is None:
            return FeuilleLue(self.feuille.nom, illisible=True)
        self.entete = self.onglet.rangees[debut].numero
        ignorees = self._retenir_colonnes(self.onglet.rangees[debut])
        absentes = tuple(c.titre for c in self.feuille.colonnes if c.code not in self.rangs)
        masquees = tuple(
            c.titre for c in self.feuille.colonnes if self.rangs.get(c.code) in self.onglet.colonnes_masquees
        )
        lue = FeuilleLue(
            self.feuille.nom,
            lettres={code: lettre(rang) for code, rang in self.rangs.items()},
            colonnes_ignorees=ignorees,
            colonnes_absentes=absentes,
            colonnes_masquees=masquees,
            fusions=tuple(filter(self._compte, self.onglet.fusions)),
            rangees_vides=self.onglet.rangees_vides,
            illisible=not self.juste,
        )
        etendre = self.arbitre.fusions(self.feuille, lue.fusions) if lue.fusions else False
        if lue.illisible or etendre is None:
            return replace(lue, illisible=True)
        for plage in lue.fusions if etendre else ():
            self.onglet.etendre(plage)
        for rangee in self.onglet.rangees[debut + 1 :]:
            ligne = LigneDeFeuille(
                rangee.numero,
                {code: _cellule(rangee, rang) for code, rang in self.rangs.items()},
                rangee.masquee,
            )
            if all(map(est_vide, ligne.cellules.values())):
                continue
            if libelle := self._libelle_de_total(rangee, ligne):
                lue.totaux.append((libelle, ligne))
            else:
                lue.lignes.append(ligne)
        return lue

    def _trouver_entetes(self) -> int | None:
        """The rank of the row of headings; None, recorded, when absent."""
        exigees = {colonne.code for colonne in self.feuille.colonnes if colonne.obligatoire}
        meilleur, note = None, 0
        for rang, rangee in enumerate(self.onglet.rangees[:_LIGNES_AVANT_ENTETES]):
            codes = {c.code for brut in rangee.cellules if (c := self.connues.get(_titre(brut)))}
            if len(codes) > note:
                meilleur, note = rang, len(codes)
            if codes and exigees <= codes:
                return rang
        if meilleur is None:
            attendus = ", ".join(colonne.titre for colonne in self.feuille.colonnes[:20])
            self._signaler(f"aucun en-tête reconnu (colonnes attendues\u00a0: {attendus})")
        return meilleur

    def _retenir_colonnes(self, entetes: RangeeLue) -> tuple[str, ...]:
        """Note the position of the known columns, ask about those that lack, record what is doubled or
        missing, return the other headings."""
        ignorees = self._reconnaitre(entetes)
        manquantes = [
            colonne.titre
            for colonne in self.feuille.colonnes
            if colonne.code not in self.rangs and not self._demander(colonne, ignorees)
        ]
        if manquantes:
            mots = "la colonne" if len(manquantes) == 1 else "les colonnes"
            self._signaler(f"il manque {mots} {', '.join(manquantes)}", entetes)
        return tuple(ignorees.values())

    def _reconnaitre(self, entetes: RangeeLue) -> dict[str, str]:
        """Note the position of the known columns; the other headings by the letter of their column."""
        autres: dict[str, str] = {}
        for rang, brut in enumerate(entetes.cellules):
            if est_vide(brut):
                continue
            colonne = self.connues.get(_titre(brut))
            if colonne is None:
                if not str(brut).strip().endswith(RAPPEL):
                    autres[lettre(rang)] = str(brut)[:80]
            elif (premier := self.rangs.setdefault(colonne.code, rang)) != rang:
                self._signaler(
                    f"l'en-tête «\u00a0{colonne.titre}\u00a0» figure deux fois "
                    f"(colonnes {lettre(premier)} et {lettre(rang)})",
                    entetes,
                )
        return autres

    def _demander(self, colonne: ColonneDeFeuille, ignorees: dict[str, str]) -> bool:
        """Whether the file may lack this column, or what was answered of the headings that are not known
        settles it; the heading that takes its place is known from then on."""
        choix = self.arbitre.colonne(self.feuille, colonne, ignorees, self.rangs) if ignorees else None
        if choix:
            self.rangs[colonne.code] = rang_de(choix)
            del ignorees[choix]
        elif colonne.obligatoire and choix is not None:
            self.juste = False
        return choix is not None or not colonne.obligatoire

    def _compte(self, plage: Plage) -> bool:
        """Whether a merged cell takes the place of several cells of data."""
        colonnes = sum(plage.colonne <= rang <= plage.derniere_colonne for rang in self.rangs.values())
        lignes = plage.derniere_ligne - max(plage.ligne, self.entete + 1) + 1
        return lignes > 0 and colonnes * lignes > 1

    def _libelle_de_total(self, rangee: RangeeLue, ligne: LigneDeFeuille) -> str | None:
        """The label of a total row: its first text says so, and it lacks what every row of data has.

        A supplier may be called "Total": where several texts are compulsory and all are there, the row is
        data; so it is when the text is one of the choices of its column.
        """
        rang = next(
            (r for r, b in enumerate(rangee.cellules) if isinstance(b, str) and not est_vide(b)), None
        )
        if rang is None or not dit_un_total(libelle := texte(rangee.cellules[rang])):
            return None
        presentes = {code for code, brut in ligne.cellules.items() if not est_vide(brut)}
        if self.reperes and self.reperes <= presentes:
            return None
        choix = {
            c
            for colonne in self.feuille.colonnes
            if self.rangs.get(colonne.code) == rang
            for c in colonne.choix
        }
        return None if libelle in choix else libelle

    def _signaler(self, message: str, rangee: RangeeLue | None = None) -> None:
        self.juste = False
        self.signaler(ErreurFormat(message, **self.lieu, ligne=rangee and rangee.numero))


def _titre(brut: Brut) -> str:
    """A heading as it is compared; the writer marks compulsory columns with an asterisk."""
    return cle(texte(brut)).rstrip("* ") if isinstance(brut, str | Decimal) else ""


def _cellule(rangee: RangeeLue, rang: int) -> Brut:
    return rangee.cellules[rang] if rang < len(rangee.cellules) else None
