"""The list of the texts of all reports."""

from siim94.bilan import sommaire
from siim94.bilan.models import Rubrique
from siim94.ui.listes.colonnes import Colonne
from siim94.ui.listes.tables import ListeTable, table_de


def titre_de_section(code: str) -> str:
    """What a computed section is called; its code when no app has it any longer."""
    section = sommaire.SECTIONS_PAR_CODE.get(code)
    return section.titre if section is not None else code


class TexteDuBilanTable(ListeTable):
    def render_rubrique(self, record):
        return str(record)

    def render_section(self, value):
        return titre_de_section(value)


RubriqueTable = table_de(
    Rubrique,
    (
        ("rubrique", Colonne(accessor="code", verbose_name="Rubrique", orderable=False)),
        "exercice",
        "niveau",
        ("section", Colonne(verbose_name="Section calculée")),
        "incluse",
    ),
    base=TexteDuBilanTable,
)
