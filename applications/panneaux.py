"""Panels of the pages of the applications, and those that they add to the page of a member."""

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from applications.bilan import (
    AutresChiffresSecuriteSection,
    CartographieSection,
    CentraleAchatSection,
    EnqueteSection,
    ExploitationSection,
    FaitsInfrastructureSection,
    FaitsMetierSection,
    FaitsSecuriteSection,
    FaitsSupportSection,
    FaitsSystemesReseauxSection,
    InfrastructureSection,
    MethodesSection,
    ProjetsSection,
    ProjetsStrategiquesSection,
    RgpdSection,
)
from applications.models import Deploiement, FaitMarquant, IndicateurActivite, Projet
from applications.models.projet import Calendrier
from applications.tables import FaitMarquantTable, ProjetTable
from siim94.formats import francais
from siim94.socle.memoire import une_fois
from siim94.ui.listes.colonnes import lien
from siim94.ui.pages.bande import Case
from siim94.ui.pages.evolution import MemeAnneePanneau
from siim94.ui.pages.indicateurs import IndicateurFiche
from siim94.ui.pages.panneaux import BandePanneau, FichePanneau, Remede, TablePanneau, adresse_liste
from siim94.ui.pages.tableau import Tableau, TableauxPanneau

SECTIONS_DES_THEMES = {
    IndicateurActivite.Theme.INFRASTRUCTURE: InfrastructureSection.code,
    IndicateurActivite.Theme.EXPLOITATION: ExploitationSection.code,
    IndicateurActivite.Theme.SECURITE: AutresChiffresSecuriteSection.code,
    IndicateurActivite.Theme.RGPD: RgpdSection.code,
    IndicateurActivite.Theme.CARTOGRAPHIE: CartographieSection.code,
    IndicateurActivite.Theme.METHODES: MethodesSection.code,
    IndicateurActivite.Theme.ENQUETE: EnqueteSection.code,
    IndicateurActivite.Theme.ACHATS: CentraleAchatSection.code,
}


SECTIONS_DES_FAITS = {
    FaitMarquant.Theme.METIER: FaitsMetierSection.code,
    FaitMarquant.Theme.INFRASTRUCTURE: FaitsInfrastructureSection.code,
    FaitMarquant.Theme.SECURITE: FaitsSecuriteSection.code,
    FaitMarquant.Theme.SYSTEMES_RESEAUX: FaitsSystemesReseauxSection.code,
    FaitMarquant.Theme.SUPPORT: FaitsSupportSection.code,
}


class AnneePanneau(TablePanneau):
    """Rows of the year chosen, as its report knows them; nothing while no year is chosen."""

    annee_du_titre = "{}"

    def queryset(self):
        return self.de_l_annee(super().queryset())

    def de_l_annee(self, lignes) -> QuerySet:
        if self.exercice is None:
            return lignes.none()
        if self.exercice.a_un_bilan:
            return lignes.for_exercice(self.exercice.annee)
        return lignes.filter(exercice=self.exercice)

    def _repetees(self):
        # The title says the year.
        return [*super()._repetees(), "exercice"]


class ProjetsPanneau(TablePanneau):
    """The projects of a domain, of an application or of a member."""

    titre = "Projets"
    table_class = ProjetTable

    def queryset(self):
        return self.objet.projets.prefetch_related("adherents")


class ProjetFiche(FichePanneau):
    champs = ("nom", "nature", "debut", "fin", "domaine", "pole", "applications")

    def section_du_bilan(self):
        strategique = self.objet.nature == Projet.Nature.STRATEGIQUE
        return ProjetsStrategiquesSection.code if strategique else ProjetsSection.code


def calendrier_de(projet: Projet) -> Calendrier:
    """The milestones of a project, seen from today; read once for a page."""
    jalons = projet.jalons.select_related("adherent").order_by("date", "libelle")
    return une_fois(projet, "_calendrier", lambda: Calendrier(tuple(jalons), timezone.localdate()))


class ProjetBande(BandePanneau):
    """How far the calendar of the project has gone, what comes next, for whom."""

    def cases(self):
        calendrier = calendrier_de(self.objet)
        if calendrier.jalons:
            passes = f"{calendrier.passes} sur {len(calendrier.jalons)}"
            yield Case("Jalons dont la date est passée", passes)
        if prochain := calendrier.prochain:
            yield Case("Prochain jalon", prochain.date_lisible, prochain.libelle)
        if adherents := self.objet.adherents.count():
            yield Case(
                "Adhérents concernés",
                str(adherents),
                "",
                adresse_liste("applications:projet_list", q=self.objet.nom),
            )


class JalonsPanneau(TableauxPanneau):
    """The calendar of the project: dates as precisely as they are known, and whether they are over."""

    titre = "Calendrier"
    permission = "applications.view_jalon"
    vide = "Aucun jalon n’est enregistré."
    remede = Remede(
        "Ajouter un jalon", "applications:jalon_create", ("applications.add_jalon",), {"projet": "pk"}
    )
    liste = "applications:jalon_list"
    criteres = {"projet": "pk"}

    def tableaux(self):
        calendrier = calendrier_de(self.objet)
        rangs = [
            [
                jalon.date_lisible,
                self.a_corriger(jalon),
                lien(jalon.adherent),
                format_html(
                    '<span class="puce{}">{}</span>',
                    *((" ok", "date passée") if jalon.est_passe(calendrier.jour) else ("", "à venir")),
                ),
            ]
            for jalon in calendrier.jalons
        ]
        entetes = ["Date", "Jalon", "Adhérent", "État"]
        return [Tableau(f"Calendrier de {self.objet}", entetes, rangs, textes=range(4))]

    def a_corriger(self, jalon) -> str:
        """The milestone, as a link to its form for those who may write it: it has no page of its own."""
        if not self.request.user.has_perm("applications.change_jalon"):
            return jalon.libelle
        adresse = reverse("applications:jalon_update", args=[jalon.pk])
        return format_html('<a href="{}">{}</a>', adresse, jalon.libelle)


class PointsPanneau(TableauxPanneau):
    """What was written on the project, year by year and month by month, latest first."""

    titre = "Ce qui en est dit"
    permission = "applications.view_pointprojet"
    vide = "Rien n’a encore été écrit sur ce projet."
    remede = Remede(
        "Écrire un point",
        "applications:pointprojet_create",
        ("applications.add_pointprojet",),
        {"projet": "pk"},
    )

    def tableaux(self):
        points = self.objet.points.derniers_connus().order_by(
            "-exercice_id", F("mois").desc(nulls_first=True), "rang"
        )
        rangs = [[point.periode, format_html("{}", point.texte)] for point in points]
        return [Tableau(f"Points de {self.objet}", ("Période", "Texte"), rangs, textes=(0, 1))]


class ParticipantsPanneau(TableauxPanneau):
    """The members of a project, with the milestones that are theirs."""

    titre = "Adhérents"
    permission = "adherents.view_adherent"

    def tableaux(self):
        par_adherent: dict[int, list[str]] = {}
        for jalon in calendrier_de(self.objet).jalons:
            if jalon.adherent_id:
                texte = f"{jalon.libelle} ({jalon.date_lisible})"
                par_adherent.setdefault(jalon.adherent_id, []).append(texte)
        rangs = [
            [lien(adherent), ", ".join(par_adherent.get(adherent.pk, ()))]
            for adherent in self.objet.adherents.order_by("genre", "rang", "nom")
        ]
        return [Tableau(f"Adhérents de {self.objet}", ("Adhérent", "Jalons propres"), rangs, textes=(0, 1))]


class FaitMarquantFiche(FichePanneau):
    champs = ("texte", "exercice", "bilan_de", "theme", "domaine", "intitule", "pole", "adherents")

    def section_du_bilan(self):
        return SECTIONS_DES_FAITS.get(self.objet.theme, "")


class FaitsDuThemePanneau(MemeAnneePanneau):
    """The other facts of the same theme in the year."""

    table_class = FaitMarquantTable
    champs = ("theme",)
    exclut = ("exercice", "bilan_de", "theme")
    liste = "applications:faitmarquant_list"
    criteres = {"theme": "theme", "exercice": "exercice_id"}

    def titre_affiche(self):
        return f"Autres faits de {self.objet.exercice_id} : {self.objet.get_theme_display()}"


class IndicateurActiviteFiche(IndicateurFiche):
    suite = ("theme",)

    def section_du_bilan(self):
        return SECTIONS_DES_THEMES.get(self.objet.theme, "")


def editions_de(adherent) -> list[dict]:
    """What each edition makes available to a member, read once for a page."""
    return une_fois(adherent, "_editions", Deploiement.objects.filter(adherent=adherent).by_edition)


def cases_adherent(adherent, exercice) -> list[Case]:
    """The figures of the catalogue at the head of a member's page."""
    editions = editions_de(adherent)
    edition = next((e for e in editions if e["annee"] == exercice.annee), None)
    if edition is None:
        return []
    fonctions = edition["fonctions"]
    detail = f"{fonctions} fonctionnalité{francais.accorde(fonctions)}"
    if ecart := edition["ecarts"].get("applications"):
        detail = f"{detail}, {francais.nombre(ecart, 0, signe=True)} sur un an"
    adresse = adresse_liste("applications:lignecatalogue_list", adherent=adherent.pk, exercice=exercice.annee)
    return [
        Case(f"Applications {exercice.annee}", francais.compact(edition["applications"]), detail, adresse)
    ]


class CatalogueAdherentPanneau(TableauxPanneau):
    """On the page of a member: the software that the year's catalogue makes available to it, by domain."""

    titre = "Applications"
    annee_du_titre = "du catalogue {}"
    permission = "applications.view_lignecatalogue"

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
            for usage in usages.domaines
        ]
        editions = editions_de(self.objet)
        return [
            Tableau(
                self.titre_affiche(),
                ("Domaine", "Fonctionnalités", "Applications"),
                rangs,
                pied=("Total", francais.compact(usages.fonctions), ""),
                textes=(0, 2),
            ),
            tableau_des_editions(editions, ("fonctions", "applications")),
        ]


ENTETES_EDITIONS = {
    "fonctions": "Fonctionnalités",
    "applications": "Applications",
    "adherents": "Adhérents",
}


def tableau_des_editions(
    editions: list[dict], colonnes: tuple[str, ...], *, legende_visible: bool = True
) -> Tableau:
    """What ``by_edition`` counts, edition after edition; no row while one edition alone is known."""
    rangs = [
        [str(edition["annee"]), *(francais.compact(edition[nom]) for nom in colonnes)] for edition in editions
    ]
    return Tableau(
        "Éditions du catalogue",
        ("Édition", *(ENTETES_EDITIONS[nom] for nom in colonnes)),
        rangs if len(rangs) > 1 else [],
        legende_visible=legende_visible,
    )


# On the page of a member: the facts of the year that name it.
FaitsAdherentPanneau = AnneePanneau.avec(
    titre="Faits marquants", table_class=FaitMarquantTable, relation="faits"
)

PANNEAUX_ADHERENT = (CatalogueAdherentPanneau, ProjetsPanneau, FaitsAdherentPanneau)
