"""The table of rights follows the database, and says what the decisions of the model say."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from siim94.accueil.aide_droits import Degre, actions, permet, permissions_des_groupes
from siim94.socle.droits import COMPTES
from tests.comptes import compte, connecter

pytestmark = pytest.mark.django_db

ROLES = ("agent", "gestionnaire", "direction", "admin")
# "Who may" of the decisions of the model, row by row; o: allowed, -: not.
TABLE = {
    ("Finances", "Lire"): "oooo",
    ("Applications", "Ajouter et modifier"): "oo-o",
    ("Support", "Supprimer"): "oo-o",
    ("Adhérents", "Ajouter et modifier"): "-o-o",
    ("Finances", "Ajouter et modifier"): "-o-o",
    ("Ressources humaines", "Supprimer"): "-o-o",
    ("Finances", "Modifier les plans de comptes"): "---o",
    ("Support", "Modifier les rattachements GLPI"): "---o",
    ("Bilan", "Lire le bilan, télécharger le PDF"): "oooo",
    ("Bilan", "Écrire les textes, changer la mise en page"): "-ooo",
    ("Chargements", "Charger : Classeur de l’année"): "-o-o",
    ("Chargements", "Annuler son propre chargement"): "-o-o",
    ("Chargements", "Annuler le chargement d’un autre"): "---o",
    ("Exercices et journal", "Préparer, ouvrir, clore, rouvrir avec un motif"): "--oo",
    ("Exercices et journal", "Lire l’historique et le journal"): "oooo",
    ("Administration", "Ouvrir l’administration"): "---o",
    ("Administration", "Gérer les comptes"): "---o",
}


@pytest.fixture
def page(client):
    """``page(role)``: the rows of the table read by an account of that role, by domain and action."""

    def page(role: str) -> dict:
        connecter(role, client)
        domaines = client.get(reverse("aide_droits")).context["domaines"]
        return {(domaine, libelle): degres for domaine, lignes in domaines for libelle, degres in lignes}

    return page


@pytest.mark.parametrize(("ligne", "attendue"), TABLE.items(), ids=lambda v: v[1] if len(v) == 2 else v)
def test_the_table_says_what_the_decisions_say(page, ligne, attendue):
    degres = page("agent")[ligne][1:]
    assert "".join({"oui": "o", "non": "-"}[degre] for degre in degres) == attendue


def test_the_plan_of_accounts_is_loaded_by_the_administration_only():
    domaines = dict(actions())
    (action,) = [a for a in domaines["Chargements"] if a.libelle == "Charger : Nomenclature"]
    tenues = permissions_des_groupes()
    assert [nom for nom, codes in tenues.items() if action.degre(codes) == Degre.TOUT] == ["administration"]


def test_the_column_of_the_reader_is_the_column_of_the_role(page):
    for rang, role in enumerate(ROLES, start=1):
        for ligne, degres in page(role).items():
            assert degres[0] == degres[rang], (role, ligne)
    assert {degres[0] for degres in page("sans-droit").values()} == {Degre.RIEN}


def test_a_right_given_or_taken_in_the_database_shows_at_once(page):
    assert page("agent")["Finances", "Supprimer"][1] == Degre.RIEN
    droit = Permission.objects.get(codename="delete_contribution", content_type__app_label="finances")
    Group.objects.get(name="finances_lecture").permissions.add(droit)
    assert page("agent")["Finances", "Supprimer"][:2] == [Degre.PARTIE, Degre.PARTIE]
    Group.objects.get(name="support_gestion").permissions.clear()
    assert page("agent")["Support", "Ajouter et modifier"][1] == Degre.RIEN


def test_a_group_of_one_s_own_is_listed_with_what_it_gives(client):
    local = Group.objects.create(name="stagiaires")
    local.permissions.add(Permission.objects.get(codename="change_exercice"))
    utilisateur = compte("sans-droit")
    utilisateur.groups.add(local)
    connecter(utilisateur, client)
    (ligne,) = [g for g in client.get(reverse("aide_droits")).context["groupes"] if g["nom"] == "stagiaires"]
    assert ligne["local"] and ligne["sien"]
    mots = "préparer, ouvrir, clore, rouvrir avec un motif"
    assert ligne["permet"] == [("Exercices et journal", mots)]


def test_every_group_of_the_product_is_put_in_words():
    tenues = permissions_des_groupes()
    assert set().union(*COMPTES.values()) <= set(tenues)
    assert [nom for nom in set().union(*COMPTES.values()) if not permet(tenues[nom])] == []


def test_the_page_costs_the_same_whatever_the_number_of_groups(client, django_assert_num_queries):
    connecter("agent", client)
    adresse = reverse("aide_droits")
    client.get(adresse)
    with CaptureQueriesContext(connection) as avant:
        client.get(adresse)
    for rang in range(10):
        Group.objects.create(name=f"local {rang}").permissions.set(Permission.objects.all()[:50])
    with django_assert_num_queries(len(avant)):
        client.get(adresse)
