"""What management decides of the printed page: new page, same page, pages on their side."""

from io import BytesIO

import pikepdf
import pytest
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from siim94.bilan.assemblage import assembler
from siim94.bilan.fichiers import parties
from siim94.bilan.impression import BASE
from siim94.bilan.models import Rubrique
from siim94.bilan.pdf import mettre_en_page
from siim94.bilan.rendu import Bilan, Support
from siim94.socle.models import Exercice
from tests.bilan.factories import RubriqueFactory

pytestmark = pytest.mark.django_db
TITRE = Rubrique.Niveau.TITRE


class Parties(Bilan):
    """A report without the page that it opens on."""

    entier = False


def pages(*rubriques: dict) -> list[tuple[str, bool]]:
    """The pages of a report of these parts, after the contents: their words, and whether they lie."""
    exercice = Exercice.objects.create(annee=2035, statut=Exercice.Statut.OUVERT)
    for rang, valeurs in enumerate(rubriques, start=1):
        RubriqueFactory(
            exercice=exercice, rang=rang, **{"titre": f"Titre{rang}", "corps": f"Texte{rang}."} | valeurs
        )
    bilan = Parties(exercice, Support.PAPIER)
    pdf = assembler([mettre_en_page(partie, base_url=f"{BASE.as_uri()}/") for partie in parties(bilan)])
    with pikepdf.open(BytesIO(pdf)) as ouvert:
        couchees = [float(p.mediabox[2]) > float(p.mediabox[3]) for p in ouvert.pages]
    lues = [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]
    return list(zip(lues, couchees, strict=True))[2:]


def ou(lues, mot: str) -> int:
    return next(rang for rang, (texte, _) in enumerate(lues) if mot in texte)


LONG = "\n\n".join(["Une phrase assez longue pour remplir la page, et qui recommence. " * 6] * 9)


def test_a_chapter_or_a_title_opens_a_page_when_told_to():
    lues = pages({}, {}, {"saut_de_page": True}, {"niveau": TITRE}, {"niveau": TITRE, "saut_de_page": True})
    assert [ou(lues, f"Texte{n}.") for n in range(1, 6)] == [0, 0, 1, 1, 2]


def test_a_raised_ordinal_is_found_as_it_is_typed():
    lues = pages({"titre": "Le 2e titre", "corps": "Depuis le 1er janvier 2035, au XXIe siècle, n°12."})
    texte = lues[ou(lues, "Depuis")][0].replace("\u00a0", " ")
    assert "Le 2e titre" in texte and "le 1er janvier 2035, au XXIe siècle, n° 12." in texte


def test_a_short_chapter_follows_the_one_before_and_is_not_cut():
    lues = pages(
        {"corps": LONG}, {"meme_page": True, "corps": "\n\n".join(f"Ligne{n}." for n in range(1, 13))}
    )
    assert ou(lues, "Ligne1.") == ou(lues, "Ligne12.") == ou(lues, "Titre2")


def test_no_point_of_a_list_stands_alone_at_the_edge_of_a_page():
    points = "\n".join(f"- Point{n}." for n in range(1, 6))
    chapitres = [
        {"saut_de_page": True, "corps": "\n\n".join(["Une ligne."] * lignes) + f"\n\n{points}"}
        for lignes in range(28, 34)
    ]
    combien = [texte.count("Point") for texte, _ in pages(*chapitres)]
    assert sum(combien) == 5 * len(chapitres)
    # Some of them are cut, none next to its first or its last point.
    assert {2, 3} & set(combien) and not {1, 4} & set(combien)


def test_a_part_lies_on_its_side_with_those_under_it_and_no_other():
    lues = pages(
        {}, {"paysage": True}, {"niveau": TITRE}, {}, {"niveau": TITRE, "paysage": True}, {"niveau": TITRE}
    )
    couchees = [lues[ou(lues, f"Texte{n}.")][1] for n in range(1, 7)]
    assert couchees == [False, True, True, False, True, False]


def test_a_new_page_and_the_same_page_are_not_asked_together():
    with pytest.raises(IntegrityError, match="rubrique_page_nouvelle_ou_meme"), transaction.atomic():
        RubriqueFactory(saut_de_page=True, meme_page=True)
