"""The sheets of a year's workbook as rows of plain values, derived from the year before."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property, reduce
from itertools import islice, product
from typing import BinaryIO

from django.db import models
from django.utils import timezone

from adherents.models import Adherent
from siim94.chargements.classeur_colonnes import ColonneAnnuelle
from siim94.chargements.classeur_export import ecrire_les_feuilles, objets_de
from siim94.chargements.classeur_feuilles import (
    DONNEES_FICTIVES,
    FEUILLES_ANNUELLES,
    INDICATEUR,
    FeuilleAnnuelle,
    RepriseAnnuelle,
)
from siim94.demonstration.plan import PlanAnnuel
from siim94.formats.classeur import ExportClasseur
from siim94.formats.kinds import JOUR, OUI_NON, Kind, MontantKind
from siim94.socle.models import Exercice, Pole, Suites
from siim94.socle.partage import lectures_partagees

# Growth that the plan does not say, in per cent, and rows that a sheet without any starts with.
DERIVE = (-4, 7)
LIGNES_SEMEES = 12
PETIT = 8
POURCENTAGES = (1, 99)

Ligne = dict[str, object]


@dataclass
class OngletFictif:
    """A sheet being made: ``lignes`` hold codes where people read names."""

    declaree: FeuilleAnnuelle
    colonnes: list[ColonneAnnuelle]
    lignes: list[Ligne] = field(default_factory=list)

    @property
    def nom(self) -> str:
        return self.declaree.ressource.feuille

    @cached_property
    def reperes(self) -> tuple[str, ...]:
        """The columns that tell one row from another in a year."""
        champs = self.declaree.ressource().fields
        cles = [champs[nom] for nom in self.declaree.ressource._meta.import_id_fields]
        noms = {nom for c in cles for nom in (c.column_name, *getattr(c.widget, "colonnes", ()))}
        return tuple(c.code for c in self.colonnes if c.code in noms - {"exercice"})

    @cached_property
    def valeurs(self) -> list[ColonneAnnuelle]:
        """The numbers that the year fills."""
        return [c for c in self.colonnes if c.code in self.declaree.valeurs and c.kind.numerique]

    def cle(self, ligne: Ligne) -> tuple:
        return tuple(ligne.get(code) for code in self.reperes)

    def brute(self, objet: models.Model) -> Ligne:
        """A stored row by codes."""
        return {
            c.code: reduce(
                lambda source, nom: None if source is None else getattr(source, nom), c.chemin, objet
            )
            for c in self.colonnes
        }

    def lire(self, ecrite: dict[str, str]) -> Ligne:
        """A row of the plan: what its cells say, by code."""
        return {
            c.code: c.kind.lire(ecrite[c.code]) if c.kind.numerique else c.lire(ecrite[c.code])
            for c in self.colonnes
            if ecrite.get(c.code)
        }

    def total(self, code: str, **filtre) -> Decimal:
        """The sum of a column over the rows that have these values."""
        return sum((ligne[code] or 0 for ligne in self.avec(**filtre)), Decimal(0))

    def totaux(self) -> Ligne:
        """What the columns of the year's numbers add up to."""
        return {c.code: self.total(c.code) for c in self.valeurs if any(li[c.code] for li in self.lignes)}

    def avec(self, **filtre) -> list[Ligne]:
        return [ligne for ligne in self.lignes if all(ligne.get(nom) == v for nom, v in filtre.items())]


class Livre(dict[str, OngletFictif]):
    """The sheets of the workbook of ``annee`` by name, made from what the report of ``precedent`` knows."""

    def __init__(self, plan: PlanAnnuel, precedent: int):
        super().__init__()
        self.plan, self.annee, self.precedent = plan, plan.annee, precedent
        self.suites = Suites(self.annee)
        self.membres = self._membres()
        self.anciens_membres = {a.code for a in Adherent.objects.membres_en(precedent)}
        self._avant: dict[str, list[Ligne]] = {}
        with lectures_partagees():
            onglets = [
                OngletFictif(declaree, declaree.colonnes())
                for declaree in FEUILLES_ANNUELLES
                if declaree.reprise is not RepriseAnnuelle.JAMAIS
            ]
        for onglet in onglets:
            self[onglet.nom] = onglet
            self._deriver(onglet)

    def _deriver(self, onglet: OngletFictif) -> None:
        declaree = onglet.declaree
        annee = None if declaree.durable else self.precedent
        objets = list(objets_de(declaree, onglet.colonnes, self.precedent, annee))
        self._avant[onglet.nom] = [onglet.brute(objet) for objet in objets]
        if declaree.durable:
            # What the plan says of it came in before: it is of all years.
            onglet.lignes = self._avant[onglet.nom]
            return
        if declaree.reprise is not RepriseAnnuelle.VIDE:
            for objet in objets:
                garde = objet.quitter_son_annee(self.precedent, self.suites)
                if declaree.parent:
                    getattr(objet, declaree.parent).prendre_la_suite(self.suites)
                ligne = onglet.brute(objet) | {"exercice": self.annee}
                if garde and self._reste(ligne) and self._vieillir(onglet, ligne):
                    onglet.lignes.append(ligne)
            self._fondre(onglet)
        self._suivre_le_plan(onglet)

    def avant(self, feuille: str) -> list[Ligne]:
        """The rows of the year before, as they were."""
        return self._avant[feuille]

    def poles(self, codes: Iterable[str]) -> list[str]:
        """The services of these codes, as they are called at the end of the year."""
        connus = {pole.code: pole for pole in Pole.objects.filter(code__in=codes)}
        return [self.suites(connus[code]).code for code in codes]

    def semer(self) -> None:
        """Give rows to the sheets that still have none: a sheet that the plan does not know shows too."""
        for onglet in self.values():
            if not onglet.lignes:
                onglet.lignes = list(islice(self._semer(onglet), LIGNES_SEMEES))

    def _membres(self) -> dict[str, Adherent]:
        """The members of the year by code, in the order of the report, as they are called at its end."""
        derniers = {self.suites(adherent).pk for adherent in Adherent.objects.membres_en(self.annee)}
        return {a.code: a for a in Adherent.objects.filter(pk__in=derniers).by_genre()}

    def _reste(self, ligne: Ligne) -> bool:
        """Whether a row is of no member, or of one of the year."""
        return not ligne.get("adherent") or ligne["adherent"] in self.membres

    def _vieillir(self, onglet: OngletFictif, ligne: Ligne) -> bool:
        """The row a year later; False when it was of its year only."""
        if onglet.declaree.valeurs == INDICATEUR and ligne["valeur"] is None:
            return False
        for colonne in onglet.valeurs:
            ligne[colonne.code] = self._varier(onglet, ligne, colonne)
        return True

    def _varier(self, onglet: OngletFictif, ligne: Ligne, colonne: ColonneAnnuelle):
        valeur = ligne[colonne.code]
        if not valeur:
            return valeur
        reperes = tuple(str(v) for v in onglet.cle(ligne) if v)
        hasard = self.plan.hasard(onglet.nom, colonne.code, *reperes)
        pour_cent = (
            onglet.declaree.pourcent
            and ligne.get(onglet.declaree.pourcent[0]) == (onglet.declaree.pourcent[1])
        )
        if pour_cent:
            return min(max(valeur + hasard.choice((-2, -1, 1, 2)), POURCENTAGES[0]), POURCENTAGES[1])
        taux = self.plan.taux(onglet.nom, *reperes)
        if taux is None and valeur < PETIT and valeur == int(valeur):
            return type(valeur)(max(1, valeur + hasard.choice((-1, 0, 1))))
        taux = Decimal(str(hasard.uniform(*DERIVE))) if taux is None else taux
        return arrondir(valeur * (1 + taux / 100), valeur, colonne.kind)

    def _fondre(self, onglet: OngletFictif) -> None:
        """Rows that became the same (two members made one) are one, their numbers together."""
        fondues: dict[tuple, Ligne] = {}
        for ligne in onglet.lignes:
            premiere = fondues.setdefault(onglet.cle(ligne), ligne)
            if premiere is not ligne:
                for colonne in onglet.valeurs:
                    connues = [v for v in (premiere[colonne.code], ligne[colonne.code]) if v is not None]
                    premiere[colonne.code] = sum(connues) if connues else None
        onglet.lignes = list(fondues.values())

    def _suivre_le_plan(self, onglet: OngletFictif) -> None:
        """Set or add the rows of the plan: one that names a row sets what it says, another is a new one."""
        for ecrite in self.plan.lignes(onglet.nom):
            lue = onglet.lire(ecrite) | {"exercice": self.annee}
            nommee = {code: lue[code] for code in onglet.reperes if code in lue}
            if trouvees := onglet.avec(**nommee):
                for ligne in trouvees:
                    ligne |= lue
            else:
                onglet.lignes.append({c.code: c.vide for c in onglet.colonnes} | lue)

    def _semer(self, onglet: OngletFictif) -> Iterator[Ligne]:
        """Rows for a sheet that has none, made of the names that its columns offer."""
        noms = [c for c in onglet.colonnes if c.code in onglet.reperes or c.obligatoire]
        offres = [self._offre(c) for c in noms if c.code != "exercice"]
        codes = [c.code for c in noms if c.code != "exercice"]
        for rang, choix in enumerate(product(*offres), start=1):
            ligne = {c.code: c.vide for c in onglet.colonnes} | dict(zip(codes, choix, strict=True))
            ligne["exercice"] = self.annee
            hasard = self.plan.hasard(onglet.nom, *choix)
            for colonne in onglet.colonnes:
                if colonne.propre and colonne.code not in (*codes, "exercice"):
                    ligne[colonne.code] = self._valeur_neuve(colonne, hasard, rang)
            yield ligne

    def _offre(self, colonne: ColonneAnnuelle) -> list:
        """The names that a column may give a row."""
        if colonne.code == "adherent":
            return list(self.membres)
        if colonne.choix:
            return list(colonne.noms or colonne.choix)[:LIGNES_SEMEES]
        if colonne.propre and (colonne.final.null or colonne.final.blank):
            return [colonne.vide]
        return [self._valeur_neuve(colonne, self.plan.hasard(colonne.code, rang), rang) for rang in (1, 2)]

    def _valeur_neuve(self, colonne: ColonneAnnuelle, hasard, rang: int):
        if colonne.choix:
            return hasard.choice(list(colonne.noms or colonne.choix))
        if colonne.kind is OUI_NON:
            return hasard.random() < 0.5
        if colonne.kind is JOUR:
            return date(self.annee, hasard.randint(1, 12), hasard.randint(1, 28))
        if colonne.code == "rang":
            return rang
        if colonne.kind.numerique:
            return Decimal(hasard.randint(2, 60))
        return f"Exemple fictif {rang}"[: colonne.final.max_length]

    def ecrire(self, sortie: BinaryIO) -> None:
        """The workbook of the year, as services fill it."""
        feuilles = [
            onglet.declaree.description(
                onglet.colonnes,
                lignes=[_en_clair(ligne, onglet.colonnes) for ligne in onglet.lignes],
                total=onglet.totaux(),
            )
            for onglet in self.values()
        ]
        ecrire_les_feuilles(
            self.annee, DONNEES_FICTIVES, feuilles, sortie, ExportClasseur(timezone.localtime(), [])
        )


def _en_clair(ligne: Ligne, colonnes: list[ColonneAnnuelle]) -> Ligne:
    """The row as people read it: names for codes, nothing for an empty text."""
    clair = {}
    for colonne in colonnes:
        valeur = ligne.get(colonne.code)
        clair[colonne.code] = None if valeur == "" else (colonne.noms or {}).get(valeur, valeur)
    return clair


def arrondir(valeur: Decimal, modele, kind: Kind) -> Decimal | int:
    """A number as precise as ``modele``, that it comes from: 115 000 becomes 118 000, not 118 433."""
    exposant = Decimal(modele).normalize().as_tuple().exponent
    exposant = -2 if isinstance(kind, MontantKind) else max(exposant - 1, 0) if exposant > 0 else exposant
    arrondi = Decimal(valeur).quantize(Decimal(1).scaleb(exposant))
    return int(arrondi) if isinstance(modele, int) else Decimal(f"{arrondi:f}")


def exercice_precedent(annee: int) -> int:
    """The last year before that has a report."""
    return Exercice.objects.avec_bilan().filter(annee__lt=annee).order_by("-annee").first().annee
