"""What finances contribute to the report: the budget, contributions, maintenance, other figures."""

from dataclasses import replace

from adherents.models import Succession
from applications.autres_chiffres import AutresChiffresSection, ChiffresSection
from applications.phrases import case, en_minuscule
from finances.bilan_budget import (
    EN_TOUT,
    DepensesFonctionnementSection,
    DepensesInvestissementSection,
    FinancesSection,
    RecettesFonctionnementSection,
    RecettesInvestissementSection,
)
from finances.bilan_essentiel import EssentielSection
from finances.models import Contribution, IndicateurFinancier, Subvention
from siim94.formats import francais
from siim94.ui.graphiques import BarChart
from siim94.ui.tableaux import EN_EUROS, LigneAnnuelle, tableau_annuel


class ContributionsSection(FinancesSection):
    """What each member paid, with last year's amounts where they are known.

    Who paid last year and not this one has a row too, or stands under the name of its successor: each column
    makes its total.
    """

    code = "finances.contributions"
    titre = "Recettes par adhérent"

    def tableaux(self):
        annees = Contribution.objects.comparaison(self.annee)
        if self.annee not in annees:
            return []
        connues = sorted(annees)
        noms = {cle: ligne["adherent__nom"] for annee in connues for cle, ligne in annees[annee].items()}
        montants, notes = Succession.objects.rattacher(
            self.annee,
            {annee: {cle: ligne["montant"] for cle, ligne in annees[annee].items()} for annee in connues},
        )
        payeurs = dict.fromkeys(cle for annee in reversed(connues) for cle in montants[annee])
        parts = {cle: ligne["part"] for cle, ligne in annees[self.annee].items()}
        lignes = [
            LigneAnnuelle(
                noms[cle],
                {annee: montants[annee][cle] for annee in connues if cle in montants[annee]},
                suite=("" if parts.get(cle) is None else francais.pourcent(parts[cle], 1),),
            )
            for cle in payeurs
        ]
        totaux = {annee: Contribution.objects.total_of(annee, self.annee) for annee in connues}
        lignes.append(LigneAnnuelle("Total", totaux, "total", (francais.pourcent(100),)))
        tableau = tableau_annuel(
            "Contributions des adhérents, titres émis",
            "Adhérent",
            connues,
            lignes,
            replace(EN_TOUT, suite=("Part",)),
            EN_EUROS,
        )
        return [replace(tableau, notes=notes)]

    def charts(self):
        lignes = Contribution.objects.repartition(self.annee)
        if len(lignes) < 2:
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


class SubventionsSection(FinancesSection):
    """The subsidies received, last year's beside them, unless the texts tell those of the year."""

    code = "finances.subventions"
    titre = "Subventions reçues"
    facultative = True

    def tableaux(self):
        annees = (self.annee - 1, self.annee)
        lignes = Subvention.objects.by_libelle(annees, self.annee)
        actuelles = [
            montant for _, _, montants in lignes if (montant := montants.get(self.annee)) is not None
        ]
        if all(map(self.est_dit, actuelles)):
            return []
        connues = [annee for annee in annees if any(annee in montants for *_, montants in lignes)]
        rangs = [LigneAnnuelle(libelle, montants, suite=(qui,)) for libelle, qui, montants in lignes]
        totaux = {annee: Subvention.objects.total_of(annee, self.annee) for annee in connues}
        rangs.append(LigneAnnuelle("Total", totaux, "total", suite=("",)))
        mise = replace(EN_TOUT, suite=("Financeur",))
        return [tableau_annuel(self.titre, "Subvention", connues, rangs, mise, EN_EUROS)]

    def est_dit(self, montant) -> bool:
        """Whether a text gives the amount, in euros or in thousands."""
        return self.est_ecrit(francais.compact(montant)) or self.est_ecrit(
            francais.abrege(montant, "€").replace(francais.INSECABLE, " ")
        )


class MaintenanceSection(ChiffresSection, FinancesSection):
    """What maintenance costs, beside the value of the software that it keeps alive."""

    code = "finances.maintenance"
    titre = "Maintenance et patrimoine applicatif"
    CODES = (IndicateurFinancier.MAINTENANCE, IndicateurFinancier.PATRIMOINE)

    def contexte(self):
        reperes = IndicateurFinancier.objects.of_codes(*self.CODES).reperes(self.annee)
        reperes.sort(key=lambda repere: self.CODES.index(repere.indicateur.code))
        chiffres = [(texte, en_minuscule(libelle)) for texte, libelle in map(case, reperes)]
        if part := self._part():
            chiffres.append((part, "du patrimoine, en frais de maintenance"))
        return {"chiffres": chiffres, "notes": self.definitions(reperes)}

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
    sauf=MaintenanceSection.CODES,
)


SECTIONS = (
    EssentielSection,
    RecettesFonctionnementSection,
    ContributionsSection,
    SubventionsSection,
    DepensesFonctionnementSection,
    MaintenanceSection,
    RecettesInvestissementSection,
    DepensesInvestissementSection,
    AutresChiffresFinanciersSection,
)
