"""The lists of finances."""

from finances.models import (
    Compte,
    DocumentBudgetaire,
    LigneBudget,
    LignePresentation,
)
from siim94.ui.listes.colonnes import ChoixColumn, Colonne, MontantColumn, TexteColumn
from siim94.ui.listes.tables import ListeTable, table_de

DocumentBudgetaireTable = table_de(
    DocumentBudgetaire, ("etape", "numero", "exercice", "budget", "date", "nomenclature", "autre_organisme")
)


class UnSeulSensTable(ListeTable):
    """Budget lines, totalled where all have one sense: revenue and expenditure do not add up."""

    def totaliser(self, queryset):
        if queryset.order_by().values("sens").distinct().count() == 1:
            super().totaliser(queryset)


LigneBudgetTable = table_de(
    LigneBudget,
    (
        ("chapitre__code", TexteColumn(verbose_name="Chapitre")),
        ("compte__code", TexteColumn(verbose_name="Compte")),
        (
            "libelle",
            TexteColumn(
                verbose_name="Libellé", accessor="intitule", order_by=("chapitre__code", "compte__code")
            ),
        ),
        ("chapitre__section", ChoixColumn(verbose_name="Section")),
        "sens",
        (
            "document",
            TexteColumn(
                accessor="document__sigle",
                order_by=("document__exercice_id", "document__etape", "document__numero"),
                linkify=lambda record: record.document.get_absolute_url(),
            ),
        ),
        ("vote", MontantColumn(total=True)),
        ("credits_ouverts", MontantColumn(total=True)),
        ("realise", MontantColumn(total=True)),
        ("reports", MontantColumn(total=True, verbose_name="Reports")),
    ),
    base=UnSeulSensTable,
)


class PresentationTable(ListeTable):
    """The rows of a plan's print-outs; a total names the rows that it adds up."""

    def render_additionne(self, record):
        return " ; ".join(str(membre.membre) for membre in record.membres.all())


LignePresentationTable = table_de(
    LignePresentation,
    (
        ("libelle", TexteColumn(longueur=None)),
        "section",
        "sens",
        "genre",
        "chapitre",
        ("additionne", Colonne(accessor="pk", verbose_name="Additionne", orderable=False)),
        "detaille",
        "si_montant",
    ),
    base=PresentationTable,
)


CompteTable = table_de(Compte, ("code", "libelle", "libelle_court", "parent", "nomenclature"))
