"""Panels of the pages of budgets and of plans of accounts."""

from finances.models import Chapitre, DocumentBudgetaire
from finances.tables import (
    DocumentBudgetaireTable,
    LignePresentationTable,
)
from siim94.socle.memoire import memoriser
from siim94.ui.listes.colonnes import TexteColumn
from siim94.ui.listes.tables import table_de
from siim94.ui.pages.panneaux import FichePanneau, Remede, TablePanneau, adresse_liste

DocumentsDuBudgetPanneau = TablePanneau.avec(
    titre="Documents budgétaires",
    table_class=DocumentBudgetaireTable,
    vide="Ce budget n’a pas encore de document.",
    remede=Remede("Charger un budget", "chargements:liste", ("socle.add_chargement",)),
    relation="documents",
    ordre=("-exercice", "etape", "numero"),
)

ChapitresPanneau = TablePanneau.avec(
    titre="Chapitres",
    table_class=table_de(Chapitre, ("code", "libelle", "section")),
    limite=60,
    relation="chapitres",
    liste="finances:chapitre_list",
    criteres={"nomenclature": "pk"},
)


class DocumentsDeNomenclaturePanneau(TablePanneau):
    """The budget documents written in a plan."""

    titre = "Documents budgétaires"
    table_class = table_de(
        DocumentBudgetaire,
        (
            ("nom", TexteColumn(accessor="sigle", verbose_name="Document", orderable=False)),
            "budget",
            "date",
            "autre_organisme",
        ),
    )

    def queryset(self):
        return DocumentBudgetaire.objects.filter(nomenclature=self.objet).order_by("-exercice_id", "etape")


class LignesPresentationPanneau(TablePanneau):
    """The rows of the official print-outs of the plan, in their order, with what each total adds up."""

    titre = "Présentation des tableaux budgétaires"
    table_class = LignePresentationTable
    limite = 200
    vide = "Ce plan n’a pas de présentation : ses tableaux suivent l’ordre des chapitres."

    def queryset(self):
        return self.objet.presentation.prefetch_related("membres__membre")

    def html(self):
        # Some two hundred rows that change with a plan of accounts alone, the same for all who may read them.
        return memoriser(f"présentation du plan {self.objet.pk}", super().html)


class NomenclatureFiche(FichePanneau):
    champs = ("norme", "declinaison", "annee")

    def lien(self):
        return adresse_liste("finances:compte_list", nomenclature=self.objet.pk), "Voir les comptes"
