"""A drawing as small as a word: how one number went over the years, for a cell of a table that tells them."""

from collections.abc import Mapping

from siim94.formats.francais import nombre
from siim94.ui.graphiques.couleurs import ACCENT, FILET, GRIS
from siim94.ui.graphiques.dessin import Dessin

# Pixels: of the drawing, of a year and of its bar; a number that is not zero is seen.
HAUTEUR, PAS, BARRE, AU_MOINS = 22, 12, 8, 2


def vignette(titre: str, valeurs: Mapping[str, int], cle: str) -> str:
    """Numbers from zero up as bars in their order, the last in the accent, as SVG; its text tells each."""
    dessin = Dessin(PAS * len(valeurs), HAUTEUR)
    pied = HAUTEUR - 1
    echelle = (pied - 1) / (max(valeurs.values(), default=0) or 1)
    for rang, valeur in enumerate(valeurs.values()):
        gauche, couleur = PAS * rang + (PAS - BARRE) / 2, ACCENT if rang == len(valeurs) - 1 else GRIS
        if valeur:
            dessin.rectangle(gauche, pied - max(valeur * echelle, AU_MOINS), gauche + BARRE, pied, couleur)
    dessin.ligne([(0, pied + 0.5), (dessin.largeur, pied + 0.5)], FILET)
    return dessin.svg(titre, " ; ".join(f"{nom} : {nombre(v)}" for nom, v in valeurs.items()), cle)
