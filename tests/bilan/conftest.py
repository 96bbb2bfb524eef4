"""The report of 2021, made once a run: its PDF, its text without running heads, its page."""

from unittest import mock

import pytest

from siim94.bilan import fichiers
from siim94.bilan.rendu import Bilan
from siim94.controles import etat
from siim94.socle.models import Exercice
from tests.bilan.lecture import texte_du_pdf
from tests.bilan.lecture_balises import Element, lire
from tests.presse import PresseGardee
from tests.rigueur import SansControles


@pytest.fixture(scope="session")
def projet_pdf(django_db_setup, django_db_blocker) -> bytes:
    with django_db_blocker.unblock(), mock.patch.object(fichiers, "Presse", PresseGardee):
        return fichiers.pdf(Exercice.objects.get(annee=2021), projet=True).contenu


@pytest.fixture(scope="session")
def texte_pdf(bilan_pdf) -> str:
    return texte_du_pdf(bilan_pdf)


@pytest.fixture(scope="session")
def bilan_balises(bilan_pdf) -> Element:
    return lire(bilan_pdf)


@pytest.fixture(scope="session")
def bilan_html(django_db_setup, django_db_blocker) -> str:
    with django_db_blocker.unblock():
        return fichiers.html(Exercice.objects.get(annee=2021))


@pytest.fixture
def exercice(donnees_2021) -> Exercice:
    return Exercice.objects.get(annee=2021)


@pytest.fixture(scope="session")
def _bilan(django_db_setup, django_db_blocker) -> Bilan:
    with django_db_blocker.unblock(), mock.patch.object(etat, "CONTROLES", SansControles()):
        return Bilan(Exercice.objects.get(annee=2021))


@pytest.fixture
def bilan(_bilan, donnees_2021) -> Bilan:
    """That of the site, composed once a run: for a test that changes none of its data."""
    return _bilan
