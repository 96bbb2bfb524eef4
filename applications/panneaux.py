"""Panels of the pages of the applications, and those that they add to the page of a member."""

from django.db.models import QuerySet
from django.utils.html import format_html, format_html_join

from applications.bilan import ExploitationSection, InfrastructureSection, PointsDeRepereSection
from applications.models import (
    Deploiement,
    FaitMarquant,
    IndicateurActivite,
    IndicateurMetier,
    LigneCatalogue,
)
from applications.tables import (
    ApplicationTable,
    CatalogueDApplicationTable,
    CatalogueDeDomaineTable,
    DeploiementDeLigneTable,
    EditionTable,
    FaitMarquantTable,
    IndicateurMetierTable,
    JalonTable,
    PointProjetTable,
    ProjetTable,
)
from siim94.ui import formats
from siim94.ui.bande import Case
from siim94.ui.colonnes import lien
from siim94.ui.indicateurs import IndicateurFiche
from siim94.ui.panneaux import FichePanneau, TablePanneau, adresse_liste
from siim94.ui.tableau import Tableau, TableauxPanneau

SECTIONS_DES_THEMES = {
    IndicateurActivite.Theme.INFRASTRUCTURE: InfrastructureSection.code,
    IndicateurActivite.Theme.EXPLOITATION: ExploitationSection.code,
}


class AnneePanneau(TablePanneau):
    """Rows of the year chosen, as its report knows them; nothing while no year is chosen."""

    def de_l_annee(self, lignes) -> QuerySet:
        if self.exercice is None:
            return lignes.none()
        if self.exercice.a_un_bilan:
            return lignes.for_exercice(self.exercice.annee)
        return lignes.filter(exercice=self.exercice)

    def titre_affiche(self):
        return f"{self.titre} {self.exercice.annee}" if self.exercice else self.titre

    def _repetees(self):
        # The title says the year.
        return [*super()._repetees(), "exercice"]


class LigneCatalogueFiche(FichePanneau):
    champs = (
        "exercice",
        "fonctionnalite",
        ("Domaine", "domaine"),
        ("Application", "application"),
        ("Éditeur", "editeur"),
    )


class DeploiementsPanneau(TablePanneau):
    """The members of a row of the catalogue and the state of each."""

    titre = "Adhérents"
    permission = "applications.view_deploiement"
    table_class = DeploiementDeLigneTable
    limite = 50
    vide = "Cette fonctionnalité n’est mise à disposition d’aucun adhérent."

    def queryset(self):
        return Deploiement.objects.filter(ligne=self.objet).order_by("adherent__genre", "adherent__rang")


class FonctionnaliteFiche(FichePanneau):
    champs = ("libelle", "domaine", "application")


class EditionsPanneau(TablePanneau):
    """The editions of the catalogue that list a function."""

    titre = "Éditions du catalogue"
    permission = "applications.view_lignecatalogue"
    table_class = EditionTable

    def queryset(self):
        return self.objet.lignes.avec_usages().order_by("-exercice")


class DomaineFiche(FichePanneau):
    champs = ("nom", ("Autres noms", "alias"))


class CatalogueDomainePanneau(AnneePanneau):
    titre = "Catalogue"
    permission = "applications.view_lignecatalogue"
    table_class = CatalogueDeDomaineTable
    limite = 50

    def queryset(self):
        return (
            self.de_l_annee(LigneCatalogue.objects).avec_usages().filter(fonctionnalite__domaine=self.objet)
        )


class ReperesDomainePanneau(AnneePanneau):
    titre = "Points de repère"
    permission = "applications.view_indicateurmetier"
    table_class = IndicateurMetierTable
    limite = 50

    def queryset(self):
        return self.de_l_annee(IndicateurMetier.objects).filter(domaine=self.objet)


class FaitsDomainePanneau(AnneePanneau):
    titre = "Faits marquants"
    permission = "applications.view_faitmarquant"
    table_class = FaitMarquantTable
    limite = 50

    def queryset(self):
        return self.de_l_annee(FaitMarquant.objects).filter(domaine=self.objet)


class ProjetsPanneau(TablePanneau):
    """The projects of a domain, of an application or of a member."""

    titre = "Projets"
    permission = "applications.view_projet"
    table_class = ProjetTable

    def queryset(self):
        return self.objet.projets.prefetch_related("adherents")


class ApplicationFiche(FichePanneau):
    champs = ("nom", "editeur")


class CatalogueApplicationPanneau(AnneePanneau):
    """What a piece of software does in the year's catalogue."""

    titre = "Catalogue"
    permission = "applications.view_lignecatalogue"
    table_class = CatalogueDApplicationTable
    limite = 50
    vide = "Cette application ne figure pas au catalogue de l’année."

    def queryset(self):
        return (
            self.de_l_annee(LigneCatalogue.objects)
            .avec_usages()
            .filter(fonctionnalite__application=self.objet)
        )


class ReperesApplicationPanneau(AnneePanneau):
    titre = "Points de repère"
    permission = "applications.view_indicateurmetier"
    table_class = IndicateurMetierTable

    def queryset(self):
        return self.de_l_annee(IndicateurMetier.objects).filter(application=self.objet)


class EditeurFiche(FichePanneau):
    champs = ("nom", ("Autres graphies", "graphies"))


class ApplicationsEditeurPanneau(TablePanneau):
    titre = "Applications"
    permission = "applications.view_application"
    table_class = ApplicationTable
    limite = 50

    def queryset(self):
        return self.objet.applications.avec_fonctions()


class ProjetFiche(FichePanneau):
    champs = ("nom", "nature", "domaine", "pole", "adherents", "applications")


class PointsPanneau(TablePanneau):
    titre = "Ce qui en est dit"
    permission = "applications.view_pointprojet"
    table_class = PointProjetTable

    def queryset(self):
        return self.objet.points.order_by("-exercice", "mois")


class JalonsPanneau(TablePanneau):
    titre = "Jalons"
    permission = "applications.view_jalon"
    table_class = JalonTable

    def queryset(self):
        return self.objet.jalons.order_by("date")


class FaitMarquantFiche(FichePanneau):
    champs = ("texte", "exercice", "theme", "domaine", "intitule", "pole", "adherents")


class IndicateurMetierFiche(IndicateurFiche):
    suite = ("domaine", "application", "intitule")
    section_bilan = PointsDeRepereSection.code


class IndicateurActiviteFiche(IndicateurFiche):
    suite = ("theme",)

    def section_du_bilan(self):
        return SECTIONS_DES_THEMES.get(self.objet.theme, "")


def cases_adherent(adherent, exercice) -> list[Case]:
    """The figures of the catalogue at the head of a member's page."""
    editions = list(Deploiement.objects.filter(adherent=adherent).by_edition())
    edition = next((e for e in editions if e["annee"] == exercice.annee), None)
    if edition is None:
        return []
    avant = next((e["applications"] for e in editions if e["annee"] == exercice.annee - 1), None)
    fonctions = edition["fonctions"]
    detail = f"{fonctions} fonctionnalité{formats.accorde(fonctions)}"
    if avant is not None and avant != edition["applications"]:
        detail += f", {formats.nombre(edition['applications'] - avant, 0, signe=True)} sur un an"
    adresse = adresse_liste("applications:lignecatalogue_list", adherent=adherent.pk, exercice=exercice.annee)
    return [Case(f"Applications {exercice.annee}", formats.compact(edition["applications"]), detail, adresse)]


class CatalogueAdherentPanneau(TableauxPanneau):
    """On the page of a member: the software that the year's catalogue makes available to it, by domain."""

    titre = "Applications"
    permission = "applications.view_lignecatalogue"

    def titre_affiche(self):
        return f"{self.titre} du catalogue {self.exercice.annee}" if self.exercice else self.titre

    def lien(self):
        return self._liste(), "Voir la liste"

    def _liste(self, **criteres) -> str:
        return adresse_liste("applications:lignecatalogue_list", adherent=self.objet.pk, **criteres)

    def tableaux(self):
        if self.exercice is None:
            return []
        usages = Deploiement.objects.usages_de(self.objet, self.exercice.annee)
        rangs = [
            [
                lien(usage.domaine),
                format_html(
                    '<a href="{}">{}</a>',
                    self._liste(fonctionnalite__domaine=usage.domaine.pk),
                    usage.fonctions,
                ),
                format_html_join(", ", "{}", ((lien(a),) for a in usage.applications)),
            ]
            for usage in usages
        ]
        editions = list(Deploiement.objects.filter(adherent=self.objet).by_edition())
        return [
            Tableau(
                self.titre_affiche(),
                ("Domaine", "Fonctionnalités", "Applications"),
                rangs,
                pied=("Total", formats.compact(sum(u.fonctions for u in usages)), ""),
                textes=(0, 2),
            ),
            tableau_des_editions(editions, ("fonctions", "applications")),
        ]


ENTETES_EDITIONS = {
    "fonctions": "Fonctionnalités",
    "applications": "Applications",
    "adherents": "Adhérents",
}


def tableau_des_editions(editions: list[dict], colonnes: tuple[str, ...]) -> Tableau:
    """What ``by_edition`` counts, edition after edition; no row while one edition alone is known."""
    rangs = [
        [str(edition["annee"]), *(formats.compact(edition[nom]) for nom in colonnes)] for edition in editions
    ]
    return Tableau(
        "Éditions du catalogue",
        ("Édition", *(ENTETES_EDITIONS[nom] for nom in colonnes)),
        rangs if len(rangs) > 1 else [],
        legende_visible=True,
    )


class FaitsAdherentPanneau(AnneePanneau):
    """On the page of a member: the facts of the year that name it."""

    titre = "Faits marquants"
    permission = "applications.view_faitmarquant"
    table_class = FaitMarquantTable

    def queryset(self):
        return self.de_l_annee(FaitMarquant.objects).filter(adherents=self.objet)


PANNEAUX_ADHERENT = (CatalogueAdherentPanneau, ProjetsPanneau, FaitsAdherentPanneau)
