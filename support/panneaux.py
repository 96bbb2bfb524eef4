"""Panels of the pages of support, and those that it adds to the page of a member."""

from decimal import Decimal

from django.utils.functional import cached_property
from django.utils.html import format_html

from siim94.ui import formats
from siim94.ui.bande import Case
from siim94.ui.colonnes import INCONNU, lien
from siim94.ui.evolution import graphique_annuel
from siim94.ui.indicateurs import IndicateurFiche
from siim94.ui.panneaux import FichePanneau, TablePanneau, adresse_liste
from siim94.ui.tableau import Tableau, TableauxPanneau
from support.models import Formation, FormationAdherent, LigneParc, LigneVentilation, Ticket
from support.tables import (
    EntiteGlpiTable,
    FormationAnnuelleTable,
    FormationDeAdherentTable,
    LigneParcTable,
    PartTable,
)

# Years that a page shows at most.
ANNEES = 10


class VentilationFiche(FichePanneau):
    champs = ("pole", "mesure", "axe", "qualificatif", "total", "note", "exercice", "bilan_de")


class PartsPanneau(TablePanneau):
    """The parts of a breakdown with their sum."""

    titre = "Parts"
    permission = "support.view_ligneventilation"
    table_class = PartTable
    limite = 50
    vide = "Les parts de cette ventilation ne sont pas renseignées."

    def queryset(self):
        return self.objet.lignes.order_by("rang", "libelle")


class LigneVentilationFiche(FichePanneau):
    champs = ("libelle", "valeur", "ventilation", "domaine", "adherent", "application")


class TypeFormationFiche(FichePanneau):
    champs = ("nom", "code")


class FormationsDuTypePanneau(TablePanneau):
    """The years of a type of training, as the report of the year chosen knows them."""

    titre = "Formations par exercice"
    permission = "support.view_formation"
    table_class = FormationAnnuelleTable

    def queryset(self):
        formations = Formation.objects.filter(type=self.objet)
        return formations.until_exercice(self.exercice.annee) if self.exercice else formations.none()


class FormationFiche(FichePanneau):
    champs = ("type", "agents", "jours", "exercice", "bilan_de")


class FormationAdherentFiche(FichePanneau):
    champs = ("adherent", "agents", "jours", "exercice", "bilan_de")


class IndicateurSupportFiche(IndicateurFiche):
    pass


class PlateformeGlpiFiche(FichePanneau):
    champs = ("nom", "code", "adherent_defaut")


class EntitesPanneau(TablePanneau):
    """The entities of a platform, and whose they are."""

    titre = "Entités"
    permission = "support.view_entiteglpi"
    table_class = EntiteGlpiTable
    limite = 50

    def queryset(self):
        return self.objet.entites.order_by("libelle")


class EntiteGlpiFiche(FichePanneau):
    champs = ("libelle", "plateforme", "adherent", "interne")


class ReleveParcFiche(FichePanneau):
    champs = ("plateforme", "date")


class LignesParcPanneau(TablePanneau):
    """What a snapshot counts, by type, system, status and entity."""

    titre = "Machines relevées"
    permission = "support.view_ligneparc"
    table_class = LigneParcTable
    limite = 100

    def queryset(self):
        return self.objet.lignes.order_by("-nombre", "pk")


class FormationsAdherentPanneau(TablePanneau):
    """The training that a member received over the years."""

    titre = "Formations"
    permission = "support.view_formationadherent"
    table_class = FormationDeAdherentTable
    template_name = "ui/panneaux/table_et_graphiques.html"

    def queryset(self):
        formations = FormationAdherent.objects.filter(adherent=self.objet)
        if self.exercice is None:
            return formations.none()
        return formations.until_exercice(self.exercice.annee).order_by("-exercice_id")

    def charts(self):
        points = list(self.queryset().order_by("exercice_id").values_list("exercice_id", "jours"))
        return graphique_annuel(
            f"Jours de formation de {self.objet.nom_court}",
            [(annee, formats.reduit(jours)) for annee, jours in points if jours is not None],
            unite="jours",
            source=f"Source{formats.INSECABLE}: support",
            annee=self.exercice and self.exercice.annee,
        )

    def lien(self):
        adresse = adresse_liste("support:formationadherent_list", adherent=self.objet.pk, exercice="tous")
        return adresse, "Voir la liste"


class TempsPanneau(TableauxPanneau):
    """The time spent for an object (a member, a domain, a piece of software) over the years.

    One row for each breakdown: the same days are told several times, so nothing is summed.
    """

    titre = "Temps passé"
    permission = "support.view_ligneventilation"
    champ = ""

    def tableaux(self):
        if self.exercice is None:
            return []
        lignes = LigneVentilation.objects.filter(**{self.champ: self.objet}).until_annee(self.exercice.annee)
        parts: dict[tuple, dict[int, LigneVentilation]] = {}
        for ligne in lignes:
            ventilation = ligne.ventilation
            cle = (ventilation.pole.nom, ventilation.get_mesure_display(), ventilation.get_axe_display())
            parts.setdefault((*cle, ligne.libelle), {})[ventilation.exercice_id] = ligne
        annees = sorted({annee for par_annee in parts.values() for annee in par_annee})[-ANNEES:]
        rangs = [
            [
                lien(par_annee[max(par_annee)].ventilation, f"{pole}, {mesure}"),
                *(
                    lien(par_annee[annee], formats.compact(par_annee[annee].valeur))
                    if annee in par_annee
                    else ""
                    for annee in annees
                ),
            ]
            for (pole, mesure, _, _), par_annee in parts.items()
        ]
        return [Tableau(f"Temps passé : {self.objet}", ("Ventilation", *map(str, annees)), rangs)]


class TempsAdherentPanneau(TempsPanneau):
    champ = "adherent"

    def lien(self):
        adresse = adresse_liste("support:ligneventilation_list", adherent=self.objet.pk, exercice="tous")
        return adresse, "Voir la liste"


class TempsDomainePanneau(TempsPanneau):
    champ = "domaine"


class TempsApplicationPanneau(TempsPanneau):
    champ = "application"


def heures(secondes: float | None) -> str:
    """A delay of GLPI in hours, as text."""
    return INCONNU if secondes is None else formats.nombre(Decimal(str(secondes)) / 3600, 1)


class TicketsPanneau(TableauxPanneau):
    """Tickets by year of opening, and how long they took; the subclass says whose: ``tickets()``."""

    titre = "Tickets"
    permission = "support.view_ticket"

    def tickets(self):
        raise NotImplementedError

    @cached_property
    def par_annee(self) -> list[dict]:
        return self.tickets().by_annee()[:ANNEES]

    def tableaux(self):
        rangs = [
            [
                self._annee(ligne["annee"]),
                *(formats.compact(ligne[nom]) for nom in ("nombre", "incidents", "demandes", "resolus")),
                heures(ligne["delai_median"]),
                heures(ligne["delai_p90"]),
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
        criteres = {"annee": annee, **self.criteres()}
        return format_html('<a href="{}">{}</a>', adresse_liste("support:ticket_list", **criteres), annee)

    def criteres(self) -> dict:
        """The criteria of the list of tickets that keep the same rows."""
        return {}

    def charts(self):
        points = [(ligne["annee"], ligne["nombre"]) for ligne in reversed(self.par_annee)]
        return graphique_annuel(
            "Tickets ouverts",
            points,
            unite="tickets",
            source=f"Source{formats.INSECABLE}: exports GLPI",
            annee=self.exercice and self.exercice.annee,
        )


class TicketsAdherentPanneau(TicketsPanneau):
    def tickets(self):
        return Ticket.objects.for_adherent(self.objet)

    def criteres(self):
        return {"adherent": self.objet.pk}


class PostesPanneau(TableauxPanneau):
    """Workstations at the last snapshots of each year, and their systems in the year chosen."""

    titre = "Postes de travail"
    permission = "support.view_ligneparc"

    def lignes(self):
        raise NotImplementedError

    def tableaux(self):
        rangs = [
            [str(ligne["annee"]), formats.compact(ligne["nombre"])]
            for ligne in self.lignes().by_annee()[:ANNEES]
        ]
        par_annee = Tableau(f"Postes de travail : {self.objet}", ("Dernier relevé de", "Postes"), rangs)
        if self.exercice is None:
            return [par_annee]
        annee = self.exercice.annee
        systemes = [
            [ligne["systeme"] or "non renseigné", formats.compact(ligne["total"])]
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
                formats.compact(mesures["nombre"]),
                f"délai médian {formats.avec_unite(heures(delai), 'h')}" if delai is not None else "",
                adresse_liste("support:ticket_list", adherent=adherent.pk, annee=annee),
            )
        )
    if postes := LigneParc.objects.for_adherent(adherent).total_of(annee):
        cases.append(Case(f"Postes de travail {annee}", formats.compact(postes)))
    return cases


PANNEAUX_ADHERENT = (
    TicketsAdherentPanneau,
    PostesAdherentPanneau,
    TempsAdherentPanneau,
    FormationsAdherentPanneau,
)
PANNEAUX_DOMAINE = (TempsDomainePanneau,)
PANNEAUX_APPLICATION = (TempsApplicationPanneau,)
