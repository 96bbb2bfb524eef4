"""The budget in the report: its four print-outs, each with its credits and charts."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar

from django.utils.functional import cached_property

from finances.models import (
    LigneBudget,
    Section,
    Sens,
)
from finances.models.comparaison import ExecutionAnnuelle
from finances.models.lignes import RESULTATS_REPORTES
from finances.models.tableau import PRECEDENT, LigneTableau, parts_principales, principale
from siim94.formats import francais
from siim94.formats.calcul import Evolution, Nombre
from siim94.ui.graphiques import BarChart, LineChart, PartsChart, SmallMultiples
from siim94.ui.sections import Section as SectionBilan
from siim94.ui.tableaux import (
    CHANGEMENT,
    EN_EUROS,
    PARTS,
    Rang,
    TableauRapport,
)

ENTETES = {
    "budget_precedent": "Budget précédent",
    "reports_precedents": "Reports de l’exercice précédent",
    "propositions": "Propositions",
    "vote": "Voté",
    "credits_ouverts": "Crédits ouverts",
    "reports": "Reports",
}
REALISE = {Sens.RECETTE: "Titres émis", Sens.DEPENSE: "Mandats émis"}
CREDITS = ("vote", "credits_ouverts")
SENS = {Sens.RECETTE: "Recettes", Sens.DEPENSE: "Dépenses"}
DE = {Section.FONCTIONNEMENT: "de fonctionnement", Section.INVESTISSEMENT: "d’investissement"}
# What one of the two years does not name is nothing there.
EN_TOUT = replace(PARTS, decimales=2)
# Years that a table compares, and from which on a curve says more.
ANNEES_COMPAREES = 3


class FinancesSection(SectionBilan):
    """A section on finances."""

    @property
    def source(self) -> str:
        return f"Source{francais.INSECABLE}: finances, exercice {self.annee}"

    @property
    def source_pluriannuelle(self) -> str:
        return f"Source{francais.INSECABLE}: finances, exercices jusqu’à {self.annee}"


def de_credits(credits: Nombre | None, realise: Nombre | None, taux: Nombre | None) -> tuple[str, ...]:
    """Open credits, what was carried out of them, and its rate."""
    return (
        EN_TOUT.ecrite(credits),
        EN_TOUT.ecrite(realise),
        "" if taux is None else francais.pourcent(taux, 1),
    )


def _rang(ligne: LigneTableau, cellules: list[str], evolution: Evolution | None = None) -> Rang:
    genre = "" if ligne.genre == "chapitre" else ligne.genre
    return Rang((ligne.code, ligne.libelle, *cellules), genre, evolution)


def _renvois(rangs: list[Rang]) -> list[str]:
    """What the marks (1), (2)… are that the official print-out puts in its labels."""
    marques = sorted({marque for rang in rangs for marque in re.findall(r"\(\d\)", rang.cellules[1])})
    if not marques:
        return []
    renvois = (
        f"renvoi{francais.accorde(len(marques))} de l’état officiel, dont ce bilan ne reprend pas le texte"
    )
    return [f"{francais.enumeration(marques)}{francais.INSECABLE}: {renvois}."]


def _distincts(postes: Iterable[tuple[str, str]]) -> list[str]:
    """Names of what is drawn, by codes and labels: those of one label are told apart by their codes."""
    postes = list(postes)
    combien = Counter(libelle for _, libelle in postes)
    return [f"{code} {libelle}" if combien[libelle] > 1 else libelle for code, libelle in postes]


class TableauBudgetaireSection(FinancesSection):
    """One of the four print-outs of the budget, as carried out, with the chart of its amounts."""

    section_budgetaire: ClassVar[Section]
    sens: ClassVar[Sens]
    ensemble: ClassVar[str]
    """How a sentence names the whole: "des recettes de fonctionnement"."""
    par_compte: ClassVar[bool] = False
    """Whether the chart details chapters by account, where the labels of accounts speak by themselves."""

    @cached_property
    def execution(self) -> ExecutionAnnuelle | None:
        return LigneBudget.objects.execution_annuelle(self.annee, self.section_budgetaire, self.sens)

    @property
    def lignes(self) -> list[LigneTableau]:
        return self.execution.lignes if self.execution else []

    @classmethod
    def entete(cls, nom: str) -> str:
        """The head of a column: what is carried out has its own word on each side."""
        return REALISE[cls.sens] if nom == "realise" else ENTETES[nom]

    def contexte(self):
        # What the year before was called stands under the table that compares with it.
        notes = (serie.note(self.annee - 1) for serie in self.series[1])
        return {"notes": list(filter(None, notes))}

    def tableaux(self):
        if not self.lignes:
            return []
        votes = any(ligne.montants[nom] is not None for ligne in self.lignes for nom in CREDITS)
        return [self._realise(), *([self._credits()] if votes else [])]

    def _realise(self) -> TableauRapport:
        """The official print-out of what was carried out, beside the year before where that is known."""
        avant = self.execution.avant
        imprimees = dict.fromkeys(nom for ligne in self.lignes for nom in ligne.colonnes)
        colonnes = [*([PRECEDENT] if avant else []), *imprimees]
        rangs = []
        for ligne in self.lignes:
            cellules = [EN_TOUT.ecrite(montant) for montant in ligne.cellules(colonnes)]
            if ligne.genre == "compte" and not any(cellules):
                continue
            if avant:
                cellules[2:2] = EN_TOUT.changement(ligne.evolution)
            rangs.append(_rang(ligne, cellules, ligne.evolution if avant else None))
        entetes = [self.entete(nom) for nom in imprimees]
        if avant:
            entetes = [str(self.annee - 1), str(self.annee), *CHANGEMENT, *entetes[1:]]
        largeurs = [13, 13, 13, 13, *[12] * len(entetes[4:])] if avant else [20] * len(entetes)
        return TableauRapport(
            f"{self.titre}{francais.INSECABLE}: {REALISE[self.sens].lower()}",
            ("Chapitre", "Libellé", *entetes),
            rangs,
            (8 if avant else 10, 0, *largeurs),
            EN_EUROS,
            textes=2,
            notes=[*self.execution.notes, *_renvois(rangs)],
        )

    def _credits(self) -> TableauRapport:
        """The credits of the year and what was carried out of them."""
        rangs = [
            _rang(
                ligne,
                [
                    EN_TOUT.ecrite(ligne.montants["vote"]),
                    *de_credits(ligne.montants["credits_ouverts"], ligne.montants["realise"], ligne.taux),
                ],
            )
            for ligne in self.lignes
            if any(ligne.montants[nom] is not None for nom in (*CREDITS, "realise"))
        ]
        return TableauRapport(
            f"{self.titre}{francais.INSECABLE}: crédits ouverts et réalisation",
            ("Chapitre", "Libellé", "Voté", "Crédits ouverts", REALISE[self.sens], "Taux"),
            rangs,
            (10, 0, 16, 16, 16, 11),
            EN_EUROS,
            textes=2,
        )

    def un_euro(self) -> PartsChart | None:
        """Where one euro comes from, or goes; nothing while an amount is negative."""
        parts = parts_principales(ligne for ligne in self.lignes if self._dans_le_graphique(ligne))
        if not parts or any(montant < 0 for _, montant in parts):
            return None
        verbe = "D’où vient" if self.sens == Sens.RECETTE else "Où va"
        return PartsChart(
            f"{verbe} un euro {self.ensemble}",
            parts,
            unite="€",
            abrege=True,
            source=self.source,
            premiere_entete="Chapitre",
        )

    @cached_property
    def series(self):
        """The years and the chapters over them."""
        return LigneBudget.objects.series_by_chapitre(self.annee, self.section_budgetaire, self.sens)

    def charts(self):
        lignes = [ligne for ligne in self.lignes if self._dans_le_graphique(ligne)]
        if not lignes:
            return []
        titre, sujet = self.titre, []
        noms = _distincts((ligne.code, ligne.intitule) for ligne in lignes)
        premiere = principale(lignes)
        if premiere is not None and len(lignes) > 1:
            ligne, part = premiere
            titre = f"{ligne.intitule}{francais.INSECABLE}: {francais.pourcent(part)} {self.ensemble}"
            sujet = [noms[lignes.index(ligne)]]
        montants = list(zip(noms, (ligne.montants["realise"] for ligne in lignes), strict=True))
        return [
            BarChart(
                titre,
                unite="€",
                source=self.source,
                rows=montants,
                premiere_entete="Libellé",
                highlight=sujet,
            ),
            *self._series(),
        ]

    def _dans_le_graphique(self, ligne: LigneTableau) -> bool:
        """Whether a row is drawn: a chapter or its accounts, carried out, of the year itself."""
        return self.est_une_part(ligne) and bool(ligne.montants["realise"])

    @classmethod
    def est_une_part(cls, ligne: LigneTableau) -> bool:
        """Whether a row is one of those that make the whole of the year's operations, in what is drawn."""
        choisie = ligne.feuille if cls.par_compte else ligne.genre == "chapitre"
        return choisie and ligne.code not in RESULTATS_REPORTES

    def _series(self):
        """The total and the chapters over the years, as soon as three are known: the table compares two."""
        totaux = LigneBudget.objects.series_of_total(self.annee, self.section_budgetaire, self.sens)
        if len([total for _, total in totaux if total is not None]) < ANNEES_COMPAREES:
            return []
        annees, chapitres = self.series
        commun = {
            "unite": "€",
            "source": self.source_pluriannuelle,
            "abrege": True,
            "premiere_entete": "Chapitre",
        }
        periode = [annee for annee, _ in totaux]
        evolution = f"{self.titre}, {periode[0]}-{periode[-1]}"
        ensemble = {self.titre: [total for _, total in totaux]}
        chapitres = [serie for serie in chapitres if any(serie.valeurs)]
        noms = _distincts((serie.code, serie.libelle) for serie in chapitres)
        series = dict(zip(noms, (serie.valeurs for serie in chapitres), strict=True))
        if len(series) > 1 and list(annees) == periode:
            titre = f"{evolution}, ensemble et par chapitre"
            return [SmallMultiples(titre, categories=map(str, annees), series=ensemble | series, **commun)]
        # Chapters of another nomenclature have fewer years.
        charts = [LineChart(evolution, categories=map(str, periode), series=ensemble, **commun)]
        if len(series) > 1 and len(annees) > 1:
            titre = f"{self.titre}, {annees[0]}-{annees[-1]}, par chapitre"
            charts.append(SmallMultiples(titre, categories=map(str, annees), series=series, **commun))
        return charts


RecettesFonctionnementSection = TableauBudgetaireSection.avec(
    code="finances.recettes_fonctionnement",
    titre="Recettes de fonctionnement",
    section_budgetaire=Section.FONCTIONNEMENT,
    sens=Sens.RECETTE,
    ensemble="des recettes de fonctionnement",
)

DepensesFonctionnementSection = TableauBudgetaireSection.avec(
    code="finances.depenses_fonctionnement",
    titre="Dépenses de fonctionnement",
    section_budgetaire=Section.FONCTIONNEMENT,
    sens=Sens.DEPENSE,
    ensemble="des dépenses de fonctionnement",
)

RecettesInvestissementSection = TableauBudgetaireSection.avec(
    code="finances.recettes_investissement",
    titre="Recettes d’investissement",
    section_budgetaire=Section.INVESTISSEMENT,
    sens=Sens.RECETTE,
    ensemble="des recettes d’investissement",
)

DepensesInvestissementSection = TableauBudgetaireSection.avec(
    code="finances.depenses_investissement",
    titre="Dépenses d’investissement",
    section_budgetaire=Section.INVESTISSEMENT,
    sens=Sens.DEPENSE,
    ensemble="des dépenses d’investissement",
    par_compte=True,
)


TABLEAUX = (
    RecettesFonctionnementSection,
    DepensesFonctionnementSection,
    RecettesInvestissementSection,
    DepensesInvestissementSection,
)
