"""What people do every day, in a real browser: read the year, filter, export, change year or theme."""

import csv
import re
from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from siim94.socle.models import Exercice
from tests.comptes import MOT_DE_PASSE, compte
from tests.navigateur.conftest import suivre

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_signs_in_reads_the_dashboard_and_its_charts(ouvrir):
    page = ouvrir(None)
    page.goto("/")
    page.get_by_label("Nom d’utilisateur").fill(compte("agent", MOT_DE_PASSE).username)
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_selector("main .chiffres")
    expect(page.get_by_role("heading", level=1)).to_have_text("Exercice 2021")
    expect(page.locator(".chiffres")).to_have_text(
        re.compile("6\u202f717\u202f398\u00a0€"), use_inner_text=True
    )
    page.wait_for_selector("[data-graphique][data-trace] .main-svg")


@pytest.mark.parametrize(("largeur", "variante"), [(1440, "large"), (390, "etroit")])
def test_a_chart_of_a_long_page_is_drawn_as_it_comes_near_where_its_picture_held_its_place(
    ouvrir, largeur, variante
):
    page = ouvrir("agent", largeur=largeur)
    page.goto("/bilan/2021/")
    graphiques = page.locator("[data-graphique]")
    dernier = graphiques.last
    graphiques.first.scroll_into_view_if_needed()
    expect(graphiques.first).to_have_attribute("data-trace", variante)
    expect(dernier.locator("svg:visible")).to_have_class([variante])
    haut = page.evaluate("document.documentElement.scrollHeight")
    for graphique in graphiques.all():
        graphique.scroll_into_view_if_needed()
        expect(graphique).to_have_attribute("data-trace", variante)
    expect(dernier.locator(".main-svg").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollHeight") == haut


def test_a_list_is_filtered_then_exported(ouvrir):
    page = ouvrir("agent")
    page.goto("/finances/contributions/")
    rangees = page.locator(".liste tbody tr")
    toutes = rangees.count()
    page.get_by_label("Texte").fill("oph")
    page.get_by_role("button", name="Filtrer").click()
    puce = page.locator(".critere", has_text="oph")
    puce.wait_for()
    nombre = rangees.count()
    assert 1 < nombre < toutes
    page.locator("summary", has_text="Exporter").click()
    with page.expect_download() as telechargement:
        page.get_by_role("link", name="CSV").click()
    texte = telechargement.value.path().read_text("utf-8-sig")
    assert len(list(csv.reader(texte.splitlines(), delimiter=";"))) == nombre + 2
    puce.click()
    puce.wait_for(state="detached")
    expect(rangees).to_have_count(toutes)


def test_lists_work_without_javascript(ouvrir):
    page = ouvrir("agent", javascript=False)
    page.goto("/finances/contributions/")
    page.get_by_role("link", name="Montant").click()
    expect(page.locator("th[aria-sort]")).to_have_count(1)
    page.get_by_label("Texte").fill("vitry")
    suivre(page.get_by_role("button", name="Filtrer"))
    page.locator(".liste tbody th a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Vitry")


def test_on_a_phone_the_bar_is_one_line_and_the_open_tab_is_in_sight(ouvrir):
    page = ouvrir("admin", largeur=390)
    for adresse, nom in (("/support/", "Support"), ("/bilan/2021/", "Bilan")):
        page.goto(adresse)
        onglet = page.locator(".barre nav [aria-current]")
        expect(onglet).to_have_text(nom, use_inner_text=True)
        boite = onglet.bounding_box()
        assert 0 <= boite["x"] < boite["x"] + boite["width"] <= 390
        boites = [partie.bounding_box() for partie in page.locator(".barre > :not(nav)").all()]
        milieux = [boite["y"] + boite["height"] / 2 for boite in boites]
        assert max(milieux) - min(milieux) < 4


def test_the_year_and_the_theme_stay(ouvrir):
    Exercice.objects.create(annee=2031, statut=Exercice.Statut.OUVERT, fictif=True)
    page = ouvrir("agent")
    page.goto("/adherents/")
    page.locator("details.annee summary").click()
    suivre(page.get_by_role("button", name="2031"))
    page.goto("/rh/")
    expect(page.locator("details.annee summary")).to_have_text(
        re.compile("^Exercice 2031"), use_inner_text=True
    )
    expect(page.locator(".bandeau-fictif")).to_be_visible()
    page.locator("details.compte summary").click()
    suivre(page.get_by_role("button", name="Sombre"))
    page.goto("/adherents/")
    expect(page.locator("body")).to_have_css("background-color", "rgb(19, 24, 29)")


def test_signing_out_closes_every_page(ouvrir):
    page = ouvrir("agent")
    page.goto("/adherents/")
    page.locator("details.compte summary").click()
    suivre(page.get_by_role("button", name="Se déconnecter"))
    page.goto("/finances/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Se connecter")


def test_nothing_is_asked_of_another_site(ouvrir, live_server):
    page = ouvrir("agent")
    demandes = []
    page.on("request", lambda demande: demandes.append(demande.url))
    for adresse in ("/", "/finances/", "/finances/contributions/", "/bilan/2021/"):
        page.goto(adresse)
        page.wait_for_load_state("networkidle")
    ailleurs = [url for url in demandes if not url.startswith((live_server.url, "data:", "blob:"))]
    assert demandes
    assert ailleurs == []


def test_a_report_prints_without_what_is_of_the_site_and_light_from_a_dark_screen(ouvrir):
    page = ouvrir("direction", theme="dark")
    page.goto("/bilan/2021/")
    page.locator("[data-graphique]").first.scroll_into_view_if_needed()
    # Of a chart that is drawn, and of the picture of one that is not yet.
    textes = (
        page.locator("[data-trace] .traces text").first,
        page.locator("[data-graphique]:not([data-trace]) text[fill='#17212b']").first,
    )
    for texte in textes:
        expect(texte).not_to_have_css("fill", "rgb(23, 33, 43)")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for texte in textes:
        expect(texte).to_have_css("fill", "rgb(23, 33, 43)")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator("html:not([data-theme])")).to_be_attached()

    lu = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
    ecrit = " ".join(" ".join(feuille.extract_text() for feuille in lu.pages).split())
    assert "Bilan mis en page, en PDF" in ecrit and "/bilan/2021/bilan.pdf" in ecrit
    assert not [
        mot for mot in ("Modifier ce texte", "D’où viennent", "Rechercher", "Préparer") if mot in ecrit
    ]
    assert {feuille.mediabox.width > feuille.mediabox.height for feuille in lu.pages} == {True, False}
