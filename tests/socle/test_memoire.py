"""What is kept as long as the data stay what they were."""

from contextlib import nullcontext

import pytest
from django.core.cache import cache
from django.db import transaction

from finances.models import Contribution
from siim94.socle.memoire import etat_lu_une_fois, lectures_de_l_etat, memoriser, une_fois
from siim94.socle.models import Exercice, Pole, Revision
from siim94.socle.partage import lectures_partagees, partager

pytestmark = pytest.mark.django_db


def toucher(annee, montant=1):
    """A statement that touches the report of a year, and no other."""
    adherent = Contribution.objects.first().adherent
    cles = {"exercice_id": annee, "bilan_de_id": annee, "adherent": adherent, "nature": "prestation"}
    if not Contribution.objects.filter(**cles).update(montant=montant):
        Contribution.objects.create(**cles, montant=montant)


class Compteur:
    """Something to compute, that says how many times it was."""

    def __init__(self, valeur="calculé"):
        self.fois = 0
        self.valeur = valeur

    def __call__(self):
        self.fois += 1
        return self.valeur


def test_a_value_is_computed_once_as_long_as_the_data_stand_still():
    calcul = Compteur()
    assert [memoriser("essai", calcul, 2021) for _ in range(3)] == ["calculé"] * 3
    assert calcul.fois == 1


def test_nothing_found_is_kept_too():
    calcul = Compteur(None)
    assert [memoriser("essai rien", calcul) for _ in range(2)] == [None, None]
    assert calcul.fois == 1


@pytest.mark.parametrize(
    ("changer", "fois"),
    [
        (lambda: toucher(2021), 2),
        (lambda: Pole.objects.create(code="essai", nom="Essai"), 2),
        (lambda: toucher(2020), 2),
        (lambda: toucher(2022), 1),
    ],
    ids=["a row of the year", "a row that belongs to no year", "a year before", "a later year"],
)
def test_a_change_that_touches_the_year_computes_again(changer, fois):
    Exercice.objects.create(annee=2022)
    calcul = Compteur()
    memoriser("essai", calcul, 2021)
    changer()
    memoriser("essai", calcul, 2021)
    assert calcul.fois == fois


def test_without_year_any_change_computes_again():
    calcul = Compteur()
    memoriser("essai", calcul)
    toucher(2021)
    memoriser("essai", calcul)
    assert calcul.fois == 2


def test_a_new_state_takes_the_place_of_the_one_before():
    memoriser("essai", Compteur(), 2021)
    places = len(cache._cache)
    toucher(2021)
    memoriser("essai", Compteur(), 2021)
    assert len(cache._cache) == places


def test_what_a_given_up_transaction_computed_serves_no_one():
    calcul = Compteur()
    with transaction.atomic():
        toucher(2021, 1)
        memoriser("essai", calcul, 2021)
        transaction.set_rollback(True)
    toucher(2021, 2)
    memoriser("essai", calcul, 2021)
    assert calcul.fois == 2


def test_a_page_asks_once_for_the_state_of_the_data_and_the_next_page_again(django_assert_num_queries):
    calcul = Compteur()
    memoriser("essai", calcul, 2021)
    memoriser("essai toutes", calcul)
    with django_assert_num_queries(1), etat_lu_une_fois():
        memoriser("essai", calcul, 2021)
        memoriser("essai toutes", calcul)
    assert calcul.fois == 2
    toucher(2021)
    with etat_lu_une_fois():
        memoriser("essai", calcul, 2021)
        memoriser("essai toutes", calcul)
    assert calcul.fois == 4


def compter(adherent: str) -> int:
    return partager(("essai", adherent), Contribution.objects.filter(adherent__code=adherent).count)


def test_what_parts_of_a_page_compute_from_the_same_rows_is_read_once(django_assert_num_queries):
    with django_assert_num_queries(2), etat_lu_une_fois():
        memoriser("essai", lambda: [compter("vitry"), compter("vitry")], 2021)
        memoriser("essai autre", lambda: compter("vitry"), 2021)
    # Where data are written, each is read by itself.
    with django_assert_num_queries(3):
        memoriser("essai un", lambda: [compter("vitry"), compter("vitry")], 2021)
        compter("vitry")


def garder():
    return memoriser("essai", lambda: compter("vitry"), 2021)


@pytest.mark.parametrize("page", [nullcontext, etat_lu_une_fois, lectures_partagees, lectures_de_l_etat])
@pytest.mark.parametrize("dedans", [False, True])
def test_nothing_read_before_a_write_is_kept_under_the_state_after_it(page, dedans):
    def lire_puis_garder():
        assert compter("vitry")
        # As another person would, meanwhile.
        Contribution.objects.filter(adherent__code="vitry").delete()
        garder()

    with page():
        if dedans:
            memoriser("autour", lire_puis_garder, 2021)
        else:
            lire_puis_garder()
    assert garder() == 0


def test_the_state_of_a_year_is_told_from_the_latest_revisions_only(monkeypatch):
    monkeypatch.setattr("siim94.socle.models.historique.REVISIONS_LUES", 5)
    Exercice.objects.create(annee=2022)
    avant = Revision.objects.etat().empreinte(2021)
    toucher(2021)
    for montant in range(12):
        toucher(2022, montant)
        assert Revision.objects.etat().empreinte(2021) != avant
    # What the latest numbers do not hold any more is told apart all the same.
    assert Revision.objects.etat().empreinte(2021).endswith("-0-None")


def test_what_an_object_is_asked_is_computed_once_even_when_it_is_nothing():
    calcul = Compteur(None)
    pole = Pole()
    assert une_fois(pole, "_rien", calcul) is une_fois(pole, "_rien", calcul) is None
    assert calcul.fois == 1
    une_fois(Pole(), "_rien", calcul)
    assert calcul.fois == 2
