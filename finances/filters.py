"""The criteria of the lists of finances."""

from finances.models import (
    Chapitre,
    Compte,
    Contribution,
    DocumentBudgetaire,
    IndicateurFinancier,
    LigneBudget,
    Nomenclature,
    Subvention,
)
from siim94.ui.filters import ListeFilter, RechercheFilter


class ContributionFilter(ListeFilter):
    q = RechercheFilter("adherent__nom", "adherent__nom_court")

    class Meta:
        model = Contribution
        fields = ("adherent", "adherent__genre", "nature")


class SubventionFilter(ListeFilter):
    q = RechercheFilter("libelle", "financeur")

    class Meta:
        model = Subvention
        fields = ()


class IndicateurFinancierFilter(ListeFilter):
    q = RechercheFilter("libelle", "definition")

    class Meta:
        model = IndicateurFinancier
        fields = ()


class DocumentBudgetaireFilter(ListeFilter):
    class Meta:
        model = DocumentBudgetaire
        fields = ("etape", "budget", "autre_organisme")


class LigneBudgetFilter(ListeFilter):
    q = RechercheFilter("chapitre__code", "chapitre__libelle", "compte__code", "compte__libelle")

    class Meta:
        model = LigneBudget
        fields = ("chapitre__section", "sens", "ordre", "document__etape")


class ChapitreFilter(ListeFilter):
    q = RechercheFilter("code", "libelle", "libelle_court")

    class Meta:
        model = Chapitre
        fields = ("nomenclature", "section")


class CompteFilter(ListeFilter):
    q = RechercheFilter("code", "libelle", "libelle_court")

    class Meta:
        model = Compte
        fields = ("nomenclature",)


class NomenclatureFilter(ListeFilter):
    q = RechercheFilter("declinaison")

    class Meta:
        model = Nomenclature
        fields = ("norme",)
