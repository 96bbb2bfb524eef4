"""Drafts frozen for review: asked for, drawn in the background, put under review once they are whole."""

from django.db import transaction
from django.urls import reverse

from siim94.bilan import tirages
from siim94.editions import circuit
from siim94.editions.gel import geler
from siim94.editions.models import Copie, Etape
from siim94.socle import travaux
from siim94.socle.ecriture import Progression
from siim94.socle.models import Exercice, Travail

FIGER = "siim94.editions.copies.figer"


def soumettre(exercice: Exercice, auteur) -> Travail:
    """Ask for the review of a year's report as it is; the asking under way, if there is one.

    ``circuit.MouvementRefuse`` when it cannot go to review.
    """
    if en_cours := travail_en_cours(exercice.annee):
        return en_cours
    circuit.verifier(exercice, "soumettre")
    return travaux.demander(
        FIGER,
        exercice.annee,
        titre=f"Copie du bilan {exercice.annee} à relire",
        adresse=reverse("editions:relecture", args=[exercice.annee]),
        auteur=auteur,
    )


def travail_en_cours(annee: int) -> Travail | None:
    return Travail.objects.sur(annee, FIGER).actifs().select_related("auteur").first()


def figer(annee: int, avancer: Progression) -> None:
    """Freeze the draft, and put it under review, in the name of who asked. Taken up again after a process
    that died with its work done: nothing.
    """
    travail = travail_en_cours(annee)
    if travail and _deja_faite(travail):
        return
    exercice = Exercice.objects.get(annee=annee)
    circuit.verifier(exercice, "soumettre")
    gel = geler(
        exercice,
        lambda pourcentage, etape: avancer(pourcentage, 100, etape),
        projet=True,
        gardes=tirages.feuillets(annee, projet=True),
    )
    with transaction.atomic():
        copie = Copie.objects.create(
            exercice=exercice, revisions=gel.revisions, construction=tirages.construction(), **gel.pieces()
        )
        circuit.passer(annee, "soumettre", travail.auteur if travail else None, copie=copie)


def _deja_faite(travail: Travail) -> bool:
    etape = Etape.objects.derniere(travail.cle)
    return etape is not None and etape.etat == circuit.RELECTURE and etape.quand >= travail.demande
