"""The sheets of finances: plans of accounts, print-outs, budget documents and lines, contributions, figures.

A plan is named by its variant and year (``M14_COM_SUP3500``, 2021); in a budget line, chapter and account are
codes of the plan of the line's document.
"""

from import_export import fields

from finances.models import (
    Budget,
    Chapitre,
    Compte,
    Contribution,
    DocumentBudgetaire,
    IndicateurFinancier,
    LigneBudget,
    LignePresentation,
    MembreTotal,
    Nomenclature,
    Subvention,
)
from finances.models.lignes import MONTANTS
from siim94.formats.mots import cle
from siim94.socle.resources import IndicateurRessource, Ressource
from siim94.socle.widgets import Reference, ReferenceComposee

PLAN = {"declinaison": "declinaison", "annee": "annee_plan"}
DANS_LE_PLAN = {f"nomenclature__{lookup}": colonne for lookup, colonne in PLAN.items()}


def _plan():
    return fields.Field("nomenclature", "declinaison", ReferenceComposee(Nomenclature, PLAN))


def _annee_plan(chemin: str = "nomenclature__annee"):
    return fields.Field(chemin, "annee_plan", readonly=True)


def _chapitre(colonne: str = "chapitre"):
    return fields.Field("chapitre", colonne, ReferenceComposee(Chapitre, {"code": colonne, **DANS_LE_PLAN}))


class DuPlanDuDocument(Reference):
    """A chapter or an account named by its code, in the plan of the document of the same row."""

    def __init__(self, model, document: fields.Field):
        super().__init__(model, "code")
        self.document = document
        self._par_code: dict[tuple[int, str], Chapitre | Compte] | None = None

    def clean(self, value, row=None, **kwargs):
        if value is None or str(value).strip() == "":
            return None
        document = self.document.clean(row)
        if document is None:
            raise ValueError(f"« {value} » : la ligne ne dit pas de quel document elle est.")
        if self._par_code is None:
            self._par_code = {(o.nomenclature_id, cle(o.code)): o for o in self.model._base_manager.all()}
        code = str(value).strip()
        try:
            return self._par_code[document.nomenclature_id, cle(code)]
        except KeyError:
            nom = self.model._meta.verbose_name
            raise ValueError(f"« {code} » : {nom} inconnu dans la nomenclature du document.") from None


class NomenclatureRessource(Ressource):
    feuille = "nomenclatures"
    titre = "Nomenclatures"

    class Meta(Ressource.Meta):
        model = Nomenclature
        fields = ("norme", "declinaison", "annee")
        import_id_fields = ("norme", "declinaison", "annee")


class ChapitreRessource(Ressource):
    feuille = "chapitres"
    titre = "Chapitres"

    nomenclature = _plan()
    annee_plan = _annee_plan()

    class Meta(Ressource.Meta):
        model = Chapitre
        fields = ("nomenclature", "annee_plan", "code", "section", "rang", "libelle", "libelle_court")
        import_id_fields = ("nomenclature", "code")


class CompteRessource(Ressource):
    """Accounts, parents before their children."""

    feuille = "comptes"
    titre = "Comptes"

    nomenclature = _plan()
    annee_plan = _annee_plan()
    parent = fields.Field("parent", "parent", ReferenceComposee(Compte, {"code": "parent", **DANS_LE_PLAN}))

    class Meta(Ressource.Meta):
        model = Compte
        fields = ("nomenclature", "annee_plan", "code", "parent", "libelle", "libelle_court")
        import_id_fields = ("nomenclature", "code")


class LignePresentationRessource(Ressource):
    feuille = "presentation_budgetaire"
    titre = "Présentation budgétaire"

    nomenclature = _plan()
    annee_plan = _annee_plan()
    chapitre = _chapitre()

    class Meta(Ressource.Meta):
        model = LignePresentation
        fields = (
            "nomenclature",
            "annee_plan",
            "section",
            "sens",
            "rang",
            "genre",
            "chapitre",
            "libelle",
            "detaille",
            "si_montant",
            "colonnes",
        )
        import_id_fields = ("nomenclature", "section", "sens", "rang")


def _ligne_presentation(attribut: str):
    cles = {"rang": attribut, "section": "section", "sens": "sens", **DANS_LE_PLAN}
    return fields.Field(attribut, attribut, ReferenceComposee(LignePresentation, cles))


class MembreTotalRessource(Ressource):
    """Which rows (by rank) each total of a print-out adds up."""

    feuille = "membres_totaux"
    titre = "Membres des totaux"

    nomenclature = fields.Field("total__nomenclature__declinaison", "declinaison", readonly=True)
    annee_plan = _annee_plan("total__nomenclature__annee")
    section = fields.Field("total__section", "section", readonly=True)
    sens = fields.Field("total__sens", "sens", readonly=True)
    total = _ligne_presentation("total")
    membre = _ligne_presentation("membre")

    class Meta(Ressource.Meta):
        model = MembreTotal
        fields = ("nomenclature", "annee_plan", "section", "sens", "total", "membre")
        import_id_fields = ("total", "membre")


class BudgetRessource(Ressource):
    feuille = "budgets"
    titre = "Budgets"

    class Meta(Ressource.Meta):
        model = Budget
        fields = ("code", "libelle", "genre")
        import_id_fields = ("code",)


class DocumentBudgetaireRessource(Ressource):
    feuille = "documents_budgetaires"
    titre = "Documents budgétaires"

    nomenclature = _plan()
    annee_plan = _annee_plan()

    class Meta(Ressource.Meta):
        model = DocumentBudgetaire
        fields = (
            "exercice",
            "bilan_de",
            "budget",
            "etape",
            "numero",
            "date",
            "nomenclature",
            "annee_plan",
            "siret",
            "autre_organisme",
        )
        import_id_fields = (
            "exercice",
            "bilan_de",
            "budget",
            "etape",
            "numero",
            "date",
            "siret",
            "autre_organisme",
        )


DOCUMENT = {
    "exercice__annee": "exercice",
    "bilan_de__annee": "bilan_de",
    "budget__code": "budget",
    "etape": "etape",
    "numero": "numero",
    "siret": "siret",
}


class LigneBudgetRessource(Ressource):
    feuille = "lignes_budget"
    titre = "Lignes budgétaires"

    document = fields.Field("document", "exercice", ReferenceComposee(DocumentBudgetaire, DOCUMENT))
    bilan_de = fields.Field("document__bilan_de__annee", "bilan_de", readonly=True)
    budget = fields.Field("document__budget__code", "budget", readonly=True)
    etape = fields.Field("document__etape", "etape", readonly=True)
    numero = fields.Field("document__numero", "numero", readonly=True)
    siret = fields.Field("document__siret", "siret", readonly=True)
    chapitre = fields.Field("chapitre", "chapitre")
    compte = fields.Field("compte", "compte")

    class Meta(Ressource.Meta):
        model = LigneBudget
        fields = (
            "document",
            "bilan_de",
            "budget",
            "etape",
            "numero",
            "siret",
            "sens",
            "chapitre",
            "compte",
            "fonction",
            "operation",
            "ordre",
            "rang",
            *MONTANTS,
        )
        import_id_fields = (
            "document",
            "chapitre",
            "compte",
            "fonction",
            "operation",
            "sens",
            "ordre",
            "rang",
        )

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.fields["chapitre"].widget = DuPlanDuDocument(Chapitre, self.fields["document"])
        self.fields["compte"].widget = DuPlanDuDocument(Compte, self.fields["document"])

    def get_queryset(self):
        return super().get_queryset().select_related("document__budget", "chapitre", "compte")


class ContributionRessource(Ressource):
    feuille = "contributions"
    titre = "Contributions"

    class Meta(Ressource.Meta):
        model = Contribution
        fields = ("exercice", "bilan_de", "adherent", "nature", "montant")
        import_id_fields = ("exercice", "bilan_de", "adherent", "nature")


class SubventionRessource(Ressource):
    feuille = "subventions"
    titre = "Subventions"

    chapitre = _chapitre()
    declinaison = fields.Field("chapitre__nomenclature__declinaison", "declinaison", readonly=True)
    annee_plan = _annee_plan("chapitre__nomenclature__annee")

    class Meta(Ressource.Meta):
        model = Subvention
        fields = (
            "exercice",
            "bilan_de",
            "libelle",
            "financeur",
            "montant",
            "chapitre",
            "declinaison",
            "annee_plan",
        )
        import_id_fields = ("exercice", "bilan_de", "libelle")


class IndicateurFinancierRessource(IndicateurRessource):
    feuille = "indicateurs_financiers"
    titre = "Indicateurs financiers"

    class Meta(IndicateurRessource.Meta):
        model = IndicateurFinancier


FEUILLES = (
    NomenclatureRessource,
    ChapitreRessource,
    CompteRessource,
    LignePresentationRessource,
    MembreTotalRessource,
    BudgetRessource,
    DocumentBudgetaireRessource,
    LigneBudgetRessource,
    ContributionRessource,
    SubventionRessource,
    IndicateurFinancierRessource,
)
