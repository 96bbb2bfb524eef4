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
    Correspondance,
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
from siim94.formats.plan_de_comptes import plus_proche
from siim94.socle.resources import Ressource, champ_lu, feuille_de, feuille_indicateurs
from siim94.socle.widgets import Reference, ReferenceComposee

PLAN = {"declinaison": "declinaison", "annee": "annee_plan"}
DANS_LE_PLAN = {f"nomenclature__{lookup}": colonne for lookup, colonne in PLAN.items()}


def _plan():
    return fields.Field("nomenclature", "declinaison", ReferenceComposee(Nomenclature, PLAN))


def _annee_plan(chemin: str = "nomenclature__annee"):
    return champ_lu(chemin, "annee_plan")


def _chapitre(colonne: str = "chapitre"):
    return fields.Field("chapitre", colonne, ReferenceComposee(Chapitre, {"code": colonne, **DANS_LE_PLAN}))


class DuPlanDuDocument(Reference):
    """A chapter or an account named by its code, in the plan of the document of the same row."""

    def __init__(self, model, document: fields.Field):
        super().__init__(model, "code")
        self.document = document
        self._par_code: dict[int, dict[str, Chapitre | Compte]] = {}

    def clean(self, value, row=None, **kwargs):
        if value is None or str(value).strip() == "":
            return None
        document = self.document.clean(row)
        if document is None:
            raise ValueError(f"« {value} » : la ligne ne dit pas de quel document elle est.")
        plan = document.nomenclature_id
        if plan not in self._par_code:
            postes = self.model._base_manager.filter(nomenclature=plan)
            self._par_code[plan] = {cle(poste.code): poste for poste in postes}
        code = str(value).strip()
        if (poste := self._par_code[plan].get(cle(code))) is None:
            nom, proche = self.model._meta.verbose_name, plus_proche(cle(code), self._par_code[plan])
            raise ValueError(
                f"« {code} » : {nom} inconnu dans la nomenclature du document ({document.nomenclature}"
                + (f" ; le plus proche : {self._par_code[plan][proche]}" if proche else "")
                + "). Corrigez le code, ou chargez le plan de comptes qui l’a."
            )
        return poste


NomenclatureRessource = feuille_de(
    Nomenclature, "nomenclatures", ("norme", "declinaison", "annee"), cles=("norme", "declinaison", "annee")
)

ChapitreRessource = feuille_de(
    Chapitre,
    "chapitres",
    ("nomenclature", "annee_plan", "code", "section", "rang", "libelle", "libelle_court"),
    cles=("nomenclature", "code"),
    nomenclature=_plan(),
    annee_plan=_annee_plan(),
)

# Accounts, parents before their children.
CompteRessource = feuille_de(
    Compte,
    "comptes",
    ("nomenclature", "annee_plan", "code", "parent", "libelle", "libelle_court"),
    cles=("nomenclature", "code"),
    nomenclature=_plan(),
    annee_plan=_annee_plan(),
    parent=fields.Field("parent", "parent", ReferenceComposee(Compte, {"code": "parent", **DANS_LE_PLAN})),
)

LignePresentationRessource = feuille_de(
    LignePresentation,
    "presentation_budgetaire",
    (
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
    ),
    cles=("nomenclature", "section", "sens", "rang"),
    titre="Présentation budgétaire",
    nomenclature=_plan(),
    annee_plan=_annee_plan(),
    chapitre=_chapitre(),
)


def _ligne_presentation(attribut: str):
    cles = {"rang": attribut, "section": "section", "sens": "sens", **DANS_LE_PLAN}
    return fields.Field(attribut, attribut, ReferenceComposee(LignePresentation, cles))


CorrespondanceRessource = feuille_de(
    Correspondance, "correspondances", ("norme", "chapitre", "serie"), cles=("norme", "chapitre")
)

# Which rows (by rank) each total of a print-out adds up.
MembreTotalRessource = feuille_de(
    MembreTotal,
    "membres_totaux",
    ("nomenclature", "annee_plan", "section", "sens", "total", "membre"),
    cles=("total", "membre"),
    nomenclature=champ_lu("total__nomenclature__declinaison", "declinaison"),
    annee_plan=_annee_plan("total__nomenclature__annee"),
    section=champ_lu("total__section", "section"),
    sens=champ_lu("total__sens", "sens"),
    total=_ligne_presentation("total"),
    membre=_ligne_presentation("membre"),
)

BudgetRessource = feuille_de(Budget, "budgets", ("code", "libelle", "genre"), cles=("code",))

DocumentBudgetaireRessource = feuille_de(
    DocumentBudgetaire,
    "documents_budgetaires",
    (
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
    ),
    cles=(
        "exercice",
        "bilan_de",
        "budget",
        "etape",
        "numero",
        "date",
        "siret",
        "autre_organisme",
    ),
    nomenclature=_plan(),
    annee_plan=_annee_plan(),
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
    bilan_de = champ_lu("document__bilan_de__annee", "bilan_de")
    budget = champ_lu("document__budget__code", "budget")
    etape = champ_lu("document__etape", "etape")
    numero = champ_lu("document__numero", "numero")
    siret = champ_lu("document__siret", "siret")
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
            "article_specialise",
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


ContributionRessource = feuille_de(
    Contribution,
    "contributions",
    ("exercice", "bilan_de", "adherent", "nature", "montant"),
    cles=("exercice", "bilan_de", "adherent", "nature"),
)

SubventionRessource = feuille_de(
    Subvention,
    "subventions",
    (
        "exercice",
        "bilan_de",
        "libelle",
        "financeur",
        "montant",
        "chapitre",
        "declinaison",
        "annee_plan",
    ),
    cles=("exercice", "bilan_de", "libelle"),
    chapitre=_chapitre(),
    declinaison=champ_lu("chapitre__nomenclature__declinaison", "declinaison"),
    annee_plan=_annee_plan("chapitre__nomenclature__annee"),
)

IndicateurFinancierRessource = feuille_indicateurs(IndicateurFinancier, "indicateurs_financiers")


FEUILLES = (
    NomenclatureRessource,
    ChapitreRessource,
    CompteRessource,
    CorrespondanceRessource,
    LignePresentationRessource,
    MembreTotalRessource,
    BudgetRessource,
    DocumentBudgetaireRessource,
    LigneBudgetRessource,
    ContributionRessource,
    SubventionRessource,
    IndicateurFinancierRessource,
)
