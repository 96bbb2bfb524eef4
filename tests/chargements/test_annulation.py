"""Undoing a load: everything is as before, or it is refused and says why."""

from decimal import Decimal

import pytest
from django.db import connection

from finances.models import Budget, Compte, Contribution, DocumentBudgetaire, LigneBudget
from rh.models import EmploiGrade, Grade, PourvuGrade
from siim94.chargements.annulation import annuler
from siim94.socle.journal import acteur
from siim94.socle.models import Chargement, Exercice, Journal, Utilisateur
from siim94.socle.refus import Refus
from tests.chargements.conftest import charger_exemple
from tests.exemples import LIGNES_CA

pytestmark = pytest.mark.django_db
TABLES = (Budget, Compte, Contribution, DocumentBudgetaire, LigneBudget, EmploiGrade, PourvuGrade, Grade)


def photographie() -> dict:
    """All rows of the tables that loads touch, without their version."""
    return {
        model: [
            {nom: valeur for nom, valeur in ligne.items() if nom != "version"}
            for ligne in model.objects.order_by("pk").values()
        ]
        for model in TABLES
    }


@pytest.fixture
def charge(plan_ville, siret_ville):
    return charger_exemple("totem", "totem/ville-ca-2021.xml", remplacer=True)


def test_what_it_made_changed_and_replaced_is_as_before(plan_ville, siret_ville):
    avant = photographie()
    chargement = charger_exemple("totem", "totem/ville-ca-2021.xml", remplacer=True)
    assert photographie() != avant
    annulation = annuler(chargement)
    assert photographie() == avant
    chargement.refresh_from_db()
    assert (chargement.etat, chargement.annulation) == ("annule", annulation)
    assert (annulation.crees, annulation.modifies, annulation.supprimes) == (
        chargement.supprimes,
        chargement.modifies,
        chargement.crees,
    )


def test_the_year_that_another_bodys_document_needed_goes_with_it(plan_ville):
    charger_exemple("nomenclature", "plans_de_comptes/M14_COM_500_3500-2022.xml")
    chargement = charger_exemple("totem", "totem/ville-bp-2022.xml", autre_organisme=True)
    assert chargement.exercice_id == 2022
    annuler(chargement)
    assert not Exercice.objects.filter(annee=2022).exists()
    chargement.refresh_from_db()
    assert (chargement.etat, chargement.exercice) == ("annule", None)


def test_a_plan_of_accounts_is_undone_with_its_tree(plan_ville):
    annuler(plan_ville)
    assert not Compte.objects.filter(nomenclature__declinaison="M14_COM_500_3500").exists()


def test_amounts_come_back_to_the_cent(charge):
    annuler(charge)
    montants = LigneBudget.objects.filter(document__exercice=2021).values_list("realise", flat=True)
    assert all(montant is None or montant == montant.quantize(Decimal("0.01")) for montant in montants)


def test_a_later_change_of_one_of_its_rows_refuses_it_and_names_the_row_and_who(charge):
    ligne = LigneBudget.objects.filter(document__exercice=2021).first()
    auteur = Utilisateur.objects.create_user("gestion", first_name="Claude", last_name="Martin")
    # The test's transaction has one clock; the change comes after the load.
    Chargement.objects.filter(pk=charge.pk).update(fin=_maintenant())
    with acteur(auteur):
        LigneBudget.objects.filter(pk=ligne.pk).update(realise=1)
    avant = photographie()
    with pytest.raises(Refus, match=r"ligne budgétaire.*modification par Claude Martin"):
        annuler(charge)
    assert photographie() == avant
    assert Chargement.objects.get(pk=charge.pk).etat == "fait"


def _maintenant():
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def test_a_row_that_something_else_needs_refuses_it_with_the_reason(plan_ville, siret_ville):
    grade = charger_exemple("totem", "totem/ville-ca-2021.xml", remplacer=True)
    cree = Grade.objects.get(pk=grade.lignes.filter(table_nom="rh_grade").first().cle)
    EmploiGrade.objects.create(exercice_id=2020, grade=cree, emplois=1)
    # As its own commit would: the row referred to something when it came in.
    connection.check_constraints()
    with pytest.raises(Refus, match="emplois par grade"):
        annuler(grade)
    assert Grade.objects.filter(pk=cree.pk).exists()


def test_a_plan_whose_accounts_are_in_use_cannot_be_undone(plan_ville, charge):
    with pytest.raises(Refus):
        annuler(plan_ville)
    assert DocumentBudgetaire.objects.get(exercice=2021, etape="CA").lignes.count() == LIGNES_CA


def test_once_the_later_load_is_undone_the_earlier_one_can_be(plan_ville, charge):
    annuler(charge)
    annuler(plan_ville)
    assert not Compte.objects.filter(nomenclature__declinaison="M14_COM_500_3500").exists()


def test_a_closed_year_refuses_the_undoing(charge):
    Exercice.objects.filter(annee=2021).update(statut=Exercice.Statut.CLOS)
    with pytest.raises(Refus, match="clos"):
        annuler(charge)
    assert LigneBudget.objects.filter(document__exercice=2021).count() == LIGNES_CA


def test_a_load_is_undone_once_and_the_first_data_never(charge):
    annulation = annuler(charge)
    charge.refresh_from_db()
    for cible in (charge, annulation, Chargement.objects.get(genre="premieres-donnees")):
        with pytest.raises(Refus):
            annuler(cible)


def test_history_attributes_the_load_and_its_undoing(charge):
    document = DocumentBudgetaire.objects.get(exercice=2021, etape="CA")
    annulation = annuler(charge)
    entrees = Journal.objects.of_objet(document).values_list("action", "chargement_id")
    assert list(entrees)[:2] == [("modification", annulation.pk), ("modification", charge.pk)]
