"""Narratives become safe HTML with French typography, their words unchanged."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siim94.bilan.redaction import en_html, enonce_html, titre_en_html, titres_plus_bas, typographie_html
from siim94.formats.typographie import typographie
from tests.bilan.lecture import lettres


@pytest.mark.parametrize(
    ("ecrit", "imprime"),
    [
        ("l'année 2021 amorce :", "l’année 2021 amorce\u00a0:"),
        ("Fin ; suite", "Fin\u202f; suite"),
        ("(BLSOCIAL...);", "(BLSOCIAL…)\u202f;"),
        ("Vraiment ?", "Vraiment\u202f?"),
        ("le plan « France Relance ».", "le plan «\u202fFrance Relance\u202f»."),
        ("61 500 pages", "61\u202f500 pages"),
        ("1 114 874,04 €", "1\u202f114\u202f874,04\u00a0€"),
        ("soit 12% de", "soit 12\u00a0% de"),
        ("1256 jours", "1256\u00a0jours"),
        ("(+ 660 k€)", "(+ 660\u00a0k€)"),
        ("en 2021 460 agents", "en 2021 460\u00a0agents"),
        ("https://exemple.org/?a=1;b", "https://exemple.org/?a=1;b"),
        ("à 9:30", "à 9:30"),
        ('le "parcours" et "la suite".', "le «\u202fparcours\u202f» et «\u202fla suite\u202f»."),
        ('un écran de 24" et un de 27"', 'un écran de 24" et un de 27"'),
    ],
)
def test_typography_of_a_text(ecrit, imprime):
    assert typographie(ecrit) == imprime


ALPHABET = "aé1230 '\"«»;:!?%€.,()-\u00a0\u202f"


@given(st.text(st.sampled_from(ALPHABET), max_size=40))
def test_typography_is_stable_and_keeps_the_words(texte):
    une_fois = typographie(texte)
    assert typographie(une_fois) == une_fois
    assert lettres(une_fois) == lettres(texte)


@pytest.mark.parametrize(
    ("ecrit", "imprime"),
    [
        ("le 1er\u00a0janvier", "le 1<er>\u00a0janvier"),
        ("la 1re et la 1ère fois, le 2nd", "la 1<re> et la 1<ère> fois, le 2<nd>"),
        ("2e, 12es (5ème).", "2<e>, 12<es> (5<ème>)."),
        (
            "XXIe siècle, François Ier, IIe, Ve République",
            "XXI<e> siècle, François I<er>, II<e>, V<e> République",
        ),
        ("Xe. Vie, IIeX, 1er/2e, 1er-2e, v2.1e", "Xe. Vie, IIeX, 1er/2e, 1er-2e, v2.1e"),
        ("WEB2e, e2e, 12e4, A1er, M-2e, 2e.x, n°1er", "WEB2e, e2e, 12e4, A1er, M-2e, 2e.x, n°\u00a01<er>"),
        ("n°12, N° 4", "n°\u00a012, N°\u00a04"),
    ],
)
def test_ordinals_typed_plainly_are_raised_and_codes_are_not(ecrit, imprime):
    rendu = re.sub(r'<span class="rang">(\w+)<sup>(\w+)</sup></span>', r"\1<\2>", titre_en_html(ecrit))
    assert rendu == imprime
    assert typographie_html(titre_en_html(ecrit)) == titre_en_html(ecrit)


def test_a_code_and_a_name_are_left_as_they_are_typed():
    assert "<code>2e d'essai</code>" in en_html("Le `2e d'essai` du 1er jour")
    nom = '<td translate="no">L\'app 2e <b>bis</b></td>'
    assert typographie_html(nom + "<td>2e</td>") == nom + '<td><span class="rang">2<sup>e</sup></span></td>'


@given(st.text(st.sampled_from("12IVXerèmnds°-./ a«;"), max_size=30))
def test_raised_ordinals_change_no_word(texte):
    rendu = titre_en_html(texte)
    assert unescape(re.sub(r"<[^>]*>", "", rendu)) == typographie(texte)
    for nombre, suite in re.findall(r">(\w+)<sup>(\w+)<", rendu):
        assert re.search(rf"(?<!\w){nombre}{suite}(?!\w)", texte)


def test_typography_leaves_tags_scripts_and_drawings_alone():
    html = '<a title="a ; b">x ; y</a><script>x ; y</script><svg><text>x ; y</text></svg>'
    assert typographie_html(html) == html.replace(">x ; y</a>", ">x\u202f; y</a>")


def test_ampersand_is_not_taken_for_a_semicolon():
    assert titre_en_html("Qualité & Méthodes") == "Qualité &amp; Méthodes"
    assert "Méthodes &amp; Projets" in en_html("Méthodes & Projets")


def test_lists_and_emphasis_are_kept():
    html = en_html("Texte **fort** :\n\n- un ;\n- deux.\n  - trois")
    assert "<strong>fort</strong>" in html
    assert html.count("<ul>") == 2 and html.count("<li>") == 3


@pytest.mark.parametrize(
    "dangereux",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[x](javascript:alert(1))",
        '<p style="color:red" onclick="x()">a</p>',
        "<iframe src=https://exemple.org></iframe>",
        "![x](https://exemple.org/x.png)",
        '<div class="barre" style="color:red" onclick="x()" tabindex="5">a</div>',
    ],
)
def test_nothing_active_passes(dangereux):
    html = en_html(dangereux)
    for interdit in ("<script", "<img", "<iframe", 'href="javascript', 'onerror="', "onclick=", "style="):
        assert interdit not in html.replace("&lt;", "")


def test_a_hash_in_a_text_is_not_a_heading():
    assert "<h" not in en_html("# pas un titre")


def test_initials_are_expanded_where_they_come_first_and_english_words_have_their_language():
    html = en_html("L'OPH et l'[OPH](https://www.example.org/OPH) : un *reporting*.")
    assert html.count("<abbr") == 1
    assert '<abbr title="office public de l’habitat">OPH</abbr> et' in html
    assert 'href="https://www.example.org/OPH"' in html
    assert '<em><span lang="en">reporting</span></em>' in html


def test_a_second_pass_adds_nothing_to_initials():
    html = enonce_html("<p>OPH</p>")
    assert enonce_html(html) == html


def test_headings_under_a_part_keep_their_look_and_say_their_level():
    assert titres_plus_bas("<h4>a</h4><h5 id=b>") == '<h4 aria-level="5">a</h4><h5 aria-level="6" id=b>'
