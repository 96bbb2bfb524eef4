"""The criteria of the lists of finances."""

import django_filters

from adherents.models import Adherent
from finances.models import (
    Chapitre,
    Compte,
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


class PosteFilter(ListeFilter):
    """Chapters and accounts: those of all the plans, or of the plans that documents follow."""

    q = RechercheFilter("code", "libelle", "libelle_court")
    suivis = django_filters.ChoiceFilter(
        label="Plans de comptes",
        choices=[("oui", "suivis par un document")],
        empty_label="tous",
        method=lambda postes, _nom, _valeur: postes.suivis(),
    )


class ChapitreFilter(PosteFilter):
    class Meta:
        model = Chapitre
        fields = ("suivis", "nomenclature", "section")


class CompteFilter(PosteFilter):
    class Meta:
        model = Compte
        fields = ("suivis", "nomenclature")


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
