"""What the 2021 report printed, held against its data: the contradictions of the source, and no other."""

from decimal import Decimal

import pytest

from finances.models import LigneBudget
from rh.models import PourvuGrade
from siim94.controles.imprimees import ValeursImprimees
from siim94.socle.models import ValeurImprimee
from support.models import Formation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021", "memoire_partagee")]


def constats() -> dict[str, object]:
    return {constat.cle: constat for constat in ValeursImprimees(2021).constats()}


# Read in the source: "7 697 07, 80 €", "environ 20%" of 644 / 2 250 k€, "44,6 ETP" beside 45,6 in the table,
# 3191 above 1169 + 1103 + 354 + 81, "52% en 2020", 1282 above 588 + 694 + 15.
CONTRADICTIONS = {
    "finances.depenses.globales@2021",
    "finances.maintenance.part_patrimoine@2021",
    "rh.etp@2021",
    "support.jours.si@2020",
    "support.jours.si.part_mco@2020",
    "support.formations.agents@2019",
}


def test_the_source_contradicts_itself_where_it_does_and_nowhere_else():
    assert set(constats()) == CONTRADICTIONS


def test_every_print_means_a_figure():
    assert not any("n’existe plus" in constat.phrase for constat in constats().values())


def test_a_malformed_number_is_one():
    constat = constats()["finances.depenses.globales@2021"]
    assert "7 697 07, 80 €" in constat.phrase and "n’est pas un nombre" in constat.phrase


@pytest.mark.parametrize(
    ("modele", "criteres", "champ", "cles"),
    [
        (
            LigneBudget,
            {"compte__code": "2183", "document__exercice": 2021},
            "realise",
            {
                "finances.tableau.investissement/depense/21/realise@2021",
                "finances.tableau.investissement/depense/total-des-depenses-dequipement/realise@2021",
                "finances.tableau.investissement/depense/total-depenses-reelles/realise@2021",
                "finances.investissement.depenses.total@2021",
            },
        ),
        (
            PourvuGrade,
            {"grade__libelle": "Attaché Pal", "statut": "titulaire", "exercice": 2021},
            "pourvus",
            {
                "rh.filiere.administrative/titulaires@2021",
                "rh.filiere.administrative/pourvus@2021",
                "rh.effectif.titulaires@2021",
                "rh.effectif.total@2021",
                "rh.effectif.variation@2021",
            },
        ),
        (
            Formation,
            {"type__code": "metiers", "exercice": 2016},
            "agents",
            {"support.formations.agents@2016"},
        ),
    ],
)
def test_a_part_that_changes_parts_with_each_print_of_its_totals(modele, criteres, champ, cles):
    ligne = modele.objects.filter(**criteres).exclude(**{champ: None}).first()
    setattr(ligne, champ, getattr(ligne, champ) + 10)
    ligne.save()
    assert cles <= set(constats()) - CONTRADICTIONS


def test_prints_that_part_from_one_another_are_one_finding():
    for rang, texte in enumerate(("47 agents", "48 agents", "46"), start=200):
        ValeurImprimee.objects.create(
            exercice_id=2021,
            chiffre="rh.effectif.total",
            libelle="Agents",
            texte=texte,
            valeur=Decimal(texte.split()[0]),
            calcule=46,
            lieu=f"place {rang}",
            rang=rang,
        )
    constat = constats()["rh.effectif.total@2021"]
    assert "« 47 agents »" in constat.phrase and "« 48 agents »" in constat.phrase
    assert len([c for c in constats() if c.startswith("rh.effectif.total")]) == 1


def test_a_print_of_a_figure_that_is_gone_says_so():
    ValeurImprimee.objects.create(
        exercice_id=2021, chiffre="rh.rien", libelle="Rien", texte="3", valeur=3, lieu="ici", rang=300
    )
    assert "n’existe plus" in constats()["rh.rien@2021"].phrase
