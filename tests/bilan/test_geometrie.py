"""The pages of the report of 2021 are filled, and nothing leaves their margins or covers something else."""

import pytest

from tests.bilan import geometrie
from tests.bilan.entier import au_dessous, defauts


@pytest.fixture(scope="module")
def lues(bilan_pdf):
    return geometrie.pages(bilan_pdf)


def test_no_page_is_half_empty_but_the_last_of_a_part(lues):
    assert [(page.numero, page.remplie) for page in geometrie.peu_remplies(lues)] == []


def test_the_essentials_of_the_year_stand_on_one_page(lues):
    essentiel, suivante = lues[1:3]
    assert {"L’essentiel", "Finances", "Support"} <= {mot.texte for mot in essentiel.corps}
    assert "MOT" in {mot.texte for mot in suivante.corps if mot.y0 < 110}


def test_nothing_leaves_the_margins_nor_covers_something_else(lues):
    assert geometrie.fautes(lues) == []


def test_the_draft_holds_the_same_rules(projet_pdf):
    assert defauts(projet_pdf) == [] and au_dessous(projet_pdf, geometrie.ASSEZ) == []


def test_what_leaves_the_margins_and_what_covers_is_seen():
    page = geometrie.Page(
        2,
        595,
        842,
        [
            geometrie.Mot("dehors", 560, 100, 590, 108),
            geometrie.Mot("dessus", 100, 200, 140, 208),
            geometrie.Mot("dessous", 110, 204, 150, 212),
        ],
    )
    assert len(geometrie.fautes([page])) == 2
    assert round(page.remplie) == round(100 * (212 - 68) / (842 - 62.3 - 68))


def test_pages_are_filled_to_nine_tenths_in_the_mean(lues):
    assert geometrie.moyenne(lues) >= 90
