"""TotEM's staffing annex: a grade is one whatever the typewriter that wrote it."""

from decimal import Decimal

import pytest

from rh.chargements import tables_du_personnel
from rh.models import Filiere, Grade
from siim94.formats.totem_personnel import EffectifGrade
from siim94.socle.models import Exercice

pytestmark = pytest.mark.django_db


def effectif(grade):
    return EffectifGrade(True, "TECH", "C", grade, True, True, 1, Decimal(1), Decimal(1))


@pytest.mark.parametrize(
    ("connu", "lu"),
    [
        ("Agent d’entretien", "AGENT D'ENTRETIEN"),
        ("Agent d'entretien", "Agent d’entretien"),
        ("Chargé des œuvres", "charge des oeuvres"),
    ],
)
def test_a_grade_is_known_whatever_its_apostrophe_ligatures_accents_and_case(connu, lu):
    """One typed in the site with a straight apostrophe was made a second time by the load."""
    filiere, _ = Filiere.objects.get_or_create(code="technique", defaults={"nom": "Filière technique"})
    Grade.objects.create(filiere=filiere, categorie="C", libelle=connu)
    tables = {t.model: t for t in tables_du_personnel(Exercice(annee=2031), [effectif(lu), effectif(connu)])}
    assert tables[Grade].lignes == []
