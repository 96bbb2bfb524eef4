"""What every chart is: data with a title, a unit and a source, that can draw, describe and tabulate
themselves."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import ClassVar

from siim94.formats.francais import INSECABLE, Nombre, abrege, avec_unite, nombre
from siim94.ui.graphiques.couleurs import ENCRE, ENCRE_2
from siim94.ui.graphiques.texte import CORPS, POLICE

# Pixels. 600 is the text column of the report at 96 dpi (158 mm): a label of 12 px is then 9 pt on paper.
LARGEURS = {"large": 600, "telephone": 340}
# However wide their labels, the longest bars keep this many pixels.
PLACE_DES_BARRES = 24

# To be raised when the drawing of an unchanged figure changes (cleaning of the SVG, page that draws): kept
# drawings are then drawn again.
REVISION_DESSIN = 1
PLOTLY_JS = "4.1.1"

# The quotes matter: a bare family name may not hold a word that begins with a digit, and CSS drops it in
# silence.
FAMILLE = '"Source Sans 3", sans-serif'


@dataclass(frozen=True)
class Valeurs:
    """The table behind a chart: heads, then rows whose first cell is a name and the others numbers, None if
    unknown."""

    entetes: tuple[str, ...]
    lignes: tuple[tuple[str | Nombre, ...], ...]
    unite: str = ""

    def textes(self) -> list[list[str]]:
        """The rows as printed: numbers in French with their own decimals, "n. r." for what is unknown."""
        return [[c if isinstance(c, str) else nombre(c) for c in ligne] for ligne in self.lignes]


@dataclass(frozen=True)
class Serie:
    """A named series of values, in the order of the chart's categories; None where unknown."""

    nom: str
    valeurs: tuple[Nombre, ...]


def series(donnees: Mapping[str, Iterable[Nombre]] | Iterable[Serie], longueur: int) -> tuple[Serie, ...]:
    """Series from a mapping or from Serie objects; ValueError when one does not have `longueur` values."""
    couples = donnees.items() if isinstance(donnees, Mapping) else ((s.nom, s.valeurs) for s in donnees)
    resultat = tuple(Serie(str(nom), tuple(valeurs)) for nom, valeurs in couples)
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
    never is); `abrege` writes `6,7 M€` in labels; `premiere_entete` heads the names in the table.
    """

    titre: str
    unite: str = field(default="", kw_only=True)
    source: str = field(default="", kw_only=True)
    decimales: int = field(default=0, kw_only=True)
    abrege: bool = field(default=False, kw_only=True)
    premiere_entete: str = field(default="", kw_only=True)

    genre: ClassVar[str] = "Graphique"

    def figure(self, largeur: str | int = "large") -> dict:
        """Plotly JSON (data and layout) for a width of LARGEURS or in pixels; the height is the chart's
        own.

        Plotly reads links and tags in any text: names of the data are escaped, and our own texts have none.
        """
        pixels = LARGEURS[largeur] if isinstance(largeur, str) else int(largeur)
        if not self.nombres():
            return figure_vide(pixels)
        return _sans_balises(self._figure(pixels))

    def _figure(self, largeur: int) -> dict:
        raise NotImplementedError

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
        if not self.nombres():
            return " ".join([*phrases, "Aucune valeur n’est renseignée."])
        phrases += self.faits()
        if inconnues := sum(v is None for ligne in self.valeurs().lignes for v in ligne[1:]):
            phrases.append(
                "Une valeur n’est pas renseignée."
                if inconnues == 1
                else f"{inconnues} valeurs ne sont pas renseignées."
            )
        return " ".join(phrases)

    def nombres(self) -> list[Nombre]:
        """The known numbers of the chart."""
        return [v for ligne in self.valeurs().lignes for v in ligne[1:] if v is not None]

    def etiquette(self, valeur: Nombre) -> str:
        """A value as a label of the picture: the unit stands in the caption, but for percentages and
        abbreviations."""
        if self.abrege:
            return abrege(valeur, self.unite)
        return avec_unite(nombre(valeur, self.decimales), "%" if self.unite == "%" else "")

    def mesure(self, valeur: Nombre) -> str:
        """A value with its unit, for sentences and tooltips."""
        return (
            self.etiquette(valeur) if self.abrege else avec_unite(nombre(valeur, self.decimales), self.unite)
        )

    def empreinte(self) -> str:
        """Name of the static drawing: changes with the figure, its size, its texts, the font or the
        engine."""
        contenu = json.dumps(
            [self.figure(), self.titre, self.alternative, PLOTLY_JS, REVISION_DESSIN, empreinte_police()],
            ensure_ascii=False,
            sort_keys=True,
        )
        return hashlib.sha256(contenu.encode()).hexdigest()[:24]


@dataclass(frozen=True)
class ChartSeries(Chart):
    """Series over the same categories: `series` maps a name to values in the order of `categories`."""

    categories: Iterable[str] = ()
    series: Mapping[str, Iterable[Nombre]] | Iterable[Serie] = ()

    # Whether the table has a column a series, for a few of them, or a row.
    en_colonnes: ClassVar[bool] = True

    def __post_init__(self):
        object.__setattr__(self, "categories", tuple(map(str, self.categories)))
        object.__setattr__(self, "series", series(self.series, len(self.categories)))

    def valeurs(self) -> Valeurs:
        noms, lignes = self.categories, [(s.nom, *s.valeurs) for s in self.series]
        if self.en_colonnes:
            noms = tuple(s.nom for s in self.series)
            lignes = [(nom, *(s.valeurs[i] for s in self.series)) for i, nom in enumerate(self.categories)]
        return Valeurs((self.premiere_entete, *noms), tuple(lignes), self.unite)


@cache
def empreinte_police() -> str:
    return hashlib.sha256(POLICE.read_bytes()).hexdigest()[:16]


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


def mise_en_page(largeur: int, hauteur: float, marges: tuple[float, float, float, float], **autres) -> dict:
    """Plotly layout shared by all charts; `marges` are left, right, top, bottom in pixels."""
    gauche, droite, haut, bas = (round(m) for m in marges)
    return {
        "width": largeur,
        "height": round(hauteur),
        "margin": {"l": gauche, "r": droite, "t": haut, "b": bas, "pad": 0, "autoexpand": False},
        "font": {"family": FAMILLE, "size": CORPS, "color": ENCRE},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        "hoverlabel": {"font": {"family": FAMILLE, "size": CORPS + 1}, "align": "left"},
        **autres,
    }


def axe(**proprietes) -> dict:
    """A Plotly axis stripped of everything that carries no figure; `proprietes` put back what does."""
    return {
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "fixedrange": True,
        "automargin": False,
        "showticklabels": False,
        **proprietes,
    }


def note(texte: str, *, x, y, couleur: str = ENCRE, corps: int = CORPS, **proprietes) -> dict:
    """A text placed in the figure: an annotation without arrow nor frame."""
    return {
        "text": texte,
        "x": x,
        "y": y,
        "showarrow": False,
        "borderpad": 0,
        "font": {"color": couleur, "size": corps},
        **proprietes,
    }


def figure_vide(largeur: int) -> dict:
    texte = note(
        "Aucune valeur renseignée", x=0, y=0.5, couleur=ENCRE_2, xref="paper", yref="paper", xanchor="left"
    )
    return {
        "data": [],
        "layout": mise_en_page(
            largeur, 48, (0, 0, 0, 0), xaxis=axe(visible=False), yaxis=axe(visible=False), annotations=[texte]
        ),
    }


def _sans_balises(valeur):
    """A figure whose texts Plotly shows as they are written."""
    if isinstance(valeur, dict):
        return {cle: _sans_balises(element) for cle, element in valeur.items()}
    if isinstance(valeur, list | tuple):
        return [_sans_balises(element) for element in valeur]
    return valeur.replace("&", "&amp;").replace("<", "&lt;") if isinstance(valeur, str) else valeur
