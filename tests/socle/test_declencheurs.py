"""What the database holds by itself: closed years, history, freshness, versions."""

import datetime
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from finances.models import Contribution, LigneBudget
from rh.models import AgeMoyen
from siim94.socle.journal import acteur, nom_contrainte
from siim94.socle.models import Exercice, Journal, Pole, Revision, Suivi, Utilisateur
from siim94.socle.refus import traduire

pytestmark = pytest.mark.django_db

METIERS = [modele for modele in apps.get_models() if issubclass(modele, Suivi)]


def clore(annee):
    Exercice.objects.filter(annee=annee).update(statut=Exercice.Statut.CLOS)


@pytest.fixture
def contribution():
    return Contribution.objects.filter(exercice=2021).first()


@pytest.mark.parametrize("modele", METIERS, ids=lambda modele: modele._meta.label)
def test_every_business_table_has_its_four_triggers(modele):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal"
            # The years have one more of their own, which keeps a closed one closed.
            " AND tgname NOT LIKE 'pgtrigger\\_cloture%%'",
            [modele._meta.db_table],
        )
        assert cursor.fetchone()[0] == 4


def test_the_models_of_the_apps_are_business_tables():
    ours = {"adherents", "applications", "finances", "rh", "support"}
    for modele in apps.get_models():
        # The through tables that Django makes by itself would escape the triggers: there is none.
        if modele._meta.app_label in ours:
            assert issubclass(modele, Suivi), modele


@pytest.mark.parametrize(
    "changer",
    [
        lambda c: Contribution.objects.filter(pk=c.pk).update(montant=1),
        lambda c: Contribution.objects.bulk_update([setattr(c, "montant", 1) or c], ["montant"]),
        lambda c: c.delete(),
        lambda c: Contribution.objects.create(
            exercice_id=2021, adherent=c.adherent, nature="prestation", montant=1
        ),
        lambda c: Contribution.objects.bulk_create(
            [
                Contribution(
                    exercice_id=2021, bilan_de_id=2021, adherent=c.adherent, nature="prestation", montant=1
                )
            ],
            ignore_conflicts=True,
        ),
        lambda c: connection.cursor().execute("UPDATE finances_contribution SET montant = 1"),
    ],
    ids=["update", "bulk_update", "delete", "create", "bulk_create ignoring conflicts", "raw SQL"],
)
def test_a_closed_year_refuses_every_way_of_writing(contribution, changer):
    clore(2021)
    with pytest.raises(IntegrityError) as refus, transaction.atomic():
        changer(contribution)
    assert nom_contrainte(refus.value) == "exercice_clos"
    assert traduire(refus.value).message.startswith("Cet exercice est clos")


def test_a_closed_year_is_found_through_the_parent():
    ligne = LigneBudget.objects.filter(document__exercice=2021, realise__isnull=False).first()
    clore(2021)
    with pytest.raises(IntegrityError) as refus, transaction.atomic():
        LigneBudget.objects.filter(pk=ligne.pk).update(realise=1)
    assert nom_contrainte(refus.value) == "exercice_clos"


def test_a_row_cannot_be_moved_out_of_a_closed_year(contribution):
    Exercice.objects.create(annee=2022, statut="ouvert")
    clore(2021)
    with pytest.raises(IntegrityError), transaction.atomic():
        Contribution.objects.filter(pk=contribution.pk).update(exercice=2022, bilan_de=2022)


def test_a_closed_year_locks_by_report_and_lets_the_next_report_restate_it(contribution):
    Exercice.objects.create(annee=2022, statut="ouvert")
    clore(2021)
    Contribution.objects.create(
        exercice_id=2021, bilan_de_id=2022, adherent=contribution.adherent, montant=Decimal("12.00")
    )
    assert contribution.montant in Contribution.objects.for_exercice(2021).values_list("montant", flat=True)
    redite = Contribution.objects.for_exercice(2021, 2022).get(adherent=contribution.adherent)
    assert redite.montant == Decimal("12.00")


def test_a_reopened_year_accepts_changes(contribution):
    clore(2021)
    with acteur(motif="un montant à corriger"):
        Exercice.objects.filter(annee=2021).update(statut="ouvert")
    assert Contribution.objects.filter(pk=contribution.pk).update(montant=1) == 1


def test_an_update_is_journalled_with_its_author_its_reason_and_the_changed_columns_only(contribution):
    auteur = Utilisateur.objects.create_user("marie")
    ancien = contribution.montant
    with acteur(auteur, motif="erreur de saisie"):
        Contribution.objects.filter(pk=contribution.pk).update(montant=Decimal("12.50"))
    trace = Journal.objects.of_objet(contribution).first()
    assert (trace.action, trace.auteur, trace.motif, trace.annee) == (
        "modification",
        auteur,
        "erreur de saisie",
        2021,
    )
    assert trace.apres == {"montant": 12.50}
    assert Decimal(str(trace.avant["montant"])) == ancien


def test_the_author_of_an_inner_block_is_not_lent_to_the_outer_one(contribution):
    dehors, dedans = (Utilisateur.objects.create_user(nom) for nom in ("dehors", "dedans"))
    with acteur(dehors):
        with acteur(dedans):
            Contribution.objects.filter(pk=contribution.pk).update(montant=1)
        Contribution.objects.filter(pk=contribution.pk).update(montant=2)
    assert [trace.auteur for trace in Journal.objects.of_objet(contribution)[:2]] == [dehors, dedans]


def test_an_update_that_changes_nothing_leaves_no_trace(contribution):
    revisions, version = Revision.objects.numero(2021), contribution.version
    Contribution.objects.filter(pk=contribution.pk).update(montant=contribution.montant)
    contribution.refresh_from_db()
    assert not Journal.objects.of_objet(contribution).filter(action="modification").exists()
    assert (Revision.objects.numero(2021), contribution.version) == (revisions, version)


def test_a_deleted_row_stands_whole_in_the_journal(contribution):
    cle, adherent = contribution.pk, contribution.adherent_id
    contribution.delete()
    trace = Journal.objects.get(table_nom="finances_contribution", cle=str(cle), action="suppression")
    assert trace.avant["adherent_id"] == adherent
    assert trace.apres is None


def test_the_journal_holds_no_password():
    compte = Utilisateur.objects.create_user("paul", password="un-mot-de-passe")
    compte.set_password("un-autre")
    compte.save()
    assert all(
        "password" not in {**(t.avant or {}), **(t.apres or {})} for t in Journal.objects.of_objet(compte)
    )


def test_a_change_makes_its_report_stale_and_those_that_compare_with_it():
    Exercice.objects.create(annee=2022, statut="ouvert")
    avant = {annee: Revision.objects.numero(annee) for annee in (2020, 2021, 2022)}
    Contribution.objects.filter(exercice=2021).update(montant=1)
    assert Revision.objects.numero(2020) == avant[2020]
    assert Revision.objects.numero(2021) == avant[2021] + 1
    assert Revision.objects.numero(2022) == avant[2022] + 1


@pytest.mark.parametrize(
    ("creer", "annee"),
    [
        (lambda n: AgeMoyen(exercice_id=2021, bilan_de_id=2021, groupe=f"Groupe {n}", age=40 + n), 2021),
        (lambda n: Pole(code=f"essai-{n}", nom=f"Essai {n}"), None),
    ],
    ids=["yearly rows", "rows without year"],
)
def test_a_statement_over_many_rows_of_one_year_is_one_revision(creer, annee):
    lignes = [creer(n) for n in range(20)]
    modele = type(lignes[0])

    def revisions():
        return Revision.objects.filter(annee=annee).count()

    avant = revisions()
    modele.objects.bulk_create(lignes)
    assert revisions() == avant + 1
    modele.objects.filter(pk__in=[ligne.pk for ligne in lignes])._raw_delete("default")
    assert revisions() == avant + 2


def test_a_change_of_a_yearless_table_makes_every_report_stale():
    avant = Revision.objects.numero(2021)
    Pole.objects.create(code="essai", nom="Essai")
    assert Revision.objects.numero(2021) == avant + 1


def test_an_older_version_of_a_row_is_refused(contribution):
    autre = Contribution.objects.get(pk=contribution.pk)
    autre.montant = 1
    autre.save()
    contribution.montant = 2
    with pytest.raises(IntegrityError) as refus, transaction.atomic():
        contribution.save()
    assert nom_contrainte(refus.value) == "version_perimee"


def test_the_same_object_can_be_saved_twice(contribution):
    for montant in (1, 2):
        contribution.montant = montant
        contribution.save()
    assert Contribution.objects.get(pk=contribution.pk).montant == 2


def test_the_deadline_for_the_mayors_is_the_thirtieth_of_september():
    assert Exercice.objects.get(annee=2021).date_limite_transmission == datetime.date(2022, 9, 30)
