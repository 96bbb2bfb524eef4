"""Tables and texts of the report's HTML, as data."""

from decimal import Decimal

import pytest

from siim94.editions.imprime import lire, valeur_ecrite

DEUX_ETAGES = """
<p>Avant.</p>
<div class="defile"><table class="rapport">
  <caption><span class="numero">Tableau 3.</span> Effectifs <small>en nombre</small></caption>
  <thead>
    <tr><th rowspan="2">Cat.</th><th rowspan="2">Grade</th><th colspan="2">Emplois</th></tr>
    <tr><th>2020</th><th>2021</th></tr>
  </thead>
  <tbody>
    <tr class="groupe"><th scope="rowgroup" colspan="4">Filière technique</th></tr>
    <tr><td>011</td><th scope="row">Ingénieur</th><td class="n">1\u202f234</td><td class="n">−2,50</td></tr>
  </tbody>
  <tbody>
    <tr class="total"><th scope="row" colspan="2">Ensemble</th>
      <td class="n">4</td><td class="n">n.\u00a0r.</td></tr>
  </tbody>
</table></div>
<ul><li>Un <b>point</b>.<ul><li>Dessous.</li></ul></li></ul>
<figure class="figure"><figcaption>Figure 1.</figcaption><div class="graphique"></div>
  <table><tr><td>9</td></tr></table></figure>
<figure class="illustration"><img alt=""><figcaption>Le siège.</figcaption></figure>
"""


def test_a_table_has_its_heads_its_groups_and_its_numbers():
    (tableau,), _ = lire(DEUX_ETAGES)
    assert (tableau["numero"], tableau["titre"], tableau["unite"]) == (3, "Effectifs", "en nombre")
    assert tableau["colonnes"] == ["Cat.", "Grade", "Emplois – 2020", "Emplois – 2021"]
    grade, total = tableau["lignes"]
    assert (grade["libelle"], grade["groupe"], grade["genre"]) == ("Ingénieur", "Filière technique", "")
    # The code of a chapter is no number.
    assert grade["valeurs"] == [None, None, "1234", "-2.50"]
    assert (total["libelle"], total["groupe"], total["genre"]) == ("Ensemble", "", "total")
    assert total["ecrit"] == ["Ensemble", "", "4", "n.\u00a0r."] and total["valeurs"][2:] == ["4", None]


def test_texts_outside_of_tables_and_charts_are_told_once_in_their_order():
    _, textes = lire(DEUX_ETAGES)
    assert textes == ["Avant.", "Un point.", "Dessous.", "Le siège."]


def test_nothing_is_nothing():
    assert lire(" \n") == ([], [])


@pytest.mark.parametrize(
    ("ecrit", "valeur"),
    [
        ("6\u202f717\u202f398,43", "6717398.43"),
        ("+87", "87"),
        ("−12,5\u00a0%", "-12.5"),
        ("1\u202f000\u00a0€", "1000"),
        ("0,00", "0.00"),
        ("n.\u00a0r.", None),
        ("de 20 à 30", None),
        ("12 *", None),
        ("", None),
        ("●", None),
    ],
)
def test_a_cell_that_is_one_number_has_its_digits(ecrit, valeur):
    assert valeur_ecrite(ecrit) == (None if valeur is None else Decimal(valeur))
