"""What GLPI contributes to the report: tickets opened in the year, workstations at its last snapshot.

Nothing is known of the years before the first export: both sections then leave the report.
"""

from dataclasses import replace
from decimal import Decimal

from django.utils import timezone
from django.utils.functional import cached_property

from adherents.models import SituationAdherent
from siim94.formats import francais
from siim94.formats.francais import INSECABLE
from siim94.ui.graphiques import BarChart, GroupedBarChart
from siim94.ui.sections import Section
from siim94.ui.tableaux import NOMBRES, LigneAnnuelle, tableau_annuel, tableau_des_parts
from support.models import LigneParc, ReleveParc, ReleveTickets, Ticket

# Bars that a chart of categories shows by name; the rest is one bar.
CATEGORIES_MONTREES = 10
PROPRE_AU_SYNDICAT = "Syndicat"
NON_PRECISE = "Non précisé"


def en_heures(delai: Decimal) -> str:
    """A delay as sentences and strips write it."""
    return francais.avec_unite(francais.nombre(delai, 1), "h")


def source_tickets(annee: int) -> str:
    """Where the figures come from, and when the last export that knows the year was made."""
    dernier = ReleveTickets.objects.dernier_sur(annee)
    etat = f", état au {francais.date_longue(timezone.localdate(dernier))}" if dernier else ""
    return f"Source{INSECABLE}: GLPI, tickets ouverts en {annee}{etat}"


def nom_court(adherent) -> str:
    return adherent.nom_court if adherent else PROPRE_AU_SYNDICAT


class TicketsSection(Section):
    """Tickets by month, category and member, how long they took and how many came back."""

    code = "support.tickets"
    titre = "Tickets traités"
    template_name = "support/bilan/tickets.html"

    @property
    def source(self) -> str:
        return source_tickets(self.annee)

    def contexte(self):
        tout = Ticket.objects.ensemble(self.annee)
        if tout is None:
            return {}
        return {
            "chiffres": self.essentiel(tout),
            "lignes": [
                (nom_court(ligne["adherent"]), *self.cellules(ligne))
                for ligne in Ticket.objects.by_adherent(self.annee)
            ],
            "total": self.cellules(tout),
            "source": self.source,
        }

    def essentiel(self, tout) -> list[tuple[str, str]]:
        rouverts = Ticket.objects.taux_reouverture(self.annee)
        chiffres = [
            (francais.compact(tout["nombre"]), "tickets ouverts"),
            (francais.pourcent(tout["part_resolus"]), "résolus"),
        ]
        if tout["mesures"]:
            chiffres += [
                (
                    en_heures(tout["delai_median"]),
                    "délai médian de résolution",
                ),
                (
                    en_heures(tout["delai_p90"]),
                    "délai de neuf tickets sur dix",
                ),
            ]
        if rouverts is not None:
            chiffres.append((francais.pourcent(rouverts, 1), "des tickets résolus ont été rouverts"))
        return chiffres

    @staticmethod
    def cellules(mesures) -> tuple[str, ...]:
        comptes = [francais.compact(mesures[nom]) for nom in ("nombre", "incidents", "demandes", "resolus")]
        return (*comptes, *(francais.nombre(mesures[nom], 1) for nom in ("delai_median", "delai_p90")))

    def charts(self):
        return [*self.par_mois(), *self.par_categorie()]

    def par_mois(self):
        mois = Ticket.objects.douze_mois(self.annee)
        if mois is None:
            return []
        series = {"Incidents": mois.nombres["incidents"], "Demandes": mois.nombres["demandes"]}
        if not any(map(any, series.values())):
            series = {"Tickets": mois.nombres["nombre"]}
        return [
            GroupedBarChart(
                f"{francais.MOIS[mois.charge - 1].capitalize()} est le mois le plus chargé{INSECABLE}: "
                f"{francais.compact(mois.maximum)} tickets",
                [nom.capitalize() for nom in francais.MOIS],
                series,
                unite="tickets",
                source=self.source,
                premiere_entete="Mois d’ouverture",
            )
        ]

    def par_categorie(self):
        categories = Ticket.objects.categories_principales(self.annee, CATEGORIES_MONTREES)
        if categories is None:
            return []
        restes = (("Autres catégories", categories.autres), (NON_PRECISE, categories.sans))
        return [
            BarChart(
                f"{categories.nommees[0][0]}{INSECABLE}: {francais.pourcent(categories.part)} des tickets",
                [*categories.nommees, *((nom, reste) for nom, reste in restes if reste)],
                unite="tickets",
                source=self.source,
                ordre="donnees",
                premiere_entete="Catégorie",
            )
        ]


class TicketsEvolutionSection(Section):
    """Tickets of the year beside those of the years before, by member."""

    code = "support.tickets_evolution"
    titre = "Évolution du nombre de tickets"

    @property
    def source(self) -> str:
        return source_tickets(self.annee)

    @cached_property
    def series(self):
        """Years known and the tickets of members by year; empty when there is nothing to compare."""
        lignes = Ticket.objects.by_adherent_et_annee(self.annee)
        annees = [an for an in (lignes[0][1] if lignes else ()) if any(nombres[an] for _, nombres in lignes)]
        return (annees, lignes) if len(annees) > 1 and self.annee in annees else ([], [])

    @cached_property
    def totaux(self) -> dict[int, int]:
        return Ticket.objects.totaux(self.series[0])

    def tableaux(self):
        annees, lignes = self.series
        if not annees:
            return []
        rangs = [
            *(LigneAnnuelle(nom_court(adherent), nombres) for adherent, nombres in lignes),
            LigneAnnuelle("Ensemble", self.totaux, "total"),
        ]
        titre, unite = "Tickets par adhérent et par année", "en nombre de tickets"
        return [replace(tableau_annuel(titre, "Adhérent", annees, rangs, NOMBRES, unite), source=self.source)]

    def charts(self):
        annees, lignes = self.series
        if not annees:
            return []
        avant, apres = (self.totaux.get(an) for an in (annees[0], annees[-1]))
        return [
            GroupedBarChart(
                f"{francais.compact(apres)} tickets en {annees[-1]}, "
                f"{francais.compact(avant)} en {annees[0]}",
                [nom_court(adherent) for adherent, _ in lignes],
                {str(an): [nombres[an] for _, nombres in lignes] for an in annees},
                unite="tickets",
                source=self.source,
                premiere_entete="Adhérent",
            )
        ]


class PostesSection(Section):
    """Workstations by member and by operating system, at the last snapshot of each platform in the year."""

    code = "support.postes"
    titre = "Postes de travail"

    @property
    def source(self) -> str:
        dates = ReleveParc.objects.derniers_de(self.annee).order_by("date").values_list("date", flat=True)
        jours = " et ".join(francais.date_longue(jour) for jour in dict.fromkeys(dates))
        return f"Source{INSECABLE}: GLPI, relevé du {jours}"

    def contexte(self):
        total, _ = self.postes(self.annee)
        return {} if total is None else {"chiffres": [(francais.compact(total), "postes de travail")]}

    def tableaux(self):
        if not self.donnees:
            return []
        connus = {an: self.postes(an) for an in (self.annee - 1, self.annee)}
        postes = {annee: lignes for annee, (total, lignes) in connus.items() if total is not None}
        totaux = "Ensemble", {annee: connus[annee][0] for annee in postes}
        releve = LigneParc.objects.total_of(self.annee) is not None
        source = self.source if releve else f"Source{INSECABLE}: support, exercice {self.annee}"
        titre, unite = "Postes de travail par adhérent", "en nombre de postes"
        tableau = tableau_des_parts(titre, "Adhérent", postes, unite, totaux)
        return [replace(tableau, source=source)]

    def postes(self, annee) -> tuple[int | None, dict[str, int]]:
        """The workstations of a year, in all and by member: those of its snapshots, else those typed."""
        total = LigneParc.objects.total_of(annee)
        if total is not None:
            lignes = LigneParc.objects.by_adherent(annee)
            return total, {nom_court(ligne["adherent"]): ligne["nombre"] for ligne in lignes}
        situations = SituationAdherent.objects.avec_postes(annee)
        return SituationAdherent.objects.total_postes(annee), {
            situation.adherent.nom_court: situation.postes for situation in situations
        }

    def charts(self):
        return [
            BarChart(
                titre,
                [(ligne[champ] or NON_PRECISE, ligne["total"]) for ligne in lignes],
                unite="postes",
                source=self.source,
                premiere_entete=entete,
            )
            for champ, titre, entete in (
                ("systeme", "Postes de travail par système d’exploitation", "Système d’exploitation"),
                ("type", "Postes de travail par type", "Type"),
            )
            # A chart of one bar, or of what no export told, says nothing.
            if len(lignes := LigneParc.objects.by_champ(self.annee, champ)) > 1
        ]
