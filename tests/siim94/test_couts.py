"""What pages cost: as many queries whatever the rows that they show, and whatever the years behind them.

A third of the pages of an object, as the seed has it; all in ``make bench BENCH=marches``.
"""

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from siim94.socle.models import Exercice
from tests.adresses import ANNEE, MOTIFS, adresses, crud_de
from tests.annees import copier
from tests.comptes import connecter
from tests.rigueur import tirer

pytestmark = pytest.mark.django_db

FICHES = sorted(nom for nom in MOTIFS if nom.endswith("_detail"))
FICHES = tirer(FICHES, len(FICHES) // 3, "costs of pages")
APERCUS = sorted({"accueil", *(nom for nom in MOTIFS if nom.endswith(":accueil") and not crud_de(nom))})
COPIES = 6


@pytest.fixture
def admin(client):
    return connecter("admin", client)


def cout(client, url, **parametres) -> int:
    """The number of queries of a page; of its second reading, since the first is noted."""
    client.get(url, parametres)
    with CaptureQueriesContext(connection) as requetes:
        reponse = client.get(url, parametres)
    assert reponse.status_code == 200, url
    return len(requetes)


def multiplier(objet, numeros: range) -> int:
    """Repeat one related row of each kind under other names, numbers and objects, where rules allow it."""
    faites = 0
    for relation in objet._meta.related_objects:
        if not relation.one_to_many or not relation.related_model._meta.managed:
            continue
        liees = relation.related_model._base_manager.filter(**{relation.field.name: objet})
        if (modele := liees.order_by("pk").first()) is None:
            continue
        for numero in numeros:
            try:
                with transaction.atomic():
                    _copie(modele, relation.field, numero).save()
                faites += 1
            except (IntegrityError, IndexError):
                continue
    return faites


def _copie(ligne, lien, numero):
    valeurs = {}
    for champ in ligne._meta.concrete_fields:
        valeur = getattr(ligne, champ.attname)
        if champ.primary_key or champ.name == "version":
            continue
        if champ.many_to_one and champ is not lien and champ.related_model is not Exercice and valeur:
            valeur = champ.related_model._base_manager.order_by("pk").values_list("pk", flat=True)[numero]
        elif isinstance(champ, models.CharField) and not champ.choices and valeur:
            valeur = f"{valeur[: champ.max_length - 3]}-{numero}"
        elif champ.name in ("rang", "numero"):
            valeur = 1000 + numero
        valeurs[champ.attname] = valeur
    return type(ligne)(**valeurs)


@pytest.mark.parametrize("nom", [nom for nom in FICHES if crud_de(nom)])
def test_a_page_costs_the_same_with_more_related_rows(admin, nom):
    modele = crud_de(nom).model
    comparees = 0
    for url, objet in zip(adresses(nom, combien=3), modele._default_manager.all()[:3], strict=True):
        # The first copies bring the panels, the counts of what is not shown, the entries of the history.
        multiplier(objet, range(COPIES))
        avant = cout(admin, url)
        if multiplier(objet, range(COPIES, 2 * COPIES)):
            assert cout(admin, url) == avant, url
            comparees += 1
    if not comparees:
        pytest.skip("nothing hangs from such an object")


def test_pages_and_the_report_cost_the_same_with_six_years_as_with_three(admin):
    """Of a year to which several lead, so that trends and comparisons are on the page both times; what a
    report compares is the year before, whatever stands behind.
    """
    urls = [url for nom in (*FICHES, *APERCUS) for url in adresses(nom)]

    def couts(annee: int) -> dict[str, int]:
        pages = {url: cout(admin, url, exercice=annee) for url in urls}
        return pages | {"report": cout(admin, reverse("bilan:html", args=[annee]))}

    copier(ANNEE, range(ANNEE + 1, ANNEE + 3))
    trois = couts(ANNEE + 2)
    copier(ANNEE, range(ANNEE + 3, ANNEE + 6))
    six = couts(ANNEE + 5)
    assert {page: (trois[page], six[page]) for page in trois if trois[page] != six[page]} == {}
