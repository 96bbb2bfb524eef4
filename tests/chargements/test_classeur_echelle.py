"""A workbook in another unit is asked about: a sheet in centimes, beside its year or the one before."""

import pytest

from finances.models import Contribution
from siim94.chargements.genres import chargeur_de
from siim94.chargements.moteur import Options, charger, simuler
from siim94.socle.models import Exercice
from tests.chargements.test_classeur import classeur, plat
from tests.chargements.test_classeur_charge import colonne, modifier

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021")]


def ecrire(annee, valeur):
    """A workbook whose contributions are what ``valeur`` makes of their rank and amount."""

    def changer(onglet):
        rang = colonne(onglet, "Montant")
        for ligne in range(2, onglet.max_row + 1):
            onglet.cell(ligne, rang).value = valeur(ligne, onglet.cell(ligne, rang).value)

    return modifier(classeur(annee), "Contributions", changer)


def questions(flux, **options):
    return {
        q.code: plat(q.phrase) for q in simuler(chargeur_de("classeur"), flux, Options(**options)).questions
    }


@pytest.mark.parametrize(
    ("facteur", "dit"), [(100, "100 fois ceux"), (1000, "1 000 fois ceux"), (0.1, "10 fois moins que ceux")]
)
def test_a_sheet_in_another_unit_is_asked(facteur, dit):
    flux = ecrire(2021, lambda _, montant: montant and round(montant * facteur, 2))
    (phrase,) = questions(flux).values()
    assert phrase.startswith(f"Feuille Contributions : les montants font {dit} d’aujourd’hui.")


def test_what_is_confirmed_is_loaded_and_no_proposal_takes_it():
    flux = ecrire(2021, lambda _, montant: montant and montant * 100)
    assert list(questions(flux, propositions=True)) == ["unites"]
    flux.seek(0)
    avant = max(Contribution.objects.values_list("montant", flat=True))
    charger(chargeur_de("classeur"), flux, Options(unites="euros"))
    assert max(Contribution.objects.values_list("montant", flat=True)) == avant * 100


@pytest.mark.parametrize(
    "valeur",
    [
        lambda _, montant: montant and montant * 2,
        lambda ligne, montant: montant * 100 if ligne == 2 else montant,
    ],
)
def test_corrections_are_no_other_unit(valeur):
    assert questions(ecrire(2021, valeur)) == {}


def test_a_new_year_is_compared_with_the_one_before():
    flux = ecrire(2022, lambda ligne, _: 30_000_000 + ligne)
    assert "fois ceux de 2021" in questions(flux, exercice=2022)["unites"]
    assert questions(ecrire(2022, lambda ligne, _: 280_000 + ligne), exercice=2022) == {}


@pytest.mark.parametrize("annee", [2021, 2022])
def test_one_sheet_in_another_unit_is_asked_as_in_a_workbook(annee):
    """Beside today's amounts of its year, else beside those of the year before."""
    Exercice.objects.get_or_create(annee=annee)
    connus = Contribution.objects.filter(exercice=2021, bilan_de=2021).select_related("adherent")
    contenu = "exercice;bilan_de;adherent;nature;montant\n" + "".join(
        f"{annee};{annee};{c.adherent.code};{c.get_nature_display()};{c.montant * 100}\n" for c in connus
    )
    demande = {"feuille": "contributions", "propositions": True}
    (question,) = simuler(chargeur_de("feuille"), contenu.encode(), Options(**demande)).questions
    assert question.code == "unites" and "100 fois ceux" in plat(question.phrase)
    charger(chargeur_de("feuille"), contenu.encode(), Options(**demande, unites="euros"))
    assert Contribution.objects.filter(exercice=annee, montant__gt=100_000_000).exists()
