"""The tree that the HTML gives: one element for what columns and pages cut, types that say what it is."""

import pytest

from siim94.bilan.structure_parties import achever, elements
from tests.bilan.documents import PHRASE, STYLE, imprimer
from tests.bilan.lecture_balises import lire
from tests.bilan.regles_balises import manquements

POINTS = "".join(
    f"<li>Le point numéro {i} de la liste, <strong>dit</strong> en entier.</li>" for i in range(24)
)
DOCUMENT = f"""<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Essai</title><style>{STYLE}
p {{ hyphens: auto }} .colonnes {{ columns: 2; height: 60mm }} b.bloc {{ display: block }}
nav ol {{ list-style: none }} nav a::after {{ content: target-counter(attr(href), page); float: right }}
</style></head><body>
<section><h1>Bilan <span style="display: block">2021</span></h1></section>
<nav><h2>Table des matières</h2><ol><li><b>1</b> <a href="#un">Premier</a>
  <ol><li><a href="#deux">Recettes</a></li><li><a href="#trois">Dépenses</a></li></ol></li>
  <li><a href="#trois">Second</a></li></ol></nav>
<h2>Une partie</h2>
<section><h2 aria-level="3" id="un">Premier</h2>
  <p><b class="bloc">12 M€</b> <span>de recettes <small>en hausse</small></span></p>
  <h3 aria-level="4" id="deux">Recettes</h3>
  <div class="colonnes"><ul>{POINTS}</ul></div>
  <p>{PHRASE * 30}</p>
  <p class="date">Le <span class="rang">1<sup>er</sup></span> janvier</p>
  <div>Du texte sans paragraphe, <em>ou presque</em><p>puis un paragraphe</p></div></section>
<section><h2 aria-level="3" id="trois">Second</h2>
  <ol><li>Un<ul><li>Dedans</li></ul></li><li><p>Deux</p><p>Suite</p></li></ol>
  <dl><dt>RAR</dt><dd>Restes</dd><dd>À réaliser</dd></dl>
  <p>Un <abbr title="office public de l’habitat">OPH</abbr>, un <span lang="en">proof of concept</span>,
  <a href="https://www.example.org/">un lien dont le texte est si long qu’il passe à la ligne
  qui vient après</a>.</p></section>
<section><h2>Annexe</h2><p>Fin</p></section></body></html>"""


@pytest.fixture(scope="module")
def racine():
    return lire(imprimer(DOCUMENT))


def test_nothing_stands_where_it_may_not(racine):
    assert manquements(racine) == []


def test_list_that_columns_and_a_page_cut_is_one(racine):
    longue = racine.tous("L")[0]
    assert [item.texte for item in longue.elements] == [
        f"• Le point numéro {i} de la liste, dit en entier." for i in range(24)
    ]


def test_a_list_inside_a_point_belongs_to_it(racine):
    _, liste, dedans, definitions = racine.tous("L")
    assert [item.texte for item in liste.elements] == ["1. Un ◦ Dedans", "2. Deux Suite"]
    assert dedans.parent.genre == "LBody"
    assert [e.genre for e in definitions.elements[0].elements] == ["Lbl", "LBody"]
    assert definitions.texte == "RAR Restes À réaliser"
    assert [str(e.attribut("/ListNumbering")) for e in (liste, dedans)] == ["/Decimal", "/Disc"]


def test_contents_are_items_with_their_number_their_link_and_what_is_under_them(racine):
    contenu, dessous = racine.tous("TOC")
    assert [e.genre for e in contenu.elements[0].elements] == ["Lbl", "Reference", "TOC"]
    assert [e.texte for e in contenu.elements[0].elements[:2]] == ["1", "Premier1"]
    assert [e.texte for e in dessous.elements] == ["Recettes1", "Dépenses3"]
    assert dessous.parent is contenu.elements[0]


def test_parts_stand_above_their_chapters_and_an_annex_does_not_belong_to_one(racine):
    assert [e.genre for e in racine.elements] == ["Sect", "Sect", "Part", "Sect"]
    assert [e.genre for e in racine.elements[2].elements] == ["H2", "Sect", "Sect"]
    assert "".join(t.genre[1] for t in racine.tous("H1", "H2", "H3", "H4")) == "1223432"


def test_a_word_cut_at_the_end_of_a_line_is_said_whole(racine):
    dits = [e for e in racine.tous("Span") if "/ActualText" in e.objet]
    coupes = [e for e in dits if str(e.objet.ActualText) != "1er"]
    assert coupes and all(str(e.objet.ActualText).endswith("\u00ad") for e in coupes)
    paragraphe = next(p for p in racine.tous("P") if p.texte.startswith("Les recettes"))
    assert paragraphe.texte == " ".join((PHRASE * 30).split())


def test_initials_are_expanded_and_words_have_their_language(racine):
    sigle, mots = (e for e in racine.tous("Span") if "/ActualText" not in e.objet)
    assert (sigle.texte, str(sigle.objet.E)) == ("OPH", "office public de l’habitat")
    assert (mots.texte, str(mots.objet.Lang)) == ("proof of concept", "en")


def test_an_ordinal_is_said_in_one_word(racine):
    (rang,) = [element for element in racine.tous("Span") if str(element.objet.get("/ActualText")) == "1er"]
    assert rang.parent.genre == "P" and rang.parent.texte == "Le 1er janvier"
    assert not rang.elements


def test_a_link_on_two_lines_is_one(racine):
    (lien,) = (lien for lien in racine.tous("Link") if lien.texte.startswith("un lien"))
    assert lien.annotations == 2
    assert lien.texte.endswith("qui vient après")


def test_a_paragraph_that_a_style_sheet_breaks_is_one(racine):
    premier = racine.elements[2].elements[1].tous("P")[0]
    assert premier.texte == "12 M€ de recettes en hausse"
    assert racine.tous("H1")[0].texte == "Bilan 2021"


def test_finishing_twice_changes_nothing(racine):
    document = racine.pdf.Root.StructTreeRoot.K[0]
    avant = [str(e.S) for e in elements(document)]
    achever(racine.pdf)
    assert [str(e.S) for e in elements(document)] == avant
