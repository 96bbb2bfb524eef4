"""What was corrected of a year's report, in the open: its editions, and the errors that readers found."""

import json
from dataclasses import dataclass, field
from functools import lru_cache

from siim94.editions.models import Consultation, Edition, Piece, Signalement


@dataclass
class Entree:
    """An edition in the register of corrections, with the errors of it that management recognised."""

    edition: Edition
    remplacee_par: int | None
    # How many accounts read it before it was published.
    lecteurs: int
    signalements: list[Signalement] = field(default_factory=list)


def registre(annee: int) -> list[Entree]:
    """The register of a year, latest edition first. It names no reader."""
    entrees, suivante = [], None
    lecteurs = Consultation.objects.lecteurs(annee)
    for edition in Edition.objects.du_bilan(annee):
        entrees.append(Entree(edition, suivante, lecteurs.get(edition.numero, 0)))
        suivante = edition.numero
    par_edition = {entree.edition.pk: entree for entree in entrees}
    for signalement in nommer(Signalement.objects.filter(edition__exercice=annee).retenus().order_by("pk")):
        par_edition[signalement.edition_id].signalements.append(signalement)
    return entrees


def nommer(signalements) -> list[Signalement]:
    """Reports, each with the title of its part (``ou``), as the edition printed it."""
    trouves = list(signalements.select_related("edition"))
    for signalement in trouves:
        signalement.ou = "Le bilan entier"
        if signalement.rubrique:
            titres = dict(parties(signalement.edition.donnees_id))
            signalement.ou = titres.get(signalement.rubrique, signalement.rubrique)
    return trouves


@lru_cache(maxsize=16)
def parties(empreinte: str) -> tuple[tuple[str, str], ...]:
    """Codes and titles of the parts of an edition, by the hash of its data: these never change."""
    donnees = json.loads(bytes(Piece.objects.values_list("octets", flat=True).get(pk=empreinte)))
    return tuple(
        (rubrique["code"], " ".join(filter(None, (str(rubrique["numero"] or ""), rubrique["titre"]))))
        for rubrique in donnees["rubriques"]
        if rubrique["titre"]
    )
