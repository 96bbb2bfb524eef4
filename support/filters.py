"""Criteria of the lists of support."""

import django_filters

from adherents.models import Adherent
from siim94.socle.recherche import ValeursDistinctes
from siim94.ui.listes.filters import ListeFilter, RechercheFilter
from support.models import (
    Ticket,
)


class TicketFilter(ListeFilter):
    q = RechercheFilter(ValeursDistinctes("categorie"), "numero")
    annee = django_filters.NumberFilter("ouverture", "year", label="Année d’ouverture")
    adherent = django_filters.ModelChoiceFilter(
        label="Adhérent", queryset=Adherent.objects.order_by("nom"), method="filtrer_adherent"
    )

    class Meta:
        model = Ticket
        fields = ("plateforme", "entite", "type", "priorite", "statut")

    def filtrer_adherent(self, queryset, name, value):
        return queryset.for_adherent(value)
