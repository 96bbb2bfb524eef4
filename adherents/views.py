"""The pages of the members: overview of the year, lists and members."""

from adherents import filters, models, panneaux, tables
from adherents.bilan import SECTIONS
from adherents.chiffres import CHIFFRES
from siim94.ui.crud import Crud
from siim94.ui.pages.apercu import ApercuView


class AdherentCrud(Crud):
    """The page of a member stands right under the app: ``/adherents/12/``."""

    model = models.Adherent
    table_class = tables.AdherentTable
    filterset_class = filters.AdherentFilter
    panneaux = (
        panneaux.AdherentFiche,
        panneaux.SuccessionsPanneau,
        panneaux.NomsPanneau,
        panneaux.SituationsPanneau,
        panneaux.ConventionsPanneau,
    )
    chemin = ""
    introduction = "Les adhérents d’hier et d’aujourd’hui, et les organismes qui leur ont succédé."


class AdhesionCrud(Crud):
    model = models.Adhesion
    table_class = tables.AdhesionTable
    filterset_class = filters.AdhesionFilter
    fiche = False
    introduction = "Une date que les sources ne donnent pas reste vide."


class AliasCrud(Crud):
    model = models.Alias
    table_class = tables.AliasTable
    filterset_class = filters.AliasFilter
    fiche = False
    introduction = "Les noms sous lesquels les fichiers chargés et les textes écrivent un adhérent."


class SuccessionCrud(Crud):
    model = models.Succession
    table_class = tables.SuccessionTable
    filterset_class = filters.SuccessionFilter
    fiche = False


class ConventionCrud(Crud):
    model = models.Convention
    table_class = tables.ConventionTable
    filterset_class = filters.ConventionFilter
    panneaux = (panneaux.AutresConventionsPanneau, panneaux.ConventionFiche)


class SituationAdherentCrud(Crud):
    model = models.SituationAdherent
    table_class = tables.SituationAdherentTable
    filterset_class = filters.SituationAdherentFilter
    fiche = False
    grille = ("population", "postes")
    grille_cles = ("adherent",)


class InstanceCrud(Crud):
    model = models.Instance
    table_class = tables.InstanceTable
    filterset_class = filters.InstanceFilter
    panneaux = (panneaux.InstanceFiche,)
    introduction = "Les instances par lesquelles les adhérents pilotent le syndicat."


CRUDS = (
    AdherentCrud,
    ConventionCrud,
    SuccessionCrud,
    AdhesionCrud,
    SituationAdherentCrud,
    InstanceCrud,
    AliasCrud,
)


class ApercuAdherentsView(ApercuView):
    app_label = "adherents"
    chiffres = tuple((chiffre, "adherents:adherent_list") for chiffre in CHIFFRES)
    sections = SECTIONS
    cruds = CRUDS
