"""What no page was made for: a row taller than a page, a chart over many years in the annex, long names."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

from siim94.bilan.impression import BASE
from siim94.bilan.numerotation import Figure
from siim94.ui.graphiques import LineChart
from tests.bilan import geometrie
from tests.bilan.documents import imprimer

PHRASE = (
    "Mise en place d’un fait assez long pour tenir sur plusieurs lignes, avec ses travaux et leur suite. "
)
FAITS = [
    ("Finances", [f"fait{k} {PHRASE * 2}" for k in range(60)]),
    ("Santé", [f"géant {PHRASE * 75} fin-du-géant"]),
]
ANNEES = [str(annee) for annee in range(2010, 2025)]
NOM = "Immobilisations incorporelles et subventions d’équipement versées aux adhérents du syndicat"


@pytest.fixture(scope="module")
def lues():
    """One drawing of the facts and of the annex."""
    feuille = (BASE / "bilan-papier.css").read_text(encoding="utf-8")
    faits = render_to_string("applications/bilan/faits_metier.html", {"groupes": FAITS})
    montants = [Decimal("1234567.89") * (1 + rang) for rang in range(len(ANNEES))]
    chart = LineChart("Montants", ANNEES, {NOM: montants, "Autres": montants}, unite="€")
    bilan = SimpleNamespace(figures_en_annexe=[Figure(1, chart)])
    annexe = render_to_string("bilan/annexe.html", {"bilan": bilan})
    html = (
        f'<!doctype html><html lang="fr"><head><title>Essai</title><style>{feuille}</style></head><body>'
        f'<section class="couverture"><h1>Essai</h1></section><section class="chapitre ouvre">'
        f"<h2>Faits</h2>{faits}</section>{annexe}</body></html>"
    )
    pdf = imprimer(html, base_url=BASE.as_uri() + "/", dessins={}, titre="Essai", auteur="Essai")
    return geometrie.pages(pdf)


def test_nothing_leaves_the_page_nor_covers_something_else(lues):
    assert geometrie.fautes(lues) == []


def test_a_chapter_that_happens_to_begin_a_page_ends_no_part(lues):
    """The annex stands under a heading of its own, in the document of the facts."""
    assert "Valeurs" in {mot.texte for mot in lues[-1].mots} | {mot.texte for mot in lues[-2].mots}
    assert [page.finale for page in lues] == [False] * (len(lues) - 1) + [True]


def test_every_fact_is_there_to_its_last_word(lues):
    mots = {mot.texte for page in lues for mot in page.mots}
    assert {f"fait{k}" for k in range(60)} | {"géant", "fin-du-géant"} <= mots


def test_a_head_stands_on_every_page_that_holds_rows(lues):
    for page in lues:
        textes = [mot.texte for mot in page.mots]
        if any(texte.startswith("fait") for texte in textes):
            assert "Domaine" in textes, page.numero


def test_every_year_of_the_annex_is_there(lues):
    mots = {mot.texte for page in lues for mot in page.mots}
    assert set(ANNEES) <= mots
