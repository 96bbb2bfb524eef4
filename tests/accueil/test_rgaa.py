"""Where the site stands on each criterion: tests, people and known faults; what no criterion can be about."""

import datetime
import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import reverse

from siim94.accueil import rgaa
from siim94.accueil.rgaa import Etat
from siim94.socle.models import VerificationAccessibilite
from tests.comptes import connecter
from tests.rgaa import declarees, outils
from tests.socle.factories import VerificationAccessibiliteFactory

pytestmark = pytest.mark.django_db

Resultat = VerificationAccessibilite.Resultat
PAGES = (
    "/",
    "/finances/",
    "/finances/contributions/",
    "/bilan/",
    "/recherche/?q=vitry",
    "/aide/",
    "/reglages/",
)


def sources(*fins: str) -> dict[str, str]:
    """The house's own files of these kinds (templates, styles, scripts), without the libraries it serves."""
    dossiers = [settings.RACINE / "templates", settings.RACINE / "siim94"]
    dossiers += [
        settings.RACINE / app.label
        for app in apps.get_app_configs()
        if app.path.startswith(str(settings.RACINE))
    ]
    return {
        str(fichier): fichier.read_text()
        for dossier in dossiers
        for fin in fins
        for fichier in dossier.rglob(f"*.{fin}")
        if "vendor" not in fichier.parts
    }


def trouves(motif: str, *fins: str) -> list[str]:
    lues = sources(*fins)
    assert lues
    return [nom for nom, texte in lues.items() if re.search(motif, texte)]


@pytest.mark.rgaa("4.1", "4.2", "4.3", "4.4", "4.5", "4.6", "4.7", sans_objet=True)
@pytest.mark.rgaa("4.8", "4.9", "4.10", "4.11", "4.12", "4.13", sans_objet=True)
def test_no_page_plays_sound_or_pictures():
    assert not trouves(r"<(video|audio|object|embed|applet|canvas)\b|new Audio\(|AudioContext", "html", "js")


@pytest.mark.rgaa("1.4", "1.5", sans_objet=True)
def test_no_page_asks_to_prove_that_one_is_no_robot():
    assert not trouves(r"(?i)captcha|turnstile", "html", "js", "py")


@pytest.mark.rgaa("13.7", "13.8", sans_objet=True)
def test_nothing_moves_or_blinks_by_itself():
    assert not trouves(r"@keyframes|\banimation\s*:|<marquee|<blink", "css", "html")
    assert not trouves(r"setInterval|\.animate\(", "js")


@pytest.mark.rgaa("13.10", "13.12", sans_objet=True)
def test_nothing_asks_for_a_gesture_or_a_movement_of_the_device():
    assert not trouves(r"\b(touch(start|move)|gesture(start|change|end)|device(motion|orientation))\b", "js")


@pytest.mark.rgaa("13.9")
def test_no_page_keeps_to_one_orientation():
    assert not trouves(r"orientation\s*:\s*(portrait|landscape)", "css")
    assert not trouves(r"orientation\.lock", "js")


@pytest.mark.rgaa("13.2")
def test_no_window_opens_by_itself():
    assert not trouves(r"window\.open\(", "js")


@pytest.mark.rgaa("10.1")
def test_what_a_page_looks_like_is_said_in_style_sheets_alone():
    balises = r"<(font|center|big|strike|tt|basefont|marquee|u)\b"
    attributs = r"<\w+[^>]*\s(align|bgcolor|border|cellpadding|cellspacing|valign|hspace|vspace)="
    assert not trouves(f"{balises}|{attributs}", "html")


class _Squelette(HTMLParser):
    """Of a page: its type, its language, and the ways of its bar, in order: menu and forms."""

    def __init__(self, html: str):
        super().__init__()
        self.type, self.langue, self.barre = "", None, []
        self._ouvertes: list[str] = []
        self.feed(html)

    def handle_decl(self, decl):
        self.type = decl.lower()

    def handle_starttag(self, tag, attrs):
        valeurs = dict(attrs)
        if tag == "html":
            self.langue = valeurs.get("lang")
        if tag == "header" and (self._ouvertes or valeurs.get("class") == "barre"):
            self._ouvertes.append(tag)
        elif self._ouvertes and tag in ("nav", "form"):
            self._ouvertes.append(tag)
            self.barre.append((tag, valeurs.get("action"), valeurs.get("role")))
        elif tag == "a" and "nav" in self._ouvertes:
            self.barre.append((tag, valeurs["href"], None))

    def handle_endtag(self, tag):
        if self._ouvertes and self._ouvertes[-1] == tag:
            self._ouvertes.pop()


def squelettes() -> list[_Squelette]:
    client = connecter("direction")
    return [_Squelette(client.get(adresse).content.decode()) for adresse in PAGES]


@pytest.mark.rgaa("8.1", "8.4")
def test_every_page_says_that_it_is_html_and_in_french(client):
    pages = [*squelettes(), _Squelette(client.get(reverse("connexion")).content.decode())]
    assert {(page.type, page.langue) for page in pages} == {("doctype html", "fr")}


@pytest.mark.rgaa("12.1", "12.2", "12.5")
@pytest.mark.rgaa("12.3", "12.4", sans_objet=True)
def test_menu_and_search_stand_at_the_same_place_on_every_page():
    """Two ways to find a page, then, and no map of the site besides."""
    premier, *autres = squelettes()
    assert any(tag == "nav" for tag, *_ in premier.barre)
    assert ("form", reverse("recherche"), "search") in premier.barre
    assert all(page.barre == premier.barre for page in autres)


def etats(*verifications) -> dict[str, Etat]:
    return {critere.numero: critere.etat for critere in rgaa.etablir(verifications).criteres}


def essais(monkeypatch, **criteres):
    dits = {n: {"essais": ["t"], "echecs": [], "sans_objet": False} | dit for n, dit in criteres.items()}
    monkeypatch.setattr(rgaa, "essais", lambda: {"date": "2026-11-28", "outils": {}, "criteres": dits})


def vue(critere: str, resultat: Resultat, jour: int = 1) -> VerificationAccessibilite:
    return VerificationAccessibilite(
        critere=critere, resultat=resultat, date=datetime.date(2026, 12, jour), constat="Vu."
    )


def test_there_are_the_106_criteria_of_the_rgaa():
    criteres = rgaa.etablir(()).criteres
    assert len({critere.numero for critere in criteres}) == 106
    nombres = [len(groupe) for groupe in rgaa.etablir(()).par_theme.values()]
    assert nombres == [9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12]


def test_without_a_test_or_a_look_a_criterion_is_not_evaluated(monkeypatch):
    essais(monkeypatch, **{"1.1": {}, "4.1": {"sans_objet": True}, "6.2": {"echecs": ["t"]}})
    trouves = etats()
    assert trouves["1.1"] == Etat.CONFORME
    assert trouves["4.1"] == Etat.SANS_OBJET
    assert trouves["6.2"] == Etat.NON_CONFORME
    assert trouves["1.3"] == Etat.NON_EVALUE


def test_the_latest_look_of_a_person_holds_but_not_against_a_test_that_fails_or_a_known_fault(monkeypatch):
    essais(monkeypatch, **{"1.1": {}, "6.2": {"echecs": ["t"]}})
    vues = (
        vue("1.1", Resultat.NON_CONFORME),
        vue("6.2", Resultat.CONFORME),
        vue("7.3", Resultat.CONFORME),
        vue("1.3", Resultat.CONFORME, jour=2),
        vue("1.3", Resultat.NON_CONFORME, jour=1),
    )
    trouves = etats(*vues)
    assert trouves["1.1"] == trouves["6.2"] == trouves["7.3"] == Etat.NON_CONFORME
    assert trouves["1.3"] == Etat.CONFORME
    assert rgaa.etablir(vues).date == datetime.date(2026, 12, 2)


def test_nothing_but_non_conforme_is_announced_while_a_criterion_was_not_looked_at(monkeypatch):
    numeros = [critere.numero for critere in rgaa.etablir(()).criteres]
    essais(monkeypatch, **{n: {} for n in numeros[:-1]})
    presque = rgaa.etablir(())
    assert presque.taux == 99 and presque.etat == "non conforme"
    essais(monkeypatch, **{n: {} for n in numeros})
    assert rgaa.etablir(()).etat == "partiellement conforme"
    rates = [vue(n, Resultat.NON_CONFORME) for n in numeros[:60]]
    assert rgaa.etablir(rates).etat == "non conforme"


def test_the_results_kept_are_those_of_the_tests_that_are_there():
    """A test that was renamed, marked or unmarked since: ``make accessibilite`` writes them again."""
    gardes = rgaa.essais()
    assert {n: set(dit["essais"]) for n, dit in gardes["criteres"].items()} == declarees()
    assert gardes["outils"] == outils()


def test_each_criterion_its_proof_and_the_rate_are_on_the_statement(client):
    VerificationAccessibiliteFactory(critere="1.3", constat="Regardé sur douze pages, avec NVDA.")
    html = client.get(reverse("accessibilite")).content.decode()
    bilan = rgaa.bilan()
    assert Counter(re.findall(r"<td>\s*([a-zé][a-zé ]+?)\s*</td>", html)) == bilan.nombres
    assert f"{bilan.taux}\u00a0%" in html
    assert "Regardé sur douze pages, avec NVDA." in html
    assert html.count("<tr") == 106 + 1
