"""A contribution and who may change it."""

import pytest

from finances.models import Contribution
from tests.comptes import connecter


@pytest.fixture
def contribution():
    return Contribution.objects.filter(exercice=2021).order_by("pk").first()


@pytest.fixture
def gestionnaire():
    return connecter("gestionnaire")
