"""The rows behind a figure, named and traced: as many statements for all the rows of a table as for one."""

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from siim94.bilan.lignes_sources import MONTREES, sources
from siim94.socle.models import FaitAnnuel
from tests.comptes import compte

pytestmark = pytest.mark.django_db

FAITS = [modele for modele in apps.get_models() if issubclass(modele, FaitAnnuel) and not modele._meta.proxy]


def lire(modele, cles, utilisateur) -> tuple[list[str], int]:
    """The names and addresses of the rows, and the statements that it took."""
    with CaptureQueriesContext(connection) as demandes:
        (table,) = sources({modele: set(cles)}, [], utilisateur, "un nom que rien ne porte")
        return [f"{ligne.objet} {ligne.adresse}" for ligne in table.autres], len(demandes)


@pytest.mark.parametrize("modele", FAITS, ids=lambda modele: modele._meta.label_lower)
def test_all_the_rows_of_a_table_ask_as_much_as_one(donnees_2021, modele):
    cles = list(modele._base_manager.order_by("pk").values_list("pk", flat=True))
    if len(cles) < 2:
        pytest.skip("the source has no two rows of it")
    direction = compte("direction")
    lire(modele, cles[:1], direction)  # the rights of the account are read once
    _, une = lire(modele, cles[:1], direction)
    noms, toutes = lire(modele, cles, direction)
    assert (len(noms), toutes) == (min(len(cles), MONTREES), une)
