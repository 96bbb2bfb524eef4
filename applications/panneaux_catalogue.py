"""Panels of the pages of the catalogue: its rows, functions, domains, software and vendors."""

from django.utils.functional import cached_property

from applications.models import Deploiement, FaitMarquant, LigneCatalogue
from applications.nouvelle import DROITS as DROITS_D_AJOUT
from applications.panneaux import AnneePanneau
from applications.panneaux_suivi import (
    EN_MATRICE,
    SuiviCatalogue,
)
from applications.tables import (
    ApplicationTable,
    FaitMarquantTable,
)
from siim94.formats import francais
from siim94.ui.listes.colonnes import LienColumn, NombreColumn, TexteColumn, lien
from siim94.ui.listes.tables import table_de
from siim94.ui.pages.panneaux import Remede, TablePanneau
from siim94.ui.pages.tableau import Tableau, TableauxPanneau

# How a row of the catalogue, and the criteria of its list, name a domain and a vendor.
DU_DOMAINE = {"chemin": "fonctionnalite__domaine", "critere": "fonctionnalite__domaine"}
DE_L_EDITEUR = {
    "chemin": "fonctionnalite__application__editeur",
    "critere": "fonctionnalite__application__editeur",
}


DeploiementsPanneau = TablePanneau.avec(
    titre="Adhérents",
    table_class=table_de(Deploiement, (("adherent", LienColumn()), "etat", "depuis", "jusque")),
    limite=50,
    vide="Cette fonctionnalité n’est mise à disposition d’aucun adhérent.",
    remede=EN_MATRICE,
    relation="deploiements",
    ordre=("adherent__genre", "adherent__rang"),
)


class EditionsPanneau(TablePanneau):
    """The editions of the catalogue that list a function."""

    titre = "Éditions du catalogue"
    table_class = table_de(LigneCatalogue, ("exercice", ("usages", NombreColumn(verbose_name="Adhérents"))))

    def queryset(self):
        return self.objet.lignes.derniers_connus().avec_usages().order_by("-exercice_id")


class EditionsDeLignePanneau(EditionsPanneau):
    """On the page of a row: the other editions that list the same function."""

    titre = "Autres éditions"

    def queryset(self):
        lignes = self.objet.fonctionnalite.lignes.derniers_connus().avec_usages()
        return lignes.exclude(exercice=self.objet.exercice_id).order_by("-exercice_id")


class CatalogueDomainePanneau(SuiviCatalogue, AnneePanneau):
    titre = "Catalogue"
    table_class = table_de(
        LigneCatalogue,
        (
            ("fonctionnalite__libelle", TexteColumn(verbose_name="Fonctionnalité")),
            ("fonctionnalite__application", LienColumn(verbose_name="Application")),
            ("fonctionnalite__application__editeur", LienColumn(verbose_name="Éditeur")),
            ("usages", NombreColumn(verbose_name="Adhérents")),
        ),
    )
    limite = 50
    chemin = critere = "fonctionnalite__domaine"
    vide = "Ce domaine ne figure pas au catalogue de l’année."
    remede = Remede(
        "Y ajouter une application", "applications:nouvelle_application", DROITS_D_AJOUT, {"domaine": "nom"}
    )

    def queryset(self):
        return self.de_l_annee(LigneCatalogue.objects).avec_usages().filter(**self.filtre)

    def lien(self):
        return self.adresse_au_catalogue(), "Voir la liste"


FaitsDomainePanneau = AnneePanneau.avec(
    titre="Faits marquants",
    table_class=FaitMarquantTable,
    limite=50,
    relation="faits",
    liste="applications:faitmarquant_list",
    criteres={"domaine": "pk"},
)


class CatalogueApplicationPanneau(SuiviCatalogue, TableauxPanneau):
    """What a piece of software does in the year's catalogue, domain by domain."""

    titre = "Fonctionnalités"
    annee_du_titre = "{}"
    permission = "applications.view_lignecatalogue"
    chemin = "fonctionnalite__application"

    vide = "Cette application ne figure pas au catalogue de l’année."
    remede = Remede("L’y ajouter", "applications:nouvelle_application", DROITS_D_AJOUT, {"application": "pk"})

    def tableaux(self):
        if self.exercice is None:
            return []
        lignes = (
            LigneCatalogue.objects.for_exercice(self.exercice.annee)
            .filter(**self.filtre)
            .avec_usages()
            .select_related("fonctionnalite__domaine")
            .order_by("fonctionnalite__domaine__rang", "rang")
        )
        rangs = [
            [
                lien(ligne, ligne.fonctionnalite.libelle),
                lien(ligne.fonctionnalite.domaine),
                francais.compact(ligne.usages),
            ]
            for ligne in lignes
        ]
        entetes = ("Fonctionnalité", "Domaine", "Adhérents")
        return [Tableau(self.titre_affiche(), entetes, rangs, textes=(0, 1))]

    def lien(self):
        return self.adresse_au_catalogue(), "Voir la liste"


class FaitsApplicationPanneau(AnneePanneau):
    """The facts of the year whose text names the software, by any of its names."""

    titre = "Faits marquants qui la citent"
    table_class = FaitMarquantTable

    def queryset(self):
        return self.de_l_annee(FaitMarquant.objects).citant(*self.objet.noms)


class MemeEditeurPanneau(TablePanneau):
    """The other software of the same vendor."""

    titre = "Du même éditeur"
    table_class = ApplicationTable
    lateral = True
    exclut = ("autres_noms", "editeur")

    def queryset(self):
        autres = self.objet.editeur.applications.exclude(pk=self.objet.pk)
        return autres.avec_fonctions().order_by("nom")

    def lien(self):
        return self.objet.editeur.get_absolute_url(), str(self.objet.editeur)


class ApplicationsEditeurPanneau(SuiviCatalogue, TableauxPanneau):
    """The software of a vendor, with what the year's catalogue says of each."""

    titre = "Applications"
    permission = "applications.view_application"
    critere = "fonctionnalite__application__editeur"
    vide = "Aucune application de cet éditeur n’est enregistrée."
    remede = Remede("En ajouter une", "applications:nouvelle_application", DROITS_D_AJOUT, {"editeur": "nom"})

    @cached_property
    def au_catalogue(self) -> dict[int, dict]:
        return LigneCatalogue.objects.by_application(self.exercice.annee) if self.exercice else {}

    def tableaux(self):
        rangs = [
            [
                lien(application),
                *(
                    francais.compact(self.au_catalogue[application.pk][nom])
                    if application.pk in self.au_catalogue
                    else "–"
                    for nom in ("fonctions", "adherents")
                ),
            ]
            for application in self.objet.applications.order_by("nom")
        ]
        annee = self.exercice.annee if self.exercice else ""
        entetes = ("Application", f"Fonctionnalités {annee}", f"Adhérents {annee}")
        return [Tableau(f"Applications de {self.objet}", entetes, rangs)]

    def lien(self):
        return self.adresse_au_catalogue(), "Voir le catalogue"
