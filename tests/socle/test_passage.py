"""What is renamed, split or merged: which series go on, under which name, and how it is told."""

import datetime

import pytest

from applications.models import ReorganisationDomaine
from rh.models import EffectifPole
from siim94.socle.ecriture import LigneVoulue, nommer_a_jour
from siim94.socle.models import Exercice, ReorganisationPole, Suites, passages_de
from siim94.socle.refus import Refus, ecriture
from tests.applications.factories import ReorganisationDomaineFactory
from tests.contraintes import refuse
from tests.rh.factories import EffectifPoleFactory, ExerciceFactory, MouvementFactory
from tests.socle.factories import PoleFactory, ReorganisationPoleFactory

pytestmark = pytest.mark.django_db
JOUR = datetime.date


def renommer(ancien, nouveau, annee, **valeurs):
    return ReorganisationPoleFactory(ancien=ancien, nouveau=nouveau, date=JOUR(annee, 1, 1), **valeurs)


@pytest.fixture
def poles():
    return [PoleFactory(nom=nom) for nom in ("Réseaux", "Systèmes", "Technique", "Sécurité")]


def test_the_series_goes_on_under_the_last_name_of_the_time(poles):
    a, b, c, d = poles
    renommer(a, b, 2030)
    renommer(b, c, 2032)
    renommer(d, c, 2032, raccordee=False)
    heritiers = ReorganisationPole.objects.heritiers
    assert heritiers(2029) == {}
    assert heritiers(2031) == {a.pk: b.pk}
    assert heritiers(2032) == {a.pk: c.pk, b.pk: c.pk}
    assert Suites(2032)(a) == c
    assert Suites(2032)(d) == d


def test_what_is_split_goes_on_under_one_part_at_most(poles):
    a, b, c, _ = poles
    renommer(a, b, 2030)
    refuse(ReorganisationPoleFactory.build(ancien=a, nouveau=c), "reorganisationpole_une_suite")
    renommer(a, c, 2030, raccordee=False)


def test_a_passage_never_comes_back_nor_changes_a_closed_year(poles):
    a, b, c, d = poles
    renommer(a, b, 2030)
    renommer(b, c, 2032)
    ExerciceFactory(annee=2032)
    Exercice.objects.filter(annee=2032).update(statut=Exercice.Statut.CLOS)
    for ecrire, contrainte in (
        (lambda: renommer(c, a, 2033), "passage_en_cercle"),
        (lambda: renommer(d, a, 2032), "exercice_clos"),
        (lambda: ReorganisationPole.objects.filter(ancien=b).update(date=JOUR(2033, 1, 1)), "exercice_clos"),
        (ReorganisationPole.objects.filter(ancien=b).delete, "exercice_clos"),
    ):
        with pytest.raises(Refus) as refus, ecriture(ReorganisationPole):
            ecrire()
        assert refus.value.contrainte == contrainte
    renommer(d, a, 2033)


def test_a_renamed_service_is_one_series_and_a_merged_one_is_not(poles):
    a, b, c, d = poles
    renommer(a, b, 2030)
    avant, apres = (
        EffectifPoleFactory(pole=pole, exercice__annee=annee) for pole, annee in ((a, 2029), (b, 2030))
    )
    for fait in (avant, apres):
        assert list(EffectifPole.objects.meme_fait(fait)) == [avant, apres]
    renommer(b, c, 2031)
    renommer(d, c, 2031)
    reuni = EffectifPoleFactory(pole=c, exercice__annee=2031)
    assert list(EffectifPole.objects.meme_fait(reuni)) == [reuni]
    assert list(EffectifPole.objects.meme_fait(apres)) == [avant, apres]


def test_a_file_that_writes_the_old_name_means_the_new_one_from_the_year_after(poles):
    a, b, c, d = poles
    renommer(a, b, 2030)
    renommer(c, d, 2030)
    faits = [
        EffectifPoleFactory.build(pole=pole, exercice=ExerciceFactory(annee=annee))
        for pole, annee in ((a, 2029), (a, 2030), (a, 2031), (c, 2031), (d, 2031))
    ]
    lignes = [LigneVoulue(fait) for fait in faits]
    nommer_a_jour(lignes, ("exercice", "pole"))
    # The last two are two rows of the file: each keeps its name.
    assert [ligne.objet.pole for ligne in lignes] == [a, a, b, c, d]


def test_a_row_taken_over_refers_to_what_stands_now(poles):
    a, b, *_ = poles
    renommer(a, b, 2031)
    mouvement = MouvementFactory.build(pole=a, profil="RÉSEAUX", exercice=ExerciceFactory(annee=2030))
    assert mouvement.quitter_son_annee(2030, Suites(2031))
    assert (mouvement.pole, mouvement.profil) == (b, "Systèmes")


def test_passages_are_told_in_sentences(poles):
    a, b, c, d = poles
    renommer(a, b, 2030)
    renommer(b, c, 2031)
    renommer(d, c, 2031)
    e, f, g = (PoleFactory(nom=nom) for nom in ("Support", "Proximité", "Projets"))
    renommer(e, f, 2032)
    renommer(e, g, 2032, raccordee=False)
    renommer(PoleFactory(nom="Méthodes"), PoleFactory(nom="Qualité"), 2033, raccordee=False)
    assert ReorganisationPole.objects.phrases() == [
        "Réseaux devient Systèmes le 1er\u00a0janvier 2030\u00a0: la série continue.",
        "Systèmes et Sécurité deviennent Technique le 1er\u00a0janvier 2031\u00a0: la série continue.",
        "Support est partagé entre Proximité et Projets le 1er\u00a0janvier 2032\u00a0: "
        "la série continue sous Proximité.",
        "Méthodes devient Qualité le 1er\u00a0janvier 2033\u00a0: la série s’interrompt.",
    ]


def test_passages_are_known_by_what_they_tie():
    passage = ReorganisationDomaineFactory()
    assert passages_de(type(passage.ancien)) is ReorganisationDomaine
    assert passages_de(Exercice) is None
