"""A closed year by every way on every model that its closing locks (``tests.portes``): a seeded sample.

``make bench BENCH=clos`` walks them all.
"""

import os
from random import Random

import pytest

from rh.models import AgeMoyen
from siim94.socle.models import FaitAnnuel, Suivi
from tests.portes import PAR_LA_BASE, VERROUILLES, essayer
from tests.portes_pages import PAR_LES_PAGES, admin_modifier, classeur, feuille, grille

pytestmark = pytest.mark.django_db

GRAINE = os.environ.get("GRAINE", "94")


def echantillon(modele) -> list:
    hasard = Random(f"{GRAINE} {modele._meta.label}")  # noqa: S311
    return [*hasard.sample(PAR_LA_BASE, 6), *hasard.sample(PAR_LES_PAGES, 3)]


@pytest.mark.parametrize("modele", VERROUILLES, ids=lambda m: m._meta.label)
def test_nothing_changes_a_closed_year(modele, subtests):
    menees = 0
    for porte in echantillon(modele):
        with subtests.test(porte=porte.__name__):
            menees += bool(essayer(modele, porte).texte)
    assert menees, "no way leads to this model"


@pytest.mark.parametrize("porte", [feuille, classeur, grille, admin_modifier], ids=lambda p: p.__name__)
def test_a_way_of_many_models_leads_to_this_one(porte):
    """A way that another change shuts for all would prove nothing, in silence."""
    assert essayer(AgeMoyen, porte).texte


def test_every_yearly_model_is_walked():
    """A model added later is among them by itself, unless it says that a closing leaves it alone."""
    assert {m for m in Suivi.__subclasses__() if issubclass(m, FaitAnnuel)} <= {*VERROUILLES, FaitAnnuel}
    assert len(VERROUILLES) >= 28
