"""Sheets of what all apps share."""

from siim94.socle.models import Exercice, Organisme, Pole, ReorganisationPole, ValeurImprimee
from siim94.socle.resources import feuille_de, feuille_passages

ExerciceRessource = feuille_de(Exercice, "exercices", ("annee", "statut", "fictif"), cles=("annee",))

OrganismeRessource = feuille_de(
    Organisme,
    "organisme",
    ("id", "nom", "sigle", "adresse", "code_postal", "ville", "telephone", "courriel", "siret"),
    cles=("id",),
    titre="Organisme",
)

PoleRessource = feuille_de(Pole, "poles", ("code", "nom", "parent", "rang"), cles=("code",))

ReorganisationPoleRessource = feuille_passages(ReorganisationPole, "reorganisations_poles")

ValeurImprimeeRessource = feuille_de(
    ValeurImprimee,
    "valeurs_imprimees",
    ("exercice", "bilan_de", "chiffre", "libelle", "texte", "valeur", "calcule", "lieu", "rang"),
    cles=("exercice", "bilan_de", "chiffre", "lieu"),
)


FEUILLES = (ExerciceRessource, OrganismeRessource, PoleRessource, ReorganisationPoleRessource)
FEUILLES_FINALES = (ValeurImprimeeRessource,)
