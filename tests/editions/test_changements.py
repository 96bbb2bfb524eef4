"""What is to be read again: the parts whose figures or texts changed, and no other."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from siim94.bilan.models import Rubrique
from siim94.editions import changements
from siim94.editions.changements import PartieChangee, comparer, empreintes
from tests.bilan.factories import RubriqueFactory
from tests.editions.relecture import figer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("memoire_partagee")]


@pytest.fixture
def bilan():
    """A small report: a chapter with a text, another with a table."""
    un = RubriqueFactory(code="mot", titre="Le mot du président", corps="Une année calme.", rang=10)
    RubriqueFactory(
        exercice=un.exercice, code="chiffres", titre="Des chiffres", corps="|a|b|\n|-|-|\n|un|2|", rang=20
    )
    return un.exercice


def ecrire(code: str, **valeurs):
    rubrique = Rubrique.objects.get(exercice=2035, code=code)
    for nom, valeur in valeurs.items():
        setattr(rubrique, nom, valeur)
    rubrique.save()


def test_nothing_written_is_told_at_once(bilan):
    copie = figer(bilan)
    with CaptureQueriesContext(connection) as requetes:
        assert changements.depuis(copie) == []
    assert len(requetes) == 1


def test_a_save_that_changes_nothing_reopens_nothing(bilan):
    copie = figer(bilan)
    ecrire("mot")
    Rubrique.objects.filter(exercice=2035).update(corps="Une année calme.", section="")
    ecrire("chiffres", corps="|a|b|\n|-|-|\n|un|2|")
    assert changements.depuis(copie) == []


def test_what_prints_nothing_reopens_nothing(bilan):
    copie = figer(bilan)
    ecrire("mot", a_relire=True, saut_de_page=True)
    assert changements.depuis(copie) == []


def test_a_changed_text_and_a_changed_table_are_told_apart(bilan):
    copie = figer(bilan)
    ecrire("mot", corps="Une année agitée.")
    assert changements.depuis(copie) == [PartieChangee("mot", "Le mot du président", ("texte",))]
    ecrire("chiffres", corps="|a|b|\n|-|-|\n|un|3|")
    assert [(p.code, p.quoi) for p in changements.depuis(copie)] == [
        ("mot", ("texte",)),
        ("chiffres", ("tableaux",)),
    ]


def test_a_change_taken_back_reopens_nothing(bilan):
    copie = figer(bilan)
    ecrire("mot", corps="Une année agitée.")
    ecrire("mot", corps="Une année calme.")
    assert changements.depuis(copie) == []


def test_a_part_that_comes_or_goes_changes_no_other(bilan):
    copie = figer(bilan)
    RubriqueFactory(exercice=bilan, code="avant", titre="Avant", corps="|c|d|\n|-|-|\n|u|9|", rang=5)
    ecrire("mot", incluse=False)
    trouvees = {partie.code: partie.quoi for partie in changements.depuis(copie)}
    assert trouvees == {"": ("texte",), "avant": ("ajoutée",), "mot": ("retirée",)}


def test_what_changed_is_computed_once_for_each_state_of_the_data(bilan, memoire_gardee):
    copie = figer(bilan)
    ecrire("mot", corps="Une année agitée.")
    trouvees = changements.depuis(copie)
    with CaptureQueriesContext(connection) as requetes:
        assert changements.depuis(copie) == trouvees
    assert len(requetes) <= 2


def test_a_figure_reopens_the_parts_that_print_it(edition):
    avant = empreintes(edition)
    chiffre = next(c for c in edition["chiffres"] if any(place["rubrique"] for place in c["places"]))
    chiffre["valeur"] = "1"
    trouvees = comparer(avant, empreintes(edition))
    assert {partie.code for partie in trouvees} == {place["rubrique"] for place in chiffre["places"]}
    assert {partie.quoi for partie in trouvees} == {("chiffres",)}


def test_rows_that_nothing_prints_reopen_nothing(edition):
    avant = empreintes(edition)
    edition["donnees"] = {}
    edition["quand"] = ""
    assert comparer(avant, empreintes(edition)) == []


@pytest.mark.parametrize("liste", ["rubriques", "tableaux", "graphiques", "images", "chiffres"])
def test_whatever_a_report_prints_is_looked_at(edition, liste):
    """Each list of the data reopens something once all its rows changed, or one came."""
    avant = empreintes(edition)
    edition[liste] = edition[liste] or [{"rubrique": edition["rubriques"][0]["code"]}]
    for objet in edition[liste]:
        objet["essai"] = "changé"
    assert comparer(avant, empreintes(edition))
