import pytest
from django.db import transaction

from siim94.demonstration import annees
from siim94.demonstration.livre import Livre
from siim94.socle.models import Exercice


@pytest.fixture(scope="module")
def annee_fictive(django_db_setup, django_db_blocker):
    """2022 made up once for the tests of a module, in a transaction that is thrown away after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        Exercice.objects.update(fictif=True)
        assert annees.construire(2022)
        yield 2022
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def livre(annee_fictive):
    """The workbook of the year after it, the first of another plan of accounts."""
    from siim94.demonstration.plan import PlanAnnuel
    from siim94.demonstration.relations import accorder

    livre = Livre(PlanAnnuel(2023), annee_fictive)
    accorder(livre)
    livre.semer()
    return livre
