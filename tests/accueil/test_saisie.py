"""What a year lacks, on the dashboard: a few names in view, the others folded, each led to its rows."""

import pytest
from django.urls import reverse

from siim94.accueil.saisie import LISTES, MONTRES, adresse_de, manques
from siim94.accueil.tableau_de_bord import TableauDeBord
from siim94.bilan.sommaire import SECTIONS
from siim94.controles.chiffres import CHIFFRES
from siim94.socle.models import Exercice
from siim94.ui.adresses import adresse_ou_rien
from tests.comptes import compte, connecter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("memoire_partagee")]

CODES = (*(section.code for section in SECTIONS), *(chiffre.nom for chiffre in CHIFFRES))


def test_each_beginning_of_the_table_is_that_of_a_code_and_leads_to_a_page():
    for debut, nom_url in LISTES.items():
        assert adresse_ou_rien(nom_url), nom_url
        assert any(code.startswith(debut) for code in CODES), debut


@pytest.mark.parametrize(
    ("code", "nom_url"),
    [
        ("finances.recettes.total", "finances:lignebudget_list"),
        ("finances.recettes.progression", "finances:indicateurfinancier_list"),
        ("finances.contributions", "finances:contribution_list"),
        ("rh.effectif.total", "rh:pourvugrade_list"),
    ],
)
def test_the_longest_beginning_counts(code, nom_url):
    assert adresse_de(code) == reverse(nom_url)


def test_a_nearly_empty_year_shows_a_few_names_and_folds_the_others(client, donnees_2021):
    vide = Exercice.objects.create(annee=2031, statut=Exercice.Statut.OUVERT)
    agent = compte("agent")
    absents = TableauDeBord(vide, agent).sections_absentes
    assert len(absents.premiers) == MONTRES
    assert absents.autres
    connecter(agent, client)
    page = client.get("/?exercice=2031").content.decode()
    assert f"et {len(absents.autres)} autres" in page
    for manque in (*absents.premiers, *absents.autres):
        assert client.get(manque.adresse).status_code == 200
        assert f'<a href="{manque.adresse}">' in page


def test_a_fold_never_hides_a_single_name():
    agent = compte("agent")
    absents = [("rh.etp", f"Manque {rang}") for rang in range(MONTRES + 2)]
    assert not manques(absents[:-1], agent).autres
    assert len(manques(absents, agent).autres) == 2


def test_who_may_not_read_an_app_gets_no_address():
    (manque,) = manques([("rh.etp", "Équivalents temps plein")], compte("sans-droit")).premiers
    assert (manque.libelle, manque.adresse) == ("Équivalents temps plein", "")
