"""Panels of the pages of support, and those that it adds to the page of a member."""

from siim94.ui import formats
from siim94.ui.indicateurs import IndicateurFiche
from siim94.ui.panneaux import FichePanneau, Panneau, TablePanneau
from support.models import Formation, FormationAdherent, LigneParc, LigneVentilation, Ticket
from support.tables import (
    EntiteGlpiTable,
    FormationAnnuelleTable,
    FormationDeAdherentTable,
    LigneParcTable,
    PartTable,
    TempsAdherentTable,
)


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

    def queryset(self):
        formations = FormationAdherent.objects.filter(adherent=self.objet)
        return formations.until_exercice(self.exercice.annee) if self.exercice else formations.none()


class TempsAdherentPanneau(TablePanneau):
    """The time that the services spent for a member in the year, one row for each breakdown."""

    titre = "Temps passé"
    permission = "support.view_ligneventilation"
    table_class = TempsAdherentTable

    def queryset(self):
        lignes = LigneVentilation.objects.filter(adherent=self.objet)
        return lignes.of_annee(self.exercice.annee) if self.exercice else lignes.none()


class GlpiAdherentPanneau(Panneau):
    """The tickets that a member opened in the year, and its workstations at the last snapshot."""

    titre = "Tickets et postes"
    permission = "support.view_ticket"
    template_name = "ui/panneaux/fiche.html"

    def titre_affiche(self) -> str:
        return f"{self.titre} en {self.exercice.annee}" if self.exercice else self.titre

    def contexte(self):
        if not self.exercice:
            return {}
        annee = self.exercice.annee
        lignes = []
        if tickets := Ticket.objects.for_adherent(self.objet).ensemble(annee):
            lignes += [
                (libelle, formats.compact(tickets[nom]))
                for libelle, nom in (
                    ("Tickets", "nombre"),
                    ("Incidents", "incidents"),
                    ("Demandes", "demandes"),
                    ("Résolus", "resolus"),
                )
            ]
            delai = Ticket.objects.for_adherent(self.objet).delai_of(annee)
            lignes.append(("Délai médian de résolution", formats.avec_unite(formats.nombre(delai, 1), "h")))
        if postes := LigneParc.objects.for_adherent(self.objet).total_of(annee):
            lignes.append(("Postes de travail", formats.compact(postes)))
        return {"lignes": lignes}


PANNEAUX_ADHERENT = (FormationsAdherentPanneau, TempsAdherentPanneau, GlpiAdherentPanneau)
