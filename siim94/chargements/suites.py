"""What to do once a load is done, for whoever reads its page."""

from collections.abc import Iterator
from dataclasses import dataclass

from siim94.formats.francais import INSECABLE
from siim94.socle.models import Chargement, Exercice
from siim94.ui.adresses import adresse_ou_rien


@dataclass(frozen=True)
class Suite:
    """One next step: what leads to it, and why."""

    titre: str
    adresse: str
    pourquoi: str


def suites(chargement: Chargement, utilisateur) -> Iterator[Suite]:
    """The next steps that this person may take: what the report misses, opening the year, another file."""
    exercice = chargement.exercice
    if exercice is not None and exercice.a_un_bilan:
        annee = exercice.annee
        if utilisateur.has_perm("bilan.view_rubrique"):
            manque = adresse_ou_rien("editions:preparation", annee)
            yield Suite(f"Voir ce qui manque au bilan {annee}", manque, "partie par partie.")
        if exercice.statut == Exercice.Statut.PREPARATION and utilisateur.has_perm("socle.change_exercice"):
            ouvrir = adresse_ou_rien("exercice_action", annee, "ouvrir")
            yield Suite(f"Ouvrir l’exercice {annee}", ouvrir, "le site le montrera d’abord à tous.")
    if utilisateur.has_perm("socle.add_chargement"):
        pourquoi = f"classeur, budget, GLPI{INSECABLE}: chacun se charge à part."
        yield Suite("Charger un autre fichier", adresse_ou_rien("chargements:liste"), pourquoi)
