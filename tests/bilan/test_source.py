"""The printed report says all that the report of 2021 said: its words, its titles, its amounts.

Expected values are those of the source (``tests/source.py``); a list of amounts is written here too.
"""

import re
from html import unescape

import pytest

from tests.bilan.lecture import espaces_simples, lettres, lignes_des_tableaux, texte_du_pdf
from tests.source import SOURCE, absents

MONTANTS = """
6 835,91 697 578,47 6 008 855,27 1,52 6 713 271,17 4 127,26 6 717 398,43
1 828 377,37 1 318 655,28 984 152,04 500 070,21 485 166,72 400 000,00 331 165,13 303 742,32
181 414,92 145 517,24 88 458,31 37 513,82 19 848,42 18 256,66 17 726,00 6 369,30
2 214 727,45 3 544 981,77 36 001,42 5 795 710,64 54 044,29 9 967,02 5 859 721,95 644 543,40 6 504 265,35
170 155,48 90 266,00 79 889,48 24 787,00 420 449,40 6 353,88 17 348,00 7 961,89 164 882,23 2 761,00 814 698,88
605 313,58 54 019,72 162 804,18 397,50 442 509,40 53 622,22 165 295,36 610,05 107 028,91 57 404,06 862,39
770 608,94 54 629,77 344 265,10 1 114 874,04
"""
MONTANTS = re.findall(r"\d{1,3}(?: \d{3})*,\d\d", MONTANTS)


# Lines of the source that are headings of a lost picture: in the draft, not in the final report.
SANS_DONNEES = {479, 575, 579, 583, 714, 723}


def manquent(passages: str, texte: str) -> set[int]:
    return {ligne for ligne, _ in absents(passages, texte)}


def test_every_sentence_and_title_of_the_source_is_in_the_draft(projet_pdf):
    texte = lettres(texte_du_pdf(projet_pdf))
    assert manquent("phrases", texte) == manquent("titres", texte) == set()


def test_every_sentence_of_the_source_is_printed(texte_pdf):
    assert manquent("phrases", lettres(texte_pdf)) == SANS_DONNEES


def test_every_sentence_of_the_source_is_in_the_page(bilan_html):
    page = lettres(unescape(re.sub(r"<style.*?</style>|<svg.*?</svg>|<[^>]+>", " ", bilan_html, flags=re.S)))
    assert manquent("phrases", page) == SANS_DONNEES


def test_every_title_of_the_source_is_printed_but_those_whose_picture_is_lost(texte_pdf):
    assert len(SOURCE["titres"]) > 60
    assert manquent("titres", lettres(texte_pdf)) == {745, 786, 790}


def test_every_sentence_of_the_contents_leads_to_a_title(texte_pdf):
    assert len(SOURCE["sommaire"]) == 25
    assert absents("sommaire", lettres(texte_pdf), fois=2) == []


@pytest.mark.parametrize("media", ["texte_pdf", "bilan_html"])
def test_every_amount_is_printed(media, request):
    texte = espaces_simples(request.getfixturevalue(media).replace("&nbsp;", " "))
    assert [montant for montant in MONTANTS if montant not in texte] == []


@pytest.mark.parametrize("media", ["texte_pdf", "bilan_html"])
def test_every_amount_of_the_source_tables_is_printed(media, request):
    texte = espaces_simples(request.getfixturevalue(media))
    assert len(SOURCE["montants"]) > 60
    assert [montant for montant in SOURCE["montants"] if montant not in texte] == []


@pytest.mark.parametrize("media", ["texte_pdf", "bilan_html"])
def test_every_number_of_the_key_figures_is_printed(media, request):
    texte = espaces_simples(request.getfixturevalue(media))
    for numero, nombre in SOURCE["chiffres_cles"]:
        groupe = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", " ", nombre) if len(nombre) > 3 else ""
        assert nombre in texte or (groupe and groupe in texte), (numero, nombre)


def nombres(cellules) -> list[str]:
    return [re.sub(r"[^\d,]", "", c).rstrip(",") for c in cellules if re.match(r"[\d\s]+(?:,\d+)?", c)]


def test_every_row_of_the_staffing_table_has_its_numbers(bilan_html):
    imprimees = [nombres(ligne) for ligne in lignes_des_tableaux(bilan_html)]
    assert len(SOURCE["effectifs"]) == 17
    for attendus in SOURCE["effectifs"]:
        assert attendus in [imprimee[-8:] for imprimee in imprimees], attendus


def test_every_training_figure_is_in_the_row_of_its_type(bilan_html):
    imprimees = [nombres(ligne) for ligne in lignes_des_tableaux(bilan_html)]
    assert len(SOURCE["formations"]) == 3
    for agents, jours in SOURCE["formations"]:
        assert len(agents) == len(jours) == 6
        assert agents in imprimees and jours in imprimees, agents


def test_every_line_of_the_catalogue_is_printed(texte_pdf):
    assert len(SOURCE["mots_du_catalogue"]) == 74 * 4
    assert absents("mots_du_catalogue", lettres(texte_pdf)) == []


def test_catalogue_prints_one_dot_for_each_cross(bilan_pdf, texte_pdf):
    # 244 crosses, and the one of the legend.
    assert texte_pdf.count("●") == 244 + 1


def test_cover_has_what_the_source_cover_had(bilan_pdf):
    couverture = espaces_simples(texte_du_pdf(bilan_pdf)[:400])
    for mot in ("2021", "24, bd Paul Vaillant Couturier", "94200", "01.43.90.25.30", "direction@siim94.net"):
        assert mot in couverture


def test_signature_follows_the_word_of_the_president(texte_pdf):
    texte = lettres(texte_pdf)
    assert lettres("un service public de qualité. Malika KACIMI Adjointe au maire de Villejuif") in texte
