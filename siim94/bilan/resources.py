"""The sheet of the report's parts: one row a part; in the first data its text is a Markdown file beside."""

from siim94.bilan.models import Rubrique
from siim94.socle.resources import feuille_de

# Headings, texts and computed sections of each year's report, in reading order.
RubriqueRessource = feuille_de(
    Rubrique,
    "rubriques",
    (
        "exercice",
        "code",
        "rang",
        "niveau",
        "titre",
        "corps",
        "section",
        "numerotee",
        "incluse",
        "saut_de_page",
        "meme_page",
        "paysage",
        "signataire",
        "qualite",
    ),
    cles=("exercice", "code"),
    textes={"corps": "textes/{code}.md"},
)


FEUILLES = (RubriqueRessource,)
