"""Reading what was published, and telling whether it still is what was sealed.

A file is only ever given when it and all the others are those that the manifest names, the manifest the one
that the journal names, and the edition's row says what the manifest says.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import models

from siim94.editions.models import Edition, Piece
from siim94.socle.models import Journal

MANIFESTE = "manifeste.json"
# The files of an edition: name, field that points to it.
FICHIERS = {
    "bilan.pdf": "pdf",
    "bilan.html": "html",
    "donnees.json": "donnees",
    "constats.json": "constats",
    "lectures.json": "lectures",
    MANIFESTE: "manifeste",
}
# It names people: management alone is given it, and no public page.
RESERVE = "lectures.json"
FORMAT, VERSION = "siim94.manifeste", 1
PERDUE = "elle n’est plus dans la base"
ABSENT = "n’est plus dans la base"
# Fields of the row that the manifest repeats as they are.
REPETES = (
    "nature",
    "portee",
    "motif",
    "affecte",
    "n_affecte_pas",
    "sans_relecture",
    "deliberation_numero",
    "pages",
    "sceau",
    "construction",
)


class Etat(models.TextChoices):
    OK = "ok", "OK"
    ALTEREE = "alteree", "altérée"
    MANQUANTE = "manquante", "manquante"


class EditionAlteree(Exception):
    """What stands in the base is not what was sealed; the message says so in French."""

    def __init__(self, annee: int, numero: int, pourquoi: str):
        super().__init__(
            f"L’édition {numero} du bilan {annee} n’est plus celle qui a été publiée : {pourquoi}. Elle n’est"
            " ni servie ni tirée de nouveau ; le fichier d’origine est celui d’une sauvegarde."
        )


@dataclass(frozen=True)
class Verdict:
    """How an edition stands, and what of it does not hold."""

    annee: int
    numero: int
    ecarts: tuple[str, ...]
    manque: bool = False

    @property
    def etat(self) -> Etat:
        if self.manque:
            return Etat.MANQUANTE
        return Etat.ALTEREE if self.ecarts else Etat.OK


def manifeste(edition: Edition, pieces: dict[str, Piece]) -> bytes:
    """The manifest of an edition about to be sealed: what it is, each of its files with its SHA-256."""
    fichiers = [
        {"nom": nom, "taille": pieces[champ].taille, "sha256": pieces[champ].empreinte}
        for nom, champ in FICHIERS.items()
        if champ in pieces
    ]
    return json.dumps(
        {
            "format": {"nom": FORMAT, "version": VERSION},
            "annee": edition.exercice_id,
            "edition": edition.numero,
            "publiee": edition.publiee.isoformat(),
            "deliberation_date": edition.deliberation_date and edition.deliberation_date.isoformat(),
            **{nom: getattr(edition, nom) for nom in REPETES},
            "fichiers": fichiers,
        },
        ensure_ascii=False,
        indent=1,
    ).encode()


def entrees():
    """What the journal holds of editions: for each, the hash of its manifest."""
    return Journal.objects.filter(table_nom=Edition._meta.db_table, action=Journal.Action.EMPREINTE).order_by(
        "pk"
    )


def noter(edition: Edition, auteur, motif: str, commande: str) -> None:
    """Leave the hash of an edition's manifest in the journal, which the seals cover."""
    Journal.objects.create(
        quand=edition.publiee,
        action=Journal.Action.EMPREINTE,
        table_nom=Edition._meta.db_table,
        cle=str(edition.pk),
        annee=edition.exercice_id,
        apres={"edition": edition.numero, "manifeste": edition.manifeste_id},
        auteur=auteur,
        motif=motif,
        commande=commande,
    )


def premier_ecart(edition: Edition) -> str:
    """In what manifest, row, journal and files part first; empty when they agree."""
    return next(_ecarts(edition), "")


def piece(edition: Edition, fichier: str) -> Piece:
    """A file of an edition with its bytes, as it was sealed; EditionAlteree when it, or anything else of the
    edition, is not.
    """
    if pourquoi := premier_ecart(edition):
        raise EditionAlteree(edition.exercice_id, edition.numero, pourquoi)
    return Piece.objects.defer(None).get(pk=getattr(edition, f"{FICHIERS[fichier]}_id"))


def octets(edition: Edition, fichier: str) -> bytes:
    """The bytes of a file of an edition, as they were sealed; EditionAlteree when they are not."""
    return bytes(piece(edition, fichier).octets)


def verifier(edition: Edition) -> Verdict:
    """An edition read again as a whole: its files, its manifest, its row, its entry in the journal."""
    ecarts = tuple(_ecarts(edition))
    manque = any(ecart.endswith(ABSENT) for ecart in ecarts)
    return Verdict(edition.exercice_id, edition.numero, ecarts, manque)


def verifier_l_annee(annee: int) -> list[Verdict]:
    """All the editions of a year, those that only the journal knows included, in their order."""
    lues = {edition.numero: verifier(edition) for edition in Edition.objects.du_bilan(annee)}
    for numero in perdues(annee):
        lues[numero] = Verdict(annee, numero, (PERDUE,), manque=True)
    return [lues[numero] for numero in sorted(lues)]


def perdues(annee: int) -> list[int]:
    """The numbers of the editions that the journal names and that the base no longer has."""
    presentes = set(Edition.objects.filter(exercice=annee).values_list("numero", flat=True))
    dites = {entree.apres["edition"] for entree in entrees().filter(annee=annee)}
    return sorted(dites - presentes)


def _ecarts(edition: Edition) -> Iterator[str]:
    """In what manifest, row, journal and files part; the base hashes the files, which are not read."""
    entree = entrees().filter(cle=str(edition.pk)).last()
    if entree is None:
        yield "le journal ne la connaît pas"
    elif entree.apres != {"edition": edition.numero, "manifeste": edition.manifeste_id}:
        yield "son manifeste n’est pas celui que le journal connaît"
    cles = {nom: cle for nom, champ in FICHIERS.items() if (cle := getattr(edition, f"{champ}_id"))}
    intactes = Piece.objects.intactes(cles.values())
    for nom, cle in cles.items():
        if not intactes.get(cle):
            quoi = "son manifeste" if nom == MANIFESTE else f"le fichier {nom}"
            yield f"{quoi} {'a changé' if cle in intactes else ABSENT}"
    if intactes.get(edition.manifeste_id):
        yield from _ecarts_au_manifeste(edition, json.loads(bytes(edition.manifeste.octets)))


def _ecarts_au_manifeste(edition: Edition, dit: dict) -> Iterator[str]:
    attendus = {"annee": edition.exercice_id, "edition": edition.numero}
    attendus |= {nom: getattr(edition, nom) for nom in REPETES}
    attendus["deliberation_date"] = edition.deliberation_date and edition.deliberation_date.isoformat()
    if any(dit.get(nom) != valeur for nom, valeur in attendus.items()) or (
        datetime.fromisoformat(dit["publiee"]) != edition.publiee
    ):
        yield "sa ligne ne dit pas ce que dit son manifeste"
    fichiers = {lu["nom"]: lu["sha256"] for lu in dit["fichiers"]}
    for nom, champ in FICHIERS.items():
        if nom != MANIFESTE and fichiers.get(nom) != getattr(edition, f"{champ}_id"):
            yield f"le fichier {nom} n’est pas celui de son manifeste"
