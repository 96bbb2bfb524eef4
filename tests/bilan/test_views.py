"""The report's addresses: the page, the stored file, the progress, and years without a report."""

import pytest
from django.urls import reverse

from siim94.bilan import tirages
from siim94.bilan.models import Rubrique, Tirage
from siim94.socle import travaux
from siim94.socle.models import Revision, Travail
from tests.bilan.factories import ExerciceFactory, TirageFactory
from tests.bilan.lecture import espaces_simples
from tests.comptes import connecter

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 essai"


@pytest.fixture
def connecte(client):
    return connecter("direction", client)


@pytest.fixture
def fait(exercice):
    return TirageFactory(
        exercice=exercice,
        pdf=PDF,
        pages=36,
        revisions=Revision.objects.numero(2021),
        construction=tirages.construction(),
    )


@pytest.mark.parametrize(
    "adresse", ["", "2021/", "2021/bilan.pdf", "2021/tirage/", "2021/projet.pdf", "2021/projet/", "1999/"]
)
def test_anonymous_visitor_is_led_to_the_sign_in_page(client, donnees_2021, adresse):
    reponse = client.get(f"/bilan/{adresse}")
    assert reponse.status_code == 302 and reponse["Location"].startswith(reverse("connexion"))


@pytest.mark.parametrize("annee", [1999, 2020, 20210])
@pytest.mark.parametrize("suite", ["", "bilan.pdf", "tirage/"])
def test_year_without_report_is_not_found(connecte, donnees_2021, annee, suite):
    assert connecte.get(f"/bilan/{annee}/{suite}").status_code == 404


def test_page_has_the_figures_and_its_interactive_charts(connecte, exercice):
    reponse = connecte.get("/bilan/2021/")
    page = espaces_simples(reponse.content.decode())
    assert "6 717 398,43" in page and "Vitry, Ivry et Villejuif versent 62 % des contributions" in page
    assert page.count("data-graphique") >= 15
    assert 'type="application/json"' in page and " style=" not in page and "<style" not in page
    assert "unsafe-inline" not in reponse["Content-Security-Policy"]


def test_page_shows_a_wrong_token_at_its_place(connecte, exercice):
    Rubrique.objects.filter(exercice=exercice, code="perspectives").update(corps="Soit [[finances.rien]].")
    assert "finances.rien (chiffre inconnu)" in connecte.get("/bilan/2021/").content.decode()


def test_text_of_an_editor_is_escaped(connecte, exercice):
    Rubrique.objects.filter(exercice=exercice, code="perspectives").update(
        titre="<script>alert(1)</script>", corps="[[<img src=x>]]"
    )
    page = connecte.get("/bilan/2021/").content.decode()
    assert "<script>alert(1)" not in page and "<img src=x" not in page


def test_fresh_file_is_served_as_it_is(connecte, fait, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        reponse = connecte.get("/bilan/2021/bilan.pdf")
    assert reponse.content == PDF and reponse["Content-Type"] == "application/pdf"
    assert reponse["Content-Disposition"] == 'attachment; filename="bilan-d-activites-2021.pdf"'
    encore = connecte.get("/bilan/2021/bilan.pdf", headers={"If-None-Match": reponse["ETag"]})
    assert encore.status_code == 304 and not encore.content


def test_stale_file_is_drawn_in_the_background(connecte, fait):
    Rubrique.objects.filter(exercice=2021, code="perspectives").update(corps="Autre.")
    reponse = connecte.get("/bilan/2021/bilan.pdf")
    assert reponse.status_code == 302 and reponse["Location"] == "/bilan/2021/tirage/"
    connecte.get("/bilan/2021/bilan.pdf")
    assert Travail.objects.sur(2021, tirages.DESSINER).filter(etat=Travail.Etat.ATTENTE).count() == 1


def test_progress_is_shown_with_and_without_scripts(connecte, exercice):
    suivi = travaux.commencer(tirages.DESSINER, 2021)
    Travail.objects.update(fait=42, total=100, etape="Mise en page")
    page = connecte.get("/bilan/2021/tirage/").content.decode()
    assert 'http-equiv="refresh"' in page and 'hx-trigger="every 1s"' in page
    assert 'value="42"' in page and "Mise en page" in page
    partie = connecte.get("/bilan/2021/tirage/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in partie and 'value="42"' in partie
    suivi.seconde.close()


def test_progress_ends_with_the_file(connecte, fait):
    page = connecte.get("/bilan/2021/tirage/").content.decode()
    assert 'href="/bilan/2021/bilan.pdf"' in page and "hx-trigger" not in page and "http-equiv" not in page


def test_failure_is_shown_with_its_reason_and_can_be_tried_again(connecte, exercice):
    Travail.objects.create(
        genre=tirages.DESSINER, cle=2021, etat="echec", erreur="Le PDF n’a pas pu être dessiné."
    )
    page = connecte.get("/bilan/2021/tirage/").content.decode()
    assert "Le PDF n’a pas pu être dessiné." in page and "<form" in page
    assert connecte.post("/bilan/2021/tirage/").status_code == 302
    assert tirages.dernier_travail(2021).etat == Travail.Etat.ATTENTE


def test_list_gives_each_year_and_the_state_of_its_file(connecte, fait):
    ExerciceFactory(annee=2035)
    fait.revisions = Revision.objects.numero(2021)
    fait.save()
    page = connecte.get("/bilan/").content.decode()
    assert "Bilan 2021" in page and "Bilan 2035" in page and "Bilan 2020" not in page
    assert "à jour, 36 pages" in page and "pas encore préparé pour les données actuelles" in page


def test_an_altered_file_is_never_served_but_drawn_again(connecte, exercice, fait):
    Tirage.objects.filter(pk=fait.pk).update(pdf=b"%PDF-1.7 autre chose")
    reponse = connecte.get("/bilan/2021/bilan.pdf")
    assert reponse.status_code == 302 and reponse.url == "/bilan/2021/tirage/"
    assert Travail.objects.sur(2021, tirages.DESSINER).actifs().exists()
    historique = connecte.get("/journal/").content.decode()
    assert "ne correspondait plus à son empreinte" in historique


def test_the_draft_has_a_file_of_its_own(connecte, exercice, fait):
    page = connecte.get("/bilan/2021/").content.decode()
    assert 'href="/bilan/2021/projet.pdf"' in page
    reponse = connecte.get("/bilan/2021/projet.pdf")
    assert reponse.status_code == 302 and reponse["Location"] == "/bilan/2021/projet/"
    assert [t.titre for t in Travail.objects.sur(2021, tirages.DESSINER_PROJET)] == [
        "PDF du projet de bilan 2021"
    ]
    assert not Travail.objects.sur(2021, tirages.DESSINER).exists()
    TirageFactory(
        exercice=exercice,
        projet=True,
        pdf=PDF + b" projet",
        revisions=Revision.objects.numero(2021),
        construction=tirages.construction(),
    )
    Travail.objects.all().delete()
    reponse = connecte.get("/bilan/2021/projet.pdf")
    assert reponse.content == PDF + b" projet"
    assert 'filename="projet-de-bilan-2021.pdf"' in reponse["Content-Disposition"]
    assert connecte.get("/bilan/2021/bilan.pdf").content == PDF


def test_texts_to_read_again_are_named_before_the_final_file_is_drawn(connecte, exercice):
    Rubrique.objects.filter(exercice=exercice, code="perspectives").update(a_relire=True)
    reponse = connecte.get("/bilan/2021/bilan.pdf", follow=True)
    assert not Travail.objects.exists()
    page = reponse.content.decode()
    assert "encore à relire" in page and "Les perspectives 2022" in page
    assert "encore à relire" not in connecte.get("/bilan/2021/projet/").content.decode()
    connecte.post("/bilan/2021/tirage/")
    assert Travail.objects.sur(2021, tirages.DESSINER).exists()
    assert "encore à relire" in connecte.get("/bilan/2021/tirage/").content.decode()
