"""The pages of finances: overview of the year, lists and objects."""

import django_filters

from adherents.models import Adherent
from finances.bilan import SECTIONS, ContributionsSection, DepensesFonctionnementSection
from finances.chiffres import CHIFFRES
from finances.models import (
    Budget,
    Chapitre,
    Compte,
    Contribution,
    Correspondance,
    DocumentBudgetaire,
    IndicateurFinancier,
    LigneBudget,
    Nomenclature,
    Section,
    Subvention,
)
from finances.models.lignes import MONTANTS
from finances.panneaux import (
    ContributionBande,
    ContributionEvolution,
    ContributionPlacePanneau,
    IndicateurFinancierFiche,
)
from finances.panneaux_budget import (
    BalancePanneau,
    DocumentBudgetaireFiche,
    LigneBudgetFiche,
    PresentationPanneau,
)
from finances.panneaux_plan import (
    ChapitresPanneau,
    DocumentsDeNomenclaturePanneau,
    DocumentsDuBudgetPanneau,
    LignesPresentationPanneau,
    NomenclatureFiche,
)
from finances.panneaux_postes import (
    ComptesDuChapitrePanneau,
    ComptesEnfantsPanneau,
    LignesPanneau,
    PosteBande,
    PosteFiche,
    SuiviDeLigneBudgetPanneau,
    SuiviPanneau,
)
from finances.tables import (
    CompteTable,
    DocumentBudgetaireTable,
    LigneBudgetTable,
)
from siim94.ui.crud import Crud
from siim94.ui.listes.colonnes import AnneeColumn, MontantColumn
from siim94.ui.pages.apercu import ApercuView
from siim94.ui.pages.evolution import EvolutionPanneau, MesureSuivie
from siim94.ui.pages.indicateurs import IndicateurCrud
from siim94.ui.pages.panneaux import FichePanneau


def du_plan(objets, exercice):
    """Chapters or accounts of the plans that the year's documents follow; all of them while it has none."""
    if exercice is None:
        return objets
    plans = DocumentBudgetaire.objects.for_exercice(exercice.annee).order_by().values("nomenclature")
    return objets.filter(nomenclature__in=plans) if plans.exists() else objets


def plans_suivis() -> tuple:
    """The criterion that keeps the chapters, or accounts, of the plans that documents follow."""
    return "suivis", django_filters.ChoiceFilter(
        label="Plans de comptes",
        choices=[("oui", "suivis par un document")],
        empty_label="tous",
        method=lambda postes, _nom, _valeur: postes.suivis(),
    )


class ContributionCrud(Crud):
    model = Contribution
    colonnes = ("adherent", "nature", "exercice", ("montant", MontantColumn(total=True)))
    recherche = ("montant", "nature", "adherent__nom", "adherent__nom_court")
    criteres = (
        "adherent",
        (
            "genre",
            django_filters.ChoiceFilter(
                field_name="adherent__genre", label="Genre d’adhérent", choices=Adherent.Genre.choices
            ),
        ),
        "nature",
    )
    panneaux = (
        ContributionBande,
        ContributionEvolution,
        ContributionPlacePanneau,
        FichePanneau.avec(
            champs=("adherent", "exercice", "bilan_de", "nature", "montant"),
            section_bilan=ContributionsSection.code,
        ),
    )
    introduction = "Ce que chaque adhérent verse au syndicat, en euros (titres émis)."
    grille = ("montant",)
    grille_cles = ("adherent", "nature")


class SubventionCrud(Crud):
    model = Subvention
    colonnes = ("libelle", "financeur", "chapitre", "exercice", ("montant", MontantColumn(total=True)))
    recherche = ("libelle", "financeur", "montant", "chapitre__code")
    panneaux = (
        EvolutionPanneau.avec(mesures=(MesureSuivie("montant", "Montant", "€", 2),)),
        FichePanneau.avec(champs=("libelle", "financeur", "exercice", "bilan_de", "montant", "chapitre")),
    )
    grille = ("montant",)
    grille_cles = ("libelle", "financeur", "chapitre")

    @classmethod
    def choix_de_grille(cls, champ, exercice):
        objets = super().choix_de_grille(champ, exercice)
        return du_plan(objets, exercice) if champ.name == "chapitre" else objets


class IndicateurFinancierCrud(IndicateurCrud):
    model = IndicateurFinancier
    colonnes = ("libelle", "qualificatif", "valeur", "unite", "exercice", "definition")
    panneaux = (*IndicateurCrud.panneaux, IndicateurFinancierFiche)


class DocumentBudgetaireCrud(Crud):
    model = DocumentBudgetaire
    table_class = DocumentBudgetaireTable
    recherche = ("etape", "exercice", "date", "siret", "budget__libelle", "nomenclature__declinaison")
    criteres = ("etape", "budget", "autre_organisme")
    panneaux = (BalancePanneau, PresentationPanneau, DocumentBudgetaireFiche)
    voisines = True


class BudgetCrud(Crud):
    model = Budget
    colonnes = ("libelle", "code", "genre")
    recherche = ("libelle", "code")
    criteres = ("genre",)
    panneaux = (DocumentsDuBudgetPanneau, FichePanneau.avec(champs=("libelle", "code", "genre")))
    introduction = "Le budget principal et les budgets annexes du syndicat."


class LigneBudgetCrud(Crud):
    model = LigneBudget
    table_class = LigneBudgetTable
    recherche = (
        "chapitre__code",
        "chapitre__libelle",
        "compte__code",
        "compte__libelle",
        "fonction",
        "operation",
        "realise",
        "vote",
    )
    criteres = (
        (
            "section",
            django_filters.ChoiceFilter(
                field_name="chapitre__section", label="Section", choices=Section.choices
            ),
        ),
        "sens",
        (
            "etape",
            django_filters.ChoiceFilter(
                field_name="document__etape", label="Étape", choices=DocumentBudgetaire.Etape.choices
            ),
        ),
        "ordre",
    )
    panneaux = (SuiviDeLigneBudgetPanneau, LigneBudgetFiche)
    annee_par = "document"
    introduction = (
        "En euros. Le total s’affiche dès que la liste ne retient que des recettes ou des dépenses."
    )
    grille = MONTANTS
    grille_cles = ("chapitre", "compte", "sens", "document", "ordre", "fonction", "operation")
    grille_groupes = ("chapitre__section", "sens")

    @classmethod
    def choix_de_grille(cls, champ, exercice):
        objets = super().choix_de_grille(champ, exercice)
        return du_plan(objets, exercice) if champ.name in ("chapitre", "compte") else objets

    @classmethod
    def adapter_reprises(cls, copies):
        """Chapters and accounts of the plan that the new document follows; lines that it has not are left."""
        return LigneBudget.objects.dans_leur_plan(copies)

    @classmethod
    def preparer_nouvelles(cls, objets):
        """A new line has no rank: one tells apart lines of one key, as some official files hold."""


class ChapitreCrud(Crud):
    model = Chapitre
    colonnes = ("code", "libelle", "libelle_court", "section", "nomenclature")
    recherche = ("code", "libelle", "libelle_court")
    criteres = (plans_suivis(), "nomenclature", "section")
    panneaux = (
        PosteBande,
        SuiviPanneau,
        ComptesDuChapitrePanneau,
        LignesPanneau,
        PosteFiche.avec(champs=("code", "libelle", "libelle_court", "section", "nomenclature")),
    )


class CompteCrud(Crud):
    model = Compte
    table_class = CompteTable
    recherche = ("code", "libelle", "libelle_court")
    criteres = (plans_suivis(), "nomenclature")
    panneaux = (
        PosteBande,
        SuiviPanneau,
        ComptesEnfantsPanneau,
        LignesPanneau,
        PosteFiche.avec(champs=("code", "libelle", "libelle_court", "parent", "nomenclature")),
    )


class CorrespondanceCrud(Crud):
    model = Correspondance
    colonnes = ("serie", "norme", "chapitre")
    recherche = ("serie", "norme", "chapitre")
    criteres = ("norme",)
    introduction = "Chapitres qui sont les mêmes d’une norme à l’autre : leurs années font une seule série."


class NomenclatureCrud(Crud):
    model = Nomenclature
    colonnes = ("declinaison", "norme", ("annee", AnneeColumn()))
    recherche = ("declinaison", "norme", "annee")
    criteres = ("norme",)
    panneaux = (
        DocumentsDeNomenclaturePanneau,
        ChapitresPanneau,
        LignesPresentationPanneau,
        NomenclatureFiche,
    )


CRUDS = (
    DocumentBudgetaireCrud,
    LigneBudgetCrud,
    ContributionCrud,
    SubventionCrud,
    IndicateurFinancierCrud,
    ChapitreCrud,
    CompteCrud,
    NomenclatureCrud,
    CorrespondanceCrud,
    BudgetCrud,
)


class ApercuFinancesView(ApercuView):
    """The year's finances: main amounts, then the sections that they give to the report."""

    app_label = "finances"
    chiffres = CHIFFRES
    cases = (
        ("finances.recettes.total", "finances:lignebudget_list?section=F&sens=R"),
        ("finances.depenses.total", "finances:lignebudget_list?section=F&sens=D"),
        ("finances.investissement.depenses.total", "finances:lignebudget_list?section=I&sens=D"),
        ("finances.contributions.total", "finances:contribution_list"),
        ("finances.subventions.total", "finances:subvention_list"),
        ("finances.taux_realisation", ""),
    )
    # The strip above says what the first section would repeat.
    sections = SECTIONS[1:]
    en_tete = (DepensesFonctionnementSection, ContributionsSection)
    cruds = CRUDS
    references = (ChapitreCrud, CompteCrud, NomenclatureCrud, CorrespondanceCrud, BudgetCrud)
