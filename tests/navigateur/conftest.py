"""A real browser on the live server, signed in as one of the cast."""

import re
from collections.abc import Iterator, Sequence
from itertools import product

import pytest
from django.conf import settings
from playwright.sync_api import Locator, Page

from finances.models import Contribution
from tests.comptes import connecter

# All rules of WCAG 2.2 A and AA and of good practice, with the two that axe-core leaves out unless asked.
# None needs the style sheets, which it would ask for again and write into the page: the policy refuses that.
AXE = """axe.run(document, {
  resultTypes: ["violations"],
  preload: false,
  rules: { "target-size": { enabled: true }, "label-content-name-mismatch": { enabled: true } },
})"""

# Scripts hear of a new width before the next image is drawn; colours of a new theme take a moment to pass.
# (Where the width changed meanwhile, the promise of an animation that has finished may stay pending.)
DEUX_IMAGES = """async () => {
  const image = () => new Promise(requestAnimationFrame);
  await image();
  do await image(); while (document.getAnimations().some(({ playState }) => playState === "running"));
}"""

THEMES = ("light", "dark")
# A width and a theme: of a desk and of a phone, in both.
FORMES = tuple(product((1440, 390), THEMES))
BUREAU = FORMES[:2]
BUREAU_ET_TELEPHONE = (FORMES[0], FORMES[-1])

# The charts in the window are drawn, and what the page asks for by itself has come. ("networkidle" waits half
# a second a page.)
POSEE = """async () => {
  const attend = (graphique) => {
    const dessin = graphique.querySelector(".graphique-dessin");
    const { top, bottom } = dessin.getBoundingClientRect();
    return !graphique.dataset.trace && dessin.checkVisibility() && top < innerHeight && bottom > 0;
  };
  const graphiques = [...document.querySelectorAll("[data-graphique]")];
  while (document.querySelector(".htmx-request") || graphiques.some(attend)) {
    await new Promise(requestAnimationFrame);
  }
}"""


def suivre(lien: Locator) -> None:
    """Click on what leads to another page, until all of that is there: an address comes before its page."""
    with lien.page.expect_navigation():
        # The page has its own time; a click that waited for it would have that of a click.
        lien.click(no_wait_after=True)


def vues(page: Page, formes: Sequence[tuple[int, str]] = FORMES) -> Iterator[tuple[int, str]]:
    """The forms, which the page as it stands takes one after the other, then the first again.

    It follows its window and its theme; to open it for each takes longer than to examine it.
    """

    def prendre(largeur: int, theme: str) -> None:
        page.set_viewport_size({"width": largeur, "height": 900})
        page.emulate_media(color_scheme=theme)
        page.evaluate(DEUX_IMAGES)

    for forme in formes:
        prendre(*forme)
        yield forme
    prendre(*formes[0])


@pytest.fixture
def ouvrir(navigateur, live_server, memoire_gardee):
    """``ouvrir(role, largeur=1440, theme="light")``: a blank page signed in as a role (None: a visitor).

    What the console says against the page (errors, refusals of the security policy) fails the test.
    """
    contextes, plaintes = [], []
    # A refused form, a conflict and a deleted row answer with their own page; the browser notes their status,
    # and that of a network which a test took away. A page that is left gives up what it was
    # asking, and a list its former question for the next: htmx says so.
    attendues = re.compile(
        r"the server responded with a status of (409|410|422)|ERR_INTERNET_DISCONNECTED"
        r"|^htmx:(afterRequest|sendAbort|sendError)\b"
    )

    def noter(message):
        if attendues.search(message.text):
            return
        # A page whose session ended sends once with the mark that it had.
        if getattr(message.page, "perimee", False) and "a status of 403" in message.text:
            return
        # A page that is asked for to be refused.
        if message.type == "error" and not getattr(message.page, "refusee", False):
            plaintes.append(message.text)

    def ouvrir(role: str | None, largeur: int = 1440, theme: str = "light", javascript: bool = True):
        contexte = navigateur.new_context(
            base_url=live_server.url,
            viewport={"width": largeur, "height": 900},
            color_scheme=theme,
            locale="fr-FR",
            java_script_enabled=javascript,
        )
        # Pages that draw afresh all the charts of a year, or the report, are long on a machine at work; a
        # click waits for the one that it leads to.
        contexte.set_default_timeout(90_000)
        contexte.set_default_navigation_timeout(180_000)
        contextes.append(contexte)
        page = contexte.new_page()
        page.on("pageerror", lambda erreur: plaintes.append(str(erreur)))
        page.on("console", noter)
        if role:
            # The form of the sign-in page is a test of its own (test_parcours).
            client = connecter(role)
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            contexte.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
            )
        return page

    yield ouvrir
    for contexte in contextes:
        contexte.close()
    assert plaintes == []


@pytest.fixture
def contributions():
    """Three rows of the grid of contributions."""
    return list(Contribution.objects.for_exercice(2021)[:3])


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, to be injected with ``page.evaluate``: the policy refuses a script tag."""
    return (settings.RACINE / "tests" / "vendor" / "axe-core" / "axe.min.js").read_text()


@pytest.fixture(scope="session")
def violations(axe):
    """``violations(page)``: what axe-core holds against the page, as readable lines."""

    def violations(page) -> list[str]:
        page.wait_for_load_state()
        if page.evaluate("window.axe === undefined"):
            page.evaluate(axe)
        resultat = page.evaluate(AXE)
        return [
            f"{regle['id']} ({regle['impact']}): {noeud['html'][:160]} → {noeud['failureSummary'][:200]}"
            for regle in resultat["violations"]
            for noeud in regle["nodes"]
        ]

    return violations
