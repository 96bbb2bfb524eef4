"""The space between what stands on the pages of a part changes so that they are full, and only then."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from siim94.bilan import espaces
from siim94.bilan.assemblage import assembler
from siim94.bilan.feuillets import Partie
from siim94.bilan.impression import ADRESSE, BASE
from siim94.bilan.pdf import mettre_en_page
from tests.bilan import geometrie

FEUILLE = (BASE / "bilan-papier.css").read_text(encoding="utf-8")
PARAGRAPHE = f"<p>{'Une phrase qui tient sur deux lignes de la page et recommence ensuite. ' * 2}</p>"


def partie(paragraphes: int, **options) -> Partie:
    html = (
        f'<html lang="fr"><title>Essai</title><body><section class="chapitre ouvre"><h2>Titre</h2>'
        f"{PARAGRAPHE * paragraphes}</section></body></html>"
    )
    return Partie("essai", html, FEUILLE, {}, "Essai", "Essai", **options)


def pages(partie: Partie) -> int:
    return len(mettre_en_page(partie, base_url=ADRESSE).numeros)


COUVERTURE = mettre_en_page(partie(1), base_url=ADRESSE)


@pytest.fixture
def echelles(monkeypatch):
    """The scales that a layout was tried at."""
    tentees = []

    def noter(mettre):
        def faire(echelle):
            tentees.append(echelle)
            return mettre(echelle)

        return espaces.remplir(faire)

    monkeypatch.setattr("siim94.bilan.pdf.remplir", noter)
    return tentees


@pytest.fixture(scope="module")
def debordement() -> int:
    """How many paragraphs leave a few lines on a third page."""
    return next(nombre for nombre in range(20, 80) if pages(partie(nombre)) == 3)


def test_a_few_lines_on_a_last_page_are_pulled_in(debordement):
    seule = partie(debordement)
    assert pages(replace(seule, a_remplir=True)) == 2 < pages(seule)


def chapitre(lignes: int) -> str:
    """A sentence alone under its heading, then a table of two groups, after so many lines."""
    rang, groupe, point = (f"<tr><td>{mot}</td></tr>" for mot in ("Rang", "Groupe", "Point"))
    return (
        '<section class="chapitre" style="break-before: page"><h2>Chapitre</h2>'
        f"{'<p>Une ligne.</p>' * lignes}<h3>Annonce</h3><p>Phrase.</p>"
        f'<div class="defile"><table><thead>{groupe}</thead><tbody>{rang * 2}</tbody>'
        f'<tbody class="court">{groupe}{point * 4}</tbody></table></div></section>'
    )


def test_a_sentence_stays_with_its_table_and_a_short_group_with_itself():
    html = f'<html lang="fr"><title>Essai</title><body>{"".join(map(chapitre, range(23, 33)))}</body></html>'
    pdf = assembler([mettre_en_page(replace(partie(0), html=html), base_url=ADRESSE)])
    textes = [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]
    assert {texte.count("Point") for texte in textes} == {0, 4}
    coupes = [texte for texte in textes if "Rang" in texte and "Point" not in texte]
    assert coupes and all("Phrase" in texte for texte in textes if "Rang" in texte)


def test_a_few_lines_of_the_contents_are_pulled_in():
    lignes = "<li><a href='#t'>Une rubrique</a></li>" * 44
    html = (
        '<html lang="fr"><title>Essai</title><body><nav class="chapitre ouvre sommaire"><h2 id="t">Titre</h2>'
        f'<ol class="matieres">{lignes}</ol></nav></body></html>'
    )
    seule = replace(partie(0), html=html)
    assert pages(replace(seule, a_remplir=True)) == 1 < pages(seule)


def test_the_choice_follows_from_the_part_alone(debordement):
    une = partie(debordement, a_remplir=True)
    premiere, seconde = (mettre_en_page(une, base_url=ADRESSE).octets() for _ in range(2))
    assert premiere == seconde


def test_full_pages_are_laid_out_once(debordement, echelles):
    pleine = partie(debordement - 1, a_remplir=True)
    assert pages(pleine) == 2 and echelles == [1.0]


def test_a_page_alone_is_left_as_it_is(echelles):
    assert pages(partie(2, a_remplir=True)) == 1 and echelles == [1.0]


def test_no_part_is_laid_out_more_than_twice(debordement, echelles, monkeypatch):
    monkeypatch.setattr(espaces, "ASSEZ", 101.0)
    pages(partie(debordement, a_remplir=True))
    assert echelles == [1.0, espaces.AU_MOINS]


def test_what_the_other_pages_cannot_take_is_not_tried(debordement, echelles):
    assert pages(partie(debordement + 8, a_remplir=True)) == 3 and echelles == [1.0]


@pytest.fixture(scope="module")
def inegales():
    """Pages that what nothing cuts leaves unfilled, as written and filled."""
    rangs = "".join(f'<tr><th scope="row">Ligne {rang}</th><td>{rang}</td></tr>' for rang in range(9))
    tableau = (
        f'<table><thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead><tbody>{rangs}</table>'
    )
    encadre = f'<div class="encadre">{PARAGRAPHE * 2}</div>'
    entiere = f'<div style="break-inside: avoid">{PARAGRAPHE * 9}</div>'
    morceau = (
        f"<h3>Sous-titre</h3>{PARAGRAPHE * 3}<ul><li>un</li><li>deux</li></ul>{tableau}{encadre}{entiere}"
    )
    vides = partie(0)
    une = replace(vides, html=vides.html.replace("</section>", f"{morceau * 6}</section>"))
    return tuple(
        geometrie.pages(assembler([COUVERTURE, mettre_en_page(essai, base_url=ADRESSE)]))
        for essai in (une, replace(une, a_remplir=True))
    )


def test_a_page_that_another_follows_is_filled_to_its_foot(inegales):
    ecrites, remplies = inegales
    assert len(remplies) == len(ecrites) > 3
    for avant, apres in zip(ecrites[:-1], remplies[:-1], strict=True):
        assert [mot.texte for mot in avant.mots] == [mot.texte for mot in apres.mots]
        assert apres.remplie >= min(avant.remplie + 3, 97)


def test_what_is_filled_leaves_no_margin_and_covers_nothing(inegales):
    _, remplies = inegales
    assert geometrie.fautes(remplies) == []


def test_the_last_page_keeps_its_space(inegales):
    ecrites, remplies = inegales
    assert ecrites[-1].mots == remplies[-1].mots


def test_the_heights_of_the_sheet_are_heights_alone():
    feuille, hauteurs = espaces.separer(FEUILLE)
    assert hauteurs and "ESPACES" not in feuille
    dites = re.findall(r"([\w-]+):\s*([^;}]+);", re.sub(r"/\*.*?\*/", "", hauteurs, flags=re.S))
    assert {nom for nom, _ in dites} == {"margin-top", "margin-bottom", "padding-top", "padding-bottom"}
    assert all(re.fullmatch(r"-?[\d.]+mm|0", valeur) for _, valeur in dites)


def test_heights_are_scaled_and_nothing_else():
    assert espaces.a_l_echelle("h2 { margin-top: 2mm; } table { margin-top: -.5mm; }", 0.5) == (
        "h2 { margin-top: 1.000mm; } table { margin-top: -0.250mm; }"
    )
