"""What finances contribute to the report: the four print-outs, contributions, maintenance, with charts."""

from typing import ClassVar

from django.utils.functional import cached_property

from applications.autres_chiffres import AutresChiffresSection
from applications.phrases import quantite
from finances.models import (
    Contribution,
    DocumentBudgetaire,
    IndicateurFinancier,
    LigneBudget,
    Section,
    Sens,
)
from finances.models.execution import Balance
from finances.models.lignes import RESULTATS_REPORTES
from finances.models.tableau import LigneTableau, principale
from siim94.formats import francais
from siim94.ui.graphiques import BarChart, GroupedBarChart, LineChart, SmallMultiples
from siim94.ui.sections import Section as SectionBilan

ENTETES = {
    "budget_precedent": "Budget précédent",
    "reports_precedents": "Reports de l’exercice précédent",
    "propositions": "Propositions",
    "vote": "Voté",
    "credits_ouverts": "Crédits ouverts",
    "reports": "Reports",
}
REALISE = {Sens.RECETTE: "Titres émis", Sens.DEPENSE: "Mandats émis"}


class FinancesSection(SectionBilan):
    """A section on finances."""

    @property
    def source(self) -> str:
        return f"Source{francais.INSECABLE}: finances, exercice {self.annee}"

    @property
    def source_pluriannuelle(self) -> str:
        return f"Source{francais.INSECABLE}: finances, exercices jusqu’à {self.annee}"


class EssentielSection(FinancesSection):
    """The year's main amounts, and what each section of the budget took in and spent."""

    code = "finances.essentiel"
    titre = "L’essentiel du bilan financier"
    template_name = "finances/bilan/essentiel.html"

    @cached_property
    def balance(self) -> Balance:
        return LigneBudget.objects.balance(self.annee)

    def contexte(self):
        total = self.balance.total
        chiffres = [
            (total(Section.FONCTIONNEMENT, Sens.RECETTE), "recettes de fonctionnement"),
            (total(Section.FONCTIONNEMENT, Sens.DEPENSE), "dépenses de fonctionnement"),
            (total(Section.INVESTISSEMENT, Sens.DEPENSE), "dépenses d’investissement"),
            (total(None, Sens.DEPENSE, "reports"), f"reportés sur {self.annee + 1}"),
        ]
        return {
            "chiffres": [
                (francais.euros(valeur), libelle) for valeur, libelle in chiffres if valeur is not None
            ]
        }

    def charts(self):
        par_sens = {
            "Recettes": [self.balance.total(section, Sens.RECETTE) for section in Section],
            "Dépenses": [self.balance.total(section, Sens.DEPENSE) for section in Section],
        }
        if all(valeur is None for valeurs in par_sens.values() for valeur in valeurs):
            return []
        return [
            GroupedBarChart(
                self._constat() or "Recettes et dépenses par section",
                unite="€",
                source=self.source,
                categories=[section.label.capitalize() for section in Section],
                series=par_sens,
                premiere_entete="Section",
            )
        ]

    def _constat(self) -> str:
        resultat = self.balance.solde(Section.FONCTIONNEMENT)
        if resultat is None:
            return ""
        if resultat == 0:
            return "Le fonctionnement de l’exercice est à l’équilibre"
        solde = "un excédent" if resultat > 0 else "un déficit"
        return f"Le fonctionnement de l’exercice dégage {solde} de {francais.euros(abs(resultat))}"


class TableauBudgetaireSection(FinancesSection):
    """One of the four print-outs of the budget, as carried out, with the chart of its amounts."""

    template_name = "finances/bilan/tableau_budgetaire.html"
    section_budgetaire: ClassVar[Section]
    sens: ClassVar[Sens]
    ensemble: ClassVar[str]
    """How a sentence names the whole: "des recettes de fonctionnement"."""
    par_compte: ClassVar[bool] = False
    """Whether the chart details chapters by account, where the labels of accounts speak by themselves."""

    @property
    def lignes(self) -> list[LigneTableau]:
        return self.donnees["lignes"]

    @classmethod
    def entete(cls, nom: str) -> str:
        """The head of a column: what is carried out has its own word on each side."""
        return REALISE[cls.sens] if nom == "realise" else ENTETES[nom]

    def contexte(self):
        document = DocumentBudgetaire.objects.execution(self.annee)
        lignes = LigneBudget.objects.presentation(document, self.section_budgetaire, self.sens)
        colonnes = list(dict.fromkeys(nom for ligne in lignes for nom in ligne.colonnes))
        return {
            "document": document,
            "lignes": lignes,
            "legende": f"{self.titre}{francais.INSECABLE}: {REALISE[self.sens].lower()}",
            "entetes": [self.entete(nom) for nom in colonnes],
            "rangs": [(ligne, ligne.cellules(colonnes)) for ligne in lignes],
        }

    @property
    def est_disponible(self) -> bool:
        return bool(self.lignes)

    def charts(self):
        lignes = [ligne for ligne in self.lignes if self._dans_le_graphique(ligne)]
        if not lignes:
            return []
        titre = self.titre
        premiere = principale(lignes)
        if premiere is not None and len(lignes) > 1:
            ligne, part = premiere
            titre = f"{ligne.intitule}{francais.INSECABLE}: {francais.pourcent(part)} {self.ensemble}"
        intitules = [ligne.intitule for ligne in lignes]
        montants = [
            # Two accounts may have the same label: their codes then tell them apart.
            (
                f"{ligne.code} {ligne.intitule}" if intitules.count(ligne.intitule) > 1 else ligne.intitule,
                ligne.montants["realise"],
            )
            for ligne in lignes
        ]
        return [
            BarChart(titre, unite="€", source=self.source, rows=montants, premiere_entete="Libellé"),
            *self._series(),
        ]

    def _dans_le_graphique(self, ligne: LigneTableau) -> bool:
        """Whether a row is drawn: a chapter or its accounts, carried out, of the year itself."""
        if ligne.code in RESULTATS_REPORTES:
            return False
        choisie = ligne.feuille if self.par_compte else ligne.genre == "chapitre"
        return choisie and bool(ligne.montants["realise"])

    def _series(self):
        """Charts over years, as soon as two are known."""
        totaux = LigneBudget.objects.series_of_total(self.annee, self.section_budgetaire, self.sens)
        if len([total for _, total in totaux if total is not None]) < 2:
            return []
        annees, chapitres = LigneBudget.objects.series_by_chapitre(
            self.annee, self.section_budgetaire, self.sens
        )
        commun = {"unite": "€", "source": self.source_pluriannuelle, "abrege": True}
        evolution = f"{self.titre}, {annees[0]}-{annees[-1]}"
        charts = [
            LineChart(
                evolution,
                categories=[str(annee) for annee, _ in totaux],
                series={self.titre: [total for _, total in totaux]},
                **commun,
            )
        ]
        series = {serie.libelle: serie.valeurs for serie in chapitres if any(serie.valeurs)}
        if len(series) > 1:
            charts.append(
                SmallMultiples(
                    f"{evolution}, par chapitre", categories=[str(a) for a in annees], series=series, **commun
                )
            )
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


SANS_CONTRIBUTION = {"montant": None, "part": None}


class ContributionsSection(FinancesSection):
    """What each member paid, with last year's amounts where they are known.

    Who paid last year and not this one has a row too: each column makes its total.
    """

    code = "finances.contributions"
    titre = "Recettes par adhérent"
    template_name = "finances/bilan/contributions.html"

    def contexte(self):
        lignes = Contribution.objects.repartition(self.annee)
        if not lignes:
            return {}
        avant = {
            ligne["adherent"]: ligne for ligne in Contribution.objects.repartition(self.annee - 1, self.annee)
        }
        partis = avant.keys() - {ligne["adherent"] for ligne in lignes}
        lignes += [ligne | SANS_CONTRIBUTION for cle, ligne in avant.items() if cle in partis]
        return {
            "contributions": [
                (ligne, avant[ligne["adherent"]]["montant"] if ligne["adherent"] in avant else None)
                for ligne in lignes
            ],
            "total": Contribution.objects.total_of(self.annee),
            "total_precedent": Contribution.objects.total_of(self.annee - 1, self.annee) if avant else None,
            "annee_precedente": self.annee - 1 if avant else None,
        }

    def charts(self):
        lignes = Contribution.objects.repartition(self.annee)
        if not lignes:
            return []
        majorite, part = Contribution.objects.majorite(self.annee)
        noms = [ligne["adherent__nom_court"] for ligne in majorite]
        constat = 1 < len(noms) < 5 and len(noms) < len(lignes)
        return [
            BarChart(
                f"{francais.enumeration(noms)} versent {francais.pourcent(part)} des contributions"
                if constat
                else "Contributions par adhérent",
                unite="€",
                source=self.source,
                rows=[(ligne["adherent__nom_court"], ligne["montant"]) for ligne in lignes],
                highlight=noms if constat else (),
                premiere_entete="Adhérent",
            )
        ]


class MaintenanceSection(FinancesSection):
    """What maintenance costs, beside the value of the software that it keeps alive."""

    code = "finances.maintenance"
    titre = "Maintenance et patrimoine applicatif"
    template_name = "finances/bilan/maintenance.html"

    def contexte(self):
        indicateurs = {
            indicateur.code: indicateur
            for indicateur in IndicateurFinancier.objects.for_exercice(self.annee).filter(
                code__in=(IndicateurFinancier.MAINTENANCE, IndicateurFinancier.PATRIMOINE), ventilation=""
            )
        }
        chiffres = [
            (quantite(indicateurs[code]), libelle)
            for code, libelle in (
                (IndicateurFinancier.MAINTENANCE, "frais de maintenance"),
                (IndicateurFinancier.PATRIMOINE, "valeur du patrimoine applicatif"),
            )
            if code in indicateurs and indicateurs[code].valeur is not None
        ]
        if part := self._part():
            chiffres.append((part, "du patrimoine, en frais de maintenance"))
        return {"chiffres": chiffres}

    def _part(self) -> str:
        """The ratio as printed by a report taken over, else as computed; empty when unknown."""
        if imprimee := self.imprime("finances.maintenance.part_patrimoine"):
            return imprimee.texte
        part = IndicateurFinancier.objects.part(
            self.annee, IndicateurFinancier.MAINTENANCE, IndicateurFinancier.PATRIMOINE
        )
        return "" if part is None else francais.pourcent(part, 1)


AutresChiffresFinanciersSection = AutresChiffresSection.avec(
    code="finances.autres_chiffres",
    titre="Autres chiffres financiers",
    chiffres=IndicateurFinancier.objects,
    sauf=(IndicateurFinancier.MAINTENANCE, IndicateurFinancier.PATRIMOINE),
)


SECTIONS = (
    EssentielSection,
    RecettesFonctionnementSection,
    ContributionsSection,
    DepensesFonctionnementSection,
    MaintenanceSection,
    RecettesInvestissementSection,
    DepensesInvestissementSection,
    AutresChiffresFinanciersSection,
)
