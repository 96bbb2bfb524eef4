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


class LigneBudgetTable(ListeTable):
    """Budget lines, totalled where all have one sense: revenue and expenditure do not add up."""

    chapitre__code = TexteColumn(verbose_name="Chapitre")
    libelle = TexteColumn(
        verbose_name="Libellé", accessor="intitule", order_by=("chapitre__code", "compte__code")
    )
    compte__code = TexteColumn(verbose_name="Compte")
    chapitre__section = ChoixColumn(verbose_name="Section")
    document = TexteColumn(
        accessor="document__sigle",
        order_by=("document__exercice_id", "document__etape", "document__numero"),
        linkify=lambda record: record.document.get_absolute_url(),
    )
    vote = MontantColumn(total=True)
    credits_ouverts = MontantColumn(total=True)
    realise = MontantColumn(total=True)
    reports = MontantColumn(total=True, verbose_name="Reports")

    class Meta(ListeTable.Meta):
        model = LigneBudget
        fields = (
            "chapitre__code",
            "compte__code",
            "libelle",
            "chapitre__section",
            "sens",
            "document",
            "vote",
            "credits_ouverts",
            "realise",
            "reports",
        )

    def totaliser(self, queryset):
        if queryset.order_by().values("sens").distinct().count() == 1:
            super().totaliser(queryset)


class LignePresentationTable(ListeTable):
    """The rows of a plan's print-outs; a total names the rows that it adds up."""

    libelle = TexteColumn(longueur=None)
    additionne = Colonne(accessor="pk", verbose_name="Additionne", orderable=False)

    def render_additionne(self, record):
        return " ; ".join(str(membre.membre) for membre in record.membres.all())

    class Meta(ListeTable.Meta):
        model = LignePresentation
        fields = ("libelle", "section", "sens", "genre", "chapitre", "additionne", "detaille", "si_montant")


CompteTable = table_de(Compte, ("code", "libelle", "libelle_court", "parent", "nomenclature"))
