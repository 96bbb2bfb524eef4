"""Figures that are larger than what they are a part of."""

import pytest

from applications.models import IndicateurMetier
from finances.models import IndicateurFinancier, LigneBudget
from rh.models import IndicateurRh
from siim94.controles.ensembles import ENSEMBLES, PartiesEtEnsembles
from siim94.controles.textes import Lecteur

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021")]


def constats(annee=2021):
    return list(PartiesEtEnsembles(annee).constats())


def test_2021_has_no_part_larger_than_its_whole_and_names_each_of_them():
    assert constats() == []
    lecteur = Lecteur(2021)
    for noms in ENSEMBLES.items():
        assert all(lecteur.connu(nom, 2021) for nom in noms), noms


def test_euros_typed_as_thousands_are_told_with_the_likely_unit():
    IndicateurFinancier.objects.filter(exercice=2021, code="maintenance").update(valeur=644_000)
    (constat,) = [c for c in constats() if "Dépenses" in c.phrase]
    assert "Frais de maintenance" in constat.phrase
    assert "Divisé par 100," in constat.phrase
    assert "Peut-être des centimes" in constat.phrase and "des k€ pris pour des euros" in constat.phrase


@pytest.mark.parametrize(
    ("modele", "code", "valeur", "tout"),
    [
        (IndicateurMetier, "courrier-villes", 30, "Villes adhérentes"),
        (IndicateurMetier, "budgets-collectivites", 150, "Budgets gérés"),
        (IndicateurRh, "departs-detachement", 10, "Départs de l’année"),
        (IndicateurRh, "part-cdi", 460, "un tout"),
    ],
)
def test_a_part_ten_times_itself_is_larger_than_its_whole(modele, code, valeur, tout):
    modele.objects.filter(exercice=2021, code=code).update(valeur=valeur)
    (constat,) = constats()
    assert tout in constat.phrase and "Divisé par 10, il y tiendrait." in constat.phrase


def test_a_whole_that_errs_is_one_finding():
    lignes = LigneBudget.objects.filter(document__exercice=2021, chapitre__section="F", sens="R")
    lignes.update(realise=1)
    (constat,) = constats()
    assert len(constat.termes) == 4
