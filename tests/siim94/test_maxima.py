"""Too many criteria, words, values, rows or fields, on every address: said in French, at once, no error.

A sixth of the addresses for each, as the seed has it; all in ``make bench BENCH=marches``, which times them.
"""

import json
import os
import time

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.http import urlencode
from lxml import html

from siim94.socle import middleware
from siim94.socle.recherche import MOTS_MAXIMUM, TEXTE_MAXIMUM
from siim94.ui.grille.vues import LIGNES_MAXIMALES
from siim94.ui.saisie import lot
from tests.adresses import MOTIFS, adresses, crud_de
from tests.comptes import connecter
from tests.rigueur import MARCHES_ENTIERES, tirer

pytestmark = pytest.mark.django_db

LISTES = sorted(nom for nom in MOTIFS if nom.endswith("_list") and crud_de(nom))
LISTES = tirer(LISTES, len(LISTES) // 6, "maxima of lists")
# Statements of a page, and its seconds where the walks are whole; what one costs more is a fault.
INSTRUCTIONS, LIMITE = 60, 3.0
MOTS = " ".join("abcdefghij"[n % 10] * (1 + n % 3) for n in range(TEXTE_MAXIMUM // 3))
TROP = [
    (urlencode({"q": "a" * (TEXTE_MAXIMUM + 1)}), f"{TEXTE_MAXIMUM} signes au plus"),
    (urlencode([("critere", n) for n in range(middleware.VALEURS_MAXIMALES + 1)]), "valeurs au plus"),
    (urlencode({"autre": "a" * middleware.ADRESSE_MAXIMALE}), "signes au plus"),
]
# Of each form that takes a list, the field and what it says of too many of them.
LISTES_POSTEES = {
    "versions": (",".join(f"{n}:1" for n in range(20_000)), "au plus"),
    "lot": (",".join(f"{n}:1" for n in range(20_000)), "à la fois"),
    "cases": (
        json.dumps([{"ligne": 1, "adherent": 1, "version": 0, "etat": ""}] * 20_000),
        "cases à la fois",
    ),
    "collage": (
        json.dumps({"ligne": 0, "colonne": 0, "lignes": [[1, {}]] * 20_000, "texte": "1", "champs": ["a"]}),
        "au plus",
    ),
}


@pytest.fixture
def client():
    client = connecter("admin")
    client.raise_request_exception = False
    return client


@pytest.fixture
def pages():
    return sorted({url for nom in MOTIFS if nom != "deconnexion" for url in adresses(nom)})


def repond(client, methode: str, url: str, *donnees):
    debut = time.perf_counter()
    with CaptureQueriesContext(connection) as instructions:
        reponse = getattr(client, methode)(url, *donnees)
    duree = time.perf_counter() - debut
    assert reponse.status_code < 500, (url, reponse.status_code)
    assert len(instructions) <= INSTRUCTIONS, url[:200]
    if MARCHES_ENTIERES in os.environ:
        assert duree < LIMITE, f"{url[:200]}: {duree:.1f} s"
    return reponse


@pytest.mark.parametrize(("requete", "phrase"), TROP, ids=["text", "values", "address"])
def test_no_page_takes_more_than_its_maximum(client, pages, requete, phrase):
    for url in tirer(pages, len(pages) // 6, phrase):
        reponse = repond(client, "get", f"{url}?{requete}")
        # A static refusal of the method or of the reader may come first.
        assert reponse.status_code in (400, 404, 405), url
        if reponse.status_code == 400:
            assert phrase in reponse.content.decode(), url


@pytest.mark.parametrize("nom", LISTES)
def test_a_list_reads_as_much_as_is_allowed_at_once(client, nom):
    (url,) = adresses(nom)
    texte = repond(client, "get", f"{url}?{urlencode({'q': MOTS})}").content.decode()
    assert f"{MOTS_MAXIMUM} premiers mots" in texte
    noms = [*crud_de(nom).filterset_class.base_filters, "tri", "colonnes", "exercice", "page"]
    # The criteria a handful at a time: each with as many values as one takes.
    for debut in range(0, len(noms), 4):
        criteres = [(nom, n) for nom in noms[debut : debut + 4] for n in range(60) if nom != "q"]
        repond(client, "get", f"{url}?{urlencode(criteres)}"[: middleware.ADRESSE_MAXIMALE])
    repond(client, "get", f"{url}?{urlencode({'tri': 'nom,-nom,' * 300, 'colonnes': 'nom,' * 200})}")


@pytest.mark.parametrize(
    "url", ["/recherche/", "/recherche/suggestions/", "/journal/", "/aide/", "/admin/adherents/adherent/"]
)
def test_a_long_text_is_looked_for_at_once(client, url):
    repond(client, "get", f"{url}?{urlencode({'q': MOTS})}")


def test_the_search_says_how_many_words_it_takes(client):
    texte = client.get(f"/recherche/?{urlencode({'q': MOTS})}").content.decode()
    assert f"Seuls les {MOTS_MAXIMUM} premiers mots" in texte


def test_a_form_of_too_many_fields_says_how_many_it_takes(client, pages):
    trop = urlencode([(f"a{n}", "") for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)])
    for url in pages[:: len(pages) // 20]:
        reponse = client.post(url, trop, content_type="application/x-www-form-urlencoded")
        assert reponse.status_code == 400, url
        assert f"{settings.DATA_UPLOAD_MAX_NUMBER_FIELDS} champs au plus" in reponse.content.decode()


def test_a_grid_takes_as_many_rows_as_it_shows(client):
    for nom in (nom for nom in MOTIFS if nom.endswith("_grid")):
        (url,) = adresses(nom)
        for champ in ("versions", "collage"):
            valeur, phrase = LISTES_POSTEES[champ]
            reponse = repond(client, "post", url, {champ: valeur})
            assert reponse.status_code in (400, 403), (url, champ)
            if reponse.status_code == 400:
                assert phrase in reponse.content.decode(), (url, champ)
    assert LIGNES_MAXIMALES < 20_000


def test_a_bulk_change_takes_as_many_rows_as_it_says(client):
    assert lot.LIGNES_MAXIMALES < 20_000
    for nom in (nom for nom in MOTIFS if nom.endswith("_bulk")):
        (url,) = adresses(nom)
        valeur, phrase = LISTES_POSTEES["lot"]
        reponse = repond(client, "post", url, {"action": "supprimer", "lot": valeur})
        if reponse.status_code == 302:
            assert phrase in client.get(reponse["Location"]).content.decode(), url


def test_the_matrix_takes_as_many_cells_as_it_says(client):
    valeur, phrase = LISTES_POSTEES["cases"]
    reponse = repond(client, "post", "/applications/catalogue/matrice/", {"cases": valeur})
    assert reponse.status_code == 422
    assert phrase in reponse.json()["message"]


@pytest.mark.usefixtures("memoire_partagee")
def test_every_list_that_a_form_sends_is_walked(client):
    """A field that holds several values in one text is one of those above: a page added later shows here."""
    connus = {*LISTES_POSTEES, "ordre", "colonnes"}
    # One list stands for all: they have the same pages.
    une = crud_de("finances:contribution_list")
    for nom in (nom for nom in MOTIFS if nom != "deconnexion" and crud_de(nom) in (None, une)):
        for url in adresses(nom):
            page = client.get(url)
            if page.status_code != 200 or page.streaming or "html" not in page.get("Content-Type", ""):
                continue
            formulaires = html.fromstring(page.content.strip() or b"<p>").forms
            for formulaire in (f for f in formulaires if f.method == "POST"):
                for champ, valeur in formulaire.form_values():
                    if len(valeur.split(",")) > 3 and ":" in valeur.partition(",")[0]:
                        assert champ in connus, (url, champ, valeur[:80])
