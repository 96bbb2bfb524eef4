"""What texts say to rise, to fall or to stand still, against what their figures did."""

import pytest

from siim94.bilan.models import Rubrique
from siim94.controles.sens import SensDesTextes
from siim94.socle.models import ValeurImprimee

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021")]


def constats(texte: str):
    Rubrique.objects.filter(exercice=2021, code="perspectives").update(corps=texte)
    return list(SensDesTextes(2021).constats())


def test_the_narratives_of_2021_say_no_direction_that_their_figures_and_prints_exclude():
    assert list(SensDesTextes(2021).constats()) == []


def test_a_fall_that_only_the_printed_total_tells_is_found_when_that_print_is_gone():
    # "Le volume d’activité global du pôle SI a diminué": 3191 was printed above parts that make 2707.
    ValeurImprimee.objects.filter(chiffre="support.jours.si", exercice=2020).delete()
    (constat,) = SensDesTextes(2021).constats()
    assert constat.termes[0].imprime == "diminué" and constat.ecart == 166


@pytest.mark.parametrize(
    "texte",
    [
        "Le nombre de patients traités recule.",
        "Les électeurs inscrits restent stables.",
        "La baisse des patients traités se poursuit.",
        "Les actes enregistrés à l’état civil par Mélodie ont progressé.",
    ],
)
def test_a_direction_that_the_figures_contradict_is_found(texte):
    (constat,) = constats(texte)
    assert "2020" in constat.phrase and str(constat.termes[0].adresse).startswith("/bilan/rubriques/")


@pytest.mark.parametrize(
    "texte",
    [
        "Le nombre de patients traités a augmenté.",
        "Les patients traités ne reculent pas.",
        "Les frais de maintenance diminuent.",  # known of one year only
        "Les patients traités reculaient déjà en 2017.",
        "Progressivement, les patients traités ont été réorientés afin de réduire les délais.",
    ],
)
def test_a_direction_that_nothing_contradicts_is_none(texte):
    assert constats(texte) == []
