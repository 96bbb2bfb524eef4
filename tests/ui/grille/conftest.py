"""A year with two contributions, and who changes them."""

import pytest

from adherents.models import Adherent
from finances.models import Contribution
from siim94.socle.models import Exercice
from tests.comptes import connecter


@pytest.fixture
def exercice():
    return Exercice.objects.create(annee=2031, statut=Exercice.Statut.OUVERT)


@pytest.fixture
def adherents():
    return list(Adherent.objects.order_by("pk")[:4])


@pytest.fixture
def contributions(exercice, adherents):
    return [
        Contribution.objects.create(exercice=exercice, adherent=adherent, montant=100 * rang)
        for rang, adherent in enumerate(adherents[:2], start=1)
    ]


@pytest.fixture
def gestionnaire():
    return connecter("gestionnaire")
