"""Contrast computed from the tokens themselves (WCAG 2, 1.4.3 and 1.4.11), in both themes."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from siim94.ui.graphiques import couleurs

STATIQUES = Path(settings.RACINE) / "siim94" / "ui" / "static" / "ui"
TEXTE, FORME = 4.5, 3

BLOC = re.compile(r"([^{}]+)\{([^{}]*)\}")
JETON = re.compile(r"(--[\w-]+):\s*(#[0-9a-f]{6})\s*;")

FONDS = ("--papier", "--fond")
TEXTES = ("--encre", "--encre-2", "--encre-3", "--accent", "--juste", "--alerte", "--bloquant")
ETATS = ("juste", "alerte", "bloquant", "accent")
SERIES = ("--accent", *(f"--graphique-{rang}" for rang in range(2, len(couleurs.SERIES) + 1)))


def blocs():
    """(selector, tokens) of each rule of the two sheets that declares colours."""
    for nom in ("jetons.css", "charts.css"):
        feuille = re.sub(r"/\*.*?\*/", "", (STATIQUES / nom).read_text(), flags=re.S)
        for selecteur, corps in BLOC.findall(feuille):
            if jetons := dict(JETON.findall(corps)):
                yield " ".join(selecteur.split()), jetons


def est_choisi(selecteur: str) -> bool:
    """The dark theme that an account chose, not the one that follows the device."""
    return 'theme="dark"' in selecteur


def theme(nom: str) -> dict[str, str]:
    jetons = {}
    for selecteur, declares in blocs():
        if selecteur.startswith(":root,") or (nom == "sombre" and est_choisi(selecteur)):
            jetons |= declares
    return jetons


def contraste(a: str, b: str) -> float:
    clair, fonce = sorted(map(couleurs._luminance, (a, b)), reverse=True)
    return (clair + 0.05) / (fonce + 0.05)


def manques(jetons: dict[str, str], couples, minimum: float) -> list[str]:
    """The pairs of tokens under the minimum."""
    return [
        f"{dessus} sur {dessous} : {rapport:.2f}"
        for dessus, dessous in couples
        if (rapport := contraste(jetons[dessus], jetons[dessous])) < minimum
    ]


def test_contrast_is_that_of_the_standard():
    assert contraste("#000000", "#ffffff") == pytest.approx(21)
    assert contraste("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("nom", ["clair", "sombre"])
def test_text_is_legible_on_every_ground(nom):
    couples = [(texte, fond) for texte in TEXTES for fond in FONDS]
    couples += [(f"--{etat}", f"--{etat}-fond") for etat in ETATS]
    couples += [("--encre", f"--{etat}-fond") for etat in ETATS]
    couples += [(texte, "--creux") for texte in ("--encre", "--encre-2")]
    couples += [("--encre-2", "--accent-fond"), ("--papier", "--accent")]
    assert manques(theme(nom), couples, TEXTE) == []


@pytest.mark.rgaa("3.3")
@pytest.mark.parametrize("nom", ["clair", "sombre"])
def test_borders_of_fields_and_focus_stand_out(nom):
    couples = [(trait, fond) for trait in ("--filet-fort", "--accent") for fond in FONDS]
    assert manques(theme(nom), couples, FORME) == []


@pytest.mark.rgaa("3.3")
@pytest.mark.parametrize("nom", ["clair", "sombre"])
def test_shapes_of_charts_stand_out_from_their_panel(nom):
    couples = [(serie, "--papier") for serie in (*SERIES, "--filet-fort")]
    assert manques(theme(nom), couples, FORME) == []


@pytest.mark.parametrize("nom", ["clair", "sombre"])
def test_text_inside_a_bar_is_legible(nom):
    couples = [
        (serie, couleurs.PROPRIETES[couleurs.sur(couleur)])
        for serie, couleur in zip(SERIES, couleurs.SERIES, strict=True)
    ]
    assert manques(theme(nom), couples, TEXTE) == []


@pytest.mark.parametrize("nom", ["clair", "sombre"])
def test_a_series_that_names_itself_in_its_colour_is_legible(nom):
    nommees = [
        (serie, "--papier")
        for serie, couleur in zip(SERIES, couleurs.SERIES, strict=True)
        if couleurs.texte(couleur) == couleur
    ]
    assert nommees
    assert manques(theme(nom), nommees, TEXTE) == []


def test_the_dark_theme_is_the_same_chosen_or_followed():
    choisi, suivi = {}, {}
    for selecteur, jetons in blocs():
        if est_choisi(selecteur):
            choisi |= jetons
        elif ":not(" in selecteur:
            suivi |= jetons
    assert choisi and choisi == suivi
