"""The criteria of the lists of the members."""

import django_filters

from adherents.models import (
    Adherent,
    AdherentQuerySet,
    Convention,
)
from siim94.ui.listes.filters import ListeFilter, RechercheFilter


class AdherentFilter(ListeFilter):
    q = RechercheFilter(*AdherentQuerySet.CHAMPS_DE_RECHERCHE)
    membre_en = django_filters.NumberFilter(
        label="Membre en", method="filtrer_membres", min_value=1970, max_value=2100
    )

    class Meta:
        model = Adherent
        fields = ("genre",)

    def filtrer_membres(self, queryset, name, value):
        return queryset.membres_en(int(value))


class ConventionFilter(ListeFilter):
    q = RechercheFilter("objet", "nature", "debut", "fin", "adherent__nom", "adherent__nom_court")
    en_vigueur_en = django_filters.NumberFilter(
        label="En vigueur en", method="filtrer_en_vigueur", min_value=1970, max_value=2100
    )

    class Meta:
        model = Convention
        fields = ("nature", "adherent")

    def filtrer_en_vigueur(self, queryset, name, value):
        return queryset.en_vigueur_en(int(value))
