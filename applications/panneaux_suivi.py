"""What the pages of the catalogue share: counts by edition, users of the object, key figures over years."""

from django.utils.html import format_html, format_html_join

from applications.models import Deploiement, IndicateurMetier, LigneCatalogue
from applications.panneaux import tableau_des_editions
from siim94.formats import francais
from siim94.socle.memoire import une_fois
from siim94.ui.chiffres import quantite
from siim94.ui.listes.colonnes import INCONNU, lien
from siim94.ui.pages.bande import Case
from siim94.ui.pages.evolution import graphique_annuel
from siim94.ui.pages.panneaux import BandePanneau, Remede, adresse_liste
from siim94.ui.pages.tableau import Tableau, TableauxPanneau

# Years of key figures that a page shows side by side.
ANNEES = 5


class SuiviCatalogue:
    """What the pages of a domain, a piece of software, a vendor and a function ask of the catalogue.

    ``chemin`` leads from a row of the catalogue to the object of the page, ``critere`` names it in the
    address of the list.
    """

    chemin = ""
    critere = ""

    @property
    def filtre(self) -> dict:
        return {self.chemin: self.objet}

    def editions(self) -> list[dict]:
        """Counts by edition, read once for a page."""
        return une_fois(self.objet, "_editions", LigneCatalogue.objects.filter(**self.filtre).by_edition)

    def edition(self, annee: int) -> dict | None:
        return next((edition for edition in self.editions() if edition["annee"] == annee), None)

    def adresse_au_catalogue(self) -> str:
        criteres = {self.critere: self.objet.pk} if self.critere else {"q": self.objet.nom}
        return adresse_liste("applications:lignecatalogue_list", **criteres)


class CatalogueBande(SuiviCatalogue, BandePanneau):
    """What the year's edition counts, and its change over a year."""

    permission = "applications.view_lignecatalogue"
    mesures = (("fonctions", "Fonctionnalités"), ("applications", "Applications"), ("adherents", "Adhérents"))

    def cases(self):
        if self.exercice is None:
            return
        annee = self.exercice.annee
        edition = self.edition(annee)
        if edition is None:
            return
        for nom, libelle in self.mesures:
            change = ""
            if (ecart := edition["ecarts"].get(nom)) is not None:
                change = f"{francais.nombre(ecart, 0, signe=True)} sur un an" if ecart else "comme l’an passé"
            yield Case(
                f"{libelle} {annee}", francais.compact(edition[nom]), change, self.adresse_au_catalogue()
            )


class EditionsCataloguePanneau(SuiviCatalogue, TableauxPanneau):
    """The editions side by side, as soon as two are known."""

    titre = "Évolution du catalogue"
    permission = "applications.view_lignecatalogue"
    colonnes = ("fonctions", "applications", "adherents")

    def tableaux(self):
        return [tableau_des_editions(self.editions(), self.colonnes, legende_visible=False)]

    def charts(self):
        return graphique_annuel(
            f"Adhérents qui disposent de {self.objet}",
            [(edition["annee"], edition["adherents"]) for edition in reversed(self.editions())],
            unite="adhérents",
            source=f"Source{francais.INSECABLE}: catalogue des applications",
            annee=self.exercice and self.exercice.annee,
        )


# Who has it is ticked there.
EN_MATRICE = Remede("Cocher en matrice", "applications:matrice", ("applications.change_deploiement",))


class UtilisateursPanneau(SuiviCatalogue, TableauxPanneau):
    """Who uses it in the year's edition: each member with what it has, and the states that are no cross."""

    titre = "Qui l’utilise"
    permission = "applications.view_deploiement"
    remede = EN_MATRICE
    par_application = False
    """Software rather than functions, where the object has many."""
    annee_du_titre = "en {}"

    def tableaux(self):
        if self.exercice is None:
            return []
        usages = (
            Deploiement.objects.for_exercice(self.exercice.annee)
            .filter(**{f"ligne__{self.chemin}": self.objet})
            .par_adherent()
        )
        rangs = [
            [lien(usage.adherent), str(usage.disponibles), self._detail(usage)]
            for usage in usages
            if usage.disponibles
        ]
        quoi = "Applications" if self.par_application else "Fonctionnalités"
        entetes = ("Adhérent", "Fonctionnalités", quoi if self.par_application else "Détail")
        tableaux = [Tableau(f"Adhérents qui disposent de {self.objet}", entetes, rangs, textes=(0, 2))]
        # Who has no use for it is no user of it.
        sans = [[lien(usage.adherent), self._detail(usage)] for usage in usages if not usage.disponibles]
        if sans:
            titre = f"Adhérents pour qui {self.objet} est sans objet"
            tableaux.append(Tableau(titre, ("Adhérent", "Détail"), sans, textes=(0, 1), legende_visible=True))
        return tableaux

    def _detail(self, usage) -> str:
        if self.par_application:
            noms = [
                *((lien(application), "") for application in usage.applications),
                *(
                    (lien(application), format_html(" <small>({})</small>", etat))
                    for application, etat in usage.autres_etats
                ),
            ]
            return format_html_join(", ", "{}{}", noms)
        return format_html_join(
            ", ",
            "{}{}",
            (
                (
                    lien(d.ligne, d.ligne.fonctionnalite.libelle),
                    format_html(" <small>({})</small>", d.precision.lower()) if d.precision else "",
                )
                for d in usage.deploiements
            ),
        )


class ReperesPanneau(SuiviCatalogue, TableauxPanneau):
    """The key figures over the last years, one row a figure and its parts under it."""

    titre = "Points de repère"
    permission = "applications.view_indicateurmetier"
    relation = ""

    def tableaux(self):
        if self.exercice is None:
            return []
        indicateurs = (
            IndicateurMetier.objects.filter(**{self.relation: self.objet})
            .until_exercice(self.exercice.annee, ANNEES)
            .order_by("-exercice_id", "rang", "pk")
        )
        par_cle: dict[tuple[str, str], dict[int, IndicateurMetier]] = {}
        for indicateur in indicateurs:
            cle = (indicateur.code, indicateur.ventilation)
            par_cle.setdefault(cle, {})[indicateur.exercice_id] = indicateur
        annees = sorted({annee for par_annee in par_cle.values() for annee in par_annee}, reverse=True)
        rangs = []
        for par_annee in par_cle.values():
            dernier = par_annee[max(par_annee)]
            libelle = f"dont {dernier.libelle}" if dernier.ventilation else dernier.libelle
            rangs.append([lien(dernier, libelle), *(_valeur(par_annee.get(annee)) for annee in annees)])
        entetes = ("Point de repère", *map(str, annees))
        return [Tableau(f"Points de repère : {self.objet}", entetes, rangs)]


def _valeur(indicateur: IndicateurMetier | None) -> str:
    if indicateur is None:
        return ""
    if indicateur.valeur is None:
        return indicateur.texte or INCONNU
    return quantite(indicateur)
