"""Undoing a load: everything is as before, or it is refused and says why."""

from decimal import Decimal

import pytest
from django.db import connection

from adherents.models import Adherent
from finances.models import Budget, Compte, Contribution, DocumentBudgetaire, LigneBudget
from rh.models import EmploiGrade, Grade, PourvuGrade
from siim94.chargements.annulation import AnnulationChargeur, annuler
from siim94.chargements.moteur import Options, simuler
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
    chargement = charger_exemple("totem", "totem/ville-bp-2022.xml", autre_organisme=True, exercice=2022)
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


def enregistre(etat: str, genre: str = "scdl") -> Chargement:
    """Another load on record in 2022, whatever became of it."""
    return Chargement.objects.create(
        genre=genre, etat=etat, fichier="x.csv", empreinte="0" * 64, titre="Autre", exercice_id=2022
    )


@pytest.fixture
def annee_2022(plan_ville):
    """The load that made the year 2022, which it alone needs."""
    charger_exemple("nomenclature", "plans_de_comptes/M14_COM_500_3500-2022.xml")
    return charger_exemple("totem", "totem/ville-bp-2022.xml", autre_organisme=True, exercice=2022)


@pytest.mark.parametrize("etat", Chargement.Etat.values)
def test_records_of_other_loads_never_hold_the_year_of_one_back(annee_2022, etat):
    autre = enregistre(etat)
    annuler(annee_2022)
    assert not Exercice.objects.filter(annee=2022).exists()
    autre.refresh_from_db()
    assert (autre.etat, autre.exercice_id) == (etat, None)


def test_loaded_twice_the_later_is_undone_and_then_the_earlier(annee_2022):
    suite = charger_exemple("totem", "totem/ville-bp-2022.xml", autre_organisme=True, remplacer=True)
    annuler(suite)
    annuler(annee_2022)
    assert not Exercice.objects.filter(annee=2022).exists()


def test_opening_the_year_that_a_load_made_does_not_hold_it_back(annee_2022):
    Exercice.objects.filter(annee=2022).update(statut=Exercice.Statut.OUVERT)
    annuler(annee_2022)
    assert not Exercice.objects.filter(annee=2022).exists()


def test_later_loads_in_the_way_are_named_with_their_page(annee_2022):
    Chargement.objects.filter(pk=annee_2022.pk).update(fin=_maintenant())
    ligne = LigneBudget.objects.filter(document__exercice=2022).first()
    suite = enregistre("fait")
    with acteur(chargement=suite):
        LigneBudget.objects.filter(pk=ligne.pk).update(realise=1)
    (remarque,) = simuler(AnnulationChargeur(annee_2022), None, Options()).erreurs
    assert f"nº {suite.pk} (Autre)" in remarque.texte and "annulez-le d’abord" in remarque.texte
    assert remarque.adresse == suite.get_absolute_url()


def test_a_load_whose_rows_need_those_of_another_is_named(annee_2022):
    suite = enregistre("fait")
    contribution = Contribution.objects.create(
        exercice_id=2022, bilan_de_id=2022, adherent=Adherent.objects.first(), nature="autre", montant=1
    )
    connection.check_constraints()
    erreurs = simuler(AnnulationChargeur(annee_2022), None, Options()).erreurs
    assert [e.texte for e in erreurs] == [
        "Des données s’appuient sur ce qui est à supprimer\u00a0: 1 contributions. Supprimez-les d’abord."
    ]
    suite.lignes.create(table_nom="finances_contribution", cle=str(contribution.pk), action="creation")
    (remarque,) = simuler(AnnulationChargeur(annee_2022), None, Options()).erreurs
    assert f"nº {suite.pk} (Autre)" in remarque.texte and "1 contributions" in remarque.texte
    contribution.delete()
    annuler(annee_2022)
    assert not Exercice.objects.filter(annee=2022).exists()


def test_a_row_changed_by_hand_and_put_back_holds_nothing_back(charge):
    ligne = LigneBudget.objects.filter(document__exercice=2021, realise__isnull=False).first()
    Chargement.objects.filter(pk=charge.pk).update(fin=_maintenant())
    LigneBudget.objects.filter(pk=ligne.pk).update(realise=1)
    with pytest.raises(Refus, match="Restaurez d’abord"):
        annuler(charge)
    LigneBudget.objects.filter(pk=ligne.pk).update(realise=ligne.realise)
    annuler(charge)
    assert Chargement.objects.get(pk=charge.pk).etat == "annule"


def test_a_row_that_it_made_changed_then_deleted_by_hand_holds_nothing_back(annee_2022):
    ligne = LigneBudget.objects.filter(document__exercice=2022).first()
    Chargement.objects.filter(pk=annee_2022.pk).update(fin=_maintenant())
    LigneBudget.objects.filter(pk=ligne.pk).update(realise=1)
    LigneBudget.objects.filter(pk=ligne.pk).delete()
    annuler(annee_2022)
    assert not Exercice.objects.filter(annee=2022).exists()
