"""The lists of finances."""

from finances.models import (
    Budget,
    Chapitre,
    Compte,
    Contribution,
    DocumentBudgetaire,
    IndicateurFinancier,
    LigneBudget,
    LignePresentation,
    Nomenclature,
    Subvention,
)
from siim94.ui.listes.colonnes import AnneeColumn, ChoixColumn, Colonne, MontantColumn, TexteColumn
from siim94.ui.listes.tables import ListeTable


class ContributionTable(ListeTable):
    montant = MontantColumn(total=True)

    class Meta(ListeTable.Meta):
        model = Contribution
        fields = ("adherent", "nature", "exercice", "montant")


class SubventionTable(ListeTable):
    montant = MontantColumn(total=True)

    class Meta(ListeTable.Meta):
        model = Subvention
        fields = ("libelle", "financeur", "chapitre", "exercice", "montant")


class IndicateurFinancierTable(ListeTable):
    class Meta(ListeTable.Meta):
        model = IndicateurFinancier
        fields = ("libelle", "qualificatif", "valeur", "unite", "exercice", "definition")


class DocumentBudgetaireTable(ListeTable):
    class Meta(ListeTable.Meta):
        model = DocumentBudgetaire
        fields = ("etape", "numero", "exercice", "budget", "date", "nomenclature", "autre_organisme")


class DocumentDePlanTable(ListeTable):
    """The documents of one plan; the first column is the document itself."""

    nom = TexteColumn(accessor="sigle", verbose_name="Document", orderable=False)

    class Meta(ListeTable.Meta):
        model = DocumentBudgetaire
        fields = ("budget", "date", "autre_organisme")
        sequence = ("nom", "...")


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


class LigneBudgetAnneesTable(ListeTable):
    """The lines of one chapter or account over the years; years and stages do not add up."""

    document = TexteColumn(accessor="document__sigle")
    chapitre__libelle = TexteColumn(verbose_name="Chapitre")
    compte__libelle = TexteColumn(verbose_name="Compte")
    vote = MontantColumn()
    credits_ouverts = MontantColumn()
    realise = MontantColumn()
    reports = MontantColumn(verbose_name="Reports")

    class Meta(ListeTable.Meta):
        model = LigneBudget
        fields = (
            "document",
            "chapitre__libelle",
            "compte__libelle",
            "sens",
            "vote",
            "credits_ouverts",
            "realise",
            "reports",
        )


class BudgetTable(ListeTable):
    class Meta(ListeTable.Meta):
        model = Budget
        fields = ("libelle", "code", "genre")


class LignePresentationTable(ListeTable):
    """The rows of a plan's print-outs; a total names the rows that it adds up."""

    libelle = TexteColumn(longueur=None)
    additionne = Colonne(accessor="pk", verbose_name="Additionne", orderable=False)

    def render_additionne(self, record):
        return " ; ".join(str(membre.membre) for membre in record.membres.all())

    def value_additionne(self, record):
        return self.render_additionne(record)

    class Meta(ListeTable.Meta):
        model = LignePresentation
        fields = ("libelle", "section", "sens", "genre", "chapitre", "additionne", "detaille", "si_montant")


class ChapitreTable(ListeTable):
    class Meta(ListeTable.Meta):
        model = Chapitre
        fields = ("code", "libelle", "libelle_court", "section", "nomenclature")


class ChapitreDePlanTable(ListeTable):
    class Meta(ListeTable.Meta):
        model = Chapitre
        fields = ("code", "libelle", "section")


class CompteTable(ListeTable):
    class Meta(ListeTable.Meta):
        model = Compte
        fields = ("code", "libelle", "libelle_court", "parent", "nomenclature")


class NomenclatureTable(ListeTable):
    annee = AnneeColumn()

    class Meta(ListeTable.Meta):
        model = Nomenclature
        fields = ("declinaison", "norme", "annee")
