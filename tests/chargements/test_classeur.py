"""The year's workbook: what it says when written, and what loading it does."""

from io import BytesIO

import pytest

from siim94.chargements.classeur_export import exporter_classeur
from siim94.chargements.genres import chargeur_de
from siim94.chargements.moteur import Options, simuler

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021")]


def classeur(annee: int) -> BytesIO:
    flux = BytesIO()
    exporter_classeur(annee, flux)
    flux.seek(0)
    return flux


def plat(texte: str) -> str:
    """A text with plain spaces, whatever its typography."""
    return texte.replace("\u202f", " ").replace("\xa0", " ")


def test_a_year_exported_and_loaded_as_itself_changes_nothing():
    apercu = simuler(chargeur_de("classeur"), classeur(2021), Options())
    assert apercu.erreurs == []
    assert [ligne for table in apercu.tables for ligne in table.lignes] == []
    assert apercu.exercice == 2021
    assert not apercu.change
