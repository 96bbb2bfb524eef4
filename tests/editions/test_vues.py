"""Pages of a published year: the latest edition in a frame, its very bytes."""

import lxml.html
import pytest
from django.db import connection, transaction
from django.urls import reverse

from adherents.models import Adherent
from siim94.bilan import exercices
from siim94.editions.models import Edition, Signalement
from siim94.editions.publication import Demande, publier
from siim94.socle.journal import acteur
from siim94.socle.models import Exercice
from tests.comptes import connecter
from tests.editions.factories import SignalementFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("memoire_partagee")]


def publie(**demande) -> Edition:
    return publier(2021, Demande("Adoption", sans_relecture=True, acceptes=None, **demande))


def rouvrir() -> None:
    with acteur(motif="Une erreur"):
        exercices.rouvrir(Exercice.objects.get(annee=2021))


@pytest.fixture
def edition(pret) -> Edition:
    return publie()


@pytest.fixture
def agent(client):
    return connecter("agent", client)


def page(client, adresse: str, statut: int = 200) -> str:
    reponse = client.get(adresse)
    assert reponse.status_code == statut
    return reponse.content.decode()


def test_the_report_of_a_published_year_is_its_edition_in_a_frame(agent, edition):
    lue = page(agent, "/bilan/2021/")
    assert 'src="/bilan/2021/editions/1/bilan.html"' in lue
    assert f"Édition 1 du {edition.jour}" in lue
    assert "remplacée" not in lue and "erreur signalée" not in lue
    assert f"Édition 1 du {edition.jour}" in page(agent, "/bilan/2021/editions/1/")


def test_an_edition_offers_two_acts_and_the_other_pages_in_a_menu(edition):
    lue = lxml.html.fromstring(page(connecter("direction"), "/bilan/2021/"))
    (boutons,) = lue.xpath('//main//*[@class="boutons"]')
    assert [lien.text_content() for lien in boutons.findall("a")] == [
        "Signaler une erreur",
        "Télécharger le PDF",
    ]
    (menu,) = boutons.findall("details")
    assert menu.get("open") is None and menu.find("summary").text_content() == "Autres pages"
    assert len(menu.findall("div/a")) == 8


def test_what_prepares_a_published_report_says_that_it_is_published(agent, edition):
    for adresse in ("/bilan/2021/preparation/", "/bilan/2021/preparation/obstacles/"):
        lue = page(agent, adresse)
        assert f'<a href="/bilan/2021/editions/1/">édition 1</a> du {edition.jour}' in lue, adresse
        assert "Avant de publier" not in lue, adresse
    assert "il n’y a plus rien à relire" in page(agent, "/bilan/2021/relecture/")
    rouvrir()
    assert "Avant de publier" in page(agent, "/bilan/2021/preparation/")


@pytest.mark.parametrize(
    ("nom", "champ"), [("bilan.pdf", "pdf"), ("bilan.html", "html"), ("donnees.json", "donnees")]
)
def test_files_are_the_very_bytes_whatever_is_renamed(agent, edition, tirage_fait, nom, champ):
    with acteur(motif="Essai"):
        Adherent.objects.filter(pk=Adherent.objects.order_by("pk").first().pk).update(nom="Villeneuve")
    reponse = agent.get(f"/bilan/2021/editions/1/{nom}")
    assert reponse.content == getattr(tirage_fait, champ)
    assert reponse["ETag"] == f'"{getattr(edition, f"{champ}_id")}"'
    assert (
        agent.get(reponse.request["PATH_INFO"], headers={"If-None-Match": reponse["ETag"]}).status_code == 304
    )


def test_the_pdf_of_the_report_is_that_of_the_latest_edition(agent, edition, tirage_fait):
    assert agent.get("/bilan/2021/bilan.pdf").content == tirage_fait.pdf


def test_the_frozen_page_is_framed_by_ours_only_and_runs_nothing(agent, edition):
    reponse = agent.get("/bilan/2021/editions/1/bilan.html")
    assert reponse["X-Frame-Options"] == "SAMEORIGIN"
    assert "default-src 'none'" in reponse["Content-Security-Policy"]


def test_a_frozen_download_asks_little_of_the_database(agent, edition, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        agent.get("/bilan/2021/editions/1/bilan.pdf")


@pytest.mark.parametrize("adresse", ["/bilan/2021/editions/2/", "/bilan/2021/editions/2/bilan.pdf"])
def test_an_edition_that_does_not_exist_is_said_in_french(agent, edition, adresse):
    assert "Le bilan 2021 n’a pas d’édition 2." in page(agent, adresse, 404)


@pytest.mark.parametrize(
    "adresse",
    ["/bilan/2021/", "/bilan/2021/bilan.pdf", "/bilan/2021/editions/1/", "/bilan/2021/editions/1/bilan.html"],
)
def test_an_altered_edition_is_a_conflict_and_never_drawn_again(agent, edition, adresse):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("ALTER TABLE editions_edition DISABLE TRIGGER USER")
        cursor.execute("UPDATE editions_edition SET motif = 'Autre'")
        assert "n’est plus celle qui a été publiée" in page(agent, adresse, 409)
        transaction.set_rollback(True)


def test_before_a_publication_the_report_is_the_working_one(agent, pret):
    assert "<iframe" not in page(agent, "/bilan/2021/")
    assert agent.get("/bilan/2021/bilan.pdf").status_code == 302
    assert "pas encore publié" in page(agent, "/bilan/2021/editions/")


def test_the_draft_stays_beside_the_edition(agent, edition):
    lue = page(agent, "/bilan/2021/brouillon/")
    assert "Le bilan 2021 est publié" in lue and "peut en différer" in lue
    assert "<iframe" not in lue


def test_a_year_opened_again_says_that_the_edition_stands(agent, edition):
    rouvrir()
    lue = page(agent, "/bilan/2021/")
    assert "L’exercice est rouvert" in lue and 'src="/bilan/2021/editions/1/bilan.html"' in lue


def test_a_replaced_edition_says_by_which(agent, edition):
    rouvrir()
    publie(nature="rectificatif", portee="materielle", affecte="Le total du tableau 4")
    assert "remplacée par l’édition 2" in page(agent, "/bilan/2021/editions/1/")
    lue = page(agent, "/bilan/2021/")
    assert "Le total du tableau 4" in lue and "remplacée" not in lue
    liste = page(agent, "/bilan/2021/editions/")
    assert liste.index("Édition 2") < liste.index("Édition 1")


def test_a_recognised_error_marks_the_edition(agent, edition):
    signale = SignalementFactory(edition=edition, texte="Le tableau 4 se trompe.")
    assert "erreur signalée" not in page(agent, "/bilan/2021/")
    Signalement.objects.filter(pk=signale.pk).update(sort="retenu", traite=edition.publiee)
    lue = page(agent, "/bilan/2021/")
    assert "erreur signalée" in lue and "Le tableau 4 se trompe." in lue


def test_the_years_say_their_state_and_their_edition(agent, pret):
    assert "brouillon" in page(agent, "/bilan/")
    edition = publie()
    assert f"publié, édition 1 du {edition.jour}" in page(agent, "/bilan/")


def test_closed_editions_are_nobodys_and_open_ones_everybodys(client, edition, tirage_fait):
    assert "Rien n’est publié" in page(client, "/publications/2021/", 404)
    assert client.get("/publications/2021/1/bilan.pdf").status_code == 404
    direction = connecter("direction")
    diffusion = reverse("editions:diffusion", args=[2021, 1])
    assert direction.get(diffusion).status_code == 200
    assert direction.post(diffusion, {"ouverte": "oui"}).status_code == 302
    reponse = client.get("/publications/2021/")
    assert "Registre des corrections" in reponse.content.decode()
    assert not reponse.cookies and "Cookie" not in reponse.get("Vary", "")
    assert reponse["Cache-Control"].startswith("public")
    for nom, champ in (("bilan.pdf", "pdf"), ("bilan.html", "html"), ("donnees.json", "donnees")):
        reponse = client.get(f"/publications/2021/1/{nom}")
        assert reponse.content == getattr(tirage_fait, champ)
        assert reponse["Cache-Control"].startswith("public") and not reponse.cookies
    assert client.get("/publications/2021/1/constats.json").status_code == 404
    # An account makes no difference: no cookie comes or counts.
    assert "Cookie" not in direction.get("/publications/2021/").get("Vary", "")
    direction.post(diffusion, {"ouverte": "non"})
    assert client.get("/publications/2021/").status_code == 404


@pytest.mark.parametrize("role", ["agent", "gestionnaire"])
def test_only_management_opens_an_edition(client, edition, role):
    connecter(role, client)
    assert client.post(reverse("editions:diffusion", args=[2021, 1]), {"ouverte": "oui"}).status_code == 403
