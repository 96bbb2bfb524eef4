"""The outline: parts under their heading, moves that take along the right ones, ranks written sparingly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siim94.bilan import plan
from siim94.bilan.models import Rubrique

Niveau = Rubrique.Niveau


def rubriques(*lignes: str) -> list[Rubrique]:
    """Unsaved parts: « 1 Titre » is a chapter, « 2 » a part without heading at level 2."""
    resultat = []
    for numero, ligne in enumerate(lignes, 1):
        niveau, _, titre = ligne.partition(" ")
        resultat.append(
            Rubrique(
                pk=numero, code=f"r{numero}", niveau=int(niveau), titre=titre, rang=10 * numero, corps="texte"
            )
        )
    return resultat


def ecrit(ordre) -> list[int]:
    return [rubrique.pk for rubrique in ordre]


PLAN = ("1 A", "2", "2 A1", "3 A1a", "3", "2 A2", "0 Partie", "1 B", "2 B1")


def test_a_part_without_heading_goes_on_under_the_heading_of_its_level():
    ordre = rubriques(*PLAN)
    assert [(e.rubrique.pk, e.profondeur) for e in plan.entrees(ordre)] == [
        (1, 0),
        (2, 1),
        (3, 1),
        (4, 2),
        (5, 3),
        (6, 1),
        (7, 0),
        (8, 0),
        (9, 1),
    ]


@pytest.mark.parametrize(
    ("numero", "sens", "attendu"),
    [
        (6, -1, [1, 2, 6, 3, 4, 5, 7, 8, 9]),
        (3, 1, [1, 2, 6, 3, 4, 5, 7, 8, 9]),
        (8, -1, [1, 2, 3, 4, 5, 6, 8, 9, 7]),
        (9, -1, [1, 2, 3, 4, 5, 6, 9, 7, 8]),
        (6, 1, [1, 2, 3, 4, 5, 7, 8, 6, 9]),
        (1, -1, None),
        (8, 1, None),
    ],
    ids=[
        "a heading goes up with what it contains",
        "a heading goes down over its neighbour",
        "a chapter goes over a part",
        "the first of a chapter goes to the end of the chapter before",
        "the last of a chapter goes to the start of the next",
        "the first goes no higher",
        "the last goes no lower",
    ],
)
def test_a_part_moves_one_place_with_those_under_it(numero, sens, attendu):
    ordre = rubriques(*PLAN)
    nouveau = plan.deplacee(ordre, ordre[numero - 1], sens)
    assert (nouveau and ecrit(nouveau)) == attendu


def test_a_heading_never_takes_the_text_of_another():
    ordre = rubriques("1 A", "2", "2 A1")
    # Above the text of the chapter, that text would become A1's.
    assert plan.deplacee(ordre, ordre[2], -1) is None


NIVEAUX = st.sampled_from(["0 P", "1 A", "2 B", "3 C", "1", "2", "3"])


@given(st.lists(NIVEAUX, min_size=1, max_size=12), st.data())
def test_a_move_keeps_every_part_and_the_moved_ones_together(lignes, data):
    ordre = rubriques(*lignes)
    rubrique = data.draw(st.sampled_from(ordre))
    emportees = plan.bloc(ordre, rubrique)
    nouveau = plan.deplacee(ordre, rubrique, data.draw(st.sampled_from([-1, 1])))
    if nouveau is not None:
        assert sorted(ecrit(nouveau)) == sorted(ecrit(ordre))
        assert nouveau != ordre
        assert plan.bloc(nouveau, rubrique) == emportees


@given(st.lists(NIVEAUX, min_size=2, max_size=12), st.data())
def test_new_ranks_follow_the_new_order(lignes, data):
    ordre = rubriques(*lignes)
    rubrique = data.draw(st.sampled_from(ordre))
    nouveau = plan.deplacee(ordre, rubrique, data.draw(st.sampled_from([-1, 1])))
    if nouveau is not None:
        changes = plan.rangs(nouveau, plan.bloc(ordre, rubrique))
        suite = [changes.get(r, r.rang) for r in nouveau]
        assert suite == sorted(set(suite)) and suite[0] > 0


def test_moving_writes_the_moved_parts_alone():
    ordre = rubriques(*PLAN)
    nouveau = plan.deplacee(ordre, ordre[2], 1)
    assert {r.pk for r in plan.rangs(nouveau, plan.bloc(ordre, ordre[2]))} == {3, 4, 5}


def test_without_room_between_two_neighbours_all_ranks_are_given_again():
    ordre = rubriques("1 A", "1 B", "1 C")
    for rang, rubrique in enumerate(ordre, 1):
        rubrique.rang = rang
    nouveau = plan.deplacee(ordre, ordre[2], -1)
    assert [plan.rangs(nouveau, [ordre[2]])[r] for r in nouveau] == [10, 20, 30]


def test_a_part_does_not_follow_one_that_it_contains():
    ordre = rubriques(*PLAN)
    with pytest.raises(ValueError, match="ne peut pas suivre"):
        plan.placee_apres(ordre, ordre[0], ordre[2])
    assert ecrit(plan.placee_apres(ordre, ordre[7], None)) == [8, 9, 1, 2, 3, 4, 5, 6, 7]
