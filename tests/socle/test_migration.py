"""What a base in use goes through: rows that an older version let in, entries without a transaction."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.migrations.state import ProjectState
from django.urls import reverse

from finances.models import Contribution
from siim94.socle.journal import nom_contrainte
from siim94.socle.migration import AjouterRegle
from siim94.socle.models import Exercice, Journal
from tests.comptes import connecter

pytestmark = pytest.mark.django_db

NOM = "finances_contribution_bilan_apres"


def appliquer() -> bool:
    """Add the rule as the migration does; whether the rows that are there hold it too."""
    regle = next(c for c in Contribution._meta.constraints if c.name == NOM)
    etat = ProjectState.from_apps(apps)
    with connection.schema_editor(atomic=False) as editeur:
        AjouterRegle("contribution", regle).database_forwards("finances", editeur, etat, etat)
    with connection.cursor() as cursor:
        cursor.execute("SELECT convalidated FROM pg_constraint WHERE conname = %s", [NOM])
        return cursor.fetchone()[0]


@pytest.fixture
def sans_regle():
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE finances_contribution DROP CONSTRAINT {NOM}")


@pytest.mark.usefixtures("sans_regle")
def test_a_rule_that_every_row_holds_is_one_for_all():
    assert appliquer()


@pytest.mark.usefixtures("sans_regle")
def test_a_row_that_breaks_a_new_rule_is_kept_and_no_other_comes_in():
    modele = Contribution.objects.first()
    ancienne = Contribution.objects.create(
        exercice_id=2021, bilan_de_id=2020, adherent=modele.adherent, nature="prestation", montant=1
    )
    connection.check_constraints()
    assert not appliquer()
    assert Contribution.objects.filter(pk=ancienne.pk, bilan_de=2020).exists()
    with pytest.raises(IntegrityError) as refus, transaction.atomic():
        Contribution.objects.filter(pk=modele.pk).update(bilan_de=2020)
    assert nom_contrainte(refus.value) == NOM


@pytest.fixture
def avant_son_bilan(sans_regle):
    """A row of 2022 that an older version let in with the report of 2021, and that closed 2022 prints."""
    Exercice.objects.create(annee=2022, statut=Exercice.Statut.OUVERT)
    ligne = Contribution.objects.create(
        exercice_id=2022,
        bilan_de_id=2021,
        adherent=Contribution.objects.first().adherent,
        nature="prestation",
        montant=1,
    )
    connection.check_constraints()
    appliquer()
    Exercice.objects.filter(annee=2022).update(statut=Exercice.Statut.CLOS)
    assert ligne in Contribution.objects.for_exercice(2022)
    return ligne


@pytest.mark.parametrize(
    "supprimer",
    [
        lambda ligne: ligne.delete(),
        lambda ligne: Contribution.objects.filter(pk=ligne.pk).delete(),
        lambda ligne: connection.cursor().execute(
            "DELETE FROM finances_contribution WHERE id = %s", [ligne.pk]
        ),
        # Put right, it would enter the closed year.
        lambda ligne: Contribution.objects.filter(pk=ligne.pk).update(bilan_de=2022),
    ],
    ids=["object", "queryset", "SQL", "put right"],
)
def test_a_row_that_a_closed_report_prints_is_locked_whatever_report_it_names(avant_son_bilan, supprimer):
    with pytest.raises(IntegrityError) as refus, transaction.atomic():
        supprimer(avant_son_bilan)
    assert nom_contrainte(refus.value) == "exercice_clos"


def test_such_a_row_is_locked_by_its_pages_too(avant_son_bilan):
    client = connecter("admin")
    adresse = reverse("finances:contribution_delete", args=[avant_son_bilan.pk])
    donnees = {"version": avant_son_bilan.version, "motif_journal": "essai"}
    assert "clos" in client.post(adresse, donnees).content.decode()
    assert Contribution.objects.filter(pk=avant_son_bilan.pk).exists()
    fiche = client.get(reverse("finances:contribution_detail", args=[avant_son_bilan.pk])).content.decode()
    assert adresse not in fiche


def test_such_a_row_of_an_open_year_is_put_right(avant_son_bilan):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('siim94.motif', 'à corriger', true)")
        Exercice.objects.filter(annee=2022).update(statut=Exercice.Statut.OUVERT)
    assert Contribution.objects.filter(pk=avant_son_bilan.pk).update(bilan_de=2022) == 1


def test_old_entries_of_one_gesture_are_told_as_one_under_a_negative_number():
    # After the entries of the template, whose last ones bear no author and no reason either.
    quand = "2099-01-01T12:00:{}Z"
    entrees = [
        Journal.objects.create(
            quand=quand.format(secondes), action="modification", table_nom="socle_pole", cle="1", motif=motif
        ).pk
        for secondes, motif in (
            ("00.0", ""),
            ("00.4", ""),
            ("00.9", "autre"),
            ("01.2", "autre"),
            ("03.0", "autre"),
        )
    ]
    reunir = import_module("siim94.socle.migrations.0012_verrou_de_l_exercice").REUNIR
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE socle_journal DISABLE TRIGGER USER")
        cursor.execute(reunir)
        cursor.execute("ALTER TABLE socle_journal ENABLE TRIGGER USER")
    a, b, c, d, e = entrees
    lus = dict(Journal.objects.filter(pk__in=entrees).values_list("pk", "transaction"))
    assert lus == {a: -a, b: -a, c: -c, d: -c, e: -e}
