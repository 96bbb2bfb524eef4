"""A rendered part of the report: what stands under its heading, and how it is laid out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.safestring import SafeString, mark_safe

from siim94.bilan import redaction
from siim94.bilan.evolutions import Mention
from siim94.bilan.models import Rubrique
from siim94.ui.sections import Section

Niveau = Rubrique.Niveau
VIDE = SafeString("")


@dataclass(frozen=True)
class Supplement:
    """A part that an edition adds after the report: what changed since the one before."""

    ancre: str
    titre: str
    html: SafeString


@dataclass
class Partie:
    """A rendered part: its heading, text and computed section, and the parts under it."""

    rubrique: Rubrique
    titre: SafeString = VIDE
    corps: SafeString = VIDE
    section: Section | None = None
    html: SafeString = VIDE
    # Pictures after the section.
    fin: SafeString = VIDE
    # Key figures of its section: they stand in the strip that opens the chapter.
    chiffres: list[tuple[str, str]] = field(default_factory=list)
    numero: int | None = None
    # Whether it opens a page of paper: a part does, and what is laid on its side; other chapters go on.
    ouvre: bool = False
    # Whether its pages lie on their side, by its own wish or that of the one above.
    couchee: bool = False
    # Whether a part of the report is above it: its heading, and those under it, are one level lower.
    dans_une_partie: bool = False
    # A section without data, or neither text nor part under it: in the draft only, with a word that says so.
    sans_donnees: bool = False
    # What is said of its section's changes, and in the draft those that nobody explained.
    expliquees: list[Mention] = field(default_factory=list)
    # What its figures contradict, as management has it printed: number and sentence.
    contredits: list[tuple[int, str]] = field(default_factory=list)
    a_expliquer: list[Mention] = field(default_factory=list)
    enfants: list["Partie"] = field(default_factory=list)

    @property
    def ancre(self) -> str:
        return self.rubrique.code

    @property
    def contenu(self) -> SafeString:
        """What its section shows, with its headings at their level."""
        return mark_safe(redaction.titres_plus_bas(self.html)) if self.dans_une_partie else self.html  # noqa: S308

    @property
    def niveau(self) -> int:
        return self.rubrique.niveau

    @property
    def manque(self) -> str:
        """What is said of a part ``sans_donnees``."""
        return "Valeurs non renseignées" if self.section else "À compléter"

    @property
    def paysage(self) -> bool:
        return bool(self.html) and self.section.paysage

    @property
    def mise(self) -> str:
        """How it is laid out on paper, as classes."""
        mises = {"ouvre": self.ouvre, "suit": self.rubrique.meme_page, "couche": self.couchee}
        return " ".join(nom for nom, vraie in mises.items() if vraie)

    def coucher(self, au_dessus: bool = False) -> None:
        """Lays out what is under it, as it says itself and as the one above does."""
        self.couchee = self.rubrique.paysage or au_dessus
        for enfant in self.enfants:
            enfant.ouvre = enfant.rubrique.saut_de_page
            enfant.coucher(self.couchee)

    @property
    def isolee(self) -> bool:
        """Whether its key figures are all that its heading stands for: they stay under it."""
        return (
            bool(self.titre)
            and self.niveau > Niveau.CHAPITRE
            and not (self.corps or self.html or self.fin or self.enfants)
        )

    @property
    def reperes(self) -> list[tuple[str, str, str]]:
        """Its key figures: text, label, and the section that computes them."""
        return [(texte, libelle, self.rubrique.section) for texte, libelle in self.chiffres]

    @property
    def bande(self) -> list[tuple[str, str, str]]:
        """The key figures of a chapter, which it opens on."""
        return [repere for partie in self.parcours() if not partie.isolee for repere in partie.reperes]

    def parcours(self) -> Iterator["Partie"]:
        """This part and those under it, in reading order."""
        yield self
        for enfant in self.enfants:
            yield from enfant.parcours()

    @property
    def descendants(self) -> list["Partie"]:
        return list(self.parcours())[1:]

    @property
    def titres(self) -> list["Partie"]:
        """The headings under a chapter that the table of contents shows."""
        return [partie for partie in self.enfants if partie.titre and partie.niveau == Niveau.TITRE]


def ouvre_une_page(avant: Partie, partie: Partie) -> bool:
    """Whether a chapter or the heading of a part begins a page: the first of headings that follow one another
    does, and what pages on their side come in or before.
    """
    if avant.niveau == Niveau.PARTIE:
        return False
    if any(p.paysage or p.couchee for chapitre in (avant, partie) for p in chapitre.parcours()):
        return True
    return not partie.rubrique.meme_page and (partie.niveau == Niveau.PARTIE or partie.rubrique.saut_de_page)


def elaguer(parties: Iterable[Partie]) -> list[Partie]:
    """Without the parts that have nothing to show: no heading of the final report stands above nothing."""
    gardees = []
    for partie in parties:
        partie.enfants = elaguer(partie.enfants)
        contenu = partie.corps or partie.html or partie.fin or partie.chiffres or partie.enfants
        if contenu or partie.niveau == Niveau.PARTIE:
            gardees.append(partie)
    return gardees


def a_completer(parties: list[Partie]) -> list[Partie]:
    """All the parts that the year is to have; marked are those whose section has no data, and those that have
    nothing to show.
    """
    gardees = []
    for partie in parties:
        partie.enfants = a_completer(partie.enfants)
        contenu = partie.corps or partie.fin or partie.enfants
        facultative = partie.section is not None and partie.section.facultative
        calcule = partie.html or partie.chiffres
        rempli = calcule if partie.section and not facultative else calcule or contenu
        if facultative and not rempli:
            continue
        partie.sans_donnees = not rempli and partie.niveau != Niveau.PARTIE
        gardees.append(partie)
    return gardees
