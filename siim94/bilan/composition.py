"""Which parts of a report are laid out anew, and the table of contents, which comes last."""

from collections.abc import Callable, Mapping, Sequence

from siim94.bilan.feuillets import SOMMAIRE, Feuillet, Partie, paginer
from siim94.bilan.impression import Presse

# How often the table of contents is laid out at most, should its own length move what it names.
ESSAIS = 3


class Composition:
    """The parts of a report and their laid-out pages: those that were kept (``gardes``, by what they were
    made of) and are still whole, then those of ``tirer``.
    """

    def __init__(self, parties: Sequence[Partie], gardes: Mapping[str, bytes] | None = None):
        self.parties = list(parties)
        self.gardes = gardes or {}
        self.a_garder: dict[str, bytes] = {}
        self.feuillets: dict[str, Feuillet] = {}

    def tirer(self, presse: Presse, avancer: Callable[[float], None] | None = None) -> None:
        """Lay out what was not kept. ``avancer`` is called as `Presse` says."""
        self.tirer_corps(presse, avancer)
        for rang, partie in enumerate(self.parties):
            if partie.nom == SOMMAIRE:
                self._poser_sommaire(rang, presse)

    def tirer_corps(self, presse: Presse, avancer: Callable[[float], None] | None = None) -> None:
        """The same of all but the table of contents."""
        corps = [partie for partie in self.parties if partie.nom != SOMMAIRE]
        for partie, octets in zip(corps, self._lire_ou_tirer(corps, presse, avancer), strict=True):
            self.a_garder[partie.cle] = octets
            self.feuillets[partie.nom] = Feuillet.lire(octets)

    @property
    def octets(self) -> list[bytes]:
        return [self.a_garder[partie.cle] for partie in self.parties]

    @property
    def pages(self) -> int:
        return sum(len(feuillet.numeros) for feuillet in self.feuillets.values())

    def _poser_sommaire(self, rang: int, presse: Presse) -> None:
        """The pages that it takes move those after it: it is laid out again when they were not foreseen."""
        sommaire, pages = self.parties[rang], 1
        for _ in range(ESSAIS):
            self.parties[rang] = paginer(sommaire, self._places(pages))
            (octets,) = self._lire_ou_tirer([self.parties[rang]], presse)
            self.feuillets[SOMMAIRE] = Feuillet.lire(octets)
            if len(self.feuillets[SOMMAIRE].numeros) == pages:
                break
            pages = len(self.feuillets[SOMMAIRE].numeros)
        self.a_garder[self.parties[rang].cle] = octets

    def _places(self, pages_du_sommaire: int) -> dict[str, int]:
        """The number of the page of each named place."""
        places, debut = {}, 1
        for partie in self.parties:
            if partie.nom == SOMMAIRE:
                debut += pages_du_sommaire
                continue
            feuillet = self.feuillets[partie.nom]
            places |= {nom: debut + lieu[0] for nom, lieu in feuillet.ancres.items()}
            debut += len(feuillet.numeros)
        return places

    def _lire_ou_tirer(self, parties, presse: Presse, avancer=None) -> list[bytes]:
        gardes = [self.gardes.get(partie.cle, b"") for partie in parties]
        manquent = [p for p, octets in zip(parties, gardes, strict=True) if Feuillet.lire(octets) is None]
        tires = iter(presse.mettre_en_page(manquent, avancer))
        return [next(tires) if p in manquent else octets for p, octets in zip(parties, gardes, strict=True)]
