"""What GLPI contributes to the report: tickets opened in the year, workstations at its last snapshot.

Of the years before the first export, what was typed is printed; without that, both sections leave the report.
"""

from dataclasses import replace
from decimal import Decimal

from django.utils import timezone
from django.utils.functional import cached_property

from adherents.models import SituationAdherent, Succession
from siim94.formats import francais
from siim94.formats.francais import INSECABLE
from siim94.ui.graphiques import BarChart, GroupedBarChart, SmallMultiples
from siim94.ui.sections import Section
from siim94.ui.tableaux import (
    NOMBRES,
    LigneAnnuelle,
    Rang,
    TableauRapport,
    tableau_annuel,
    tableau_des_parts,
)
from support.models import LigneParc, ReleveParc, ReleveTickets, Ticket
from support.tickets_compares import TicketsCompares, tickets_compares

# Bars that a chart of categories shows by name; the rest is one bar.
CATEGORIES_MONTREES = 10
# Panels of members over the years; the others share one.
ADHERENTS_MONTRES = 8
PROPRE_AU_SYNDICAT = "Syndicat"
NON_PRECISE = "Non précisé"
ENTETES_DES_TICKETS = (
    "Adhérent",
    "Tickets",
    "Incidents",
    "Demandes",
    "Résolus",
    "Délai médian",
    "Neuf sur dix en",
)


def en_heures(delai: Decimal) -> str:
    """A delay as sentences and strips write it."""
    return francais.avec_unite(francais.nombre(delai, 1), "h")


def source_tickets(annee: int) -> str:
    """Where the figures come from, and when the last export that knows the year was made."""
    dernier = ReleveTickets.objects.dernier_sur(annee)
    etat = f", état au {francais.date_longue(timezone.localdate(dernier))}" if dernier else ""
    return f"Source{INSECABLE}: GLPI, tickets ouverts en {annee}{etat}"


def source_saisie(annee: int) -> str:
    return f"Source{INSECABLE}: support, exercice {annee}"


def nom_court(adherent) -> str:
    return adherent.nom_court if adherent else PROPRE_AU_SYNDICAT


def par_adherent(titre: str, rows: list[tuple[str, int]], unite: str, source: str) -> list[BarChart]:
    """One bar a member; a chart of one bar says nothing."""
    if len(rows) < 2:
        return []
    return [BarChart.des_parts(titre, rows, unite=unite, source=source, premiere_entete="Adhérent")]


class TicketsSection(Section):
    """Tickets by month, category and member, how long they took and how many came back."""

    code = "support.tickets"
    titre = "Tickets traités"

    @property
    def source(self) -> str:
        return source_tickets(self.annee) if self.groupes else source_saisie(self.annee)

    @cached_property
    def groupes(self) -> list[dict]:
        return Ticket.objects.by_adherent(self.annee)

    @cached_property
    def comptes(self) -> dict[str, int]:
        """The tickets of each member: those of the exports, else those typed."""
        if self.groupes:
            return {nom_court(groupe["adherent"]): groupe["nombre"] for groupe in self.groupes}
        situations = SituationAdherent.objects.saisis(self.annee, "tickets")
        return {situation.adherent.nom_court: situation.tickets for situation in situations}

    @cached_property
    def tout(self) -> dict | None:
        return Ticket.objects.ensemble(self.annee)

    @property
    def total_saisi(self) -> int | None:
        return SituationAdherent.objects.total_saisi(self.annee, "tickets")

    def contexte(self):
        if self.tout is not None:
            return {"chiffres": self.essentiel(self.tout)}
        if not self.comptes:
            return {}
        return {"chiffres": [(francais.compact(self.total_saisi), "tickets traités")]}

    def tableaux(self):
        if not self.comptes:
            return []
        if self.tout is not None:
            rangs = [Rang((nom_court(groupe["adherent"]), *self.cellules(groupe))) for groupe in self.groupes]
            rangs.append(Rang(("Ensemble", *self.cellules(self.tout)), "total"))
            return [
                TableauRapport(
                    "Tickets par adhérent",
                    ENTETES_DES_TICKETS,
                    rangs,
                    (0, 12, 12, 12, 12, 14, 16),
                    "délais de résolution en heures",
                    source=self.source,
                )
            ]
        totaux = "Ensemble", {self.annee: self.total_saisi}
        tableau = tableau_des_parts(
            "Tickets traités par adhérent",
            "Adhérent",
            {self.annee: self.comptes},
            "en nombre de tickets",
            totaux,
        )
        return [replace(tableau, source=self.source)]

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
        return [
            *self.par_mois(),
            *self.par_categorie(),
            *par_adherent("Tickets par adhérent", list(self.comptes.items()), "tickets", self.source),
        ]

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
                f"{francais.compte(mois.maximum, 'tickets')}",
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
                highlight=[categories.nommees[0][0]],
            )
        ]


class TicketsEvolutionSection(Section):
    """Tickets of the year beside those of the years before, by member."""

    code = "support.tickets_evolution"
    titre = "Évolution du nombre de tickets"

    @property
    def source(self) -> str:
        """GLPI, unless all was typed; the years typed are named."""
        saisies = self.compares.saisies
        if saisies.issuperset(self.annees):
            return source_saisie(self.annee)
        suite = f"{INSECABLE}; saisie en {', '.join(map(str, sorted(saisies)))}" if saisies else ""
        return f"{source_tickets(self.annee)}{suite}"

    @cached_property
    def compares(self) -> TicketsCompares:
        return tickets_compares(self.annee)

    @property
    def annees(self) -> list[int]:
        """Years known; none when there is nothing to compare."""
        annees = self.compares.annees
        return annees if len(annees) > 1 and self.annee in annees else []

    def tableaux(self):
        annees = self.annees
        if not annees:
            return []
        rangs = [
            *(LigneAnnuelle(nom_court(adherent), nombres) for adherent, nombres in self.compares.lignes),
            LigneAnnuelle("Ensemble", self.compares.totaux, "total"),
        ]
        titre, unite = "Tickets par adhérent et par année", "en nombre de tickets"
        tableau = tableau_annuel(titre, "Adhérent", annees, rangs, NOMBRES, unite)
        return [replace(tableau, source=self.source)]

    def charts(self):
        annees = self.annees
        if not annees:
            return []
        avant, apres = (self.compares.totaux[an] for an in (annees[0], annees[-1]))
        nommes, autres = self.compares.principaux(ADHERENTS_MONTRES)
        series = {nom_court(adherent): [nombres[an] for an in annees] for adherent, nombres in nommes}
        if autres:
            series[f"{len(autres)} autres adhérents"] = self.compares.ensemble(autres)
        return [
            SmallMultiples(
                f"{francais.compte(apres, 'tickets')} en {annees[-1]}, "
                f"{francais.compact(avant)} en {annees[0]}",
                list(map(str, annees)),
                series,
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
        if LigneParc.objects.total_of(self.annee) is None:
            return source_saisie(self.annee)
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
        titre, unite = "Postes de travail par adhérent", "en nombre de postes"
        postes, notes = Succession.objects.rattacher(self.annee, postes, "nom_court")
        tableau = tableau_des_parts(titre, "Adhérent", postes, unite, totaux)
        return [replace(tableau, source=self.source, notes=notes)]

    def postes(self, annee) -> tuple[int | None, dict[str, int]]:
        """The workstations of a year, in all and by member: those of its snapshots, else those typed."""
        total = LigneParc.objects.total_of(annee)
        if total is not None:
            lignes = LigneParc.objects.by_adherent(annee)
            return total, {nom_court(ligne["adherent"]): ligne["nombre"] for ligne in lignes}
        situations = SituationAdherent.objects.saisis(annee, "postes")
        return SituationAdherent.objects.total_saisi(annee, "postes"), {
            situation.adherent.nom_court: situation.postes for situation in situations
        }

    def charts(self):
        _, lignes = self.postes(self.annee)
        return [
            *par_adherent("Postes de travail par adhérent", list(lignes.items()), "postes", self.source),
            *self.par_champ(),
        ]

    def par_champ(self):
        return [
            BarChart.des_parts(
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
