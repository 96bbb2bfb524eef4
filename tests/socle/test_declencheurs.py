"""What the database holds by itself: closed years, history, freshness, versions."""

import datetime
from decimal import Decimal

import pgtrigger
import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from applications.models import FaitMarquantAdherent
from finances.models import Contribution, LigneBudget
from rh.models import AgeMoyen
from siim94.socle.journal import acteur, nom_contrainte
from siim94.socle.models import Exercice, FaitAnnuel, Journal, Pole, Revision, Sceau, Suivi, Utilisateur
from siim94.socle.refus import traduire
from tests.contraintes import refuse

pytestmark = pytest.mark.django_db

METIERS = [modele for modele in apps.get_models() if issubclass(modele, Suivi)]


def clore(annee):
    Exercice.objects.filter(annee=annee).update(statut=Exercice.Statut.CLOS)


@pytest.fixture
def contribution():
    return Contribution.objects.filter(exercice=2021).first()


@pytest.mark.parametrize("modele", METIERS, ids=lambda modele: modele._meta.label)
def test_every_business_table_has_its_five_triggers(modele):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal"
            # The years have one more of their own, which keeps a closed one closed; so have passages.
            " AND tgname !~ 'pgtrigger_(cloture|passage|succession)_'",
            [modele._meta.db_table],
        )
        assert cursor.fetchone()[0] == 5


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


def test_a_report_gives_no_figure_of_a_later_year(contribution):
    """With 2021 closed, a contribution of 2021 said to be of the report of 2020 would still be printed."""
    refuse(
        Contribution(exercice_id=2021, bilan_de_id=2020, adherent=contribution.adherent, montant=1),
        "finances_contribution_bilan_apres",
    )


def test_a_fact_of_a_year_without_report_is_by_default_of_the_first_report_after_it(contribution):
    nee = Contribution.objects.create(exercice_id=2019, adherent=contribution.adherent, montant=1)
    assert nee.bilan_de_id == 2021
    formulaire = Contribution(exercice_id=2018, adherent=contribution.adherent, montant=1)
    formulaire.full_clean()
    assert formulaire.bilan_de_id == 2021


@pytest.mark.parametrize("ecrire", ["save", "bulk_create"])
def test_the_statement_that_writes_a_row_finds_its_report(contribution, ecrire, django_assert_num_queries):
    """As ``premiers_bilans`` does, of any year, without a question before."""
    Exercice.objects.filter(annee=2021).update(statut="repris")
    Exercice.objects.filter(annee=2019).update(statut="preparation")
    Exercice.objects.create(annee=2031, statut="ouvert")
    Exercice.objects.create(annee=2032, statut="repris")
    Contribution.objects.filter(pk=contribution.pk).delete()
    premiers = Exercice.objects.premiers_bilans()
    assert {annee: bilan for annee, bilan in premiers.items() if annee > 2017} == {
        **{2018: 2019, 2019: 2019, 2020: 2031, 2021: 2031, 2031: 2031, 2032: 2032}
    }
    for annee, bilan in premiers.items():
        ligne = Contribution(
            exercice_id=annee, adherent_id=contribution.adherent_id, nature="autre", montant=1
        )
        if ecrire == "save":
            with django_assert_num_queries(1):
                ligne.save()
        else:
            Contribution.objects.bulk_create([ligne])
        assert ligne.bilan_de_id == bilan
        ligne.refresh_from_db()
        assert ligne.bilan_de_id == bilan
        assert ligne.bilan_de == Exercice.objects.get(annee=bilan)


def test_a_row_whose_report_is_taken_away_gets_the_first_again(contribution):
    contribution.bilan_de = None
    contribution.save()
    contribution.refresh_from_db()
    assert contribution.bilan_de_id == 2021


def test_a_year_without_report_is_locked_with_the_reports_after_it(contribution):
    Exercice.objects.create(annee=2022, statut="ouvert")
    ancienne = Contribution.objects.create(
        exercice_id=2020, bilan_de_id=2020, adherent=contribution.adherent, montant=1
    )
    clore(2022)
    with pytest.raises(IntegrityError) as refus, transaction.atomic():
        Contribution.objects.filter(pk=ancienne.pk).delete()
    assert nom_contrainte(refus.value) == "exercice_repris_clos"
    assert traduire(refus.value).message.startswith("Le bilan d’un exercice clos reprend celui-ci")


@pytest.mark.parametrize(
    "modele", [m for m in METIERS if issubclass(m, FaitAnnuel)], ids=lambda modele: modele._meta.label
)
def test_every_fact_of_a_year_has_the_rule_on_its_report(modele):
    assert any(c.name.endswith("_bilan_apres") for c in modele._meta.constraints)


def test_a_year_can_be_corrected_after_the_next_one_is_closed(contribution):
    """The report of 2022 shows 2021 beside its own year: what it printed is kept by its edition."""
    Exercice.objects.create(annee=2022, statut="ouvert")
    clore(2022)
    assert Contribution.objects.filter(pk=contribution.pk).update(montant=1) == 1


def test_the_members_of_a_fact_of_a_closed_year_are_locked_with_it():
    concerne = FaitMarquantAdherent.objects.filter(fait__exercice=2021).first()
    clore(2021)
    with pytest.raises(IntegrityError) as refus, transaction.atomic():
        concerne.delete()
    assert nom_contrainte(refus.value) == "exercice_clos"


SANS_TRONCATURE = [*METIERS, Journal, Revision, Sceau]


@pytest.mark.parametrize("modele", SANS_TRONCATURE, ids=lambda modele: modele._meta.label)
def test_no_table_of_the_history_or_of_a_year_is_emptied_at_once(modele):
    with pytest.raises(IntegrityError) as refus, transaction.atomic():
        connection.cursor().execute(f"TRUNCATE {modele._meta.db_table} CASCADE")
    assert nom_contrainte(refus.value) == "table_videe"


@pytest.mark.parametrize("modele", [Journal, Revision], ids=lambda modele: modele._meta.label)
@pytest.mark.parametrize("ordre", ["UPDATE {} SET annee = 1999", "DELETE FROM {}"])
def test_rows_of_the_history_are_only_ever_added(modele, ordre):
    Pole.objects.create(code="essai", nom="Essai")
    with pytest.raises(IntegrityError) as refus, transaction.atomic():
        connection.cursor().execute(ordre.format(modele._meta.db_table))
    assert nom_contrainte(refus.value) == "ajout_seul"


def test_ignoring_triggers_reaches_none_of_ours(contribution):
    clore(2021)
    with pgtrigger.ignore(), pytest.raises(IntegrityError) as refus, transaction.atomic():
        Contribution.objects.filter(pk=contribution.pk).update(montant=1)
    assert nom_contrainte(refus.value) == "exercice_clos"
    with pgtrigger.ignore():
        Pole.objects.create(code="essai", nom="Essai")
    assert Journal.objects.filter(table_nom="socle_pole", apres__code="essai").exists()


@pytest.mark.parametrize("modele", METIERS, ids=lambda modele: modele._meta.label)
def test_every_trigger_works_in_a_restore(modele):
    """``pg_restore`` and ``pg_dump --data-only`` work with an empty search path."""
    table = f"public.{modele._meta.db_table}"
    cle = modele._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*), min({cle}) FROM {table}")
        nombre, premiere = cursor.fetchone()
        cursor.execute("SELECT pg_catalog.set_config('search_path', '', true)")
        if not nombre:
            # No row to write again: statements that touch none still run their triggers.
            cursor.execute(f"DELETE FROM {table}")
            return
        colonnes = ", ".join(f'"{champ.column}"' for champ in modele._meta.concrete_fields)
        cursor.execute(f"CREATE TEMP TABLE copie AS SELECT * FROM {table} WHERE {cle} = %s", [premiere])
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(f"UPDATE {table} SET {cle} = {cle} WHERE {cle} = %s", [premiere])
        if modele is not Exercice:
            cursor.execute(f"DELETE FROM {table} WHERE {cle} = %s", [premiere])
            cursor.execute(f"INSERT INTO {table} ({colonnes}) SELECT {colonnes} FROM pg_temp.copie")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_what_one_transaction_wrote_bears_one_number(contribution):
    Contribution.objects.filter(exercice=2021).update(montant=1)
    Pole.objects.create(code="essai", nom="Essai")
    assert Journal.objects.filter(transaction=None).count() == 0
    derniers = Journal.objects.order_by("-pk")[:2]
    assert len({(trace.transaction, trace.debut) for trace in derniers}) == 1


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


def test_the_report_of_a_row_costs_no_question_of_its_own(contribution, django_assert_num_queries):
    """What a save asks of the database is counted: the rule and the default are of the year at hand."""
    regle = next(c for c in Contribution._meta.constraints if c.name == "finances_contribution_bilan_apres")
    nouvelle = Contribution(exercice=Exercice.objects.get(annee=2021))
    with django_assert_num_queries(0):
        regle.validate(Contribution, contribution)
        contribution.bilan_de_id = 2020
        with pytest.raises(ValidationError, match="ne précède pas"):
            regle.validate(Contribution, contribution)
        regle.validate(Contribution, contribution, exclude={"bilan_de"})
        nouvelle.clean()
    assert nouvelle.bilan_de_id == 2021
