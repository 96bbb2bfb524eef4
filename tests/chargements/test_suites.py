"""The page of a load once it is done: what it did in a sentence, what is next, nothing of before."""

import pytest

from siim94.chargements.apercu import Apercu, Remarque
from siim94.socle.models import Chargement, Exercice
from tests.comptes import connecter

pytestmark = pytest.mark.django_db


def page(role: str, etat: str = "fait", annee: int | None = 2021) -> str:
    apercu = Apercu("Essai de budget", annee, avertissements=[Remarque("Ce compte est provisoire.")])
    chargement = Chargement.objects.create(
        genre="totem", etat=etat, fichier="ca.xml", empreinte="0" * 64, titre="Essai de budget",
        exercice_id=annee, crees=41, modifies=1, apercu=apercu.to_json(),
    )  # fmt: skip
    return " ".join(connecter(role).get(chargement.get_absolute_url()).content.decode().split())


def test_what_was_done_is_one_sentence():
    lue = page("gestionnaire")
    assert "<b>Essai de budget</b> : 41 lignes créées, 1 modifiée, exercice 2021, le" in lue


def test_what_the_preview_warned_of_stands_no_more_over_what_is_done():
    assert 'class="message warning"' in page("gestionnaire", "apercu")
    lue = page("gestionnaire")
    assert 'class="message warning"' not in lue
    # It is on record all the same.
    assert "Ce compte est provisoire." in lue


def test_findings_that_remain_are_those_of_now():
    assert 'hx-get="/controles/2021/resume/"' in page("gestionnaire")
    assert "/resume/" not in page("gestionnaire", "annule")
    assert "/resume/" not in page("gestionnaire", annee=None)


def test_the_next_steps_are_those_that_the_reader_may_take():
    Exercice.objects.create(annee=2022, statut=Exercice.Statut.PREPARATION)
    assert "/exercices/2022/ouvrir/" in page("direction", annee=2022)
    lue = page("gestionnaire", annee=2022)
    assert "/exercices/2022/ouvrir/" not in lue
    assert "/bilan/2022/preparation/" in lue and "Charger un autre fichier" in lue
    # An open year is open.
    assert "/ouvrir/" not in page("direction", annee=2021)


def test_without_a_next_step_there_is_no_empty_panel():
    assert "Et maintenant" not in page("agent", annee=None)
    assert "Et maintenant" in page("gestionnaire", annee=None)
