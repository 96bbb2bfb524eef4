"""What a closed year held when it was closed: whoever changes it behind the application leaves a trace."""

import threading

import pytest
from django.core.management import CommandError
from django.db import connection
from django.utils import timezone

from finances.models import Contribution
from siim94.bilan import exercices
from siim94.socle import empreintes
from siim94.socle.journal import acteur
from siim94.socle.models import Exercice, Journal, Sceau
from siim94.socle.sceaux import sceller, verifier
from tests.socle.test_cloture import Autre
from tests.socle.test_sceaux import commande, par_derriere

pytestmark = pytest.mark.django_db(transaction=True)


def clore():
    with acteur(motif="essai"):
        exercices.clore(Exercice.objects.get(annee=2021))


def rouvrir():
    with acteur(motif="à corriger"):
        exercices.rouvrir(Exercice.objects.get(annee=2021))


def par_derriere_la_cloture(ordre: str, table: str = "finances_contribution") -> None:
    """SQL by the owner of the base on a closed year, between two orders that nobody sees."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE {table} DISABLE TRIGGER USER; {ordre};"
            f" ALTER TABLE {table} ENABLE TRIGGER USER"
        )


@pytest.mark.parametrize(
    ("ordre", "table", "quoi"),
    [
        (
            "UPDATE finances_contribution SET montant = montant + 1 WHERE exercice_id = 2021",
            "finances_contribution",
            "contributions",
        ),
        ("DELETE FROM rh_agemoyen WHERE exercice_id = 2021", "rh_agemoyen", "âges moyens"),
        (
            "INSERT INTO rh_agemoyen (exercice_id, bilan_de_id, groupe, age, ensemble, rang, version)"
            " VALUES (2021, 2021, 'autre', 40, false, 0, 1)",
            "rh_agemoyen",
            "âges moyens",
        ),
        ("UPDATE bilan_rubrique SET corps = corps || '.'", "bilan_rubrique", "rubriques"),
        # A line has the year of its document.
        ("UPDATE finances_lignebudget SET realise = realise + 1", "finances_lignebudget", "lignes"),
    ],
)
def test_a_closed_year_changed_behind_the_application_shows(ordre, table, quoi):
    clore()
    assert verifier().tient
    par_derriere_la_cloture(ordre, table)
    jour, raison = verifier().rupture
    assert jour == timezone.localdate()
    assert "l’exercice 2021 n’est plus celui qui a été clos" in raison
    assert quoi in raison
    with pytest.raises(CommandError, match="n’est plus celui qui a été clos"):
        commande("--verifier")


def test_a_year_that_is_opened_again_changes_as_it_may():
    clore()
    rouvrir()
    Contribution.objects.filter(exercice=2021).update(montant=1)
    assert verifier().tient
    clore()
    assert verifier().tient
    par_derriere_la_cloture("UPDATE finances_contribution SET montant = 2 WHERE exercice_id = 2021")
    assert not verifier().tient


def test_a_year_closed_without_its_hash_has_it_with_the_next_seal():
    """Closed by SQL, or by an older version."""
    Exercice.objects.filter(annee=2021).update(statut=Exercice.Statut.CLOS)
    assert empreintes.manquantes() == [2021]
    sceller()
    assert empreintes.manquantes() == []
    garde = Sceau.objects.last().empreinte
    par_derriere_la_cloture("UPDATE finances_contribution SET montant = 2 WHERE exercice_id = 2021")
    assert not verifier().tient
    assert not verifier(garde).tient


def test_what_a_migration_took_away_is_not_asked_of_a_closed_year():
    """A column of then that is no more says nothing of its table; one that came later is not read."""
    clore()
    (entree,) = Journal.objects.filter(action="empreinte")
    tables = entree.apres
    assert len(tables) > 25
    tables["finances_contribution"]["colonnes"].append("disparue")
    tables["finances_contribution"]["empreinte"] = "0"
    tables["disparue"] = {"colonnes": [], "empreinte": "0"}
    # The last one told is the one that counts.
    entree.pk = None
    entree.save()
    assert verifier().tient
    tables["rh_agemoyen"]["empreinte"] = "0"
    entree.pk = None
    entree.save()
    assert not verifier().tient


CHANGER = "UPDATE finances_contribution SET montant = 2 WHERE exercice_id = 2021"


def test_a_closing_seals_its_hash_which_then_cannot_be_taken_out_unseen():
    """Else the next seal would note anew a year that was changed once its hash was deleted."""
    clore()
    (entree,) = Journal.objects.filter(action="empreinte")
    sceau = Sceau.objects.last()
    assert (sceau.apres < entree.pk <= sceau.dernier, sceau.jour) == (True, timezone.localdate())
    assert sceller() == []
    par_derriere("DELETE FROM socle_journal WHERE id = %s", entree.pk)
    par_derriere_la_cloture(CHANGER)
    for _ in range(2):
        assert not verifier().tient
        sceller()


def test_a_closing_beside_someone_who_saves_is_sealed_with_the_next_look():
    sceller()  # the days that are over, of a template made before today
    ecrit, fini = threading.Event(), threading.Event()

    def ecrire():
        Journal.objects.create(quand=timezone.now(), action="creation", table_nom="socle_pole", cle="1")
        ecrit.set()
        fini.wait(60)

    autre = Autre(ecrire)
    ecrit.wait(60)
    sceaux = Sceau.objects.count()
    clore()
    assert (Exercice.objects.get(annee=2021).statut, Sceau.objects.count()) == ("clos", sceaux)
    fini.set()
    autre.finir()
    assert len(sceller()) == 1
    assert verifier().tient
    assert verifier().non_scellees == 0
