"""A stored PDF serves while nothing changed; else one drawing is asked for, and tells how far it is."""

from decimal import Decimal

import pytest

from finances.models import Contribution
from siim94.bilan import fichiers, tirages
from siim94.bilan.models import Rubrique, Tirage
from siim94.socle import travaux
from siim94.socle.models import Exercice, Journal, Pole, Revision, Travail
from tests.bilan.factories import ExerciceFactory, RubriqueFactory, TirageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("presse_gardee")]


@pytest.fixture
def fait(exercice):
    """A stored PDF of today's data (its bytes do not matter here)."""
    return TirageFactory(
        exercice=exercice,
        revisions=Revision.objects.numero(2021),
        construction=tirages.construction(),
    )


def test_a_stored_file_is_fresh_while_nothing_changed(exercice, fait):
    assert tirages.frais(exercice) == fait


def test_a_change_of_the_year_makes_it_stale(exercice, fait):
    Contribution.objects.filter(exercice=exercice).update(montant=Decimal(1))
    assert tirages.frais(exercice) is None


def test_an_update_that_changes_nothing_leaves_it_fresh(exercice, fait):
    Rubrique.objects.filter(exercice=exercice, code="perspectives").update(numerotee=True)
    assert tirages.frais(exercice) == fait


def test_a_change_of_another_year_leaves_it_fresh(exercice, fait):
    # A new year is a row of a yearless table, which touches all reports; its parts touch its own.
    autre = RubriqueFactory(corps="Avant.")
    Tirage.objects.filter(pk=fait.pk).update(revisions=Revision.objects.numero(2021))
    Rubrique.objects.filter(pk=autre.pk).update(corps="Après.")
    assert tirages.frais(exercice) == fait


def test_a_change_of_a_yearless_table_makes_it_stale(exercice, fait):
    Pole.objects.filter(code="infrastructures").update(nom="Infrastructures et réseaux")
    assert tirages.frais(exercice) is None


def test_other_code_makes_it_stale(exercice, fait):
    Tirage.objects.filter(pk=fait.pk).update(construction="autre")
    assert tirages.frais(exercice) is None


def test_construction_follows_the_sources(settings, tmp_path):
    for nom in ("siim94/bilan/rendu.py", "templates/bilan/corps.html", "siim94/ui/static/ui/bilan.css"):
        fichier = tmp_path / nom
        fichier.parent.mkdir(parents=True, exist_ok=True)
        fichier.write_text("avant")
    settings.RACINE = tmp_path
    avant = tirages.construction.__wrapped__()
    assert avant == tirages.construction.__wrapped__()
    (tmp_path / "templates/bilan/corps.html").write_text("après")
    assert tirages.construction.__wrapped__() != avant


def test_a_drawing_is_asked_for_once(exercice):
    demande = tirages.demander(exercice)
    assert tirages.demander(exercice) == demande
    assert demande.etat == Travail.Etat.ATTENTE
    assert Travail.objects.sur(2021, tirages.DESSINER).get() == demande


def test_a_drawing_is_kept_with_what_it_was_made_of(exercice):
    travail = tirages.demander(exercice)
    assert travaux.travailler()
    fait = tirages.frais(exercice)
    travail.refresh_from_db()
    assert fait.pages > 30 and travail.etat == Travail.Etat.FAIT
    assert bytes(Tirage.objects.get(pk=fait.pk).pdf).startswith(b"%PDF-")


def test_a_task_run_twice_draws_once(exercice, fait, monkeypatch):
    monkeypatch.setattr(fichiers, "pdf", lambda *_: pytest.fail("dessiné une seconde fois"))
    tirages.dessiner(2021, lambda *_: None)


def test_a_failure_is_kept_with_its_reason(exercice):
    Rubrique.objects.filter(exercice=exercice, code="perspectives").update(corps="[[finances.rien]]")
    travail = tirages.demander(exercice)
    assert travaux.travailler()
    travail.refresh_from_db()
    assert travail.etat == Travail.Etat.ECHEC and not Tirage.objects.exists()
    assert "« [[finances.rien]] » n’existe pas" in travail.erreur


def test_old_files_are_not_kept_for_ever(exercice):
    for rang in range(5):
        TirageFactory(exercice=exercice, pdf=bytes([rang]))
    tirages._purger(2021, projet=False)
    gardes = Tirage.objects.filter(exercice=exercice).values_list("pdf", flat=True)
    assert [bytes(pdf) for pdf in gardes] == [b"\4", b"\3", b"\2"]


def test_year_without_parts_fails_in_words(db):
    exercice = ExerciceFactory(statut=Exercice.Statut.OUVERT)
    travail = tirages.demander(exercice)
    assert travaux.travailler()
    travail.refresh_from_db()
    assert travail.erreur == "Le bilan 2035 n’a pas encore de rubrique à imprimer."


def test_a_stored_file_that_was_altered_is_removed_and_the_history_says_so(exercice, fait):
    Tirage.objects.filter(pk=fait.pk).update(pdf=b"%PDF-1.7 autre chose")
    assert tirages.contenu(fait) is None
    assert tirages.frais(exercice) is None
    (trace,) = Journal.objects.of_objet(exercice).filter(motif__contains="empreinte")
    assert "a été retiré" in trace.motif
