"""What was altered behind the application shows: in the verification, and at each reading."""

from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from finances.models import DocumentBudgetaire
from siim94.bilan import exercices
from siim94.editions import archives
from siim94.editions.models import Edition, Piece
from siim94.editions.publication import Demande, publier
from siim94.socle.commandes import Erreur
from siim94.socle.journal import acteur
from siim94.socle.models import Exercice
from tests.finances.factories import DocumentBudgetaireFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("memoire_partagee")]


@pytest.fixture
def edition(pret) -> Edition:
    return publier(2021, Demande("Adoption", sans_relecture=True, acceptes=None))


@contextmanager
def par_derriere(table: str):
    """SQL by the owner of the base, who can put the triggers to sleep; taken back at the end."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor
        transaction.set_rollback(True)


def verdict(capsys) -> str:
    with pytest.raises(Erreur) as refus:
        call_command("editions", "2021", verifier=True)
    assert refus.value.returncode == 1
    return capsys.readouterr().out


@pytest.mark.parametrize("fichier", sorted(archives.FICHIERS))
def test_an_altered_file_is_neither_served_nor_verified(edition, fichier, capsys):
    cle = getattr(edition, f"{archives.FICHIERS[fichier]}_id")
    with par_derriere("editions_piece") as cursor:
        cursor.execute("UPDATE editions_piece SET octets = octets || '!'::bytea WHERE empreinte = %s", [cle])
        # No more than it, the others: what they belong to is not what was published.
        for nom in archives.FICHIERS:
            with pytest.raises(archives.EditionAlteree, match="n’est plus celle qui a été publiée"):
                archives.octets(Edition.objects.get(), nom)
        assert "Édition 1 : altérée" in verdict(capsys)
    assert archives.octets(edition, fichier)


@pytest.mark.parametrize(
    ("colonne", "valeur"),
    [("motif", "'Autre'"), ("pages", "30"), ("publiee", "now() - interval '1 year'"), ("pdf_id", "html_id")],
)
def test_an_altered_row_is_neither_served_nor_verified(edition, colonne, valeur, capsys):
    with par_derriere("editions_edition") as cursor:
        cursor.execute(f"UPDATE editions_edition SET {colonne} = {valeur}")
        lue = Edition.objects.get()
        for fichier in archives.FICHIERS:
            with pytest.raises(archives.EditionAlteree):
                archives.octets(lue, fichier)
        assert "altérée" in verdict(capsys)


def test_a_manifest_made_again_for_altered_files_is_not_that_of_the_journal(edition, capsys):
    """Row, manifest and file agree; the journal, which the seals cover, does not."""
    with par_derriere("editions_edition") as cursor:
        autre = Piece.objects.garder(b"%PDF-1.7 un autre bilan", Piece.Genre.PDF)
        pieces = {champ: getattr(edition, champ) for champ in archives.FICHIERS.values()} | {"pdf": autre}
        del pieces["manifeste"]
        refait = Piece.objects.garder(archives.manifeste(edition, pieces), Piece.Genre.JSON)
        cursor.execute("UPDATE editions_edition SET pdf_id = %s, manifeste_id = %s", [autre.pk, refait.pk])
        with pytest.raises(archives.EditionAlteree, match="le journal"):
            archives.octets(Edition.objects.get(), "bilan.pdf")
        assert "altérée" in verdict(capsys)


def test_a_missing_file_is_told(edition, capsys):
    with par_derriere("editions_piece") as cursor:
        cursor.execute("DELETE FROM editions_piece WHERE empreinte = %s", [edition.html_id])
        assert "Édition 1 : manquante : le fichier bilan.html" in verdict(capsys)


def test_an_edition_that_only_the_journal_knows_is_missing(edition, capsys):
    with par_derriere("editions_edition") as cursor:
        cursor.execute("DELETE FROM editions_edition")
        assert "Édition 1 : manquante" in verdict(capsys)


def test_an_edition_that_the_journal_does_not_know_is_not_one(edition, capsys):
    with par_derriere("socle_journal") as cursor:
        cursor.execute("DELETE FROM socle_journal WHERE table_nom = 'editions_edition'")
        assert "altérée : le journal ne la connaît pas" in verdict(capsys)


def test_provisional_accounts_that_replace_one_another_touch_no_edition(edition):
    avant = {nom: archives.octets(edition, nom) for nom in archives.FICHIERS}
    with acteur(motif="Compte provisoire"):
        exercices.rouvrir(exercice := Exercice.objects.get(annee=2021))
    budget = DocumentBudgetaire.objects.execution(2021).budget
    for _ in range(2):
        DocumentBudgetaire.objects.filter(exercice=2021, etape=DocumentBudgetaire.Etape.CFU).delete()
        DocumentBudgetaireFactory(exercice=exercice, budget=budget, etape=DocumentBudgetaire.Etape.CFU)
        assert DocumentBudgetaire.objects.execution(2021).etape == DocumentBudgetaire.Etape.CFU
        assert {nom: archives.octets(edition, nom) for nom in avant} == avant
        assert archives.verifier(edition).etat == archives.Etat.OK
