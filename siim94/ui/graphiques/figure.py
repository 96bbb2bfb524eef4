"""What every chart is: data with a title, a unit and a source, that can draw, describe and tabulate
themselves."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from siim94.formats.francais import INSECABLE, NON_RENSEIGNE, Nombre, abrege, avec_unite, nombre
from siim94.ui.graphiques.couleurs import ENCRE_2
from siim94.ui.graphiques.dessin import Dessin

if TYPE_CHECKING:
    import plotly.graph_objects as go

# Pixels: the text column of the report at 96 dpi (158 mm). A label of 12 px is then 9 pt on paper.
LARGEUR = 600
# The same beside a table: 66 mm.
LARGEUR_A_COTE = 250
# Two charts side by side: 83 mm.
LARGEUR_DE_MOITIE = 314
# On the screen of a phone.
LARGEUR_ETROITE = 350
# Units that a label may bear: a noun is longer than the number.
SIGNES = ("", "€")
# Amounts in so many columns fill the width of a page.
COLONNES_D_UNE_PAGE = 7
# However wide their labels, the longest bars keep this many pixels.
PLACE_DES_BARRES = 24


@dataclass(frozen=True)
class Valeurs:
    """The table behind a chart: heads, then rows whose first cell is a name and the others numbers, None if
    unknown."""

    entetes: tuple[str, ...]
    lignes: tuple[tuple[str | Nombre, ...], ...]
    unite: str = ""

    @property
    def en_hauteur(self) -> "Valeurs":
        """The same with a row a column, where a page could not hold so many columns."""
        if len(self.entetes) <= COLONNES_D_UNE_PAGE or len(self.lignes) + 1 >= len(self.entetes):
            return self
        entetes = (self.entetes[0], *(str(ligne[0]) for ligne in self.lignes))
        colonnes = zip(*(ligne[1:] for ligne in self.lignes), strict=True)
        lignes = tuple((nom, *valeurs) for nom, valeurs in zip(self.entetes[1:], colonnes, strict=True))
        return Valeurs(entetes, lignes, self.unite)

    def textes(self, inconnu: str = NON_RENSEIGNE) -> list[list[str]]:
        """The rows as printed: numbers in French with their own decimals, ``inconnu`` for what is unknown."""
        return [
            [c if isinstance(c, str) else inconnu if c is None else nombre(c) for c in ligne]
            for ligne in self.lignes
        ]


@dataclass(frozen=True)
class Serie:
    """A named series of values, in the order of the chart's categories; None where unknown."""

    nom: str
    valeurs: tuple[Nombre, ...]


def en_clair(nom: object) -> str:
    """A name as the report writes it, whatever the apostrophe of an official label."""
    return str(nom).replace("'", "’")


def series(donnees: Mapping[str, Iterable[Nombre]] | Iterable[Serie], longueur: int) -> tuple[Serie, ...]:
    """Series from a mapping or from Serie objects; ValueError when one does not have `longueur` values."""
    couples = donnees.items() if isinstance(donnees, Mapping) else ((s.nom, s.valeurs) for s in donnees)
    resultat = tuple(Serie(en_clair(nom), tuple(valeurs)) for nom, valeurs in couples)
    for serie in resultat:
        if len(serie.valeurs) != longueur:
            raise ValueError(
                f"series {serie.nom!r} has {len(serie.valeurs)} values for {longueur} categories"
            )
    return resultat


@dataclass(frozen=True)
class Chart:
    """A chart as data; a subclass says how it is drawn, told and tabulated.

    `titre` is the finding, computed by the caller, or the subject. `unite` is a sign or a plural noun ("€",
    "jours", "%"); `source` a phrase with its year. `decimales` is how labels are rounded (the table of values
    never is); `abrege` writes `6,7 M€` in labels; `premiere_entete` heads the names in the table; `inconnu`
    stands for an unknown value.
    """

    titre: str
    unite: str = field(default="", kw_only=True)
    source: str = field(default="", kw_only=True)
    decimales: int = field(default=0, kw_only=True)
    abrege: bool = field(default=False, kw_only=True)
    premiere_entete: str = field(default="", kw_only=True)
    inconnu: str = field(default=NON_RENSEIGNE, kw_only=True)

    genre: ClassVar[str] = "Graphique"

    def dessin(self, largeur: int = LARGEUR) -> Dessin:
        """The chart by our own hand, for paper, for a file and for a page without scripts.

        `largeur` is in pixels; the height is the chart's own.
        """
        if not self.est_vide:
            return self._dessiner(largeur)
        vide = Dessin(largeur, 48)
        vide.texte("Aucune valeur renseignée", 0, 24, ENCRE_2)
        return vide

    def _dessiner(self, largeur: int) -> Dessin:
        raise NotImplementedError

    def figure(self, etroit: bool = False) -> "go.Figure | None":
        """The chart as a figure of Plotly, for a wide or a narrow screen; None without a value to show."""
        # Plotly takes a quarter of a second to load, which paper has no use for.
        from siim94.ui.graphiques import ecran

        return None if self.est_vide else ecran.figure(self, etroit)

    def valeurs(self) -> Valeurs:
        """All values of the chart, exact, with their heads."""
        raise NotImplementedError

    def faits(self) -> list[str]:
        """Sentences of the text alternative, computed from the data: extremes, total, change."""
        raise NotImplementedError

    @property
    def alternative(self) -> str:
        """Text alternative in French: what the chart is, its extremes, its total, what is missing."""
        unite = f", en {en_toutes_lettres(self.unite)}" if self.unite else ""
        phrases = [f"{self.titre.rstrip('.')}.", f"{self.genre}{unite}."]
        if self.est_vide:
            return " ".join([*phrases, "Aucune valeur n’est renseignée."])
        phrases += self.faits()
        if inconnues := sum(v is None for ligne in self.valeurs().lignes for v in ligne[1:]):
            phrases.append(
                "Une valeur n’est pas renseignée."
                if inconnues == 1
                else f"{inconnues} valeurs ne sont pas renseignées."
            )
        return " ".join(phrases)

    @property
    def est_vide(self) -> bool:
        """Whether there is nothing to draw."""
        return not self.nombres()

    def nombres(self) -> list[Nombre]:
        """The known numbers of the chart."""
        return [v for ligne in self.valeurs().lignes for v in ligne[1:] if v is not None]

    def etiquette(self, valeur: Nombre) -> str:
        """A value as a label of the picture: the unit stands in the caption, but for percentages and
        abbreviations."""
        if valeur is None:
            return self.inconnu
        if self.abrege:
            return abrege(valeur, self.unite if self.unite in SIGNES else "")
        return avec_unite(nombre(valeur, self.decimales), "%" if self.unite == "%" else "")

    def mesure(self, valeur: Nombre) -> str:
        """A value with its unit, for sentences and tooltips."""
        if self.abrege and self.unite in SIGNES:
            return self.etiquette(valeur)
        return avec_unite(nombre(valeur, self.decimales), self.unite)

    def empreinte(self, largeur: int = LARGEUR) -> str:
        """Name of the drawing: changes with what is drawn, how wide, and with its texts."""
        contenu = json.dumps(
            [largeur, self.dessin(largeur).traits, self.titre, self.alternative], ensure_ascii=False
        )
        return hashlib.sha256(contenu.encode()).hexdigest()[:24]

    def svg(self, largeur: int = LARGEUR, classe: str = "") -> str:
        """The drawing as SVG, with title and text alternative."""
        cle = f"g{self.empreinte(largeur)[:10]}"
        return self.dessin(largeur).svg(self.titre, self.alternative, cle, classe)

    def svg_de_toutes_largeurs(self) -> str:
        """The drawing and that for a narrow screen: a style sheet shows one of them, without a script."""
        return self.svg(classe="large") + self.svg(LARGEUR_ETROITE, "etroit")


@dataclass(frozen=True)
class ChartSeries(Chart):
    """Series over the same categories: `series` maps a name to values in the order of `categories`."""

    categories: Iterable[str] = ()
    series: Mapping[str, Iterable[Nombre]] | Iterable[Serie] = ()

    # Whether the table has a column a series, for a few of them, or a row.
    en_colonnes: ClassVar[bool] = True

    def __post_init__(self):
        object.__setattr__(self, "categories", tuple(map(en_clair, self.categories)))
        object.__setattr__(self, "series", series(self.series, len(self.categories)))

    def valeurs(self) -> Valeurs:
        noms, lignes = self.categories, [(s.nom, *s.valeurs) for s in self.series]
        if self.en_colonnes:
            noms = tuple(s.nom for s in self.series)
            lignes = [(nom, *(s.valeurs[i] for s in self.series)) for i, nom in enumerate(self.categories)]
        return Valeurs((self.premiere_entete, *noms), tuple(lignes), self.unite)


def en_toutes_lettres(unite: str) -> str:
    """A unit as it is read aloud."""
    noms = {
        "€": "euros",
        "%": "pourcentage",
        "k€": "milliers d’euros",
        "M€": "millions d’euros",
        "h": "heures",
    }
    return noms.get(unite, unite)


def extremes(paires: Sequence[tuple[str, Nombre]], mesure) -> str:
    """One sentence that names the largest and the smallest of the named values; all the names that share an
    extreme."""
    connues = [(nom, v) for nom, v in paires if v is not None]
    haut, bas = max(v for _, v in connues), min(v for _, v in connues)
    tetes, queues = ([n for n, v in connues if v == borne] for borne in (haut, bas))
    if haut == bas:
        sujet = tetes[0] if len(tetes) == 1 else f"Toutes les valeurs ({len(tetes)})"
        return f"{sujet}{INSECABLE}: {mesure(haut)}."
    return (
        f"Valeur la plus élevée{INSECABLE}: {_noms(tetes)}, {mesure(haut)}{INSECABLE}; "
        f"la plus faible{INSECABLE}: {_noms(queues)}, {mesure(bas)}."
    )


def _noms(noms: list[str]) -> str:
    if len(noms) == 1:
        return noms[0]
    if len(noms) > 3:
        return f"{noms[0]} et {len(noms) - 1} autres"
    return ", ".join(noms[:-1]) + " et " + noms[-1]
