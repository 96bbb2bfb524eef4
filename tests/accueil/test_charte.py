"""The design page reads the style sheets: every colour has its use, every pair its contrast."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from siim94.accueil.charte import CARACTERES, EMPLOIS, caracteres, contraste, feuille, jetons, paires
from tests.comptes import connecter


@pytest.mark.parametrize(
    ("une", "autre", "attendu"),
    [
        ("#000000", "#ffffff", "21"),
        ("#ffffff", "#ffffff", "1"),
        # Known from the guidelines: the lightest grey that passes on white, and the next.
        ("#767676", "#ffffff", "4.5"),
        ("#777777", "#ffffff", "4.4"),
    ],
)
def test_contrast_is_that_of_the_guidelines_and_never_rounded_up(une, autre, attendu):
    assert contraste(une, autre) == contraste(autre, une) == Decimal(attendu)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_colour_has_its_use_and_no_use_lacks_its_colour(theme):
    couleurs = {nom for nom, valeur in jetons()[theme].items() if valeur.startswith("#")}
    assert couleurs == set(EMPLOIS)


def test_the_dark_theme_is_the_same_whether_chosen_or_followed():
    (choisi,) = re.findall(r'^\s*\[data-theme="dark"\]\s*\{([^}]*)\}', feuille("ui/jetons.css"), re.M)
    (suivi,) = re.findall(r':root:not\(\[data-theme="light"\]\)\s*\{([^}]*)\}', feuille("ui/jetons.css"))
    assert choisi.split() == suivi.split()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_pair_that_meets_has_the_contrast_asked(theme):
    assert [f"{p.devant} / {p.derriere}: {p.contraste}" for p in paires()[theme] if not p.suffit] == []


def test_samples_of_type_are_written_as_the_rules_that_they_show():
    css = feuille("accueil/charte.css")
    exemples = dict(re.findall(r"\.caracteres \.c(\d) \{ (?:font|font-size): ([^;]+);", css))
    regles = {str(rang): regle for rang, (_, regle, _) in enumerate(caracteres(), start=1)}
    # The text of the page is a sample of itself.
    del regles[str(next(rang for rang, (nom, *_) in enumerate(CARACTERES, start=1) if nom == "body"))]
    assert exemples == regles


@pytest.mark.django_db
def test_the_page_shows_each_component_in_both_themes_without_an_identifier_twice(client):
    connecter("agent", client)
    html = client.get(reverse("charte")).content.decode()
    identifiants = re.findall(r'\bid="([^"]+)"', html)
    assert len(identifiants) == len(set(identifiants))
    for theme in ("light", "dark"):
        assert f'data-theme="{theme}"' in html
        assert f'id="{theme}_montant"' in html
    assert html.count('class="chiffres"') == html.count('class="puce bloque">bloquant') == 2
    assert "insuffisant" not in html
