"""What a screen reader would say badly is found where it stands by itself, and nowhere else."""

import pytest

from siim94.formats.sigles import SIGLES, SIGLES_ANGLAIS, reperes


def trouves(texte):
    return [(texte[debut:fin], sens, langue) for debut, fin, sens, langue in reperes(texte)]


def test_initials_have_what_they_stand_for_and_english_words_their_language():
    assert trouves("L’OPH teste un POC (« Proof Of Concept »), ou reporting.") == [
        ("OPH", "office public de l’habitat", ""),
        ("POC", "Proof of Concept", "en"),
        ("Proof Of Concept", "", "en"),
        ("reporting", "", "en"),
    ]


@pytest.mark.parametrize(
    "texte", ["SEDIT.GF", "WEB2-RH", "BM/RH", "OPHS", "un office, une information", "SIIM94"]
)
def test_parts_of_names_are_left_alone(texte):
    assert trouves(texte) == []


def test_initials_before_a_full_stop_are_found():
    assert trouves("au SI. À l’EPT.")[0][0] == "SI"
    assert trouves("Cat.") == [("Cat.", "catégorie", "")]


def test_no_initials_mean_two_things():
    assert SIGLES.keys() & SIGLES_ANGLAIS.keys() == set()
