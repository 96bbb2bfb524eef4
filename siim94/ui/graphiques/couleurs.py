"""Colours of the charts: the tokens of the house, as the hexadecimal values that paper needs.

A figure carries these values; on screen `charts.js` replaces each by the CSS custom property of the same
name, so that the dark theme restyles a chart without a second figure. The table below is what it reads.
"""

ENCRE = "#17212b"
ENCRE_2 = "#4a5866"
ENCRE_3 = "#66737f"
PAPIER = "#ffffff"
FILET = "#d8d3c8"
GRIS = "#8b9199"
ACCENT = "#14507a"

# Two hues in steps of lightness, neighbours far apart: L* 32, 71, 57, 43, 80, 12. A grey print and the three
# usual colour deficiencies keep every neighbour apart.
SERIES = (ACCENT, "#d9a441", "#5b93bb", "#8a5a01", "#a9cbe3", "#17212c")

# The text inside a light step: ink on paper, but the dark theme keeps it dark where it turns the ink round.
ENCRE_SUR_CLAIR = "#17212d"

PROPRIETES = {
    ENCRE: "--encre",
    ENCRE_2: "--encre-2",
    ENCRE_3: "--encre-3",
    PAPIER: "--papier",
    FILET: "--filet",
    GRIS: "--filet-fort",
    ACCENT: "--accent",
    **{couleur: f"--graphique-{rang}" for rang, couleur in enumerate(SERIES[1:], start=2)},
    ENCRE_SUR_CLAIR: "--sur-graphique",
}


def teintes(nombre: int) -> tuple[str, ...]:
    """Colours of `nombre` series side by side; two are the past in grey and the subject in the accent."""
    if nombre > len(SERIES):
        raise ValueError(f"at most {len(SERIES)} series can be told apart, not {nombre}")
    return (GRIS, ACCENT) if nombre == 2 else SERIES[:nombre]


def sur(fond: str) -> str:
    """An ink or the paper colour, whichever reads better on `fond`."""
    return PAPIER if _luminance(fond) < 0.22 else ENCRE_SUR_CLAIR


def texte(couleur: str) -> str:
    """`couleur` when a text in it is legible on paper (4.5:1), else the ink."""
    return couleur if _luminance(couleur) <= 0.183 and couleur != GRIS else ENCRE


def _luminance(couleur: str) -> float:
    """Relative luminance by WCAG 2, between 0 and 1."""
    canaux = [int(couleur[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    lineaires = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in canaux]
    return 0.2126 * lineaires[0] + 0.7152 * lineaires[1] + 0.0722 * lineaires[2]
