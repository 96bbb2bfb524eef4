"""The pages of the members: overview of the year, lists and members."""

import django_filters

from adherents import models, panneaux, tables
from adherents.bilan import SECTIONS, ConventionsSection, InstancesSection
from adherents.chiffres import CHIFFRES
from siim94.ui.crud import Crud
from siim94.ui.listes.colonnes import INCONNU, DateColumn, LienColumn, NombreColumn, TexteColumn
from siim94.ui.pages.apercu import ApercuView
from siim94.ui.pages.evolution import MemeAnneePanneau
from siim94.ui.pages.panneaux import FichePanneau
from siim94.ui.pages.passages import PassagesPanneau, ReorganisationCrud


class AdherentCrud(Crud):
    """The page of a member stands right under the app: ``/adherents/12/``."""

    model = models.Adherent
    colonnes = ("nom", "nom_court", "genre", "siret")
    recherche = models.AdherentQuerySet.CHAMPS_DE_RECHERCHE
    criteres = (
        "genre",
        "q",
        (
            "membre_en",
            django_filters.NumberFilter(
                label="Membre en",
                method=lambda lignes, nom, annee: lignes.membres_en(int(annee)),
                min_value=1970,
                max_value=2100,
            ),
        ),
    )
    panneaux = (
        panneaux.AdherentFiche,
        PassagesPanneau,
        panneaux.NomsPanneau,
        panneaux.SituationsPanneau,
        panneaux.ConventionsPanneau,
    )
    chemin = ""
    introduction = "Les adhérents d’hier et d’aujourd’hui, et les organismes qui leur ont succédé."


class AdhesionCrud(Crud):
    model = models.Adhesion
    colonnes = (("adherent", LienColumn()), ("debut", DateColumn(default=INCONNU)), "fin")
    recherche = ("debut", "fin", "adherent__nom", "adherent__nom_court")
    criteres = ("adherent__genre",)
    fiche = False
    introduction = "Une date que les sources ne donnent pas reste vide."


class AliasCrud(Crud):
    model = models.Alias
    colonnes = ("libelle", ("adherent", LienColumn()), "origine")
    recherche = ("libelle", "adherent__nom", "adherent__nom_court")
    criteres = ("adherent", "origine")
    fiche = False
    introduction = "Les noms sous lesquels les fichiers chargés et les textes écrivent un adhérent."


class SuccessionCrud(ReorganisationCrud):
    model = models.Succession
    recherche = ("motif", "date", "ancien__nom", "nouveau__nom")
    introduction = "Les adhérents auxquels un autre a succédé : l’ancien garde son nom et ses années."


class ConventionCrud(Crud):
    model = models.Convention
    table_class = tables.ConventionTable
    recherche = ("objet", "nature", "debut", "fin", "adherent__nom", "adherent__nom_court")
    criteres = (
        "nature",
        "adherent",
        "q",
        (
            "en_vigueur_en",
            django_filters.NumberFilter(
                label="En vigueur en",
                method=lambda lignes, nom, annee: lignes.en_vigueur_en(int(annee)),
                min_value=1970,
                max_value=2100,
            ),
        ),
    )
    panneaux = (
        panneaux.AutresConventionsPanneau,
        FichePanneau.avec(
            champs=("adherent", "nature", "objet", "debut", "fin", "prorogeable"),
            section_bilan=ConventionsSection.code,
        ),
    )


class SituationAdherentCrud(Crud):
    model = models.SituationAdherent
    colonnes = (
        "adherent",
        "exercice",
        ("population", NombreColumn(total=True)),
        ("postes", NombreColumn(total=True)),
        ("tickets", NombreColumn(total=True)),
    )
    recherche = ("exercice", "adherent__nom", "adherent__nom_court")
    criteres = ("adherent__genre",)
    fiche = False
    grille = ("population", "postes", "tickets")
    grille_cles = ("adherent",)


class InstanceCrud(Crud):
    model = models.Instance
    colonnes = ("nom", ("role", TexteColumn(longueur=None)))
    recherche = ("nom", "code", "role")
    panneaux = (
        FichePanneau.avec(champs=("nom", "role"), section_bilan=InstancesSection.code),
        panneaux.SeancesPanneau,
    )
    introduction = "Les instances par lesquelles les adhérents pilotent le syndicat."


class SeanceCrud(Crud):
    model = models.Seance
    table_class = tables.SeanceTable
    recherche = ("objet", "date", "instance__nom")
    criteres = ("instance",)
    panneaux = (
        FichePanneau.avec(
            champs=("instance", "date", "objet", "deliberations", "exercice", "bilan_de"),
            section_bilan=InstancesSection.code,
        ),
        MemeAnneePanneau.avec(titre="Autres réunions de l’année", table_class=tables.SeanceTable),
    )
    introduction = (
        "Quand les instances se sont réunies, et combien de délibérations y ont été soumises au vote."
    )
    grille = ("objet", "deliberations")
    grille_cles = ("instance", "date")


CRUDS = (
    AdherentCrud,
    ConventionCrud,
    SuccessionCrud,
    AdhesionCrud,
    SituationAdherentCrud,
    InstanceCrud,
    SeanceCrud,
    AliasCrud,
)


# The members of a year, among all that the list has.
MEMBRES = "adherents:adherent_list?membre_en={annee}"


class ApercuAdherentsView(ApercuView):
    app_label = "adherents"
    chiffres = CHIFFRES
    cases = (
        ("adherents.membres.total", MEMBRES),
        ("adherents.membres.villes", f"{MEMBRES}&genre={models.Adherent.Genre.VILLE}"),
        ("adherents.membres.oph", f"{MEMBRES}&genre={models.Adherent.Genre.OPH}"),
    )
    sections = SECTIONS
    cruds = CRUDS
    references = (SuccessionCrud, AdhesionCrud, InstanceCrud, AliasCrud)
