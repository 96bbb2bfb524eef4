"""The sheets of finances: the first data are complete, and a sheet comes back as it went out."""

import re
from decimal import Decimal

import pytest
from django.db.models import Sum

from finances.models import LigneBudget
from finances.resources import FEUILLES, LigneBudgetRessource
from siim94.chargements.moteur import Refus
from siim94.formats.nombres import nombre_decimal
from tests.feuilles import exporter, importer, inchangees
from tests.finances import factories as f
from tests.finances.source_2021 import CONTRIBUTIONS, lignes

pytestmark = pytest.mark.django_db

LIGNES_PAR_FEUILLE = {
    "nomenclatures": 2,
    "chapitres": 101,
    "comptes": 35,
    # They come with the official plans.
    "correspondances": 0,
    "presentation_budgetaire": 180,
    "membres_totaux": 164,
    "budgets": 1,
    "documents_budgetaires": 1,
    "lignes_budget": 41,
    "contributions": 16,
    "subventions": 1,
    "indicateurs_financiers": 4,
}


@pytest.mark.parametrize("ressource", FEUILLES, ids=lambda r: r.feuille)
def test_first_data_have_every_row(donnees_2021, ressource):
    assert ressource._meta.model.objects.count() == LIGNES_PAR_FEUILLE[ressource.feuille]


def test_no_sheet_is_forgotten():
    assert {ressource.feuille for ressource in FEUILLES} == set(LIGNES_PAR_FEUILLE)


@pytest.mark.parametrize("ressource", FEUILLES, ids=lambda r: r.feuille)
def test_export_imported_again_changes_nothing(donnees_2021, ressource):
    f.CorrespondanceFactory()
    attendues = LIGNES_PAR_FEUILLE[ressource.feuille] or 1
    assert inchangees(ressource, exporter(ressource)) == attendues


def test_contributions_are_those_of_the_source(donnees_2021):
    from finances.models import Contribution

    attendues = {nom: nombre_decimal(montant) for nom, montant in lignes(CONTRIBUTIONS)}
    par_alias = {
        contribution.montant: set(contribution.adherent.alias.values_list("libelle", flat=True))
        for contribution in Contribution.objects.filter(exercice=2021)
    }

    assert len(attendues) == 16
    for nom, montant in attendues.items():
        assert nom.replace("'", "’") in par_alias[montant]


def test_lines_add_up_to_the_totals_of_the_source(donnees_2021):
    sommes = {
        (section, sens): (realise, reports)
        for section, sens, realise, reports in LigneBudget.objects.values_list("chapitre__section", "sens")
        .annotate(Sum("realise"), Sum("reports"))
        .order_by()
    }

    assert sommes == {
        ("F", "R"): (Decimal("6717398.43"), None),
        ("F", "D"): (Decimal("6504265.35"), None),
        ("I", "R"): (Decimal("814698.88"), None),
        ("I", "D"): (Decimal("1114874.04"), Decimal("54629.77")),
    }


def test_only_transfers_are_order_operations(donnees_2021):
    codes = LigneBudget.objects.filter(ordre=True).values_list("chapitre__code", flat=True)

    assert set(codes) == {"040", "041", "042", "043"}


class TestLigneBudgetRessource:
    ENTETES = (
        *("exercice", "budget", "etape", "numero", "sens", "chapitre", "compte", "fonction", "operation"),
        *("ordre", "rang", "realise"),
    )

    def importer(self, **cellules):
        document = f.DocumentBudgetaireFactory()
        f.ChapitreFactory(nomenclature=document.nomenclature, code="65")
        ligne = {
            "exercice": "2031",
            "budget": "principal",
            "etape": "CA",
            "numero": "0",
            "sens": "D",
            "chapitre": "65",
            "ordre": "non",
            "rang": "0",
            "realise": "1 234,56 €",
            **cellules,
        }
        cellules = (ligne.get(entete, "") for entete in self.ENTETES)
        return importer(LigneBudgetRessource, ";".join(self.ENTETES), ";".join(cellules))

    def test_chapter_is_looked_up_in_the_plan_of_the_document(self):
        assert self.importer().crees == 1

        ligne = LigneBudget.objects.get(document__exercice=2031)
        assert ligne.chapitre.nomenclature == ligne.document.nomenclature
        assert ligne.realise == Decimal("1234.56")
        assert ligne.vote is None

    @pytest.mark.parametrize(
        ("cellules", "message"),
        [
            ({"chapitre": "011"}, "« 011 » : chapitre inconnu dans la nomenclature du document (M99_ESSAI"),
            ({"compte": "6512"}, "« 6512 » : compte inconnu dans la nomenclature du document (M99_ESSAI"),
            (
                {"etape": "BP"},
                "«\u00a02031, 2031, principal, BP, 0\u00a0» n’est pas enregistré (document budgétaire).",
            ),
            ({"realise": "douze"}, "realise\u00a0: Le texte de la cellule n’est pas un nombre"),
        ],
    )
    def test_error_names_the_cell_in_french(self, cellules, message):
        with pytest.raises(Refus, match=re.escape(message)):
            self.importer(**cellules)

        assert not LigneBudget.objects.filter(document__exercice=2031).exists()
