"""The criteria of the lists of finances."""

import django_filters

from adherents.models import Adherent
from finances.models import (
    Budget,
    Chapitre,
    Compte,
    Contribution,
    DocumentBudgetaire,
    IndicateurFinancier,
    LigneBudget,
    Nomenclature,
    Section,
    Subvention,
)
from siim94.ui.listes.filters import ListeFilter, RechercheFilter


class ContributionFilter(ListeFilter):
    q = RechercheFilter("montant", "nature", "adherent__nom", "adherent__nom_court")

    genre = django_filters.ChoiceFilter(
        field_name="adherent__genre", label="Genre d’adhérent", choices=Adherent.Genre.choices
    )

    class Meta:
        model = Contribution
        fields = ("adherent", "genre", "nature")


class SubventionFilter(ListeFilter):
    q = RechercheFilter("libelle", "financeur", "montant", "chapitre__code")

    class Meta:
        model = Subvention
        fields = ()


class IndicateurFinancierFilter(ListeFilter):
    q = RechercheFilter("libelle", "ventilation", "texte", "unite", "valeur", "definition")

    class Meta:
        model = IndicateurFinancier
        fields = ()


class BudgetFilter(ListeFilter):
    q = RechercheFilter("libelle", "code")

    class Meta:
        model = Budget
        fields = ("genre",)


class DocumentBudgetaireFilter(ListeFilter):
    q = RechercheFilter("etape", "exercice", "date", "siret", "budget__libelle", "nomenclature__declinaison")

    class Meta:
        model = DocumentBudgetaire
        fields = ("etape", "budget", "autre_organisme")


class LigneBudgetFilter(ListeFilter):
    q = RechercheFilter(
        "chapitre__code",
        "chapitre__libelle",
        "compte__code",
        "compte__libelle",
        "fonction",
        "operation",
        "realise",
        "vote",
    )

    section = django_filters.ChoiceFilter(
        field_name="chapitre__section", label="Section", choices=Section.choices
    )
    etape = django_filters.ChoiceFilter(
        field_name="document__etape", label="Étape", choices=DocumentBudgetaire.Etape.choices
    )

    class Meta:
        model = LigneBudget
        fields = ("section", "sens", "etape", "ordre")


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
    q = RechercheFilter("declinaison", "norme", "annee")

    class Meta:
        model = Nomenclature
        fields = ("norme",)
