"""Official plans of accounts in the database: whole, once, with the differences shown."""

import pytest

from finances.chargements import plan_charge
from finances.models import Chapitre, Compte, Nomenclature
from siim94.chargements.genres import chargeur_de
from siim94.chargements.moteur import Options, charger, simuler
from siim94.formats.plan_de_comptes import lire_plan
from siim94.socle.refus import Refus
from tests.chargements.conftest import charger_exemple
from tests.exemples import exemple

pytestmark = pytest.mark.django_db
PLAN = "plans_de_comptes/M14_COM_500_3500-2021.xml"


def test_every_chapter_and_account_is_there_in_its_tree(plan_ville):
    officiel = lire_plan(exemple(PLAN))
    nomenclature = Nomenclature.objects.get(declinaison="M14_COM_500_3500", annee=2021)
    charge = plan_charge(nomenclature)
    assert list(charge.chapitres) == list(officiel.chapitres)
    assert charge.comptes.keys() == officiel.comptes.keys()
    for code, compte in officiel.comptes.items():
        assert charge.comptes[code].parent == compte.parent
        assert charge.comptes[code].affectations == compte.affectations
    assert plan_ville.crees == 1 + len(officiel.chapitres) + len(officiel.comptes)


def test_loaded_again_it_changes_nothing(plan_ville):
    deuxieme = charger_exemple("nomenclature", PLAN)
    assert (deuxieme.crees, deuxieme.modifies) == (0, 0)
    assert deuxieme.inchanges == plan_ville.crees


def test_a_changed_label_is_shown_old_to_new_and_restored(plan_ville):
    Compte.objects.filter(nomenclature__declinaison="M14_COM_500_3500", code="6411").update(libelle="Autre")
    apercu = simuler(chargeur_de("nomenclature"), exemple(PLAN), Options())
    comptes = next(table for table in apercu.tables if table.titre == "comptes")
    assert comptes.modifies == 1
    assert comptes.lignes[0].champs == [("libellé", "Autre", "Personnel titulaire")]
    charger_exemple("nomenclature", PLAN)
    assert Compte.objects.get(nomenclature__declinaison="M14_COM_500_3500", code="6411").libelle == (
        "Personnel titulaire"
    )


def test_the_plan_in_use_completes_the_first_data_and_keeps_their_rows(donnees_2021):
    nomenclature = Nomenclature.objects.get(declinaison="M14_COM_SUP3500", annee=2021)
    avant = set(nomenclature.comptes.values_list("pk", flat=True))
    assert plan_charge(nomenclature) is None
    charger_exemple("nomenclature", "plans_de_comptes/M14_COM_SUP3500-2021.xml")
    assert avant < set(nomenclature.comptes.values_list("pk", flat=True))
    assert plan_charge(nomenclature) is not None
    assert Chapitre.objects.filter(nomenclature=nomenclature).count() == 47


def test_a_totem_document_is_not_a_plan(donnees_2021):
    with pytest.raises(Refus, match="document TotEM, pas un plan de comptes"):
        charger(
            chargeur_de("nomenclature"),
            exemple("totem/ville-ca-2021.xml"),
            Options(),
            nom="ville-ca-2021.xml",
        )
