"""Pages of the time spent and of training: shares and years of the source."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from siim94.socle.models import Exercice
from support.models import Formation, LigneVentilation, TypeFormation, Ventilation
from support.panneaux import PartEvolution, PartsPanneau
from support.views import VentilationCrud
from tests.comptes import compte, connecter
from tests.support.factories import FormationFactory, LigneVentilationFactory, VentilationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lire(client):
    """The text of an object's page, as someone who may only read sees it."""
    connecter("direction", client)

    def page(objet):
        contenu = client.get(objet.get_absolute_url()).content.decode()
        return contenu.replace("\u202f", " ").replace("\u00a0", " ")

    return page


@pytest.fixture
def requete(rf):
    requete = rf.get("/")
    requete.user = compte("agent")
    return requete


def jours_si(annee=2021):
    return VentilationCrud.queryset().get(
        exercice=annee, pole__code="systemes-information", mesure="activite", axe="nature"
    )


def brut(cellule: str) -> str:
    return cellule.split(">")[1].split("<")[0] if "<" in cellule else cellule


def test_parts_stand_beside_those_of_the_year_before_with_their_shares(requete):
    panneau = PartsPanneau(jours_si(), requete, Exercice.objects.get(annee=2021))
    (tableau,) = panneau.donnees["tableaux"]
    lignes = [[brut(cellule).replace("\u202f", " ") for cellule in rang] for rang in tableau.rangs]
    # 1 256 of the 2 873 days; 1 169 the year before, as the same report restates it.
    assert lignes[0] == [
        "Maintenance en Condition Opérationnelle",
        "1 256",
        "44\u00a0%",
        "1 169",
        "+7,4\u00a0%",
    ]
    assert [cellule.replace("\u202f", " ") for cellule in tableau.pied[:2]] == ["Total", "2 873"]
    (chart,) = panneau.graphiques
    assert chart.titre == "Maintenance en Condition Opérationnelle\u00a0: 44\u00a0% de l’ensemble"


def test_a_changed_part_changes_shares_and_total(requete):
    LigneVentilation.objects.filter(ventilation=jours_si(), libelle="Mode projet").update(valeur=2177)
    (tableau,) = PartsPanneau(jours_si(), requete, None).donnees["tableaux"]
    assert tableau.pied[1] == "4\u202f000"
    assert tableau.rangs[0][2] == "31\u00a0%"


def test_shares_given_in_per_cent_are_not_shared_again(requete):
    technique = VentilationCrud.queryset().get(pole__code="support-technique", mesure="part")
    (tableau,) = PartsPanneau(technique, requete, None).donnees["tableaux"]
    assert list(tableau.entetes) == ["Nature", "2021 (%)"]
    assert [rang[1] for rang in tableau.rangs] == ["60", "10", "30"]


def test_a_breakdown_leads_to_the_year_before_and_to_the_report(lire):
    page = lire(jours_si())
    assert re.search(rf'href="{jours_si(2020).get_absolute_url()}"\s+rel="prev"', page)
    assert "/bilan/2021/section/support.jours_si/" in page


def test_a_part_is_followed_by_name_through_the_years(requete):
    projet = LigneVentilation.objects.get(ventilation=jours_si(), libelle="Mode projet")
    panneau = PartEvolution(projet, requete, None)
    (tableau,) = panneau.donnees["tableaux"]
    assert [[brut(c).replace("\u202f", " ") for c in rang] for rang in tableau.rangs] == [
        ["2021", "1 050", "−4,8\u00a0%"],
        ["2020", "1 103", ""],
    ]
    (chart,) = panneau.graphiques
    assert chart.titre == "Mode projet, de 2020 à 2021\u00a0: −4,8\u00a0%"


def test_a_type_of_training_shows_people_and_days_by_year(lire):
    page = lire(TypeFormation.objects.get(code="bureautiques"))
    # 324 people and 65,5 days in 2016; 414 and 117 in 2021.
    assert "Agents formés, de 2016 à 2021 : +27,8 %" in page
    assert "Jours de formation, de 2016 à 2021 : +78,6 %" in page


def test_a_training_shows_its_years_and_the_other_types(lire):
    formation = Formation.objects.get(exercice=2021, type__code="metiers")
    page = lire(formation)
    assert "Autres types de formation" in page
    assert "← 2020" in page
    assert "2022 →" not in page
    FormationFactory(exercice__annee=2022, type=formation.type)
    assert "2022 →" in lire(formation)


def test_page_of_a_breakdown_costs_the_same_with_two_parts_as_with_ten(client):
    connecter("direction", client)
    ventilation = VentilationFactory()
    LigneVentilationFactory.create_batch(2, ventilation=ventilation)

    def requetes():
        with CaptureQueriesContext(connection) as capture:
            assert client.get(ventilation.get_absolute_url()).status_code == 200
        return len(capture)

    requetes()
    deux = requetes()
    LigneVentilationFactory.create_batch(8, ventilation=ventilation)
    assert requetes() == deux


def test_a_breakdown_known_by_its_total_alone_says_that_parts_are_missing(lire):
    facture = Ventilation.objects.get(mesure="facture")
    page = lire(facture)
    assert "Les parts de cette ventilation ne sont pas renseignées." in page
    assert "990" in page
