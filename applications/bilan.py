"""What the applications contribute to the report: projects, facts of the year, key figures, the catalogue."""

from decimal import Decimal

from applications.models import (
    Deploiement,
    FaitMarquant,
    IndicateurActivite,
    IndicateurMetier,
    LigneCatalogue,
    PointProjet,
    Projet,
)
from applications.phrases import parties, phrase, ponctuer, quantite
from siim94.formats import francais
from siim94.ui.graphiques import BarChart
from siim94.ui.sections import Section

SIGNES = {Deploiement.Etat.DISPONIBLE: "●", Deploiement.Etat.SANS_OBJET: "–"}
EN_TETE = 3


def part(valeurs, total) -> Decimal:
    """The share of the sum of ``valeurs`` in ``total``, in percent."""
    return Decimal(sum(valeurs)) * 100 / Decimal(total)


def a_la_precision(indicateur) -> Decimal | None:
    """The value with as many decimals as the source gave."""
    valeur = indicateur.valeur
    return None if valeur is None else valeur.quantize(Decimal(1).scaleb(-indicateur.decimales))


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


class FaitsInfrastructureSection(FaitsSection):
    code = "applications.faits_infrastructure"
    titre = "Dossiers d’infrastructure de l’année"
    theme = FaitMarquant.Theme.INFRASTRUCTURE


class FaitsSecuriteSection(FaitsSection):
    code = "applications.faits_securite"
    titre = "Avancées de l’année en matière de sécurité"
    theme = FaitMarquant.Theme.SECURITE


class FaitsSystemesReseauxSection(FaitsSection):
    code = "applications.faits_systemes_reseaux"
    titre = "Dossiers systèmes et réseaux de l’année"
    theme = FaitMarquant.Theme.SYSTEMES_RESEAUX


class FaitsSupportSection(FaitsSection):
    code = "applications.faits_support"
    titre = "Autres travaux du support"
    theme = FaitMarquant.Theme.SUPPORT


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
        evolutions = [
            (repere.indicateur.libelle, repere.evolution)
            for _, reperes in IndicateurMetier.objects.points_de_repere(self.annee)
            for repere in reperes
            if repere.evolution is not None
        ]
        if len(evolutions) < 2:
            return []
        hausses = sum(evolution > 0 for _, evolution in evolutions)
        return [
            BarChart(
                f"{hausses} des {len(evolutions)} points de repère connus sur deux ans progressent "
                f"de {self.annee - 1} à {self.annee}",
                evolutions,
                unite="%",
                decimales=1,
                additif=False,
                premiere_entete="Point de repère",
                source=f"Source : points de repère, exercices {self.annee - 1} et {self.annee}",
            )
        ]


class ActiviteSection(Section):
    """Key figures of one theme of the syndicate's own activity."""

    theme: IndicateurActivite.Theme

    def reperes(self):
        return IndicateurActivite.objects.of_theme(self.theme).reperes(self.annee)


class InfrastructureSection(ActiviteSection):
    """Servers and volumes, as a strip of figures."""

    code = "applications.infrastructure"
    titre = "Parc d’infrastructure"
    template_name = "applications/bilan/infrastructure.html"
    theme = IndicateurActivite.Theme.INFRASTRUCTURE

    def contexte(self):
        chiffres = []
        for repere in self.reperes():
            libelle, unite = repere.indicateur.libelle, repere.indicateur.unite
            texte = quantite(repere.indicateur, avec_unite=unite.casefold() not in libelle.casefold())
            chiffres.append((texte, libelle + parties(repere)))
        return {"chiffres": chiffres}


class ExploitationSection(ActiviteSection):
    """Operations: jobs, printed pages, backups; the printed pages by domain as a chart."""

    code = "applications.exploitation"
    titre = "Chiffres clés de l’exploitation"
    template_name = "applications/bilan/liste.html"
    theme = IndicateurActivite.Theme.EXPLOITATION

    def contexte(self):
        return {"lignes": ponctuer([phrase(repere) for repere in self.reperes()])}

    def charts(self):
        return [self._parts(repere) for repere in self.reperes() if len(repere.parties) > 1]

    def _parts(self, repere):
        rows = [(partie.ventilation, a_la_precision(partie)) for partie in repere.parties]
        tout = repere.indicateur
        titre = tout.libelle
        if tout.valeur and None not in (valeur for _, valeur in rows):
            nom, valeur = max(rows, key=lambda row: row[1])
            libelle = tout.libelle[0].lower() + tout.libelle[1:]
            titre = f"{nom} : {francais.pourcent(part([valeur], tout.valeur))} des {libelle}"
        return BarChart(
            titre,
            rows,
            unite=tout.unite,
            premiere_entete="Destination",
            source=f"Source : exploitation, exercice {self.annee}",
        )


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
        totaux = LigneCatalogue.objects.totaux(self.annee)
        libelles = {
            "fonctions": "fonctionnalités",
            "applications": "applications",
            "editeurs": "fournisseurs",
            "domaines": "domaines",
            "usages": "mises à disposition",
        }
        return {
            "domaines": list(LigneCatalogue.objects.by_domaine(self.annee)),
            "totaux": totaux,
            "chiffres": [(francais.compact(totaux[cle]), libelle) for cle, libelle in libelles.items()],
        }

    def charts(self):
        return [*self._par_adherent(), *self._par_domaine()]

    def _par_adherent(self):
        lignes = list(Deploiement.objects.for_exercice(self.annee).by_adherent())
        if not lignes:
            return
        rows = [(ligne["adherent__nom_court"], ligne["fonctions"]) for ligne in lignes]
        titre = "Fonctionnalités mises à disposition par adhérent"
        if len(rows) > EN_TETE + 1:
            (a, b, c), total = rows[:EN_TETE], sum(valeur for _, valeur in rows)
            concentration = francais.pourcent(part([a[1], b[1], c[1]], total))
            titre = f"{a[0]}, {b[0]} et {c[0]} réunissent {concentration} des mises à disposition"
        yield BarChart(
            titre, rows, unite="fonctionnalités", premiere_entete="Adhérent", source=self.source, additif=True
        )

    def _par_domaine(self):
        rows = [(ligne["nom"], ligne["applications"]) for ligne in self.donnees["domaines"]]
        if not rows:
            return
        maximum = max(valeur for _, valeur in rows)
        premiers = [nom for nom, valeur in rows if valeur == maximum]
        titre = "Applications par domaine"
        if len(premiers) == 1:
            titre = f"Domaine {premiers[0]} : {maximum} applications, le plus grand nombre du catalogue"
        yield BarChart(
            titre, rows, unite="applications", premiere_entete="Domaine", source=self.source, additif=False
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
            "largeur": len(matrice.colonnes) + 3,
            "groupes": [
                (
                    domaine,
                    [(rang.ligne.fonctionnalite, [SIGNES.get(e, "") for e in rang.etats]) for rang in rangs],
                )
                for domaine, rangs in matrice.groupes
            ],
        }


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
)
