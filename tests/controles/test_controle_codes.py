"""A code that names another thing than the year before, without a word."""

import pytest

from rh.models import IndicateurRh
from siim94.controles.codes import CodesQuiChangentDeSens
from siim94.controles.sommaire import CONTROLES
from tests.annees import copier

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021")]


@pytest.fixture
def etp():
    """The row of 2022 of a code that both years have."""
    copier(2021, [2022])
    IndicateurRh.objects.filter(exercice=2022).update(definition="")
    return IndicateurRh.objects.get(exercice=2022, code="etp")


def constats():
    return list(CodesQuiChangentDeSens(2022).constats())


def test_codes_that_go_on_as_they_were_say_nothing(etp):
    assert CodesQuiChangentDeSens in CONTROLES
    assert constats() == [] == list(CodesQuiChangentDeSens(2021).constats())


@pytest.mark.parametrize(
    "change", [{"libelle": "Équivalents temps plein rémunérés"}, {"unite": "agents"}], ids=["label", "unit"]
)
def test_a_code_that_names_another_thing_is_told(etp, change):
    IndicateurRh.objects.filter(pk=etp.pk).update(**change)
    (constat,) = constats()
    assert "code « etp »" in constat.phrase and next(iter(change.values())) in constat.phrase
    assert str(constat.termes[1].adresse) == etp.get_absolute_url()


@pytest.mark.parametrize(
    "change",
    [
        {"libelle": "Équivalents temps plein rémunérés", "definition": "Comptés en moyenne sur l’année."},
        {"libelle": "ÉQUIVALENTS temps-plein"},
        {"libelle": "Équivalents temps plein 2022"},
    ],
    ids=["said", "spelt", "year"],
)
def test_a_change_that_is_said_or_is_none_says_nothing(etp, change):
    IndicateurRh.objects.filter(pk=etp.pk).update(**change)
    assert constats() == []
