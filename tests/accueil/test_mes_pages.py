"""Recent and favourite pages: noted in one statement, never more than kept, as rights allow."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from adherents.models import Adherent
from finances.models import Contribution
from siim94.socle.models import PageConnue
from siim94.ui.pages import recentes
from siim94.ui.pages.recentes import MesPages
from tests.adherents.factories import AdherentFactory
from tests.comptes import compte, connecter

pytestmark = pytest.mark.django_db

LISTE = "/finances/contributions/"


@pytest.fixture
def moi(client):
    utilisateur = compte("gestionnaire")
    connecter(utilisateur, client)
    return utilisateur


def mes_pages(client):
    return client.get("/mes-pages/").context["mes_pages"]


def adresses(pages):
    return [page.adresse for page in pages]


def favorite(client, moi, adresse):
    client.get(adresse)
    page = PageConnue.objects.get(utilisateur=moi, adresse=adresse)
    client.post(reverse("favori", args=[page.pk]), {"favorite": "oui"})
    return page


def test_pages_seen_are_recent_latest_first_and_once(client, moi):
    vitry = Adherent.objects.get(nom_court="Vitry")
    for adresse in (vitry.get_absolute_url(), LISTE, "/bilan/2021/", vitry.get_absolute_url()):
        client.get(adresse)
    recentes = mes_pages(client).recentes
    assert adresses(recentes) == [vitry.get_absolute_url(), "/bilan/2021/", LISTE]
    assert [str(page) for page in recentes] == [str(vitry), "Bilan 2021", "Contributions"]


@pytest.mark.parametrize(
    ("adresse", "entetes"),
    [
        (f"{LISTE}?export=csv", {}),
        (LISTE, {"Sec-Purpose": "prefetch"}),
        ("/finances/contributions/ajouter/", {}),
        ("/adherents/999999/", {}),
    ],
)
def test_files_parts_forms_and_missing_pages_are_not_noted(client, moi, adresse, entetes):
    client.get(adresse, headers=entetes)
    client.head(LISTE)
    assert not PageConnue.objects.filter(utilisateur=moi).exists()


def test_a_refused_page_is_not_noted(client):
    sans_droit = compte("sans-droit")
    connecter(sans_droit, client)
    assert client.get(LISTE).status_code == 403
    assert not PageConnue.objects.exists()


def test_a_list_is_kept_with_its_last_criteria_only_and_without_its_place(client, moi):
    client.get(f"{LISTE}?q=oph")
    client.get(f"{LISTE}?q=vitry&page=1&par_page=25&nature=")
    (recente,) = mes_pages(client).recentes
    assert recente.adresse == f"{LISTE}?q=vitry"
    assert str(recente) == "Contributions : vitry"


def test_a_list_changed_in_place_is_that_list(client, moi):
    client.get(LISTE)
    html = client.get(f"{LISTE}?q=oph", headers={"HX-Request": "true"}).content.decode()
    page = PageConnue.objects.get(utilisateur=moi)
    assert page.adresse == f"{LISTE}?q=oph"
    assert reverse("favori", args=[page.pk]) in html


def test_a_favourite_list_keeps_its_criteria_beside_the_recent_ones(client, moi):
    favorite(client, moi, f"{LISTE}?q=oph")
    client.get(f"{LISTE}?q=vitry")
    pages = mes_pages(client)
    assert adresses(pages.favorites) == [f"{LISTE}?q=oph"]
    assert adresses(pages.recentes) == [f"{LISTE}?q=vitry"]


def test_only_the_last_pages_are_kept_and_every_favourite(moi):
    premiere = PageConnue.objects.noter(moi, "/p/favorite/", "Favorite")[0]
    PageConnue.objects.filter(pk=premiere.pk).mettre_en_favori()
    for rang in range(PageConnue.GARDEES + 5):
        PageConnue.objects.noter(moi, f"/p/{rang}/", f"Page {rang}")
    gardees = PageConnue.objects.filter(utilisateur=moi).order_by("vue_le")
    attendues = [f"/p/{rang}/" for rang in range(5, PageConnue.GARDEES + 5)]
    assert adresses(gardees) == ["/p/favorite/", *attendues]


def test_noting_and_listing_cost_one_statement_however_many_pages(client, moi):
    def ecritures_et_lectures():
        with CaptureQueriesContext(connection) as requetes:
            client.get(LISTE)
        return [r for r in requetes if "socle_pageconnue" in r["sql"]]

    assert len(ecritures_et_lectures()) == 1
    for adherent in Adherent.objects.all()[:10]:
        client.get(adherent.get_absolute_url())
    assert len(ecritures_et_lectures()) == 1


def test_the_pages_of_others_are_neither_seen_nor_changed(client, moi):
    autre = PageConnue.objects.noter(compte("direction"), "/finances/", "Finances")[0]
    assert client.post(reverse("favori", args=[autre.pk]), {"favorite": "oui"}).status_code == 404
    client.post("/mes-pages/", {"ajouter": autre.pk})
    client.post("/mes-pages/", {"vider": "oui"})
    autre.refresh_from_db()
    assert not autre.favorite
    assert mes_pages(client).recentes == []


def test_the_star_says_what_the_page_is(client, moi):
    page = favorite(client, moi, LISTE)
    html = client.get(LISTE).content.decode()
    assert 'aria-pressed="true"' in html
    client.post(reverse("favori", args=[page.pk]), {"favorite": "non"})
    html = client.get(LISTE).content.decode()
    assert 'aria-pressed="false"' in html and 'aria-pressed="true"' not in html


def test_the_star_goes_back_to_its_page_and_nowhere_else(client, moi):
    page = PageConnue.objects.noter(moi, LISTE, "Contributions")[0]
    adresse = reverse("favori", args=[page.pk])
    assert client.post(adresse, {"favorite": "oui", "suivant": LISTE}).url == LISTE
    assert client.post(adresse, {"favorite": "oui", "suivant": "https://ailleurs.fr/"}).url == "/mes-pages/"


def test_htmx_gets_the_star_and_the_menu(client, moi):
    page = PageConnue.objects.noter(moi, LISTE, "Contributions")[0]
    reponse = client.post(
        reverse("favori", args=[page.pk]), {"favorite": "oui"}, headers={"HX-Request": "true"}
    )
    html = reponse.content.decode()
    assert 'aria-pressed="true"' in html
    assert 'hx-swap-oob="true"' in html
    assert "Favorites" in html and "<main" not in html


def test_a_name_is_kept_until_it_is_the_title_again(client, moi):
    page = favorite(client, moi, LISTE)
    client.post("/mes-pages/", {f"nom-{page.pk}": "  Ce que   paient les villes "})
    assert str(mes_pages(client).favorites[0]) == "Ce que paient les villes"
    client.post("/mes-pages/", {f"nom-{page.pk}": ""})
    assert str(mes_pages(client).favorites[0]) == "Contributions"


def test_favourites_keep_the_order_given(client, moi):
    for adresse in (LISTE, "/finances/", "/rh/"):
        favorite(client, moi, adresse)
    rh = mes_pages(client).favorites[-1]
    for _ in range(3):  # once more than there are places
        client.post("/mes-pages/", {"monter": rh.pk})
    assert adresses(mes_pages(client).favorites) == ["/rh/", LISTE, "/finances/"]
    client.post("/mes-pages/", {"descendre": rh.pk})
    assert adresses(mes_pages(client).favorites) == [LISTE, "/rh/", "/finances/"]
    client.post("/mes-pages/", {"retirer": rh.pk})
    assert adresses(mes_pages(client).favorites) == [LISTE, "/finances/"]


@pytest.mark.parametrize("cle", ["", "abc", "0", "999999999999999999999"])
def test_a_wrong_key_does_nothing(client, moi, cle):
    favorite(client, moi, LISTE)
    for action in ("monter", "descendre", "retirer", "ajouter"):
        assert client.post("/mes-pages/", {action: cle}).status_code == 302
    assert adresses(mes_pages(client).favorites) == [LISTE]


def test_a_title_follows_its_object(client, moi):
    adherent = AdherentFactory()
    favorite(client, moi, adherent.get_absolute_url())
    adherent.nom = "Ville de Nulle-Part"
    adherent.save()
    assert str(mes_pages(client).favorites[0]) == str(adherent)


def test_a_page_that_another_window_let_go_meanwhile_breaks_nothing(client, moi, monkeypatch, rf):
    adherent = AdherentFactory()
    client.get(adherent.get_absolute_url())
    adherent.nom = "Ville de Nulle-Part"
    adherent.save()
    lire = recentes._objet

    def lire_puis_perdre(page):
        objet = lire(page)
        PageConnue.objects.filter(pk=page.pk).delete()
        return objet

    monkeypatch.setattr(recentes, "_objet", lire_puis_perdre)
    requete = rf.get("/")
    requete.user = moi
    assert [str(page) for page in MesPages(requete).recentes] == [str(adherent)]


def test_a_deleted_object_leaves_the_recent_pages_and_is_said_of_favourites(client, moi):
    vu, aime = AdherentFactory(), AdherentFactory()
    client.get(vu.get_absolute_url())
    favorite(client, moi, aime.get_absolute_url())
    nom = str(aime)
    vu.delete()
    aime.delete()
    pages = mes_pages(client)
    assert (pages.recentes, pages.favorites) == ([], [])
    assert [str(page) for page in pages.perdues] == [nom]
    assert "supprimée depuis" in client.get("/mes-pages/").content.decode()


def test_a_title_is_not_told_to_who_may_no_longer_read_the_page(client):
    utilisateur = compte("sans-droit")
    utilisateur.groups.set(Group.objects.filter(name="finances_lecture"))
    connecter(utilisateur, client)
    contribution = Contribution.objects.first()
    favorite(client, utilisateur, contribution.get_absolute_url())
    client.get("/finances/")
    client.get(f"{LISTE}?q=vitry")
    assert str(contribution) in client.get("/mes-pages/").content.decode()
    utilisateur.groups.clear()
    for adresse in ("/mes-pages/", "/"):
        html = client.get(adresse).content.decode()
        assert str(contribution) not in html
        assert LISTE not in html
    assert "vos droits ne permettent plus" in client.get("/mes-pages/").content.decode()


def test_own_pages_are_no_business_data(client, moi):
    """Neither the history nor the freshness of a report knows them."""
    from siim94.socle.models import Journal, Revision

    avant = Journal.objects.count(), Revision.objects.count()
    favorite(client, moi, LISTE)
    assert (Journal.objects.count(), Revision.objects.count()) == avant


def test_a_very_long_address_is_shown_but_not_noted(client, moi):
    reponse = client.get(f"{LISTE}?{'adherent=1&' * 100}")
    assert reponse.status_code == 200
    assert "page_connue" not in reponse.context or reponse.context["page_connue"] is None
    assert not PageConnue.objects.exists()


def test_the_pages_are_read_once_a_request(rf, moi):
    PageConnue.objects.noter(moi, LISTE, "Contributions")
    requete = rf.get("/")
    requete.user = moi
    assert adresses(MesPages(requete).recentes) == [LISTE]


def test_the_dashboard_and_the_menu_lead_to_them(client, moi):
    favorite(client, moi, f"{LISTE}?q=oph")
    client.get("/rh/grades/")
    html = client.get("/").content.decode()
    menu, panneau = html.split('<main id="contenu"')
    for partie in (menu, panneau):
        assert f'href="{LISTE}?q=oph"' in partie
        assert 'href="/rh/grades/"' in partie
