"""Sheets of the members: who they are, their other names, memberships, successions, conventions, bodies."""

from adherents.models import (
    Adherent,
    Adhesion,
    Alias,
    Convention,
    Instance,
    Seance,
    SituationAdherent,
    Succession,
)
from siim94.socle.resources import feuille_de, feuille_passages

AdherentRessource = feuille_de(
    Adherent, "adherents", ("code", "nom", "nom_court", "genre", "siret", "rang"), cles=("code",)
)

AliasRessource = feuille_de(
    Alias,
    "adherents_alias",
    ("adherent", "libelle", "origine"),
    cles=("libelle",),
    titre="Autres noms des adhérents",
)

AdhesionRessource = feuille_de(
    Adhesion, "adhesions", ("adherent", "debut", "fin"), cles=("adherent", "debut")
)

SuccessionRessource = feuille_passages(Succession, "successions", suite=("adhesion", "bilan"))

SituationAdherentRessource = feuille_de(
    SituationAdherent,
    "situations_adherents",
    ("exercice", "bilan_de", "adherent", "population", "postes", "tickets"),
    cles=("exercice", "bilan_de", "adherent"),
)

ConventionRessource = feuille_de(
    Convention,
    "conventions",
    ("adherent", "nature", "objet", "debut", "fin", "prorogeable"),
    cles=("adherent", "objet"),
)

InstanceRessource = feuille_de(Instance, "instances", ("code", "nom", "role", "rang"), cles=("code",))

SeanceRessource = feuille_de(
    Seance,
    "seances",
    ("exercice", "bilan_de", "instance", "date", "objet", "deliberations"),
    cles=("exercice", "bilan_de", "instance", "date"),
)


FEUILLES = (
    AdherentRessource,
    AliasRessource,
    AdhesionRessource,
    SuccessionRessource,
    SituationAdherentRessource,
    ConventionRessource,
    InstanceRessource,
    SeanceRessource,
)
