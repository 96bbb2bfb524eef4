"""Headings corrected: capitals, accents, and what must stay as it is."""

import doctest

import pytest

from siim94.bilan import titres
from siim94.bilan.models import Rubrique

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021")]


def test_the_example_of_the_docstring_holds():
    assert doctest.testmod(titres).failed == 0


@pytest.mark.parametrize(
    ("titre", "attendu"),
    [
        ("LE MOT DE LA PRESIDENTE", "Le mot de la présidente"),
        ("ENTREES/SORTIES", "Entrées/sorties"),
        ("Evolution de l'effectif", "Évolution de l'effectif"),
        ("Pole Systèmes d'Information", "Pôle Systèmes d'Information"),
        ("Bilan Finances Et Ressources Humaines", "Bilan Finances et Ressources Humaines"),
        (
            "CATALOGUE DES APPLICATIONS MISES A DISPOSITION DES ADHERENTS",
            "Catalogue des applications mises à disposition des adhérents",
        ),
        ("Le SIIM94 en [[annee]]", ""),
        ("Conformité RGPD", ""),
        ("Evolution [[rh.effectif.total]] agents", "Évolution [[rh.effectif.total]] agents"),
        ("RGPD", ""),
        ("", ""),
    ],
)
def test_headings_are_written_as_french_does(titre, attendu):
    assert titres.proposition(titre) == attendu


def test_few_headings_of_2021_are_corrected_and_none_twice():
    """All that is offered for the source, word for word; what is offered is right."""
    tous = Rubrique.objects.exclude(titre="").values_list("titre", flat=True)
    proposes = {titre: propose for titre in tous if (propose := titres.proposition(titre))}
    assert set(proposes.values()) == {
        "Le mot de la présidente",
        "Bilan Finances et Ressources Humaines",
        "Évolution de l'effectif",
        "Entrées/sorties",
        "Pôle Systèmes d'Information",
        "Évolution de l'activité du pôle (en nombre de jours)",
        "Évolution des activités de formation",
        "Catalogue des applications mises à disposition des adhérents",
    }
    assert not [propose for propose in proposes.values() if titres.proposition(propose)]
