"""The table "Who may": groups exist after migration and give exactly these rights."""

import pytest
from django.apps import apps
from django.contrib.auth.models import AbstractUser, Group, Permission

from siim94.socle.droits import APPS, COMPTES, GROUPES, poser_droits
from siim94.socle.models import Utilisateur
from siim94.socle.requetes import Composee
from tests.comptes import compte

pytestmark = pytest.mark.django_db

# Right, then who holds it, from the decisions of the model.
TABLE = (
    ("adherents.view_adherent", {"agent", "gestionnaire", "direction", "admin"}),
    ("applications.view_application", {"agent", "gestionnaire", "direction", "admin"}),
    ("finances.view_contribution", {"agent", "gestionnaire", "direction", "admin"}),
    ("rh.view_pourvugrade", {"agent", "gestionnaire", "direction", "admin"}),
    ("support.view_formation", {"agent", "gestionnaire", "direction", "admin"}),
    ("bilan.view_rubrique", {"agent", "gestionnaire", "direction", "admin"}),
    ("socle.view_journal", {"agent", "gestionnaire", "direction", "admin"}),
    ("applications.change_application", {"agent", "gestionnaire", "admin"}),
    ("applications.delete_deploiement", {"agent", "gestionnaire", "admin"}),
    ("support.add_formation", {"agent", "gestionnaire", "admin"}),
    ("adherents.change_adherent", {"gestionnaire", "admin"}),
    ("finances.change_contribution", {"gestionnaire", "admin"}),
    ("finances.delete_lignebudget", {"gestionnaire", "admin"}),
    ("rh.add_emploigrade", {"gestionnaire", "admin"}),
    ("socle.add_chargement", {"gestionnaire", "admin"}),
    ("socle.delete_chargement", {"admin"}),
    ("bilan.change_rubrique", {"gestionnaire", "direction", "admin"}),
    ("socle.change_exercice", {"direction", "admin"}),
    ("socle.change_utilisateur", {"admin"}),
    ("socle.suivre_secours", {"direction", "admin"}),
    ("socle.change_organisme", {"admin"}),
    ("auth.change_group", {"admin"}),
    ("finances.view_nomenclature", {"agent", "gestionnaire", "direction", "admin"}),
    ("finances.change_nomenclature", {"admin"}),
    ("finances.add_chapitre", {"admin"}),
    ("finances.delete_compte", {"admin"}),
    ("finances.change_lignepresentation", {"admin"}),
    ("support.view_entiteglpi", {"agent", "gestionnaire", "direction", "admin"}),
    ("support.add_entiteglpi", {"admin"}),
    ("support.change_plateformeglpi", {"admin"}),
)


@pytest.mark.parametrize(("droit", "titulaires"), TABLE, ids=[droit for droit, _ in TABLE])
def test_right_is_held_by_exactly_these_accounts(droit, titulaires):
    assert {role for role in COMPTES if compte(role).has_perm(droit)} == titulaires


def test_every_group_exists_after_migration():
    assert set(GROUPES) <= set(Group.objects.values_list("name", flat=True))


def test_readers_may_read_every_model_of_the_apps():
    agent = compte("agent")
    modeles = [modele._meta for app in APPS for modele in apps.get_app_config(app).get_models()]
    assert len(modeles) > 40
    assert [m.label for m in modeles if not agent.has_perm(f"{m.app_label}.view_{m.model_name}")] == []


def test_no_account_holds_a_right_without_a_group():
    assert compte("sans-droit").get_all_permissions() == set()


def test_rights_are_put_back_and_strangers_taken_away():
    groupe = Group.objects.get(name="finances_lecture")
    groupe.permissions.set(
        Permission.objects.filter(codename="delete_lignebudget", content_type__app_label="finances")
    )
    poser_droits(apps.get_app_config("finances"))
    codes = set(
        groupe.permissions.filter(content_type__app_label="finances").values_list("codename", flat=True)
    )
    assert codes
    assert all(code.startswith("view_") for code in codes)


def test_a_local_group_is_left_alone():
    local = Group.objects.create(name="stagiaires")
    local.permissions.add(Permission.objects.get(codename="delete_lignebudget"))
    poser_droits(apps.get_app_config("finances"))
    assert local.permissions.count() == 1


def test_rights_of_groups_and_one_s_own_are_read_together(django_assert_num_queries):
    agent = compte("agent")
    propre = Permission.objects.get(codename="delete_lignebudget", content_type__app_label="finances")
    agent.user_permissions.add(propre)
    agent = Utilisateur.objects.get(pk=agent.pk)
    with django_assert_num_queries(1):
        assert agent.has_perms(["finances.delete_lignebudget", "rh.view_pourvugrade"])
        assert not agent.has_perm("finances.change_lignebudget")
        assert agent.has_module_perms("finances")
        assert not agent.has_module_perms("auth")
    agent.is_active = False
    assert not agent.has_perm("rh.view_pourvugrade")
    assert not agent.has_module_perms("rh")


def test_a_statement_composed_once_takes_the_values_of_each():
    composes = []

    def groupes(nom, droit):
        composes.append(nom)
        return Group.objects.filter(name=nom, permissions__codename=droit).values_list("name")

    composee = Composee(groupes, "nom", "droit")
    assert composee.lignes(nom="direction", droit="change_exercice") == [("direction",)]
    assert composee.lignes(nom="chargement", droit="change_exercice") == []
    assert composee.lignes(nom="chargement", droit="add_chargement") == [("chargement",)]
    assert len(composes) == 1


@pytest.mark.parametrize("actif", [True, False])
def test_an_account_says_of_each_right_what_django_does(actif):
    agent = compte("agent")
    agent.user_permissions.add(Permission.objects.get(codename="delete_contribution"))
    Utilisateur.objects.filter(pk=agent.pk).update(is_active=actif)
    agent = Utilisateur.objects.get(pk=agent.pk)
    droits = [
        f"{app}.{code}" for app, code in Permission.objects.values_list("content_type__app_label", "codename")
    ]
    tenus = {droit for droit in droits if agent.has_perm(droit)}
    assert tenus == {droit for droit in droits if AbstractUser.has_perm(agent, droit)}
    assert ("finances.delete_contribution" in tenus) is actif
    for app in apps.get_app_configs():
        assert agent.has_module_perms(app.label) == AbstractUser.has_module_perms(agent, app.label)
