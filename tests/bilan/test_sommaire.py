"""Nothing that an app gives to the report is forgotten, and nothing that the report names is missing."""

import importlib
import inspect
import pkgutil
import re

import pytest

from siim94.bilan import sommaire
from siim94.bilan.models import Rubrique
from siim94.controles.chiffres import CHIFFRES_PAR_NOM
from siim94.ui.sections import Section

APPS = ("adherents", "applications", "finances", "rh", "support")


@pytest.mark.parametrize("app", APPS)
def test_every_section_of_an_app_is_in_the_contents(app):
    modules = [
        importlib.import_module(f"{app}.{module.name}")
        for module in pkgutil.iter_modules(importlib.import_module(app).__path__)
        if module.name.startswith("bilan")
    ]
    ecrites = {
        classe
        for module in modules
        for _, classe in inspect.getmembers(module, inspect.isclass)
        if issubclass(classe, Section) and "code" in vars(classe)
    }
    assert ecrites == {section for section in sommaire.SECTIONS if section.code.split(".")[0] == app}
    assert ecrites


def test_codes_are_unique_and_well_formed():
    assert len(sommaire.SECTIONS_PAR_CODE) == len(sommaire.SECTIONS)
    for nom in sommaire.SECTIONS_PAR_CODE:
        assert re.fullmatch(r"[a-z_]+(\.[a-z0-9_]+)+", nom), nom
        assert nom.split(".")[0] in APPS


def test_essentials_name_figures_that_exist():
    for _, noms in sommaire.ESSENTIEL:
        assert set(noms) <= set(CHIFFRES_PAR_NOM)


def test_every_section_of_the_2021_report_exists_and_none_is_left_out(donnees_2021):
    placees = list(
        Rubrique.objects.filter(exercice=2021).exclude(section="").values_list("section", flat=True)
    )
    assert sorted(placees) == sorted(sommaire.SECTIONS_PAR_CODE)
