"""Things found by the names that people call them."""

from collections.abc import Callable, Hashable, Iterable
from difflib import get_close_matches

from siim94.formats.erreurs import ErreurFormat
from siim94.formats.mots import noyau, plier
from siim94.formats.nombres import citer

# Nearest names: how many are offered, how alike they are, and among how many it is worth looking.
PROCHES, RESSEMBLANCE, NOMS_COMPARES = 3, 0.75, 5_000
# Of a name that nothing has, what is quoted; none of ours is longer.
LONGUEUR_CITEE = 120


class Annuaire:
    """Things known by names: found by any of them, whatever accents, case, articles and hyphens.

    ``chose`` says what is looked for, in sentences; ``etiquette`` names one thing among namesakes.
    """

    def __init__(self, chose: str, etiquette: Callable[[Hashable], str] | None = None):
        self.chose = chose
        self.etiquette = etiquette
        self.par_nom: dict[str, set] = {}

    def ajouter(self, chose: Hashable, noms: Iterable[str]) -> None:
        """Make a thing known by names already reduced (``cle``)."""
        for nom in noms:
            self.par_nom.setdefault(nom, set()).add(chose)

    def trouver(self, nom: str, texte: str):
        """The one thing of that reduced name, or the only one whose name differs by articles and hyphens;
        ``texte`` is how an error quotes it. Raises ErreurFormat, with the nearest names where none is.
        """
        trouves = self.par_nom.get(nom) or self._par_noyau(nom)
        if len(trouves) == 1:
            return next(iter(trouves))
        dit = citer(texte.strip(), LONGUEUR_CITEE)
        if not trouves:
            raise ErreurFormat(f"{dit} n’est pas enregistré ({self.chose}){self._proches(nom)}")
        if self.etiquette is None:
            raise ErreurFormat(f"{dit} désigne plusieurs fiches ({self.chose})")
        noms = "\u00a0; ".join(sorted(map(self.etiquette, trouves), key=plier)[:6])
        raise ErreurFormat(f"{dit} désigne plusieurs fiches\u00a0: {noms}")

    def _par_noyau(self, nom: str) -> set:
        cherche = noyau(nom)
        memes = (choses for autre, choses in self.par_nom.items() if noyau(autre) == cherche)
        return set().union(*memes) if cherche.strip("\x1f") else set()

    def _proches(self, nom: str) -> str:
        """The end of a sentence about a name that nothing has: what may have been meant."""
        long = len(nom) > LONGUEUR_CITEE or len(self.par_nom) > NOMS_COMPARES
        if self.etiquette is None or "\x1f" in nom or long:
            return ""
        mots = set(noyau(nom).split())
        contenants = [autre for autre in self.par_nom if mots and mots <= set(noyau(autre).split())]
        proches = contenants or get_close_matches(nom, self.par_nom, n=PROCHES, cutoff=RESSEMBLANCE)
        choses = dict.fromkeys(chose for autre in proches for chose in self.par_nom[autre])
        noms = " ou ".join(f"«\u00a0{self.etiquette(chose)}\u00a0»" for chose in list(choses)[:PROCHES])
        return noms and f"\u00a0; peut-être {noms}"
