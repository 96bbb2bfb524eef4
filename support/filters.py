"""Criteria of the lists of support."""

from siim94.ui.filters import ListeFilter, RechercheFilter
from support.models import Formation, FormationAdherent, IndicateurSupport, LigneVentilation, Ventilation


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
