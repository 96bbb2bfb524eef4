"""Questions that an agent asks of the search box: the figure, its year and its page come first.

Written down from the report on paper (2021) before the search knew how to answer them.
"""

import re

import pytest
from django.utils.html import strip_tags

from adherents.models import Adherent, SituationAdherent
from siim94.accueil.recherche import chercher
from siim94.socle.models import Exercice
from tests.comptes import compte, connecter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("memoire_partagee")]

# Question, figure as the paper gives it ("n. r.": it does not), year, words of the page it leads to.
QUESTIONS = [
    ("chapitre 74", "6 008 855,27 €", 2021, "Dotations et participations"),
    ("chapitre 011", "2 214 727,45 €", 2021, "Charges à caractère général"),
    ("population arcueil", "n. r.", 2021, "Ville d’Arcueil"),
    ("combien d'agents", "46", 2021, "Agents"),
    ("recettes de fonctionnement", "6 717 398,43 €", 2021, "Recettes de fonctionnement"),
    ("Combien de dépenses de fonctionnement ?", "6 504 265,35 €", 2021, "Dépenses de fonctionnement"),
    ("total des dépenses d'investissement", "1 114 874,04 €", 2021, "Dépenses d’investissement"),
    ("total des recettes de gestion courante", "6 713 271,17 €", 2021, "gestion courante"),
    ("résultat de fonctionnement", "213 133,08 €", 2021, "Résultat de fonctionnement"),
    ("6 717 398,43 €", "6 717 398,43 €", 2021, "Recettes de fonctionnement"),
    ("1 828 377,37 €", "1 828 377,37 €", 2021, "Vitry-sur-Seine"),
    ("54 629,77", "54 629,77 €", 2021, "reportées"),
    ("660 k€", "660 k€", 2021, "Augmentation des produits et services"),
    ("990 jours", "990", 2021, "facturés"),
    ("contribution de gentilly", "485 166,72 €", 2021, "Gentilly"),
    ("charges de personnel", "3 544 981,77 €", 2021, "Charges de personnel"),
    ("frais de maintenance", "644 k€", 2021, "Frais de maintenance"),
    ("subventions reçues en 2021", "40 000,00 €", 2021, "Subventions"),
    ("emprunts et dettes", "344 265,10 €", 2021, "Emprunts et dettes"),
    ("combien d'adhérents", "15", 2021, "Adhérents"),
    ("effectif 2020", "50", 2020, "Emplois pourvus"),
    ("départs", "8", 2021, "Départs"),
    ("âge moyen", "46 ans", 2021, "Âge moyen"),
    ("jours d'absence par agent", "5,85", 2021, "absence"),
    ("serveurs applicatifs", "331", 2021, "Serveurs applicatifs"),
    ("nombre de pages éditées", "61 500", 2021, "Pages éditées"),
    ("combien de mandats", "115 000", 2021, "Mandats"),
    ("électeurs inscrits", "97 965", 2021, "Électeurs inscrits"),
    pytest.param(
        *("agents formés en 2019", "1 282", 2019, "Agents formés"),
        marks=pytest.mark.xfail(reason="the paper's parts add up to 1 297, which is answered", strict=True),
    ),
    ("jours de formation", "151,5", 2021, "Jours de formation"),
]


def lire(html):
    return re.sub(r"\s+", " ", strip_tags(html))


@pytest.mark.parametrize(("question", "chiffre", "annee", "mots"), QUESTIONS)
def test_a_question_is_answered_by_the_figure_its_year_and_its_page(client, question, chiffre, annee, mots):
    connecter("agent", client)
    page = client.get("/recherche/", {"q": question}).content.decode()
    premier = re.search(r'<div class="resultats.*?<li>(.*?)</li>', page, re.S)
    assert premier, "no answer"
    reponse = lire(premier[1])
    assert re.search(rf"(?<![\d,]){re.escape(chiffre)}(?![\d,])", reponse)
    assert str(annee) in reponse
    adresse = re.search(r'href="([^"]+)"', premier[1])[1].replace("&amp;", "&")
    suite = lire(client.get(adresse).content.decode())
    assert mots.lower() in suite.lower()
    assert chiffre in suite


def test_a_figure_that_a_person_may_not_read_is_no_answer(client):
    connecter("sans-droit", client)
    assert "chiffres" not in client.get("/recherche/", {"q": "recettes de fonctionnement"}).content.decode()


def test_a_population_is_told_once_it_is_given(client):
    arcueil = Adherent.objects.get(nom="Ville d’Arcueil")
    SituationAdherent.objects.create(adherent=arcueil, exercice_id=2021, bilan_de_id=2021, population=21_501)
    connecter("agent", client)
    for question in ("population arcueil", "habitants d’Arcueil", "21 501"):
        page = client.get("/recherche/suggestions/", {"q": question}).content.decode()
        assert "21 501 habitants" in lire(page)
        assert f'href="{arcueil.get_absolute_url()}"' in page


def test_a_member_comes_before_what_it_pays():
    agent, exercice = compte("agent"), Exercice.objects.get(annee=2021)
    assert chercher("arcueil", agent, exercice).groupes[0].cle == "adherent"


def test_an_amount_of_another_year_is_found_with_its_year():
    exercice = Exercice.objects.get(annee=2021)
    vide = Exercice.objects.create(annee=2022, statut="ouvert")
    [groupe] = [g for g in chercher("6 717 398,43", compte("agent"), vide).groupes if g.cle == "chiffres"]
    assert {resultat.annee for resultat in groupe.resultats} == {exercice.annee}
