"""Criteria of the lists of support."""

import django_filters

from siim94.ui.filters import ListeFilter, RechercheFilter
from support.models import (
    EntiteGlpi,
    Formation,
    FormationAdherent,
    IndicateurSupport,
    LigneVentilation,
    ReleveParc,
    Ticket,
    Ventilation,
)


class VentilationFilter(ListeFilter):
    q = RechercheFilter("pole__nom", "note")

    class Meta:
        model = Ventilation
        fields = ("pole", "mesure", "axe")


class LigneVentilationFilter(ListeFilter):
    q = RechercheFilter("libelle")

    class Meta:
        model = LigneVentilation
        fields = ("ventilation__pole", "ventilation__mesure", "adherent")


class FormationFilter(ListeFilter):
    class Meta:
        model = Formation
        fields = ("type",)


class FormationAdherentFilter(ListeFilter):
    q = RechercheFilter("adherent__nom", "adherent__nom_court")

    class Meta:
        model = FormationAdherent
        fields = ("adherent",)


class IndicateurSupportFilter(ListeFilter):
    q = RechercheFilter("libelle", "ventilation", "definition")

    class Meta:
        model = IndicateurSupport
        fields = ()


class EntiteGlpiFilter(ListeFilter):
    q = RechercheFilter("libelle")

    class Meta:
        model = EntiteGlpi
        fields = ("plateforme", "adherent", "interne")


class TicketFilter(ListeFilter):
    q = RechercheFilter("categorie")
    annee = django_filters.NumberFilter("ouverture", "year", label="Année d’ouverture")

    class Meta:
        model = Ticket
        fields = ("plateforme", "type", "priorite", "statut")


class ReleveParcFilter(ListeFilter):
    class Meta:
        model = ReleveParc
        fields = ("plateforme",)
