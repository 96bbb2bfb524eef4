"""The groups of key figures, and how they stand beside one another."""

import doctest

from siim94.bilan import essentiel
from siim94.bilan.essentiel import en_colonnes


def test_examples_of_the_docstrings():
    assert doctest.testmod(essentiel).failed == 0


def test_groups_keep_their_order_and_none_is_lost_in_two_columns():
    groupes = [(str(rang), [""] * lignes) for rang, lignes in enumerate((2, 3, 5, 3))]
    assert en_colonnes(groupes) == [groupes[:2], groupes[2:]]
    assert en_colonnes(groupes[:1]) == [groupes[:1]] and en_colonnes([]) == []
