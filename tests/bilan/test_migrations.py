"""A base in use gets the parts and sections that a new one has from its first data."""

from importlib import import_module

import pytest
from django.apps import apps

from siim94.bilan import sommaire
from siim94.bilan.models import Rubrique
from siim94.socle.models import Exercice

MIGRATIONS = (
    "0010_sections_des_repartitions",
    "0011_sections_des_chiffres",
    "0012_sections_du_personnel",
    "0013_sections_des_resultats",
    "0014_section_des_reorganisations",
    "0016_section_des_subventions",
)


def migrer():
    for nom in MIGRATIONS:
        import_module(f"siim94.bilan.migrations.{nom}").relier(apps, None)


def placees():
    return sorted(
        Rubrique.objects.filter(exercice=2021).exclude(section="").values_list("section", flat=True)
    )


@pytest.fixture
def d_avant(donnees_2021):
    """The report of 2021 as a base of before these sections has it."""
    Rubrique.objects.filter(
        code__in=(
            "reorganisations",
            "autres-temps",
            "conventions",
            "enquete-satisfaction",
            "centrale-achat",
            "subventions",
        )
    ).delete()
    liees = {section for nom in MIGRATIONS for section in _sections(nom)}
    Rubrique.objects.filter(section__in=liees).update(section="")
    Rubrique.objects.filter(code="cartographie").update(section="applications.methodes")


def _sections(nom):
    return import_module(f"siim94.bilan.migrations.{nom}").SECTIONS.values()


def test_open_years_get_the_sections_and_the_parts(d_avant):
    migrer()
    assert placees() == sorted(sommaire.SECTIONS_PAR_CODE)
    assert [r.code for r in Rubrique.objects.de_l_annee(2021)][6:9] == [
        "reorganisations",
        "gouvernance",
        "conventions",
    ]


def test_a_closed_year_stays_as_it_was_printed(d_avant):
    avant = placees()
    Exercice.objects.filter(annee=2021).update(statut=Exercice.Statut.CLOS)
    migrer()
    assert placees() == avant
