"""Criteria of the lists of support."""

import django_filters

from adherents.models import Adherent
from siim94.socle.recherche import Valeurs
from siim94.ui.listes.filters import ListeFilter, RechercheFilter
from support.models import (
    EntiteGlpi,
    Formation,
    FormationAdherent,
    IndicateurSupport,
    LigneVentilation,
    PlateformeGlpi,
    ReleveParc,
    Ticket,
    TypeFormation,
    Ventilation,
)


class VentilationFilter(ListeFilter):
    q = RechercheFilter("mesure", "axe", "note", "pole__nom")

    class Meta:
        model = Ventilation
        fields = ("pole", "mesure", "axe")


class LigneVentilationFilter(ListeFilter):
    q = RechercheFilter("libelle", "adherent__nom", "application__nom", "domaine__nom")

    class Meta:
        model = LigneVentilation
        fields = ("ventilation__pole", "ventilation__mesure", "adherent")


class TypeFormationFilter(ListeFilter):
    q = RechercheFilter("nom", "code")

    class Meta:
        model = TypeFormation
        fields = ()


class FormationFilter(ListeFilter):
    q = RechercheFilter("exercice", "type__nom")

    class Meta:
        model = Formation
        fields = ("type",)


class FormationAdherentFilter(ListeFilter):
    q = RechercheFilter("exercice", "adherent__nom", "adherent__nom_court")

    class Meta:
        model = FormationAdherent
        fields = ("adherent",)


class IndicateurSupportFilter(ListeFilter):
    q = RechercheFilter("libelle", "ventilation", "texte", "unite", "valeur", "definition")

    class Meta:
        model = IndicateurSupport
        fields = ()


class PlateformeGlpiFilter(ListeFilter):
    q = RechercheFilter("nom", "code", "adherent_defaut__nom")

    class Meta:
        model = PlateformeGlpi
        fields = ()


class EntiteGlpiFilter(ListeFilter):
    q = RechercheFilter("libelle", "adherent__nom", "plateforme__nom")

    class Meta:
        model = EntiteGlpi
        fields = ("plateforme", "adherent", "interne")


class TicketFilter(ListeFilter):
    q = RechercheFilter(Valeurs("categorie"), "numero")
    annee = django_filters.NumberFilter("ouverture", "year", label="Année d’ouverture")
    adherent = django_filters.ModelChoiceFilter(
        label="Adhérent", queryset=Adherent.objects.order_by("nom"), method="filtrer_adherent"
    )

    class Meta:
        model = Ticket
        fields = ("plateforme", "entite", "type", "priorite", "statut")

    def filtrer_adherent(self, queryset, name, value):
        return queryset.for_adherent(value)


class ReleveParcFilter(ListeFilter):
    q = RechercheFilter("date", "plateforme__nom")

    class Meta:
        model = ReleveParc
        fields = ("plateforme",)
