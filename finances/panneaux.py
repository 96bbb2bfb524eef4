"""Panels of the pages of finances, and those that finances add to the page of a member."""

from finances.bilan import TABLEAUX, MaintenanceSection
from finances.models import Contribution, IndicateurFinancier, LigneBudget, Sens
from finances.models.lignes import MONTANTS
from finances.tables import ChapitreTable, ContributionTable, LigneBudgetAnneesTable
from siim94.ui import formats
from siim94.ui.charts import LineChart
from siim94.ui.indicateurs import IndicateurFiche
from siim94.ui.panneaux import FichePanneau, GraphiquePanneau, Panneau, TablePanneau


class ContributionFiche(FichePanneau):
    champs = ("adherent", "exercice", "bilan_de", "nature", "montant")


class SubventionFiche(FichePanneau):
    champs = ("libelle", "financeur", "exercice", "bilan_de", "montant", "chapitre")


class IndicateurFinancierFiche(IndicateurFiche):
    def section_du_bilan(self):
        imprimes = (IndicateurFinancier.MAINTENANCE, IndicateurFinancier.PATRIMOINE)
        return MaintenanceSection.code if self.objet.code in imprimes else ""


class DocumentBudgetaireFiche(FichePanneau):
    champs = (
        "exercice",
        "bilan_de",
        "budget",
        "etape",
        "numero",
        "date",
        "nomenclature",
        "siret",
        "autre_organisme",
    )


class PresentationPanneau(Panneau):
    """The four print-outs of a budget document, with every amount that it gives."""

    titre = "Tableaux budgétaires"
    template_name = "finances/panneaux/presentation.html"
    permission = "finances.view_lignebudget"
    vide = "Ce document n’a encore aucune ligne."

    def contexte(self):
        tableaux = []
        for tableau in TABLEAUX:
            lignes = LigneBudget.objects.presentation(self.objet, tableau.section_budgetaire, tableau.sens)
            colonnes = [
                nom
                for nom in MONTANTS
                if any(ligne.feuille and ligne.montants[nom] is not None for ligne in lignes)
            ]
            if colonnes:
                tableaux.append(
                    {
                        "legende": tableau.titre,
                        "entetes": [tableau.entete(nom) for nom in colonnes],
                        "rangs": [(ligne, [ligne.montants[nom] for nom in colonnes]) for ligne in lignes],
                    }
                )
        return {"tableaux": tableaux}


class LigneBudgetFiche(FichePanneau):
    champs = (
        "document",
        "chapitre",
        "compte",
        "sens",
        "ordre",
        "fonction",
        "operation",
        *(nom for nom in MONTANTS),
    )


class ChapitreFiche(FichePanneau):
    champs = ("code", "libelle", "libelle_court", "section", "nomenclature")


class CompteFiche(FichePanneau):
    champs = ("code", "libelle", "libelle_court", "parent", "nomenclature")


class LignesPanneau(TablePanneau):
    """The lines of a chapter or an account over the years, ours only, in all plans of the same standard."""

    titre = "Lignes budgétaires"
    permission = "finances.view_lignebudget"
    table_class = LigneBudgetAnneesTable
    limite = 50
    vide = "Aucune ligne budgétaire."

    def queryset(self):
        return LigneBudget.objects.of_poste(self.objet)


class ChapitreGraphique(GraphiquePanneau):
    """What was carried out on a chapter over the years, as soon as two are known."""

    titre = "Réalisé par exercice"
    permission = "finances.view_lignebudget"

    def charts(self):
        if self.exercice is None:
            return []
        charts = []
        for sens in Sens:
            annees, chapitres = LigneBudget.objects.series_by_chapitre(
                self.exercice.annee, self.objet.section, sens, nombre=None
            )
            for code, nom, valeurs in chapitres:
                if code == self.objet.code and sum(valeur is not None for valeur in valeurs) > 1:
                    charts.append(
                        LineChart(
                            f"{nom}, {sens.label}s",
                            unite="€",
                            abrege=True,
                            source=f"Source{formats.INSECABLE}: finances, exercices jusqu’à {annees[-1]}",
                            categories=[str(annee) for annee in annees],
                            series={sens.label.capitalize(): valeurs},
                        )
                    )
        return charts


class ChapitresPanneau(TablePanneau):
    titre = "Chapitres"
    table_class = ChapitreTable
    limite = 100

    def queryset(self):
        return self.objet.chapitres.all()


class NomenclatureFiche(FichePanneau):
    champs = ("norme", "declinaison", "annee")


class ContributionsAdherentPanneau(TablePanneau):
    """On the page of a member: what it paid, year by year."""

    titre = "Contributions"
    permission = "finances.view_contribution"
    table_class = ContributionTable

    def queryset(self):
        return Contribution.objects.of_adherent(self.objet)


class ContributionsAdherentGraphique(GraphiquePanneau):
    """On the page of a member: what it paid over the years, as soon as two are known."""

    titre = "Évolution des contributions"
    permission = "finances.view_contribution"

    def charts(self):
        totaux = Contribution.objects.of_adherent(self.objet).by_exercice()
        if len(totaux) < 2:
            return []
        return [
            LineChart(
                "Contributions par exercice",
                unite="€",
                source=f"Source{formats.INSECABLE}: finances, exercices {totaux[0][0]}-{totaux[-1][0]}",
                categories=[str(annee) for annee, _ in totaux],
                series={"Contributions": [montant for _, montant in totaux]},
            )
        ]


PANNEAUX_ADHERENT = (ContributionsAdherentPanneau, ContributionsAdherentGraphique)
