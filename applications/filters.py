"""The criteria of the lists of the applications."""

import django_filters

from adherents.models import Adherent
from applications.models import (
    Deploiement,
    FaitMarquant,
    LigneCatalogue,
    Projet,
)
from siim94.ui.listes.filters import ListeFilter, RechercheFilter


def filtre_adherent(**options):
    """One member among all, as a single choice."""
    return django_filters.ModelChoiceFilter(
        label="Adhérent", queryset=Adherent.objects.order_by("nom"), **options
    )


class LigneCatalogueFilter(ListeFilter):
    q = RechercheFilter(
        "fonctionnalite__libelle",
        "fonctionnalite__application__nom",
        "fonctionnalite__application__editeur__nom",
        "fonctionnalite__domaine__nom",
    )
    adherent = filtre_adherent(method="filtrer_adherent")

    class Meta:
        model = LigneCatalogue
        fields = ("fonctionnalite__domaine", "fonctionnalite__application__editeur")

    def filtrer_adherent(self, queryset, name, value):
        croix = Deploiement.objects.disponibles().filter(adherent=value)
        return queryset.filter(pk__in=croix.values("ligne"))


class ProjetFilter(ListeFilter):
    q = RechercheFilter("nom", "code", "nature", "points__texte", "jalons__libelle", "pole__nom")
    adherent = filtre_adherent(field_name="adherents")

    class Meta:
        model = Projet
        fields = ("nature", "domaine")


class FaitMarquantFilter(ListeFilter):
    q = RechercheFilter("intitule", "texte", "domaine__nom")
    adherent = filtre_adherent(field_name="adherents")

    class Meta:
        model = FaitMarquant
        fields = ("theme", "domaine", "pole")
