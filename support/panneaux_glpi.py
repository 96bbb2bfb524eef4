"""Panels of the pages of GLPI (platforms, entities, snapshots), and what they tell of a member."""

from django.utils.functional import cached_property
from django.utils.html import format_html

from adherents.models import Adherent, Succession
from siim94.formats import francais
from siim94.socle.memoire import memoriser
from siim94.ui.graphiques import BarChart
from siim94.ui.listes.colonnes import NombreColumn, lien
from siim94.ui.listes.tables import table_de
from siim94.ui.pages.bande import Case
from siim94.ui.pages.evolution import graphique_annuel
from siim94.ui.pages.panneaux import FichePanneau, GraphiquePanneau, Remede, TablePanneau, adresse_liste
from siim94.ui.pages.tableau import Tableau, TableauxPanneau
from support.bilan_glpi import en_heures
from support.models import LigneParc, Ticket
from support.tables import EntiteGlpiTable, ReleveParcTable

# Years that a page shows at most.
ANNEES = 10


class EntiteGlpiFiche(FichePanneau):
    """What an entity is mapped to, and whose its tickets are since that one was succeeded."""

    champs = ("libelle", "plateforme", "adherent", "interne")

    def contexte(self):
        lignes = super().contexte()["lignes"]
        etapes = Succession.objects.relais().get(self.objet.adherent_id, ())
        adherents = Adherent.objects.in_bulk([adherent for _, adherent in etapes])
        for jour, adherent in etapes:
            lignes.append((f"À partir du {francais.date_longue(jour)}", lien(adherents[adherent])))
        return {"lignes": lignes}


EntitesPanneau = TablePanneau.avec(
    titre="Entités",
    table_class=EntiteGlpiTable,
    limite=50,
    vide="Les entités viennent avec les exports : aucun n’est encore chargé.",
    remede=Remede("Charger un export", "chargements:liste", ("socle.add_chargement",)),
    relation="entites",
    ordre=("libelle",),
    liste="support:entiteglpi_list",
    criteres={"plateforme": "pk"},
)


class RelevesParcPanneau(TablePanneau):
    """The snapshots of the workstations of a platform, latest first."""

    titre = "Relevés du parc"
    table_class = ReleveParcTable
    liste = "support:releveparc_list"
    criteres = {"plateforme": "pk"}

    def queryset(self):
        return self.objet.releves_parc.avec_machines().order_by("-date")


class SystemesReleveParc(GraphiquePanneau):
    """What a snapshot counts by type and by system."""

    titre = "Répartition"
    permission = "support.view_ligneparc"

    def charts(self):
        source = f"Source{francais.INSECABLE}: GLPI, relevé du {self.objet.date:%d/%m/%Y}"
        for champ, titre in (("type", "Machines par type"), ("systeme", "Machines par système")):
            groupes = self.objet.lignes.sommes(champ)
            rows = [(ligne[champ] or "non renseigné", ligne["total"]) for ligne in groupes]
            if len(rows) > 1:
                yield BarChart(titre, rows, unite="machines", source=source, premiere_entete=titre[13:])


LignesParcPanneau = TablePanneau.avec(
    titre="Machines relevées",
    table_class=table_de(
        LigneParc, ("type", "systeme", "statut", "entite", ("nombre", NombreColumn(total=True)))
    ),
    limite=100,
    relation="lignes",
    ordre=("-nombre", "pk"),
)


class TicketsPanneau(TableauxPanneau):
    """Tickets by year of opening, and how long they took; ``critere`` says by which relation they are of the
    object, and names it in the address of their list.
    """

    titre = "Tickets"
    permission = "support.view_ticket"
    critere = ""

    def tickets(self):
        return Ticket.objects.filter(**{self.critere: self.objet})

    @cached_property
    def par_annee(self) -> list[dict]:
        # Percentiles read every ticket, and the tickets change by loads only.
        cle = f"tickets par année, {self.critere} {self.objet.pk}"
        return memoriser(cle, lambda: list(self.tickets().by_annee()[:ANNEES]))

    def tableaux(self):
        rangs = [
            [
                self._annee(ligne["annee"]),
                *(francais.compact(ligne[nom]) for nom in ("nombre", "incidents", "demandes", "resolus")),
                francais.nombre(ligne["delai_median"], 1),
                francais.nombre(ligne["delai_p90"], 1),
            ]
            for ligne in self.par_annee
        ]
        entetes = (
            "Ouverts en",
            "Tickets",
            "Incidents",
            "Demandes",
            "Résolus",
            "Délai médian (h)",
            "9 sur 10 en moins de (h)",
        )
        return [Tableau(f"Tickets : {self.objet}", entetes, rangs)]

    def _annee(self, annee: int) -> str:
        criteres = {"annee": annee, self.critere: self.objet.pk}
        return format_html('<a href="{}">{}</a>', adresse_liste("support:ticket_list", **criteres), annee)

    def charts(self):
        points = [(ligne["annee"], ligne["nombre"]) for ligne in reversed(self.par_annee)]
        return graphique_annuel(
            "Tickets ouverts",
            points,
            unite="tickets",
            source=f"Source{francais.INSECABLE}: exports GLPI",
            annee=self.exercice and self.exercice.annee,
        )


class TicketsAdherentPanneau(TicketsPanneau):
    critere = "adherent"

    def tickets(self):
        return Ticket.objects.for_adherent(self.objet)


class PostesPanneau(TableauxPanneau):
    """Workstations at the last snapshots of each year, and their systems in the year chosen; ``chemin`` leads
    from the counts of a snapshot to the object.
    """

    titre = "Postes de travail"
    permission = "support.view_ligneparc"
    chemin = ""

    def lignes(self):
        return LigneParc.objects.filter(**{self.chemin: self.objet})

    def tableaux(self):
        rangs = [
            [str(ligne["annee"]), francais.compact(ligne["nombre"])]
            for ligne in self.lignes().by_annee()[:ANNEES]
        ]
        par_annee = Tableau(f"Postes de travail : {self.objet}", ("Dernier relevé de", "Postes"), rangs)
        if self.exercice is None:
            return [par_annee]
        annee = self.exercice.annee
        systemes = [
            [ligne["systeme"] or "non renseigné", francais.compact(ligne["total"])]
            for ligne in self.lignes().by_champ(annee, "systeme")
        ]
        legende = f"Systèmes d’exploitation en {annee}"
        return [par_annee, Tableau(legende, ("Système", "Postes"), systemes, legende_visible=True)]


class PostesAdherentPanneau(PostesPanneau):
    def lignes(self):
        return LigneParc.objects.for_adherent(self.objet)


def cases_adherent(adherent, exercice) -> list[Case]:
    """The figures of support at the head of a member's page."""
    annee = exercice.annee
    cases = []
    if mesures := Ticket.objects.for_adherent(adherent).ensemble(annee):
        delai = mesures["delai_median"]
        cases.append(
            Case(
                f"Tickets {annee}",
                francais.compact(mesures["nombre"]),
                f"délai médian {en_heures(delai)}" if delai is not None else "",
                adresse_liste("support:ticket_list", adherent=adherent.pk, annee=annee),
            )
        )
    if postes := LigneParc.objects.for_adherent(adherent).total_of(annee):
        cases.append(Case(f"Postes de travail {annee}", francais.compact(postes)))
    return cases
