"""Bars: sorted, from zero, as wide as their labels leave, in columns where rows are many."""

from dataclasses import replace
from decimal import Decimal

import pytest

from siim94.formats.francais import FINE, INSECABLE
from siim94.ui import graphiques
from siim94.ui.graphiques import couleurs
from tests.ui.graphiques.exemples import EXEMPLES, ecrits, figure, montres


def test_bars_are_sorted_from_the_largest_with_the_unknown_last():
    chart = graphiques.BarChart("T", [("petit", 1), ("inconnu", None), ("grand", 9)])
    assert [ligne[0] for ligne in chart.valeurs().lignes] == ["grand", "petit", "inconnu"]
    donnees = replace(chart, ordre="donnees")
    assert [ligne[0] for ligne in donnees.valeurs().lignes] == ["petit", "inconnu", "grand"]


def test_bars_start_at_zero_and_their_labels_are_french():
    chart = graphiques.BarChart("T", [("Nord", Decimal("1234567.89")), ("Sud", Decimal(10))])
    debut, fin = figure(chart)["layout"]["xaxis"]["range"]
    assert debut == 0 < fin
    assert f"1{FINE}234{FINE}568" in montres(figure(chart))
    assert f"1{FINE}234{FINE}568" in ecrits(chart)


@pytest.mark.parametrize(("largeur_figure", "ancre"), [(340, "end"), (250, "start")])
def test_names_stand_beside_their_bars_on_five_lines_at_most_else_above(largeur_figure, ancre):
    traits = EXEMPLES["noms_longs"].dessin(largeur_figure).traits
    assert [trait[6] for trait in traits if trait[0] == "texte"][:2] == [ancre] * 2


def test_highlight_takes_the_accent_and_leaves_the_rest_grey():
    chart = graphiques.BarChart("T", [("a", 2), ("b", 1)], highlight=["b"])
    assert figure(chart)["data"][0]["marker"]["color"] == [couleurs.GRIS, couleurs.ACCENT]
    assert [t[-1] for t in chart.dessin().traits if t[0] == "rectangle"] == [couleurs.GRIS, couleurs.ACCENT]


def test_unknown_is_written_and_never_drawn_as_zero():
    chart = EXEMPLES["barres"]
    assert len(figure(chart)["data"][0]["x"]) == 1
    assert len([trait for trait in chart.dessin().traits if trait[0] == "rectangle"]) == 1
    for texte in (" ".join(montres(figure(chart))), ecrits(chart)):
        assert f"n.{INSECABLE}r." in texte
    assert EXEMPLES["barres"].valeurs().lignes[1] == ("Sud", None)
    assert EXEMPLES["barres"].valeurs().textes()[1] == ["Sud", f"n.{INSECABLE}r."]


@pytest.mark.parametrize(
    "graphique",
    [
        graphiques.BarChart(
            "T", [("Un nom assez long", 1), ("-", -1)], unite="mots de trente signes au moins"
        ),
        graphiques.GroupedBarChart(
            "T", ["A"], {"Une série au nom bien plus large qu’un téléphone tenu droit, sans fin": [10**9]}
        ),
        graphiques.PyramidChart(
            "T", ["Une catégorie bien large, et de plus bavarde"], {"F": [10**9], "H": [10**9]}
        ),
    ],
    ids=lambda graphique: graphique.genre,
)
def test_bars_keep_a_width_however_wide_their_labels(graphique):
    barres = [t for t in graphique.dessin(340).traits if t[0] == "rectangle" and t[3:5] != [11, 11]]
    assert max(barre[3] for barre in barres) >= 10
    assert all(barre[1] >= -1 and barre[1] + barre[3] <= 341 for barre in barres)


def test_long_names_go_on_beside_their_bars_on_paper():
    chart = graphiques.BarChart(
        "Achats", [("Installations générales, agencements des constructions", 3), ("B", 2)]
    )
    noms = [trait for trait in chart.dessin().traits if trait[0] == "texte" and trait[6] == "end"]
    assert len(noms) >= 3 and {trait[2] for trait in noms} == {noms[0][2]}


def barres_de(chart, taille):
    """Width of each bar, and the place of its left end."""
    return [(t[3], t[1]) for t in chart.dessin(taille).traits if t[0] == "rectangle"]


def test_many_short_rows_stand_in_two_columns_on_one_scale():
    chart = graphiques.BarChart("T", [(f"C{rang}", 100 - rang) for rang in range(40)])
    barres = barres_de(chart, graphiques.LARGEUR)
    gauches = {round(gauche, 3) for _, gauche in barres}
    assert len(gauches) == 2 and len(barres) == 40
    assert {round(large / (100 - rang), 6) for rang, (large, _) in enumerate(barres)} == {
        round(barres[0][0] / 100, 6)
    }
    assert chart.dessin().hauteur < graphiques.BarChart("T", chart.rows[:25]).dessin().hauteur


@pytest.mark.parametrize(
    ("nom", "nombre", "taille"),
    [("C", 25, graphiques.LARGEUR), ("C", 40, 320), ("Un nom qui prend trop de place", 40, 600)],
)
def test_few_rows_long_names_and_narrow_places_keep_one_column(nom, nombre, taille):
    chart = graphiques.BarChart("T", [(f"{nom}{rang}", rang) for rang in range(1, nombre + 1)])
    assert len({round(gauche, 3) for _, gauche in barres_de(chart, taille)}) == 1
