"""Nothing that an app checks or names is forgotten, and each check says what it is."""

import importlib
import re

import pytest

from siim94.controles.chiffres import (
    CHIFFRES,
    CHIFFRES_PAR_NOM,
    FAMILLES,
    FAMILLES_PAR_NOM,
    chercher_chiffres,
)
from siim94.controles.sommaire import CONTROLES
from siim94.ui.chiffres import Chiffre, FamilleDeChiffres
from siim94.ui.controles import Famille, Gravite

APPS = ("adherents", "applications", "finances", "rh", "support")


@pytest.mark.parametrize("app", APPS)
def test_every_figure_of_an_app_is_named(app):
    module = importlib.import_module(f"{app}.chiffres")
    familles = getattr(module, "FAMILLES", ())
    assert module.CHIFFRES and set(module.CHIFFRES) <= set(CHIFFRES)
    assert all(isinstance(chiffre, Chiffre) for chiffre in module.CHIFFRES)
    assert {famille.nom for famille in familles} <= set(FAMILLES_PAR_NOM)
    assert all(isinstance(famille, FamilleDeChiffres) for famille in familles)
    assert all(nom.nom.startswith(f"{app}.") for nom in (*module.CHIFFRES, *familles))


def test_names_are_unique_and_well_formed():
    assert len(CHIFFRES_PAR_NOM) == len(CHIFFRES)
    assert len(FAMILLES_PAR_NOM) == len(FAMILLES)
    assert set(CHIFFRES_PAR_NOM).isdisjoint(FAMILLES_PAR_NOM)
    for nom in (*CHIFFRES_PAR_NOM, *FAMILLES_PAR_NOM):
        assert re.fullmatch(r"[a-z_]+(\.[a-z0-9_]+)+", nom), nom
        assert nom.split(".")[0] in APPS
    assert all(nom.count(".") == 1 for nom in FAMILLES_PAR_NOM)


@pytest.mark.parametrize("app", [app for app in APPS if app != "adherents"])
def test_every_check_of_an_app_is_run(app):
    module = importlib.import_module(f"{app}.controles")
    assert module.CONTROLES and set(module.CONTROLES) <= set(CONTROLES)
    assert all(controle.code.startswith(f"{app}.") for controle in module.CONTROLES)


def test_each_check_says_what_it_is():
    assert len({controle.code for controle in CONTROLES}) == len(CONTROLES)
    for controle in CONTROLES:
        assert re.fullmatch(r"[a-z0-9.-]+", controle.code)
        assert controle.version >= 1 and controle.nom and controle.definition.endswith(".")
        assert controle.gravite in Gravite and controle.famille in Famille


def test_figures_are_found_whatever_the_apostrophe_and_the_ligatures():
    """A straight apostrophe, the only one of a keyboard, found nothing."""
    attendus = chercher_chiffres("d’investissement")
    assert attendus
    assert chercher_chiffres("D'INVESTISSEMENT") == attendus
