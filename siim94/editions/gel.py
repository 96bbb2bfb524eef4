"""A year's report frozen: its PDF, its HTML file and its data, of one instant."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

from django.utils import timezone

from siim94.bilan import fichiers
from siim94.bilan.instantane import instantane
from siim94.bilan.parties import Supplement
from siim94.bilan.rendu import Bilan, Support
from siim94.editions.donnees import donnees, octets
from siim94.editions.models import Piece
from siim94.socle.models import Exercice


@dataclass(frozen=True)
class Gel:
    """The bytes of a report, and the count of changes that its data had seen (``Revision``)."""

    pdf: bytes
    html: bytes
    donnees: bytes
    pages: int
    revisions: int
    feuillets: Mapping[str, bytes]

    def pieces(self) -> dict[str, Piece]:
        """Its files in the archive, by the name of the field that points to each."""
        genres = (("pdf", self.pdf), ("html", self.html), ("json", self.donnees))
        noms = ("pdf", "html", "donnees")
        return {
            nom: Piece.objects.garder(contenu, genre)
            for nom, (genre, contenu) in zip(noms, genres, strict=True)
        }


def geler(
    exercice: Exercice,
    suivi: fichiers.Suivi | None = None,
    *,
    projet: bool = False,
    gardes: Mapping[str, bytes] | None = None,
    avant: Callable[[], None] | None = None,
    encore: Callable[[], None] | None = None,
    annexe: Callable[[dict], Supplement | None] | None = None,
) -> Gel:
    """Draw the report of a year, or its draft, in one snapshot: that of the caller, if it has one open. The
    report's PDF holds its data. ``annexe`` makes of them what both files add at their end; ``encore`` is what
    else the caller has to do while it is drawn.

    Otherwise takes and raises what ``fichiers.pdf`` does.
    """
    faits: dict[str, bytes] = {}

    def pendant(bilan: Bilan) -> None:
        faits["html"] = fichiers.page(bilan).encode()
        if annexe is None:
            faits["donnees"] = octets(donnees(bilan, quand))
        if encore:
            encore()
        # It writes PDFs with a library that no page of the site takes, and that takes its time to load.
        import_module("siim94.bilan.archive")

    def supplement(bilan: Bilan) -> Supplement | None:
        faits["donnees"] = octets(donnees(bilan, quand))
        return annexe(json.loads(faits["donnees"]))

    with instantane():
        quand = timezone.now()
        fait = fichiers.pdf(
            exercice,
            suivi,
            projet=projet,
            gardes=gardes,
            avant=avant,
            pendant=pendant,
            supplement=annexe and supplement,
        )
    from siim94.bilan.archive import joindre

    joints = {"donnees.json": (faits["donnees"], f"Données du bilan d’activités {exercice.annee}")}
    contenu = fait.contenu if projet else joindre(fait.contenu, joints, quand)
    return Gel(contenu, faits["html"], faits["donnees"], fait.pages, fait.revisions, fait.feuillets)


def donnees_du_projet(exercice: Exercice) -> bytes:
    """The data of the draft as they are now, which a frozen draft is compared with."""
    with instantane():
        return octets(donnees(Bilan(exercice, Support.FICHIER, projet=True), timezone.now()))
