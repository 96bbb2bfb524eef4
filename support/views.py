"""Pages of support: the overview of the year, and the lists."""

import django_filters

from adherents.models import Adherent
from siim94.socle.recherche import ValeursDistinctes
from siim94.ui.crud import Crud
from siim94.ui.listes.colonnes import NombreColumn, TexteColumn
from siim94.ui.pages.apercu import ApercuView
from siim94.ui.pages.evolution import MemeAnneePanneau
from siim94.ui.pages.indicateurs import IndicateurCrud, IndicateurFiche
from siim94.ui.pages.panneaux import FichePanneau
from support import models, panneaux, tables
from support import panneaux_glpi as glpi
from support.bilan import SECTIONS, FormationsSection
from support.bilan_temps import JoursSiSection
from support.chiffres import CHIFFRES


class VentilationCrud(Crud):
    model = models.Ventilation
    colonnes = (
        "mesure",
        "axe",
        "pole",
        ("somme", NombreColumn(verbose_name="Somme des parts")),
        "qualificatif",
        "total",
        "exercice",
    )
    recherche = ("mesure", "axe", "note", "pole__nom")
    criteres = ("pole", "mesure", "axe")
    panneaux = (panneaux.PartsPanneau, panneaux.VentilationFiche)
    introduction = (
        "Les mêmes jours sont ventilés par nature, par domaine, par adhérent ou par application : "
        "les ventilations ne s’additionnent pas."
    )

    @classmethod
    def queryset(cls):
        return models.Ventilation.objects.avec_somme()

    voisines = True


class LigneVentilationCrud(Crud):
    model = models.LigneVentilation
    colonnes = ("libelle", "valeur", "ventilation", "domaine", "adherent", "application")
    recherche = ("libelle", "adherent__nom", "application__nom", "domaine__nom")
    criteres = ("ventilation__pole", "ventilation__mesure", "adherent")
    panneaux = (panneaux.PartEvolution, panneaux.LigneVentilationFiche)
    annee_par = "ventilation"
    grille = ("valeur",)
    grille_cles = ("libelle", "ventilation", "domaine", "adherent", "application")
    grille_groupes = ("ventilation",)

    @classmethod
    def queryset(cls):
        return models.LigneVentilation.objects.select_related("ventilation__pole")

    @classmethod
    def en_pourcent(cls, objet):
        return bool(objet.ventilation_id) and objet.ventilation.mesure == models.Ventilation.Mesure.PART


class TypeFormationCrud(Crud):
    model = models.TypeFormation
    colonnes = ("nom", "code")
    recherche = ("nom", "code")
    panneaux = (
        panneaux.FormationsDuTypePanneau,
        FichePanneau.avec(champs=("nom", "code"), section_bilan=FormationsSection.code),
    )


class FormationCrud(Crud):
    model = models.Formation
    table_class = tables.FormationTable
    recherche = ("exercice", "type__nom")
    criteres = ("type",)
    panneaux = (
        panneaux.FormationEvolution,
        MemeAnneePanneau.avec(titre="Autres types de formation", table_class=tables.FormationTable),
        FichePanneau.avec(
            champs=("type", "agents", "jours", "exercice", "bilan_de"), section_bilan=FormationsSection.code
        ),
    )
    grille = ("agents", "jours")
    grille_cles = ("type",)


class FormationAdherentCrud(Crud):
    model = models.FormationAdherent
    colonnes = (
        ("nom", TexteColumn(accessor="adherent__nom", verbose_name="Adhérent")),
        ("agents", NombreColumn(total=True)),
        ("jours", NombreColumn(total=True)),
        "exercice",
    )
    recherche = ("exercice", "adherent__nom", "adherent__nom_court")
    criteres = ("adherent",)
    panneaux = (
        panneaux.FormationEvolution,
        FichePanneau.avec(champs=("adherent", "agents", "jours", "exercice", "bilan_de")),
    )
    grille = ("agents", "jours")
    grille_cles = ("adherent",)


class IndicateurSupportCrud(IndicateurCrud):
    model = models.IndicateurSupport
    panneaux = (*IndicateurCrud.panneaux, IndicateurFiche)


class PlateformeGlpiCrud(Crud):
    model = models.PlateformeGlpi
    colonnes = ("nom", "code", "adherent_defaut")
    recherche = ("nom", "code", "adherent_defaut__nom")
    panneaux = (
        glpi.TicketsPanneau.avec(critere="plateforme"),
        glpi.PostesPanneau.avec(chemin="releve__plateforme"),
        glpi.EntitesPanneau,
        glpi.RelevesParcPanneau,
        FichePanneau.avec(champs=("nom", "code", "adherent_defaut", "statuts_hors_parc")),
    )


class EntiteGlpiCrud(Crud):
    model = models.EntiteGlpi
    table_class = tables.EntiteGlpiTable
    recherche = ("libelle", "adherent__nom", "plateforme__nom")
    criteres = ("plateforme", "adherent", "interne")
    panneaux = (
        glpi.TicketsPanneau.avec(critere="entite"),
        glpi.PostesPanneau.avec(chemin="entite"),
        glpi.EntiteGlpiFiche,
    )
    introduction = (
        "Ces rattachements disent à quel adhérent comptent les tickets et les postes d’une entité. Après une "
        "succession, ceux d’après sa date comptent au nouvel adhérent : il n’y a rien à changer ici."
    )


class TicketCrud(Crud):
    model = models.Ticket
    table_class = tables.TicketTable
    recherche = (ValeursDistinctes("categorie"), "numero")
    criteres = (
        "plateforme",
        "entite",
        "type",
        "priorite",
        "statut",
        "q",
        ("annee", django_filters.NumberFilter("ouverture", "year", label="Année d’ouverture")),
        (
            "adherent",
            django_filters.ModelChoiceFilter(
                label="Adhérent",
                queryset=Adherent.objects.order_by("nom"),
                method=lambda lignes, nom, membre: lignes.for_adherent(membre),
            ),
        ),
    )
    introduction = (
        "Tickets tels que les derniers exports GLPI les décrivent, sans titre, demandeur ni technicien."
    )
    # GLPI is where a ticket is corrected; the next export brings the correction.
    fiche = False
    modifiable = False

    @classmethod
    def queryset(cls):
        return models.Ticket.objects.avec_noms()


class ReleveParcCrud(Crud):
    model = models.ReleveParc
    table_class = tables.ReleveParcTable
    recherche = ("date", "plateforme__nom")
    criteres = ("plateforme",)
    panneaux = (
        glpi.SystemesReleveParc,
        glpi.LignesParcPanneau,
        FichePanneau.avec(champs=("plateforme", "date", ("Machines relevées", "postes"))),
    )
    modifiable = False

    @classmethod
    def queryset(cls):
        return models.ReleveParc.objects.avec_machines()


CRUDS = (
    VentilationCrud,
    LigneVentilationCrud,
    FormationCrud,
    FormationAdherentCrud,
    TypeFormationCrud,
    IndicateurSupportCrud,
    TicketCrud,
    ReleveParcCrud,
    EntiteGlpiCrud,
    PlateformeGlpiCrud,
)


class ApercuSupportView(ApercuView):
    app_label = "support"
    chiffres = CHIFFRES
    cases = (
        # Each is the total of one breakdown among those of the list: its origin shows which.
        ("support.jours.si", ""),
        ("support.assistance", ""),
        ("support.temps_facture", ""),
        ("support.formations.agents", "support:formation_list"),
        ("support.formations.jours", "support:formation_list"),
    )
    sections = SECTIONS
    en_tete = (JoursSiSection, FormationsSection)
    cruds = CRUDS
    references = (TypeFormationCrud, EntiteGlpiCrud, PlateformeGlpiCrud)
