"""One page says at which step a year stands, and gives the one next act of whoever reads it."""

import re

import pytest

from siim94.bilan import exercices
from siim94.socle.models import Chargement, Exercice
from tests.comptes import connecter
from tests.socle.factories import ChargementFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("memoire_partagee")]


def page(role, annee=2022):
    return connecter(role).get(f"/exercices/{annee}/").content.decode()


def geste(html):
    """The one next act."""
    tete = re.search(r'<header class="tete">.*?</header>', html, re.S)[0]
    trouve = re.search(r'class="bouton premier"\s+href="([^"]+)"', tete)
    return trouve and trouve[1]


def test_a_year_that_is_not_there_yet_is_prepared_by_whoever_may():
    assert geste(page("direction")) == "/exercices/preparer/?annee=2022"
    assert geste(page("gestionnaire")) is None
    assert "La direction ou l’administration s’en charge." in page("gestionnaire")
    assert connecter("direction").get("/exercices/suivant/").url == "/exercices/2022/"


def test_once_prepared_the_workbook_comes_first_then_its_load_then_what_is_missing_then_the_opening():
    reponse = connecter("admin").post("/exercices/preparer/", {"annee": 2022})
    assert reponse.url == "/exercices/2022/"
    assert geste(page("gestionnaire")) == "/chargements/classeur/2022/"
    chargement = ChargementFactory(
        genre="classeur", fichier="classeur-2022.xlsx", exercice_id=2022, etat=Chargement.Etat.APERCU
    )
    html = page("gestionnaire")
    assert "classeur-2022.xlsx" in html and chargement.get_absolute_url() in html
    Chargement.objects.filter(pk=chargement.pk).update(etat=Chargement.Etat.FAIT)
    html = page("gestionnaire")
    assert geste(html) == "/bilan/2022/preparation/"
    assert re.search(r"\d+ éléments du bilan manquent\.", html)
    assert "/exercices/2022/ouvrir/" in page("direction") and "/exercices/2022/ouvrir/" not in html


def test_an_open_year_has_no_step_before_its_report():
    html = page("direction", 2021)
    assert "L’exercice est ouvert." in html
    assert geste(html) in ("/bilan/2021/preparation/", None)
    exercices.clore(Exercice.objects.get(annee=2021))
    assert "L’exercice est clos." in page("direction", 2021)


@pytest.mark.parametrize("annee", [2035, 2019, 1, 99999])
def test_a_year_without_a_report_or_too_far_has_no_steps(annee):
    assert connecter("direction").get(f"/exercices/{annee}/").status_code == 404


def test_it_is_found_by_search_and_from_the_years():
    client = connecter("gestionnaire")
    assert "/exercices/suivant/" in client.get("/recherche/?q=préparer").content.decode()
    assert "/exercices/2021/" in client.get("/exercices/").content.decode()
