"""Official plans of accounts in the database: whole, once, with the differences shown."""

from shutil import copy

import pytest
from django.conf import settings
from django.db import connection

from finances.chargements_plan import plan_charge
from finances.models import Chapitre, Compte, Correspondance, LignePresentation, Nomenclature
from siim94.chargements.annulation import annuler
from siim94.chargements.genres import chargeur_de
from siim94.chargements.moteur import Options, charger, simuler
from siim94.chargements.nomenclature import charger_plans_officiels
from siim94.formats.plan_de_comptes import lire_plan
from siim94.socle.refus import Refus
from tests.chargements.conftest import charger_exemple
from tests.exemples import exemple
from tests.exemples_plans import plan
from tests.plans import ecrire_plans

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


def lues_une_a_une(modele) -> int:
    """How many rows of a table were read by walking it, in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq_tup_read FROM pg_stat_xact_user_tables WHERE relid = %s::regclass",
            [modele._meta.db_table],
        )
        return cursor.fetchone()[0]


@pytest.fixture
def session_ancienne(donnees_2021):
    """A session that has made for good the plans of its keys while there were few accounts."""
    nomenclature = Nomenclature.objects.get(declinaison="M14_COM_SUP3500", annee=2021)
    parent = Compte.objects.create(nomenclature=nomenclature, code="998", libelle="Essai")
    for rang in range(8):
        Compte.objects.create(nomenclature=nomenclature, code=f"998{rang}", libelle="Essai", parent=parent)
        connection.check_constraints()


def test_the_plans_that_come_with_the_product_leave_the_first_data_as_they_are(session_ancienne):
    def premieres():
        champs = ("pk", "code", "libelle", "libelle_court")
        lignes = {
            model: list(model.objects.filter(pk__in=pks).order_by("pk").values_list(*champs))
            for model, pks in cles.items()
        }
        rangs = LignePresentation.objects.filter(nomenclature__in=plans).order_by("pk")
        return lignes, list(rangs.values())

    cles = {model: list(model.objects.values_list("pk", flat=True)) for model in (Chapitre, Compte)}
    plans = list(Nomenclature.objects.values_list("pk", flat=True))
    avant, lues = premieres(), lues_une_a_une(Compte)
    chargement = charger_plans_officiels(settings.FIXTURES)
    # The keys of new accounts walk a table that has become long a few times, and not for each of them.
    assert lues_une_a_une(Compte) - lues < 50 * Compte.objects.count()
    assert premieres() == avant
    assert chargement.apercu["avertissements"] == []
    assert chargement.crees == chargement.lignes.filter(action="creation").count() > 20_000
    assert Nomenclature.objects.for_plan("M57", "M57_A", 2024).fonctions["020"]
    assert Correspondance.objects.par_chapitre()["M57", "011"] == "Charges à caractère général"
    assert plan_charge(Nomenclature.objects.for_plan("M14", "M14_COM_SUP3500", 2021)) is not None
    assert charger_plans_officiels(settings.FIXTURES) is None


@pytest.fixture
def livres(donnees_2021, tmp_path):
    """Two plans that come with the product: one that the first data know in part, and a new one."""
    dossier = tmp_path / "plans"
    dossier.mkdir()
    ecrire_plans([lire_plan(plan("M14_COM_SUP3500", 2021)), lire_plan(plan("M57_A", 2023))], dossier)
    for nom in ("presentation.csv", "correspondances.csv"):
        copy(settings.FIXTURES / "plans" / nom, dossier)
    return tmp_path


def test_a_label_that_a_person_corrected_stays_and_is_told(livres):
    compte = Compte.objects.get(nomenclature__declinaison="M14_COM_SUP3500", code="2051")
    Compte.objects.filter(pk=compte.pk).update(libelle="Corrigé à la main")
    chargement = charger_plans_officiels(livres)
    compte.refresh_from_db()
    assert (compte.libelle, compte.affectations) == ("Corrigé à la main", {"DR": "20"})
    (remarque,) = chargement.apercu["avertissements"]
    assert "de la base" in remarque["texte"] and "tel" in remarque["texte"]


def test_a_label_with_control_characters_takes_the_official_text(livres):
    nomenclature = Nomenclature.objects.get(declinaison="M14_COM_SUP3500", annee=2021)
    compte = Compte.objects.create(
        nomenclature=nomenclature, code="6451", libelle="Cotisations \u0096 URSSAF", libelle_court="Urssaf"
    )
    charger_plans_officiels(livres)
    compte.refresh_from_db()
    assert (compte.libelle, compte.libelle_court) == ("Cotisations à l'URSSAF", "Urssaf")


def test_plans_that_a_person_took_back_are_not_loaded_again(livres):
    annuler(charger_plans_officiels(livres))
    assert charger_plans_officiels(livres) is None
    assert not Nomenclature.objects.filter(declinaison="M57_A").exists()


def test_print_outs_of_the_official_plans_have_their_groups(livres):
    charger_plans_officiels(livres)
    nomenclature = Nomenclature.objects.get(declinaison="M57_A", annee=2023)
    tableau = LignePresentation.objects.of_tableau(nomenclature, "F", "R")
    (gestion,) = (ligne for ligne in tableau if ligne.libelle == "Total des recettes de gestion courante")
    membres = [membre.membre.chapitre.code for membre in gestion.membres.order_by("membre__rang")]
    # The chapters that this small plan has, of 013, 016, 017, 70, 73, 731, 74 and 75.
    assert membres == ["70", "74", "75"]


def test_a_later_plan_that_is_empty_hides_none_that_is_loaded(plan_ville):
    vide = Nomenclature.objects.create(norme="M14", declinaison="M14_COM_500_3500", annee=2022)
    assert Nomenclature.objects.for_plan("M14", "M14_COM_500_3500", 2023).annee == 2021
    complet = Nomenclature.objects.get(declinaison="M14_COM_500_3500", annee=2021)
    complet.comptes.filter(code="6411").update(nomenclature=vide, parent=None)
    assert Nomenclature.objects.for_plan("M14", "M14_COM_500_3500", 2023) == vide


def test_labels_keep_the_apostrophe_of_the_official_file(plan_ville):
    libelle = Chapitre.objects.get(nomenclature__declinaison="M14_COM_500_3500", code="023").libelle
    assert libelle == "Virement à la section d'investissement"


def test_correspondences_that_a_person_changed_stay(livres):
    charger_plans_officiels(livres)
    Correspondance.objects.filter(norme="M57", chapitre="67").delete()
    (livres / "plans" / "presentation.csv").write_text(
        (livres / "plans" / "presentation.csv").read_text(encoding="utf-8") + "\n", encoding="utf-8"
    )
    assert charger_plans_officiels(livres) is not None
    assert ("M57", "67") not in Correspondance.objects.par_chapitre()
