"""What may enter, and signing in: attempts counted, sessions that end, French rules, whom to ask."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from siim94.socle import middleware
from tests.comptes import MOT_DE_PASSE, compte, connecter

pytestmark = pytest.mark.django_db


def avancer(monkeypatch, **duree):
    instant = timezone.now() + datetime.timedelta(**duree)
    monkeypatch.setattr(middleware.timezone, "now", lambda: instant)


def test_a_session_without_activity_ends_and_leads_back_to_its_page(monkeypatch):
    client = connecter("agent")
    avancer(monkeypatch, hours=2, minutes=1)
    reponse = client.get("/finances/?exercice=2021")
    assert reponse.status_code == 302
    assert reponse.url == "/connexion/?fin=oui&next=/finances/%3Fexercice%3D2021"
    assert "Votre session a pris fin, faute d’activité" in client.get(reponse.url).content.decode()
    assert client.get("/finances/").url.startswith("/connexion/?next=")


def test_activity_keeps_a_session_but_never_beyond_twelve_hours(monkeypatch):
    client = connecter("agent")
    for heures in range(1, 12):
        avancer(monkeypatch, hours=heures)
        assert client.get("/recherche/").status_code == 200, heures
        monkeypatch.undo()
    avancer(monkeypatch, hours=12, minutes=1)
    assert "fin=oui" in client.get("/recherche/").url


def test_a_session_in_use_is_not_written_at_each_page(django_assert_num_queries, monkeypatch):
    client = connecter("agent")
    client.get("/mot-de-passe/change/")
    avancer(monkeypatch, minutes=4)
    client.get("/mot-de-passe/change/")
    assert "vu" not in client.session
    avancer(monkeypatch, minutes=6)
    client.get("/mot-de-passe/change/")
    assert client.session["vu"] > client.session["debut"]


def test_a_part_of_a_page_takes_the_whole_page_to_the_sign_in(client):
    reponse = client.get(
        "/finances/",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/rh/?exercice=2021"},
    )
    assert reponse.status_code == 200 and reponse.content == b""
    assert reponse["HX-Redirect"] == "/connexion/?next=%2Frh%2F%3Fexercice%3D2021"


@pytest.mark.parametrize(
    ("venue", "retour"),
    [
        ("http://testserver/finances/contributions/?q=vitry", "/finances/contributions/%3Fq%3Dvitry"),
        ("https://ailleurs.fr/finances/", "/mes-pages/1/favori/"),
        ("", "/mes-pages/1/favori/"),
    ],
)
def test_a_form_sent_after_the_end_leads_back_to_the_page_that_held_it(client, venue, retour):
    reponse = client.post("/mes-pages/1/favori/", {"favorite": "oui"}, headers={"Referer": venue})
    assert reponse.url == f"/connexion/?next={retour}"


def test_attempts_are_counted_for_each_address_apart(client):
    compte("agent", MOT_DE_PASSE)
    essai = {"username": "essai-agent", "password": "faux"}
    for _ in range(5):
        reponse = client.post(reverse("connexion"), essai, REMOTE_ADDR="192.0.2.1")
    assert reponse.status_code == 429
    bonne = {"username": "essai-agent", "password": MOT_DE_PASSE}
    assert client.post(reverse("connexion"), bonne, REMOTE_ADDR="192.0.2.1").status_code == 429
    assert client.post(reverse("connexion"), bonne, REMOTE_ADDR="192.0.2.2").status_code == 302


@pytest.mark.parametrize(
    ("mandataires", "entete", "adresse"),
    [
        (0, "198.51.100.7", "192.0.2.1"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        (2, "203.0.113.9, 198.51.100.7, 10.0.0.1", "198.51.100.7"),
        (2, "198.51.100.7", "192.0.2.1"),
        (1, "", "192.0.2.1"),
    ],
)
def test_only_our_own_proxies_are_believed(settings, mandataires, entete, adresse):
    settings.MANDATAIRES = mandataires
    requete = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=entete)
    assert middleware.adresse_du_visiteur(requete) == adresse


def test_password_rules_and_their_refusals_are_in_french():
    utilisateur = compte("agent", MOT_DE_PASSE)
    client = connecter("agent")
    page = client.get(reverse("mot_de_passe")).content.decode()
    assert "Votre mot de passe doit contenir au minimum" in page
    saisie = {"old_password": MOT_DE_PASSE, "new_password1": "12345", "new_password2": "12345"}
    refus = client.post(reverse("mot_de_passe"), saisie).content.decode()
    assert "trop court" in refus and "entièrement numérique" in refus
    utilisateur.refresh_from_db()
    assert utilisateur.check_password(MOT_DE_PASSE)


def test_the_sign_in_page_says_whom_to_ask(client):
    assert (
        "L’administration de l’intranet vous donne un lien pour en choisir un autre"
        in client.get("/connexion/").content.decode()
    )


@pytest.mark.parametrize("methode", ["get", "post"])
@pytest.mark.parametrize("donnees", [{"q": "a\x00b"}, {"a\x00": "1"}])
def test_nul_in_a_parameter_is_a_400_in_french(methode, donnees):
    client = connecter("admin")
    reponse = getattr(client, methode)(reverse("accueil"), donnees)
    assert reponse.status_code == 400
    assert "ne peut pas être lue" in reponse.content.decode()


def test_a_body_beyond_its_page_is_refused_before_it_is_read(client):
    """Of a stranger too: the check of the sign-in form's origin would read the whole body."""

    class JamaisLu:
        def read(self, *args):
            pytest.fail("le corps a été lu")

        readline = read

    reponse = client.generic(
        "POST",
        reverse("connexion"),
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(200 * 2**20),
        **{"wsgi.input": JamaisLu()},
    )
    assert reponse.status_code == 413
    assert "trop volumineux" in reponse.content.decode()


def test_the_page_of_a_load_takes_its_largest_file():
    client = connecter("admin")
    fichier = SimpleUploadedFile("classeur.xlsx", b"x" * (6 * 2**20))
    reponse = client.post(reverse("chargements:nouveau", args=["classeur"]), {"fichier": fichier})
    assert reponse.url.startswith("/chargements/")


@pytest.mark.parametrize(
    ("charset", "statut"), [("utf-16", 400), ("latin-1", 400), ("UTF-8", 200), ("zzz", 200)]
)
def test_a_form_in_another_charset_is_refused_in_french(client, charset, statut):
    genre = f"application/x-www-form-urlencoded; charset={charset}"
    reponse = client.generic("POST", reverse("connexion"), b"username=agent&password=faux", genre)
    assert reponse.status_code == statut
    assert 'lang="fr"' in reponse.content.decode()


@pytest.mark.parametrize(
    ("adresse", "page"),
    [
        (
            "/finances/contributions/lot/?exercice=2021&nature=x",
            "/finances/contributions/?exercice=2021&nature=x",
        ),
        ("/bilan/2021/relecture/commenter/", "/bilan/2021/relecture/"),
        ("/exercice/", "/"),
    ],
)
def test_an_address_that_only_takes_forms_leads_to_the_page_above_it(adresse, page):
    client = connecter("gestionnaire")
    assert client.get(adresse).status_code == 405
    reponse = client.get(adresse, headers={"accept": "text/html,*/*;q=0.8"})
    assert (reponse.status_code, reponse.headers.get("Location")) == (302, page)
    montee = client.get(adresse, headers={"accept": "text/html"}, SCRIPT_NAME="/intranet")
    assert montee.headers.get("Location") == f"/intranet{page}"
