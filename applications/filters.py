"""The criteria of the lists of the applications."""

import django_filters

from adherents.models import Adherent
from applications.models import (
    AliasDomaine,
    Application,
    ApplicationQuerySet,
    ColonneCatalogue,
    Deploiement,
    Domaine,
    Editeur,
    FaitMarquant,
    Fonctionnalite,
    IndicateurActivite,
    IndicateurMetier,
    Jalon,
    LigneCatalogue,
    PointProjet,
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


class DeploiementFilter(ListeFilter):
    q = RechercheFilter(
        "adherent__nom",
        "adherent__nom_court",
        "ligne__fonctionnalite__libelle",
        "ligne__fonctionnalite__application__nom",
    )

    class Meta:
        model = Deploiement
        fields = ("adherent", "ligne__fonctionnalite__domaine", "etat")


class DomaineFilter(ListeFilter):
    q = RechercheFilter("nom", "alias__libelle")

    class Meta:
        model = Domaine
        fields = ()


class ApplicationFilter(ListeFilter):
    q = RechercheFilter(*ApplicationQuerySet.CHAMPS_DE_RECHERCHE)

    class Meta:
        model = Application
        fields = ("editeur",)


class EditeurFilter(ListeFilter):
    q = RechercheFilter("nom", "autres_noms")

    class Meta:
        model = Editeur
        fields = ()


class FonctionnaliteFilter(ListeFilter):
    q = RechercheFilter("libelle", "application__nom", "domaine__nom")

    class Meta:
        model = Fonctionnalite
        fields = ("domaine",)


class ProjetFilter(ListeFilter):
    q = RechercheFilter("nom", "code", "nature", "points__texte", "jalons__libelle", "pole__nom")
    adherent = filtre_adherent(field_name="adherents")

    class Meta:
        model = Projet
        fields = ("nature", "domaine")


class JalonFilter(ListeFilter):
    q = RechercheFilter("libelle", "date", "projet__nom", "adherent__nom")

    class Meta:
        model = Jalon
        fields = ("projet", "adherent")


class PointProjetFilter(ListeFilter):
    q = RechercheFilter("projet__nom", "texte")

    class Meta:
        model = PointProjet
        fields = ("projet",)


class ColonneCatalogueFilter(ListeFilter):
    q = RechercheFilter("adherent__nom", "adherent__nom_court")

    class Meta:
        model = ColonneCatalogue
        fields = ()


class AliasDomaineFilter(ListeFilter):
    q = RechercheFilter("libelle", "domaine__nom")

    class Meta:
        model = AliasDomaine
        fields = ("domaine",)


class FaitMarquantFilter(ListeFilter):
    q = RechercheFilter("intitule", "texte", "domaine__nom")
    adherent = filtre_adherent(field_name="adherents")

    class Meta:
        model = FaitMarquant
        fields = ("theme", "domaine", "pole")


class IndicateurMetierFilter(ListeFilter):
    q = RechercheFilter(
        "libelle",
        "intitule",
        "ventilation",
        "texte",
        "unite",
        "valeur",
        "definition",
        "domaine__nom",
        "application__nom",
    )

    class Meta:
        model = IndicateurMetier
        fields = ("domaine", "qualificatif")


class IndicateurActiviteFilter(ListeFilter):
    q = RechercheFilter("libelle", "ventilation", "texte", "unite", "valeur", "definition", "theme")

    class Meta:
        model = IndicateurActivite
        fields = ("theme",)
