"""Where a value comes from: the rows that a computation reads, the cell or the person behind each."""

from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from finances.models import Contribution, DocumentBudgetaire, LigneBudget, Section, Sens
from rh.models import EmploiGrade, Grade
from siim94.chargements.genres import chargeur_de
from siim94.chargements.moteur import Options, charger
from siim94.socle.journal import acteur
from siim94.socle.models import Chargement
from siim94.socle.provenance import origines, suivre
from tests.chargements.test_classeur import classeur
from tests.comptes import compte

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021")]


def lues(calcul):
    with suivre() as trace:
        calcul()
    return trace.lignes()


def cles(lignes):
    return sorted(lignes.values_list("pk", flat=True))


def test_a_total_is_read_from_its_rows_and_from_no_other():
    lignes = lues(lambda: Contribution.objects.total_of(2021))
    assert lignes == {Contribution: cles(Contribution.objects.filter(exercice=2021))}


def test_criteria_and_joins_narrow_what_is_read():
    voulues = LigneBudget.objects.filter(
        document__exercice=2021, chapitre__section=Section.FONCTIONNEMENT, sens=Sens.RECETTE
    )
    assert lues(lambda: voulues.par_chapitre("realise")) == {LigneBudget: cles(voulues), **_documents()}


def _documents():
    """The document of the lines is a fact of the year as well."""
    return {DocumentBudgetaire: cles(DocumentBudgetaire.objects.propres().filter(exercice=2021))}


def test_facts_joined_to_what_names_them_are_read_too():
    lignes = lues(lambda: Grade.objects.effectif(2021))
    assert set(cles(EmploiGrade.objects.filter(exercice=2021))) <= set(lignes[EmploiGrade])


def test_a_statement_that_cannot_be_read_leaves_the_transaction_sound():
    with suivre() as trace:
        trace.requetes['SELECT 1 FROM "finances_contribution" WHERE oops(', ()] = None
        Contribution.objects.total_of(2021)
    assert trace.lignes()[Contribution]


def test_a_loaded_value_has_its_file_its_line_and_its_column():
    contribution = Contribution.objects.get(exercice=2021, adherent__code="arcueil")
    origine = origines({contribution: ["montant"]})[contribution.pk]
    assert origine.chargement.genre == Chargement.Genre.PREMIERES_DONNEES
    assert origine.feuille.endswith("contributions.csv") and origine.ligne > 1
    assert origine.lieu.endswith(f"ligne {origine.ligne}, colonne {origine.colonne}")
    lu = (origine.chargement.colonnes[origine.feuille])["montant"]
    assert lu == origine.colonne and lu.isalpha()


def test_a_typed_value_has_its_person_and_its_day():
    contribution = Contribution.objects.get(exercice=2021, adherent__code="arcueil")
    with acteur(gestionnaire := compte("gestionnaire")):
        Contribution.objects.filter(pk=contribution.pk).update(montant=1)
    origine = origines({contribution: ["montant"]})[contribution.pk]
    assert (origine.auteur, origine.chargement) == (gestionnaire, None) and origine.quand
    # Another field of the row is still that of the file.
    assert origines({contribution: ["nature"]})[contribution.pk].chargement is not None


def test_the_cell_of_a_workbook_that_changed_a_value():
    livre = load_workbook(classeur(2021))
    onglet = livre["Contributions"]
    (rang,) = [c.column for c in onglet[1] if str(c.value).startswith("Montant")]
    onglet.cell(5, rang).value = Decimal("12345.67")
    sortie = BytesIO()
    livre.save(sortie)
    sortie.seek(0)
    chargement = charger(chargeur_de("classeur"), sortie, Options())
    contribution = Contribution.objects.get(exercice=2021, montant=Decimal("12345.67"))
    origine = origines({contribution: ["montant"]})[contribution.pk]
    assert origine.chargement == chargement
    assert (origine.feuille, origine.ligne, origine.colonne) == (
        "Contributions", 5, onglet.cell(1, rang).column_letter,
    )  # fmt: skip
