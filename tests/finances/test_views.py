"""The pages of finances: they show the data, cost the same whatever the rows, and obey rights."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from adherents.models import Adherent
from finances.models import Chapitre, Contribution, DocumentBudgetaire, LigneBudget
from finances.views import CRUDS, LigneBudgetCrud
from siim94.socle.models import Exercice, Utilisateur
from tests.comptes import connecter
from tests.finances import factories as f

pytestmark = pytest.mark.django_db

PAR_MODELE = pytest.mark.parametrize("crud", CRUDS, ids=lambda crud: crud.model._meta.model_name)


@pytest.fixture
def agent(client):
    """Someone who may read finances and nothing else."""
    personne = Utilisateur.objects.create_user("lectrice", password="x")
    personne.user_permissions.set(
        Permission.objects.filter(content_type__app_label="finances", codename__startswith="view_")
    )
    return connecter(personne, client)


def texte(reponse) -> str:
    return reponse.content.decode().replace("\u202f", " ").replace("\u00a0", " ").replace("&#x27;", "'")


@PAR_MODELE
def test_list_and_page_open_to_those_who_may_read(agent, crud):
    f.CorrespondanceFactory()
    liste = agent.get(crud.adresse_liste())
    objet = crud.model.objects.first()

    assert liste.status_code == 200
    assert agent.get(objet.get_absolute_url()).status_code == 200


@PAR_MODELE
def test_nobody_else_reads_them(client, crud):
    f.CorrespondanceFactory()
    connecter(Utilisateur.objects.create_user("sans-droit", password="x"), client)

    assert client.get(crud.adresse_liste()).status_code == 403
    assert client.get(crud.model.objects.first().get_absolute_url()).status_code == 403


def test_overview_shows_the_year_s_amounts_and_tables(agent):
    page = texte(agent.get(reverse("finances:accueil")))

    assert "6 717 398 €" in page
    assert "1 114 874,04" in page
    assert "Ville de Vitry-sur-Seine" in page


def test_contributions_are_totalled_over_the_whole_list(agent):
    page = texte(agent.get(reverse("finances:contribution_list")))

    assert "1 828 377,37" in page
    assert "6 666 433,74" in page


def test_lines_are_totalled_once_they_have_one_sense(agent):
    adresse = LigneBudgetCrud.adresse_liste()

    assert 'class="total"' not in texte(agent.get(adresse))
    page = texte(agent.get(adresse, {"sens": "R", "section": "F"}))
    assert 'class="total"' in page
    assert "6 717 398,43" in page


def test_line_is_found_by_the_label_of_its_account_without_accents(agent):
    page = texte(agent.get(LigneBudgetCrud.adresse_liste(), {"q": "materiel transport"}))

    assert "7 961,89" in page
    assert "420 449,40" not in page


def test_list_of_lines_costs_the_same_with_more_chapters(agent):
    adresse = LigneBudgetCrud.adresse_liste()
    avant = _requetes(agent, adresse)
    document = DocumentBudgetaire.objects.execution(2021)
    for code in ("001", "002", "010", "18", "26"):
        f.LigneBudgetFactory(
            document=document, chapitre=Chapitre.objects.get(nomenclature=document.nomenclature, code=code)
        )

    assert _requetes(agent, adresse) == avant


def _requetes(client, adresse) -> int:
    with CaptureQueriesContext(connection) as requetes:
        assert client.get(adresse).status_code == 200
    return len(requetes)


def test_document_shows_its_four_print_outs(agent):
    page = texte(agent.get(DocumentBudgetaire.objects.execution(2021).get_absolute_url()))

    for total in ("6 717 398,43", "6 504 265,35", "814 698,88", "1 114 874,04", "54 629,77"):
        assert total in page
    assert page.count("<caption>") == 4
    assert "Budget précédent" not in page


def test_chapter_shows_its_lines_and_their_course_over_years(agent):
    chapitre = Chapitre.objects.get(nomenclature__norme="M14", code="012")
    page = texte(agent.get(chapitre.get_absolute_url()))
    assert "3 544 981,77" in page
    assert "Réalisé par exercice" not in page

    document = f.DocumentBudgetaireFactory(
        exercice=Exercice.objects.get(annee=2020),
        bilan_de=Exercice.objects.get(annee=2021),
        nomenclature=chapitre.nomenclature,
    )
    f.LigneBudgetFactory(document=document, chapitre=chapitre, realise=Decimal("3600000.00"))

    page = texte(agent.get(chapitre.get_absolute_url()))
    assert "3 600 000,00" in page
    assert "Voté et réalisé par exercice" in page


def test_latest_statement_of_a_contribution_replaces_the_first():
    adherent = Adherent.objects.get(code="vitry")
    f.ContributionFactory(
        exercice=Exercice.objects.get(annee=2021),
        bilan_de=f.ExerciceFactory(annee=2022),
        adherent=adherent,
        montant=Decimal("1.00"),
    )

    lignes = Contribution.objects.of_adherent(adherent)
    assert list(lignes.values_list("exercice", "montant")) == [(2021, Decimal("1.00"))]


def test_lines_of_an_account_are_ours_only():
    ligne = LigneBudget.objects.get(compte__code="1641")
    autre = f.DocumentBudgetaireFactory(
        nomenclature=ligne.document.nomenclature, autre_organisme=True, siret="1" * 14
    )
    f.LigneBudgetFactory(document=autre, chapitre=ligne.chapitre, compte=ligne.compte)

    assert list(LigneBudget.objects.of_poste(ligne.compte)) == [ligne]
