"""The sheet of the report's parts: one row a part; in the first data its text is a Markdown file beside."""

from siim94.bilan.models import Rubrique
from siim94.socle.resources import Ressource


class RubriqueRessource(Ressource):
    """Headings, texts and computed sections of each year's report, in reading order."""

    feuille = "rubriques"
    titre = "Rubriques du bilan"
    textes = {"corps": "textes/{code}.md"}

    class Meta(Ressource.Meta):
        model = Rubrique
        fields = (
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
            "signataire",
            "qualite",
        )
        import_id_fields = ("exercice", "code")


FEUILLES = (RubriqueRessource,)
