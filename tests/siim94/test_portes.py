"""A closed year by every way on every model that its closing locks (``tests.portes``): a seeded sample.

``make bench BENCH=clos`` walks them all.
"""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from rh.models import AgeMoyen
from siim94.bilan.models import Explication, Illustration, Rubrique, SeuilEvolution
from siim94.chargements.classeur_export import exporter_classeur
from siim94.chargements.classeur_feuilles import FEUILLES_ANNUELLES
from siim94.chargements.genres import chargeur_de
from siim94.chargements.moteur import Options, charger
from siim94.controles.models import Suite
from siim94.socle.models import FaitAnnuel, Suivi
from tests.portes import ANNEE, VERROUILLES, essayer, etat
from tests.portes_base import PAR_LA_BASE
from tests.portes_pages import PAR_LES_PAGES, admin_modifier, classeur, en_place, feuille, grille
from tests.rigueur import tirer

pytestmark = pytest.mark.django_db


def echantillon(modele) -> list:
    nom = modele._meta.label
    return [*tirer(PAR_LA_BASE, 2, nom), *tirer(PAR_LES_PAGES, 1, nom)]


@pytest.mark.parametrize("modele", VERROUILLES, ids=lambda m: m._meta.label)
def test_nothing_changes_a_closed_year(modele, subtests):
    menees = 0
    for porte in echantillon(modele):
        with subtests.test(porte=porte.__name__):
            menees += bool(essayer(modele, porte).texte)
    assert menees, "no way leads to this model"


@pytest.mark.parametrize(
    "porte", [feuille, classeur, grille, en_place, admin_modifier], ids=lambda p: p.__name__
)
def test_a_way_of_many_models_leads_to_this_one(porte):
    """A way that another change shuts for all would prove nothing, in silence."""
    assert essayer(AgeMoyen, porte).texte


def test_the_workbook_is_no_way_to_the_report():
    """What is written about a year in the browser only has no sheet; one added by hand is left, and said."""
    sans_feuille = {*VERROUILLES} - {feuille.model for feuille in FEUILLES_ANNUELLES}
    assert sans_feuille == {Rubrique, Illustration, SeuilEvolution, Explication, Suite}
    flux, avant = BytesIO(), etat(Rubrique)
    exporter_classeur(ANNEE, flux)
    livre = load_workbook(flux)
    feuille = livre.create_sheet("Rubriques du bilan")
    feuille.append(["Exercice", "Code", "Titre"])
    feuille.append([ANNEE, Rubrique.objects.first().code, "Autre"])
    livre.save(flux)
    flux.seek(0)
    plan = chargeur_de("classeur").lire(flux, Options(exercice=ANNEE))
    assert any("«\u00a0Rubriques du bilan\u00a0»" in constat.texte for constat in plan.avertissements)
    flux.seek(0)
    charger(chargeur_de("classeur"), flux, Options(exercice=ANNEE), nom="classeur.xlsx")
    assert etat(Rubrique) == avant


def test_every_yearly_model_is_walked():
    """A model added later is among them by itself, unless it says that a closing leaves it alone."""
    assert {m for m in Suivi.__subclasses__() if issubclass(m, FaitAnnuel)} <= {*VERROUILLES, FaitAnnuel}
    assert len(VERROUILLES) >= 28
