"""The jobs of a day at the desk, played in a browser: clicks, keys, fields and seconds beside what they were.

A double click is two clicks; what is typed in a field is a field, not keys. Seconds are the machine's: what a
person waits for, from the page named to the last answer. Then what a key costs in a long grid (``frappes``).
"""

import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connection
from django.test import Client
from django.test.testcases import LiveServerThread
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect, sync_playwright

from applications.models import Deploiement
from finances.models import Contribution
from siim94 import installation
from siim94.socle.models import Chargement, Exercice, Utilisateur
from tests.accueil import test_questions
from tests.bench import frappes
from tests.bench.donnees import base_de_banc
from tests.bench.pages import Constat
from tests.chargements.processus import commandes
from tests.comptes import connecter
from tests.grand_budget import grand_budget
from tests.navigateur.grilles import coller

CONTRIBUTIONS = "/finances/contributions/"


@dataclass
class Main:
    """A hand on a page, which counts what it does."""

    page: Page
    clics: int = 0
    touches: int = 0
    champs: int = 0

    def clic(self, cible, fois: int = 1) -> None:
        self.clics += fois
        cible.click(click_count=fois)

    def touche(self, *noms: str) -> None:
        self.touches += len(noms)
        for nom in noms:
            self.page.keyboard.press(nom)

    def taper(self, texte: str) -> None:
        self.champs += 1
        self.page.keyboard.type(texte)

    def remplir(self, cible, texte: str) -> None:
        self.champs += 1
        cible.fill(texte)

    def lien(self, nom: str, **options) -> None:
        self.clic(self.page.get_by_role("link", name=nom, **options).first)

    def bouton(self, nom: str) -> None:
        self.clic(self.page.get_by_role("button", name=nom, exact=True).first)


@dataclass(frozen=True)
class Geste:
    """A job: where it starts, what it was, what it should be (clicks, keys, fields at most)."""

    nom: str
    depart: str
    avant: str
    vise: tuple[int, int, int]
    faire: Callable[[Main], None]
    largeur: int = 1440


def chercher(main: Main) -> None:
    main.touche("/")
    main.taper("concerto")
    main.clic(main.page.get_by_role("listbox", name="Suggestions").get_by_role("option").first)
    expect(main.page.get_by_role("heading", level=1)).to_contain_text(re.compile("concerto", re.IGNORECASE))


def corriger(main: Main) -> None:
    main.clic(_montant(main), 2)
    main.page.locator(".en-place input[data-champ]").wait_for()
    main.taper("300 000")
    main.touche("Enter")
    _enregistre(main)


def corriger_au_clavier(main: Main) -> None:
    main.touche("Tab", "Tab", "Enter", "ArrowDown", "ArrowDown", "e")
    main.page.locator(".en-place input[data-champ]").wait_for()
    main.taper("5000")
    main.touche("Enter")
    _enregistre(main)


def corriger_au_doigt(main: Main) -> None:
    main.clic(main.page.get_by_role("link", name="Modifier en grille"))
    champ = main.page.locator("input[data-champ=montant]").first
    main.clic(champ)
    main.remplir(champ, "4000")
    main.bouton("Enregistrer")
    expect(main.page.get_by_text("1 case enregistrée.")).to_be_visible()


def _montant(main: Main):
    tetes = main.page.locator(".liste thead th").all_inner_texts()
    rang = next(i for i, tete in enumerate(tetes) if tete.strip().startswith("Montant"))
    return main.page.locator(".liste tbody tr").nth(2).locator("> *").nth(rang)


def _enregistre(main: Main) -> None:
    main.page.locator("[data-etat-liste]", has_text="Enregistré").wait_for()


def ajouter(main: Main) -> None:
    page = main.page
    main.lien("Ajouter", exact=True)
    for nom, texte in (
        ("Nom de l’application", "ZIBELINE"),
        ("Éditeur", "Martre et fils"),
        ("Domaine métier", "Finances"),
        ("Fonctionnalités", "Emprunts"),
    ):
        main.remplir(page.get_by_label(nom).first, texte)
    for nom in ("Ville de Vitry-sur-Seine", "Ville d’Arcueil"):
        main.champs += 1
        page.get_by_label(nom, exact=True).check()
    main.bouton("Enregistrer")
    creer = page.get_by_label("Créer « Martre et fils »")
    creer.or_(page.get_by_role("heading", level=1, name="ZIBELINE")).first.wait_for()
    if creer.count():
        main.clics += 1
        creer.check()
        main.bouton("Enregistrer")
    expect(page.get_by_role("heading", level=1)).to_have_text("ZIBELINE")
    assert Deploiement.objects.filter(ligne__fonctionnalite__application__nom="ZIBELINE").count() == 2


def remplir_un_chapitre(main: Main) -> None:
    page = main.page
    lignes = page.locator("tr[data-ligne]:visible")
    main.remplir(page.get_by_label("Ne montrer que les lignes"), "011")
    main.touche("Enter")
    nombre = lignes.count()
    cadre = page.locator(".saisie .defile").bounding_box()
    for nom in ("libelle", "realise"):
        boite = page.locator(f"#t-{nom}").bounding_box()
        assert boite["x"] + boite["width"] <= cadre["x"] + cadre["width"], f"{nom} is out of view"
    for rang in range(nombre):
        main.taper(f"{1000 + rang}")
        main.touche("Enter")
    main.bouton("Enregistrer")
    expect(page.get_by_text(re.compile(r"cases? enregistrées?\."))).to_be_visible()


def coller_par_nom(main: Main) -> None:
    page = main.page
    main.lien("Modifier en grille")
    page.locator("input[data-champ=montant]").first.click()
    lignes = Contribution.objects.for_exercice(2021).select_related("adherent")[:3]
    coller(page, "".join(f"{c.adherent.nom_court}\t{10 + n}\r\n" for n, c in enumerate(lignes)))
    main.touches += 1
    expect(page.locator("[data-etat]")).to_contain_text("3 lignes reconnues")
    main.bouton("Enregistrer")
    expect(page.get_by_text("3 cases enregistrées.")).to_be_visible()


def preparer_l_exercice(main: Main) -> None:
    """From the dashboard to a year that is loaded and open; the workbook is filled in by another program."""
    page, annee = main.page, Exercice.objects.courant().annee + 1
    main.lien("Préparer l’exercice", exact=True)
    main.lien(f"Préparer l’exercice {annee}")
    main.bouton(f"Préparer l’exercice {annee}")
    with page.expect_download() as telechargement:
        main.lien(f"Télécharger le classeur {annee}")
    with TemporaryDirectory() as dossier:
        fichier = Path(dossier) / f"classeur-{annee}.xlsx"
        telechargement.value.save_as(fichier)
        voulus = _remplir(fichier)
        main.lien("Charger un fichier")
        main.lien("Classeur de l’année")
        main.champs += 1
        page.get_by_label("Fichier").set_input_files(fichier)
        main.bouton("Voir l’aperçu")
        charger = page.get_by_role("button", name="Charger", exact=True)
        charger.wait_for(timeout=120_000)
        main.clic(charger)
        suite = page.get_by_role("link", name=f"Ouvrir l’exercice {annee}").first
        suite.wait_for(timeout=120_000)
        main.clic(suite)
        main.clic(page.get_by_role("button", name=re.compile("Ouvrir")).first)
        expect(page.get_by_text(f"L’exercice {annee} est ouvert.")).to_be_visible()
    assert Contribution.objects.filter(exercice=annee).count() == voulus
    assert Exercice.objects.get(annee=annee).statut == Exercice.Statut.OUVERT
    assert Chargement.objects.filter(exercice=annee).count() == 1, "more than one round"


def _remplir(fichier: Path) -> int:
    """Each contribution as it was the year before, which stands beside; gives how many were filled in."""
    livre = load_workbook(fichier)
    onglet = livre["Contributions"]
    tetes = [str(cellule.value) for cellule in onglet[1]]
    montant, avant = (
        next(n for n, tete in enumerate(tetes, 1) if mot in tete) for mot in ("Montant", "2021")
    )
    lignes = [rang for rang in range(2, onglet.max_row + 1) if onglet.cell(rang, avant).value]
    for rang in lignes:
        onglet.cell(rang, montant).value = onglet.cell(rang, avant).value
    livre.save(fichier)
    return len(lignes)


GESTES = (
    Geste("find who uses an application", "/", "1 click, 1 field", (1, 1, 1), chercher),
    Geste("correct a contribution, in its list", CONTRIBUTIONS, "5 clicks, 1 field", (2, 1, 1), corriger),
    Geste("same, keyboard alone", CONTRIBUTIONS, "some 69 Tabs", (0, 10, 1), corriger_au_clavier),
    Geste("correct a figure on a phone", CONTRIBUTIONS, "6 taps", (5, 0, 1), corriger_au_doigt, 390),
    Geste(
        "add an application to two members",
        "/applications/logiciels/",
        "13 clicks, 6 fields, 2 dead ends",
        (4, 0, 6),
        ajouter,
    ),
    Geste(
        "enter a chapter's carried-out amounts",
        "/finances/lignes-budgetaires/grille/?exercice=2021",
        '"Réalisé" off screen, no N-1',
        (1, 20, 20),
        remplir_un_chapitre,
    ),
    Geste("paste three lines by name", CONTRIBUTIONS, "right the first time", (2, 1, 0), coller_par_nom),
)
PREPARATION = Geste(
    "prepare the next year by workbook", "/", "10 clicks, 2 rounds", (10, 0, 1), preparer_l_exercice
)


def mesurer() -> Iterator[Constat | str]:
    with base_de_banc(), commandes() as lancer, servir() as adresse, _navigateur() as navigateur:
        lancer("travailleur", "--interval", "0.2")
        # Asked of the figures as the paper gives them: the jobs write others.
        yield _questions()
        yield f"\n{'Job':<46} {'clicks':>6} {'keys':>5} {'fields':>6} {'seconds':>8}   {'was':<34} at most"
        for geste in GESTES:
            yield _jouer(navigateur, adresse, geste)
        yield _jouer(navigateur, adresse, PREPARATION)
        grand_budget(frappes.ANNEE - 1, frappes.LIGNES)
        grand_budget(frappes.ANNEE, frappes.LIGNES)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        yield f"\nA grid of {frappes.LIGNES} rows, with those of the year before"
        with _page(navigateur, adresse) as page:
            page.goto(CONTRIBUTIONS)
            yield from frappes.mesurer(navigateur, page)


def _jouer(navigateur: Browser, adresse: str, geste: Geste) -> Constat:
    with _page(navigateur, adresse, geste.largeur) as page:
        page.goto(geste.depart)
        main = Main(page)
        debut = time.perf_counter()
        try:
            geste.faire(main)
        except Exception as erreur:  # a job that cannot be played is a result of this measure
            return Constat(f"{geste.nom:<46} not played: {str(erreur).splitlines()[0][:120]}", depasse=True)
        duree = time.perf_counter() - debut
    faits = (main.clics, main.touches, main.champs)
    texte = f"{geste.nom:<46} {main.clics:>6} {main.touches:>5} {main.champs:>6} {duree:>6.1f} s"
    au_plus = " / ".join(map(str, geste.vise))
    return Constat(
        f"{texte}   {geste.avant:<34} {au_plus}",
        depasse=any(fait > vise for fait, vise in zip(faits, geste.vise, strict=True)),
    )


def _questions() -> Constat:
    repondues = 0
    for question in test_questions.QUESTIONS:
        # One that is known to have no answer carries the mark of a failure that is awaited.
        mots = getattr(question, "values", question)
        try:
            test_questions.test_a_question_is_answered_by_the_figure_its_year_and_its_page(Client(), *mots)
        except AssertionError:
            continue
        repondues += 1
    nombre = len(test_questions.QUESTIONS)
    texte = f"questions to search: {repondues} of {nombre} answered (was 17 of 28, at least 29 of 30)"
    return Constat(texte, depasse=repondues < nombre - 1)


@contextmanager
def servir() -> Iterator[str]:
    """The site over the database of the benchmarks, from this process.

    It collects as the site's server does: else a walk over all its objects falls into one page of two.
    """
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    # What follows makes the site, which reads them.
    nom = connection.settings_dict["NAME"]
    import_module("siim94.wsgi")
    connection.settings_dict["NAME"] = nom
    serveur = LiveServerThread("127.0.0.1", StaticFilesHandler, port=0)
    serveur.daemon = True
    serveur.start()
    serveur.is_ready.wait()
    if serveur.error:
        raise serveur.error
    try:
        yield f"http://127.0.0.1:{serveur.port}"
    finally:
        serveur.terminate()


@contextmanager
def _navigateur() -> Iterator[Browser]:
    chemin = installation.navigateur(Path(sys.prefix))
    # Playwright runs a loop in this thread; Django would refuse its own database calls beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    # Seconds are printed: a slow machine plays all the same.
    expect.set_options(timeout=60_000)
    with sync_playwright() as playwright:
        options = ["--no-sandbox"] if os.geteuid() == 0 else []
        navigateur = playwright.chromium.launch(executable_path=chemin, args=options)
        yield navigateur
        navigateur.close()


@contextmanager
def _page(navigateur: Browser, adresse: str, largeur: int = 1440) -> Iterator[Page]:
    """A page of an administrator."""
    client: Client = connecter(Utilisateur.objects.get(username="admin"))
    contexte = navigateur.new_context(
        base_url=adresse, viewport={"width": largeur, "height": 900}, locale="fr-FR"
    )
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    contexte.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": adresse}])
    page = contexte.new_page()
    page.set_default_timeout(60_000)
    page.on("dialog", lambda dialogue: dialogue.accept())
    yield page
    contexte.close()
