"""What the applications contribute to the report: projects, facts of the year, key figures, the catalogue."""

from applications import catalogue_imprime
from applications.autres_chiffres import AutresChiffresSection, ChiffresSection, graphique_des_parties
from applications.models import (
    Deploiement,
    FaitMarquant,
    IndicateurActivite,
    IndicateurMetier,
    LigneCatalogue,
    PointProjet,
    Projet,
)
from applications.phrases import case, en_minuscule, phrase, ponctuer
from siim94.formats import francais
from siim94.ui.graphiques import BarChart, GanttChart, Periode
from siim94.ui.sections import Section

SIGNES = {Deploiement.Etat.DISPONIBLE: "●", Deploiement.Etat.SANS_OBJET: "–"}
EN_TETE = 3


def _signe(etat: str) -> str:
    return SIGNES.get(etat, "")


class ListeSection(Section):
    """A plain list: subclasses give its items, in order."""

    template_name = "applications/bilan/liste.html"

    def lignes(self) -> list[str]:
        raise NotImplementedError

    def contexte(self):
        return {"lignes": ponctuer(self.lignes())}


class ProjetsStrategiquesSection(ListeSection):
    """The year's word on each strategic project."""

    code = "applications.projets_strategiques"
    titre = "Projets stratégiques"

    def lignes(self):
        points = PointProjet.objects.for_exercice(self.annee).annuels(Projet.Nature.STRATEGIQUE)
        return [point.texte for point in points]


class FaitsSection(ListeSection):
    """The facts of one theme."""

    theme: FaitMarquant.Theme

    def lignes(self):
        return [fait.texte for fait in FaitMarquant.objects.for_exercice(self.annee).of_theme(self.theme)]


class FaitsMetierSection(Section):
    """What was done for the trades, domain by domain."""

    code = "applications.faits_metier"
    titre = "Faits marquants par domaine"
    template_name = "applications/bilan/faits_metier.html"

    def contexte(self):
        groupes = FaitMarquant.objects.by_intitule(FaitMarquant.Theme.METIER, self.annee)
        return {"groupes": [(titre, ponctuer([fait.texte for fait in faits])) for titre, faits in groupes]}


FaitsInfrastructureSection = FaitsSection.avec(
    code="applications.faits_infrastructure",
    titre="Dossiers d’infrastructure de l’année",
    theme=FaitMarquant.Theme.INFRASTRUCTURE,
)

FaitsSecuriteSection = FaitsSection.avec(
    code="applications.faits_securite",
    titre="Avancées de l’année en matière de sécurité",
    theme=FaitMarquant.Theme.SECURITE,
)

FaitsSystemesReseauxSection = FaitsSection.avec(
    code="applications.faits_systemes_reseaux",
    titre="Dossiers systèmes et réseaux de l’année",
    theme=FaitMarquant.Theme.SYSTEMES_RESEAUX,
)

FaitsSupportSection = FaitsSection.avec(
    code="applications.faits_support",
    titre="Autres travaux du support",
    theme=FaitMarquant.Theme.SUPPORT,
)


class PointsDeRepereSection(Section):
    """Key figures of the trades under their headings, and how those known for two years moved."""

    code = "applications.points_de_repere"
    titre = "Points de repère des domaines métiers"
    template_name = "applications/bilan/points_de_repere.html"

    def contexte(self):
        groupes = IndicateurMetier.objects.points_de_repere(self.annee)
        return {
            "groupes": [
                (titre, ponctuer([phrase(repere) for repere in reperes])) for titre, reperes in groupes
            ]
        }

    def charts(self):
        evolutions = IndicateurMetier.objects.evolutions(self.annee)
        if len(evolutions.lignes) < 2:
            return []
        return [
            BarChart(
                f"{evolutions.hausses} des {len(evolutions.lignes)} points de repère connus sur deux ans "
                f"progresse{francais.accorde(evolutions.hausses, ',nt')} de {self.annee - 1} à {self.annee}",
                evolutions.lignes,
                unite="%",
                decimales=1,
                additif=False,
                premiere_entete="Point de repère",
                source=f"Source : points de repère, exercices {self.annee - 1} et {self.annee}",
            )
        ]


class ActiviteSection(ChiffresSection):
    """Key figures of one theme of the syndicate's own activity."""

    theme: IndicateurActivite.Theme

    def reperes(self):
        return IndicateurActivite.objects.of_theme(self.theme).reperes(self.annee)


class InfrastructureSection(ActiviteSection):
    """Servers and volumes, as a strip of figures."""

    code = "applications.infrastructure"
    titre = "Parc d’infrastructure"
    theme = IndicateurActivite.Theme.INFRASTRUCTURE

    def contexte(self):
        reperes = self.reperes()
        chiffres = [(texte, en_minuscule(libelle)) for texte, libelle in map(case, reperes)]
        return {"chiffres": chiffres, "notes": self.definitions(reperes)}


class ExploitationSection(ActiviteSection):
    """Operations: jobs, printed pages, backups; the printed pages by domain as a chart."""

    code = "applications.exploitation"
    titre = "Chiffres clés de l’exploitation"
    template_name = "applications/bilan/liste.html"
    theme = IndicateurActivite.Theme.EXPLOITATION

    def contexte(self):
        return {"lignes": ponctuer([phrase(repere) for repere in self.reperes()])}

    def charts(self):
        source = f"Source : exploitation, exercice {self.annee}"
        return [
            graphique_des_parties(repere, source, "Destination")
            for repere in self.reperes()
            if len(repere.parties) > 1
        ]


class CatalogueSyntheseSection(Section):
    """The catalogue in figures: what it counts, for whom, in which domains."""

    code = "applications.catalogue_synthese"
    titre = "Le catalogue en chiffres"
    template_name = "applications/bilan/catalogue_synthese.html"

    @property
    def est_disponible(self) -> bool:
        return bool(self.donnees["domaines"])

    @property
    def source(self) -> str:
        return f"Source : catalogue des applications, édition {self.annee}"

    def contexte(self):
        domaines = LigneCatalogue.objects.by_domaine(self.annee)
        totaux = LigneCatalogue.objects.totaux(self.annee, domaines=len(domaines))
        libelles = {
            "fonctions": "fonctionnalités",
            "applications": "applications",
            "editeurs": "fournisseurs",
            "domaines": "domaines",
            "usages": "mises à disposition",
        }
        return {
            "domaines": domaines,
            "totaux": totaux,
            "chiffres": [(francais.compact(totaux[cle]), libelle) for cle, libelle in libelles.items()],
        }

    def charts(self):
        return [*self._par_adherent(), *self._par_domaine()]

    def _par_adherent(self):
        lignes = Deploiement.objects.for_exercice(self.annee).by_adherent()
        if not lignes:
            return
        rows = [(ligne["adherent__nom_court"], ligne["fonctions"]) for ligne in lignes]
        titre = "Fonctionnalités mises à disposition par adhérent"
        noms = [nom for nom, _ in rows[:EN_TETE]] if len(rows) > EN_TETE + 1 else []
        if noms:
            a, b, c = noms
            concentration = francais.pourcent(lignes.part_des_premiers(EN_TETE))
            titre = f"{a}, {b} et {c} réunissent {concentration} des mises à disposition"
        yield BarChart(
            titre,
            rows,
            unite="fonctionnalités",
            premiere_entete="Adhérent",
            source=self.source,
            highlight=noms,
        )

    def _par_domaine(self):
        rows = [(ligne["nom"], ligne["applications"]) for ligne in self.donnees["domaines"]]
        if not rows:
            return
        titre, sujet = "Applications par domaine", ()
        if premier := self.donnees["domaines"].premier_en_applications():
            titre = (
                f"Domaine {premier['nom']} : {francais.compte(premier['applications'], 'applications')}, "
                "le plus grand nombre du catalogue"
            )
            sujet = (premier["nom"],)
        yield BarChart(
            titre,
            rows,
            unite="applications",
            premiere_entete="Domaine",
            source=self.source,
            additif=False,
            highlight=sujet,
        )


class CatalogueSection(Section):
    """The matrix: functions in rows, members in columns, on landscape pages."""

    code = "applications.catalogue"
    titre = "Catalogue des applications (matrice)"
    template_name = "applications/bilan/catalogue.html"
    paysage = True

    @property
    def est_disponible(self) -> bool:
        return bool(self.donnees["groupes"])

    def contexte(self):
        matrice = LigneCatalogue.objects.matrice(self.annee)
        return {
            "colonnes": matrice.colonnes,
            "blocs": catalogue_imprime.blocs(matrice, _signe),
            "entier": catalogue_imprime.entier(matrice, _signe),
            "groupes": [
                (
                    domaine,
                    [(rang.ligne.fonctionnalite, [*map(_signe, rang.etats)]) for rang in rangs],
                )
                for domaine, rangs in matrice.groupes
            ],
        }


class ProjetsSection(Section):
    """Projects under way in the year whose beginning is known: for whom, how long, by what steps."""

    code = "applications.projets"
    titre = "Calendrier des projets"
    template_name = "applications/bilan/projets.html"
    facultative = True

    def contexte(self):
        return {"projets": list(Projet.objects.en_cours_en(self.annee).avec_calendrier())}

    def charts(self):
        projets = self.donnees["projets"]
        if not projets:
            return []
        return [
            GanttChart(
                f"Projets en cours en {self.annee}",
                [
                    Periode(
                        projet.nom,
                        projet.debut,
                        projet.fin,
                        tuple((jalon.date, jalon.intitule) for jalon in projet.jalons.all()),
                    )
                    for projet in projets
                ],
                source=f"Source : bureau des projets, exercice {self.annee}",
                premiere_entete="Projet",
            )
        ]


def _du_theme(
    theme: IndicateurActivite.Theme, code: str, titre: str, **autres
) -> type[AutresChiffresSection]:
    """The figures of one theme of the syndicate's activity."""
    return AutresChiffresSection.avec(
        code=f"applications.{code}",
        titre=titre,
        chiffres=IndicateurActivite.objects.of_theme(theme),
        **autres,
    )


AutresChiffresSecuriteSection = _du_theme(
    IndicateurActivite.Theme.SECURITE, "securite", "Sécurité en chiffres"
)
RgpdSection = _du_theme(
    IndicateurActivite.Theme.RGPD, "rgpd", "Protection des données en chiffres", comparables=True
)
CartographieSection = _du_theme(
    IndicateurActivite.Theme.CARTOGRAPHIE, "cartographie", "Cartographie en chiffres"
)
MethodesSection = _du_theme(IndicateurActivite.Theme.METHODES, "methodes", "Méthodes en chiffres")
EnqueteSection = _du_theme(
    IndicateurActivite.Theme.ENQUETE, "enquete", "Enquête de satisfaction", comparables=True
)
CentraleAchatSection = _du_theme(
    IndicateurActivite.Theme.ACHATS, "centrale_achat", "Centrale d’achat", comparables=True
)


SECTIONS = (
    ProjetsStrategiquesSection,
    FaitsMetierSection,
    FaitsInfrastructureSection,
    FaitsSecuriteSection,
    PointsDeRepereSection,
    InfrastructureSection,
    ExploitationSection,
    FaitsSystemesReseauxSection,
    FaitsSupportSection,
    CatalogueSyntheseSection,
    CatalogueSection,
    AutresChiffresSecuriteSection,
    RgpdSection,
    CartographieSection,
    ProjetsSection,
    MethodesSection,
    EnqueteSection,
    CentraleAchatSection,
)
