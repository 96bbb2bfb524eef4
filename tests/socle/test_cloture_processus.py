"""A closing among processes that write, each of them killed: all in or all out, and the journal holds.

Longer walks, at random moments and beside a report that is drawn: ``make bench BENCH=clos``.
"""

import datetime

import pytest
from django.utils import timezone

from siim94.socle.models import Chargement, Exercice, Sceau
from siim94.socle.sceaux import sceller, verifier
from tests.attente import attendre
from tests.chargements.processus import commandes
from tests.simultane import (
    ANNEE,
    Redacteurs,
    apres_la_cloture,
    bloques,
    charge,
    constater,
    est_clos,
    fichier_de_l_annee,
    montants,
    retenir,
    seuls,
    tuer,
)
from tests.socle.test_sceaux import entrees

pytestmark = pytest.mark.django_db(transaction=True)

CLORE = ["exercice", "clore", ANNEE]


@pytest.fixture
def lancer():
    with commandes() as lancer:
        yield lancer


@pytest.fixture
def fichier(tmp_path):
    return fichier_de_l_annee(tmp_path)


def dernier() -> Chargement | None:
    return Chargement.objects.filter(genre="feuille").order_by("pk").last()


@pytest.mark.parametrize("tue", ["nobody", "the load", "the closing"])
def test_a_closing_that_meets_a_load_of_the_year(lancer, fichier, tue):
    """The load has written its rows and goes on; the closing waits for its end."""
    avant = montants()
    with retenir("socle_lignechargee", "INSERT") as lacher:
        chargement = lancer(*charge(fichier))
        attendre(bloques)
        cloture = lancer(*CLORE)
        attendre(lambda: bloques("tuple") + bloques("transactionid"))
        if tue != "nobody":
            tuer(chargement if tue == "the load" else cloture)
        lacher()
        codes = [p.wait(60) for p in (chargement, cloture)]
    assert codes == {"nobody": [0, 0], "the load": [-9, 0], "the closing": [0, -9]}[tue]
    constater(avant, dernier())
    assert (dernier().etat == "fait", est_clos()) == (tue != "the load", tue != "the closing")


@pytest.mark.parametrize("tue", ["nobody", "the closing"])
def test_a_load_that_meets_a_closing_under_way(lancer, fichier, tue):
    avant = montants()
    with retenir("socle_exercice", "UPDATE") as lacher:
        cloture = lancer(*CLORE)
        attendre(bloques)
        chargement = lancer(*charge(fichier))
        attendre(lambda: bloques("tuple") + bloques("transactionid"))
        if tue == "the closing":
            tuer(cloture)
        lacher()
        assert chargement.wait(60) == (1 if tue == "nobody" else 0)
        cloture.wait(60)
    constater(avant, dernier())
    assert est_clos() == (tue == "nobody")
    assert "clos" in chargement.stderr.read().decode() or tue == "the closing"


def test_a_closing_among_twenty_people_who_save(lancer):
    redacteurs = Redacteurs()
    attendre(lambda: len(redacteurs.enregistrees) > 60)
    assert lancer(*CLORE).wait(60) == 0
    attendre(lambda: len(redacteurs.refus) == len(redacteurs.cles))
    redacteurs.finir()
    assert set(redacteurs.refus) == {"exercice_clos"}
    # What was said to be saved is there, and nothing else.
    assert {cle: montants()[cle] for cle in redacteurs.cles} == dict(redacteurs.enregistrees)
    assert apres_la_cloture() == 0
    sceller()
    assert verifier().tient


def test_a_seal_that_is_killed_is_put_again(lancer):
    entrees(timezone.localdate() - datetime.timedelta(days=365))
    with retenir("socle_sceau", "INSERT") as lacher:
        sceau = lancer("journal", "--sceller")
        attendre(bloques)
        tuer(sceau)
        # Held up by nobody: people go on saving, and the next one seals.
        Exercice.objects.create(annee=2024)
        lacher()
        attendre(seuls)
    assert not Sceau.objects.exists()
    assert lancer("journal", "--sceller").wait(60) == 0
    assert Sceau.objects.count() == 2
    assert lancer("journal", "--verifier").wait(60) == 0
