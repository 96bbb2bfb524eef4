"""The criteria of the lists of finances."""

import django_filters

from adherents.models import Adherent
from finances.models import (
    Contribution,
    DocumentBudgetaire,
    LigneBudget,
    Section,
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
