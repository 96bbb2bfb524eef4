"""The final report leaves out what was never given, and says so where a cell has to stand."""

import re

import pytest

from siim94.bilan.absences import NOTE, sans_absents
from siim94.formats.francais import NON_RENSEIGNE as NR
from siim94.formats.francais import SANS_VALEUR


def tableau(entetes, *rangs):
    cols = "".join(f'<col class="l-{numero}">' for numero, _ in enumerate(entetes))
    tetes = "".join(f'<th scope="col">{nom}</th>' for nom in entetes)
    corps = "".join(
        f'<tr><th scope="row">{nom}</th>{"".join(f"<td class=n>{c}</td>" for c in cellules)}</tr>'
        for nom, *cellules in rangs
    )
    return (
        f'<div class="defile"><table><colgroup>{cols}</colgroup><thead><tr>{tetes}</tr></thead>'
        f"<tbody>{corps}</tbody></table></div>"
    )


def cellules(html):
    return [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", rang) for rang in re.findall(r"<tr>(.*?)</tr>", html)]


def test_a_single_cell_is_a_dash_that_a_note_under_the_table_explains():
    html = sans_absents(tableau(("Nom", "2030", "2031"), ("A", "3", "4"), ("B", NR, "5")))
    assert cellules(html)[1:] == [["A", "3", "4"], ["B", SANS_VALEUR, "5"]]
    assert html.endswith(f"</div>{NOTE}")


def test_a_space_written_as_an_entity_changes_nothing():
    html = tableau(("Nom", "2030", "2031"), ("A", "3", "4"), ("B", NR.replace("\u00a0", "&nbsp;"), "5"))
    assert cellules(sans_absents(html))[2] == ["B", SANS_VALEUR, "5"]


def test_a_row_and_a_column_that_say_nothing_else_go():
    html = sans_absents(
        tableau(("Nom", "Votes", "2031", ""), ("A", NR, "4", ""), ("B", NR, NR, ""), ("C", "", "6", ""))
    )
    assert cellules(html) == [["Nom", "2031", ""], ["A", "4", ""], ["C", "6", ""]]
    assert re.findall(r"<col [^>]*>", html) == ['<col class="l-0">', '<col class="l-2">', '<col class="l-3">']
    assert NOTE not in html


def test_a_table_of_nothing_else_goes_whole():
    assert sans_absents(f"<p>avant</p>{tableau(('Nom', '2031'), ('A', NR))}<p>après</p>") == (
        "<p>avant</p><p>après</p>"
    )


@pytest.mark.parametrize(
    "html",
    [
        tableau(("Nom", "2031"), ("A", ""), ("B", "")),
        tableau(("Nom", "2031"), ("A", "4")),
        f"<p>Une phrase, {NR}</p>",
    ],
)
def test_what_is_blank_or_known_stays_as_it_is(html):
    assert sans_absents(html) == html


def test_cells_that_span_others_keep_their_columns():
    large = tableau(("Nom", "2030", "2031"), ("A", NR, "4")).replace(
        "<tbody>", '<tbody><tr><th colspan="3">Groupe</th></tr>'
    )
    assert cellules(sans_absents(large))[2] == ["A", SANS_VALEUR, "4"]
