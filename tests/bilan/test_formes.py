"""Tables, notes, callouts and figures set apart in a narrative: how they print, what is said of a wrong
one."""

import re

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from siim94.bilan.formes import remarques
from siim94.bilan.impression import BASE
from siim94.bilan.models import Rubrique
from siim94.bilan.redaction import en_html
from tests.bilan.documents import imprimer
from tests.bilan.lecture import espaces_simples, texte_du_pdf
from tests.bilan.normes import manquements
from tests.comptes import connecter

TABLEAU = """Tableau : Parts par ville

| Ville | Part |
|-------|-----:|
| Nord  | 12   |
| Sud   | 7    |
"""


def textes(html: str) -> str:
    return espaces_simples(re.sub(r"<[^>]*>", " ", html))


def test_a_table_has_heads_of_columns_and_rows_a_number_and_its_title():
    html = en_html(TABLEAU, "x", lambda: 4)
    assert '<caption><span class="numero">Tableau 4.</span> Parts par ville</caption>' in html
    assert '<th scope="col">Ville</th>' in html and html.count('<th scope="row">') == 2
    assert '<td class="n">12</td>' in html and "style" not in html
    assert "<caption>" not in en_html(TABLEAU.split("\n", 1)[1])


def test_notes_are_tied_both_ways_and_those_of_two_texts_do_not_meet():
    texte = "Un[^a] deux[^b] encore[^a].\n\n[^a]: Note *a*.\n[^b]: Note b."
    html = en_html(texte, "effectif")
    for ancre in re.findall(r'href="#([\w-]+)"', html):
        assert f'id="{ancre}"' in html
    assert html.count('role="doc-noteref"') == 3 and html.count('role="doc-backlink"') == 3
    assert not set(re.findall(r'id="([^"]*)"', html)) & set(
        re.findall(r'id="([^"]*)"', en_html(texte, "age"))
    )


def test_callout_and_figure_set_apart():
    html = en_html("::: encadré À retenir & à dire\n- un\n:::\n\n::: chiffre 12 €\nde *plus*\n:::\n\nSuite.")
    assert 'class="encadre" role="note" aria-label="À retenir &amp; à dire"' in html
    assert '<p class="encadre-titre">À retenir &amp; à dire</p>' in html and "<li>un</li>" in html
    assert "<b>12\u00a0€</b>" in html and "<em>plus</em>" in html
    assert html.endswith("<p>Suite.</p>")


@pytest.mark.parametrize(
    ("texte", "dits"),
    [
        (TABLEAU, []),
        (
            "| a | b |\n|---|---|\n| 1 | 2 | 3 |\n| 4 |",
            ["Ligne 3 : cette ligne du tableau a 3 cellules", "Ligne 4"],
        ),
        ("| a | b |\n|---|\n| 1 | 2 |", ["Ligne 2 : la ligne de tirets a 1 cellule"]),
        ("Texte\n[^1]: note [^2]", ["Ligne 2 : la note « 1 » n’est appelée", "Ligne 2 : la note « 2 »"]),
        ("Texte[^1]", ["Ligne 1 : la note « 1 » n’a pas de texte"]),
        ("Texte[^1]\n\n[^1]:", ["Ligne 3 : la note « 1 » n’a pas de texte."]),
        ("Texte[^1]\n\n[^1]:\n    plus bas", []),
        ("T[^1]\n\n[^1]: a\n[^1]: b", ["Ligne 4 : la note « 1 » a déjà un texte, ligne 3."]),
        ("::: encadré Titre\nTexte", ["Ligne 1 : ce bloc « encadré » n’est pas fermé"]),
        ("::: encadre\n\n:::", ["Ligne 1 : ce bloc « encadré » est vide."]),
        ("::: chiffre\nd’euros\n:::", ["Ligne 1 : ce chiffre en exergue manque"]),
        (
            "::: note\nx\n:::",
            ["Ligne 1 : « note » n’est pas un bloc connu", "Ligne 3 : ce « ::: » ne ferme rien."],
        ),
        ("| seul trait |\n\n---\n\nTexte - ou | entre deux", []),
    ],
)
def test_what_is_not_well_written_is_told_with_its_line(texte, dits):
    trouves = [espaces_simples(str(remarque)) for remarque in remarques(texte)]
    assert len(trouves) == len(dits)
    for trouve, dit in zip(trouves, dits, strict=True):
        assert trouve.startswith(dit)


MORCEAUX = ["mot", "suite", "|", "|---|---|", "[^1]", "[^1]: note", "\n", "\n\n", ":::", "::: encadré", "fin"]


@given(st.lists(st.sampled_from(MORCEAUX), max_size=14))
def test_no_word_is_lost_however_wrong_the_form(morceaux):
    html = textes(en_html(" ".join(morceaux).replace(" \n", "\n").replace("\n ", "\n")))
    for mot in ("mot", "suite", "fin"):
        assert html.count(mot) == morceaux.count(mot)


def test_what_follows_a_table_without_an_empty_line_is_a_paragraph():
    assert "<p>Texte collé.</p>" in en_html(TABLEAU + "Texte collé.")


@pytest.fixture(scope="module")
def imprime() -> bytes:
    feuille = (BASE / "bilan-papier.css").read_text(encoding="utf-8")
    corps = en_html(
        f"Le parc a grandi[^1].\n\n{TABLEAU}\n::: encadré À retenir\nTexte.\n:::\n\n"
        "::: chiffre 12 345 €\nde recettes\n:::\n\n[^1]: Au 31 décembre.",
        "parc",
        lambda: 1,
    )
    corps += "<ul><li><p>Un</p></li></ul>"
    html = f"<html lang=fr><title>x</title><style>{feuille}</style><body><h1>Parc</h1>{corps}</body></html>"
    return imprimer(html, base_url=f"{BASE.as_uri()}/", dessins={}, titre="Essai", auteur="SIIM94")


def test_forms_are_printed_whole_and_pass_the_validator(imprime):
    assert manquements(imprime) == []
    lu = espaces_simples(texte_du_pdf(imprime))
    for mots in ("Tableau 1. Parts par ville", "À retenir", "12 345 €", "de recettes", "Au 31 décembre."):
        assert mots in lu


@pytest.mark.django_db
def test_a_wrong_form_is_refused_beside_the_text_which_stays(donnees_2021):
    direction = connecter("direction")
    rubrique = Rubrique.objects.get(exercice=2021, code="perspectives")
    adresse = reverse("bilan:rubrique_update", args=[rubrique.pk])
    envoi = {"titre": rubrique.titre, "niveau": rubrique.niveau, "version": rubrique.version}
    envoi |= {"corps": "| a | b |\n|---|---|\n| 1 |", "motif_journal": ""}
    reponse = direction.post(adresse, envoi)
    assert reponse.status_code == 422 and "| 1 |" in reponse.content.decode()
    assert "Ligne 3 : cette ligne du tableau a 1 cellule" in espaces_simples(
        str(reponse.context["form"].errors)
    )
    apercu = direction.post(reverse("bilan:rubrique_apercu", args=[2021]), envoi).content.decode()
    assert "Ligne 3 :" in espaces_simples(apercu) and '<th scope="row">1</th>' in apercu
    Rubrique.objects.filter(pk=rubrique.pk).update(corps=envoi["corps"])
    assert "Ligne 3 :" in espaces_simples(direction.get("/bilan/2021/rubriques/").content.decode())
