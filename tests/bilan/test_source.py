"""The printed report says all that the report of 2021 said: its words, its titles, its amounts.

Expected values are read from the source document when it is at hand; a list of amounts is written here too.
"""

import re
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings

from tests.bilan.lecture import espaces_simples, lettres, lignes_des_tableaux, texte_du_pdf

SOURCE = Path(settings.RACINE).parent / "shared" / "source" / "bilan-2021.md"
COUVERTURE_ET_SOMMAIRE = 42
CATALOGUE = 800

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

# The lists of key figures are data, printed as sentences: their numbers count, not the words between them.
LISTES_DE_CHIFFRES = (range(499, 552), range(640, 646))


def lignes_de_la_source() -> list[tuple[int, str]]:
    if not SOURCE.exists():
        pytest.skip("le bilan d’origine n’est pas à côté du projet")
    return [
        (numero, ligne.strip(" \u00a0"))
        for numero, ligne in enumerate(SOURCE.read_text(encoding="utf-8").splitlines(), start=1)
        if numero > COUVERTURE_ET_SOMMAIRE
    ]


def phrases_de_la_source() -> list[tuple[int, str]]:
    """Every line of prose or list item, markup taken off; lists of key figures and tables left out."""
    phrases = []
    for numero, ligne in lignes_de_la_source():
        en_chiffres = any(numero in plage for plage in LISTES_DE_CHIFFRES)
        if not ligne or ligne == "---" or ligne.startswith(("#", "<ul")) or "\t" in ligne or en_chiffres:
            continue
        phrases.append((numero, re.sub(r"</?\w+>|[*\\]", "", ligne).removeprefix("- ")))
    return phrases


def test_every_sentence_of_the_source_is_printed(texte_pdf):
    imprime = lettres(texte_pdf)
    assert [(n, phrase) for n, phrase in phrases_de_la_source() if lettres(phrase) not in imprime] == []


def test_every_sentence_of_the_source_is_in_the_page(bilan_html):
    page = lettres(unescape(re.sub(r"<style.*?</style>|<svg.*?</svg>|<[^>]+>", " ", bilan_html, flags=re.S)))
    assert [(n, p) for n, p in phrases_de_la_source() if lettres(p) not in page] == []


def test_every_title_of_the_source_is_printed(texte_pdf):
    imprime = lettres(texte_pdf)
    titres = [ligne.lstrip("# ") for _, ligne in lignes_de_la_source() if ligne.startswith("#")]
    assert len(titres) > 60
    assert [titre for titre in titres if lettres(titre) not in imprime] == []


def test_every_sentence_of_the_contents_leads_to_a_title(texte_pdf):
    imprime = lettres(texte_pdf)
    if not SOURCE.exists():
        pytest.skip("le bilan d’origine n’est pas à côté du projet")
    sommaire = SOURCE.read_text(encoding="utf-8").splitlines()[16:COUVERTURE_ET_SOMMAIRE]
    entrees = [re.sub(r"^\d*\s+|\s*\.\.\.\.\..*$", "", ligne) for ligne in sommaire if "....." in ligne]
    assert len(entrees) == 25
    assert [entree for entree in entrees if imprime.count(lettres(entree)) < 2] == []


@pytest.mark.parametrize("media", ["texte_pdf", "bilan_html"])
def test_every_amount_is_printed(media, request):
    texte = espaces_simples(request.getfixturevalue(media).replace("&nbsp;", " "))
    assert [montant for montant in MONTANTS if montant not in texte] == []


@pytest.mark.parametrize("media", ["texte_pdf", "bilan_html"])
def test_every_amount_of_the_source_tables_is_printed(media, request):
    texte = espaces_simples(request.getfixturevalue(media))
    montants = {
        espaces_simples(montant)
        for _, ligne in lignes_de_la_source()
        if "\t" in ligne
        for montant in re.findall(
            r"\d{1,3}(?:\s\d{3})*,\d\d(?!\d)", re.sub(r"</?b>", "", ligne).replace("\t", " | ")
        )
    }
    assert len(montants) > 60
    assert sorted(montant for montant in montants if montant not in texte) == []


@pytest.mark.parametrize("media", ["texte_pdf", "bilan_html"])
def test_every_number_of_the_key_figures_is_printed(media, request):
    texte = espaces_simples(request.getfixturevalue(media))
    for numero, ligne in lignes_de_la_source():
        if any(numero in plage for plage in LISTES_DE_CHIFFRES):
            for nombre in re.findall(r"\d[\d  ]*(?:,\d+)?", ligne):
                avec_espaces = espaces_simples(nombre).strip()
                groupe = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", " ", avec_espaces) if len(avec_espaces) > 3 else ""
                assert avec_espaces in texte or (groupe and groupe in texte), (numero, nombre)


def nombres(cellules) -> list[str]:
    return [re.sub(r"[^\d,]", "", c).rstrip(",") for c in cellules if re.match(r"[\d\s]+(?:,\d+)?", c)]


def test_every_row_of_the_staffing_table_has_its_numbers(bilan_html):
    imprimees = [nombres(ligne) for ligne in lignes_des_tableaux(bilan_html)]
    lignes = [
        [c for c in re.sub(r"</?b>", "", ligne).split("\t") if c]
        for numero, ligne in lignes_de_la_source()
        if 426 <= numero <= 443 and numero != 436
    ]
    assert len(lignes) == 17
    for ligne in lignes:
        attendus = nombres(cellule.replace("(*)", "") for cellule in ligne[-8:])
        assert attendus in [imprimee[-8:] for imprimee in imprimees], ligne


def test_every_training_figure_is_in_the_row_of_its_type(bilan_html):
    imprimees = [nombres(ligne) for ligne in lignes_des_tableaux(bilan_html)]
    types = [ligne for numero, ligne in lignes_de_la_source() if 740 <= numero <= 742]
    assert len(types) == 3
    for ligne in types:
        agents = re.findall(r"(\d+) agents", ligne)
        jours = [j.replace(".", ",") for j in re.findall(r"([\d.,]+) jours", ligne)]
        assert len(agents) == len(jours) == 6
        assert agents in imprimees and jours in imprimees, ligne


def test_every_line_of_the_catalogue_is_printed(texte_pdf):
    imprime = lettres(texte_pdf)
    lignes = [ligne.split("\t") for n, ligne in lignes_de_la_source() if n > CATALOGUE and "\t" in ligne]
    fonctions = [ligne for ligne in lignes if ligne[0] != "Domaine"]
    assert len(fonctions) == 74
    for domaine, fonction, logiciel, fournisseur, *_ in fonctions:
        for mot in (domaine, fonction, logiciel, fournisseur):
            assert lettres(mot) in imprime, mot


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
