"""What a key costs in a grid of ``LIGNES`` rows: by the browser's tracing, and when answers are late."""

import json
import os
import time
from collections.abc import Callable, Iterator

from playwright.sync_api import Browser, Page, expect

from finances.models import LigneBudget
from tests.bench.pages import Constat
from tests.navigateur.grilles import repondre_tard

LIGNES = int(os.environ.get("BENCH_LIGNES", "3000"))
ANNEE = 2031
OUVERTURE = 1.0  # seconds until the first rows of a grid are there
TOUCHE = 0.050  # seconds from a key to what it paints
PAUSE = 40  # milliseconds that a key is held down
FRAPPES = 300
ATTENTE = 0.3  # seconds that the server takes while values are typed
GRILLE = f"/finances/lignes-budgetaires/grille/?exercice={ANNEE}"


def mesurer(navigateur: Browser, page: Page) -> Iterator[Constat]:
    for rang in range(3):
        debut = time.perf_counter()
        page.goto(GRILLE, wait_until="commit")
        page.locator("input[data-champ=realise]").first.click()
        premieres = time.perf_counter() - debut
        expect(page.locator("[data-etat]")).to_have_text(f"{LIGNES} lignes.", timeout=60_000)
        toutes = time.perf_counter() - debut
        texte = f"opened: first rows typed in after {premieres:.2f} s, all rows there after {toutes:.2f} s"
        # The first time, the server has compiled nothing yet.
        yield Constat(texte, depasse=bool(rang) and premieres > OUVERTURE)
    for quoi, preparer in (("in the first row", "Control+Home"), ("in the last", "Control+End")):
        page.keyboard.press(preparer)
        page.wait_for_timeout(300)
        durees = _tracer(
            navigateur, page, lambda: [page.keyboard.press(t, delay=PAUSE) for t in "12345678" * 4]
        )
        yield _touches(f"a digit typed {quoi}, key to paint", durees)
    page.keyboard.press("Escape")
    durees = _tracer(
        navigateur, page, lambda: [page.keyboard.press("ArrowUp", delay=PAUSE) for _ in range(60)]
    )
    yield _touches("from cell to cell, key to paint", durees)
    yield _frappes(page)


def _tracer(navigateur: Browser, page: Page, faire: Callable[[], object]) -> list[float]:
    """From each key down to the picture that shows it, in seconds, as the browser's tracing tells it."""
    navigateur.start_tracing(page=page, categories=["devtools.timeline"])
    faire()
    page.wait_for_timeout(300)
    evenements = json.loads(navigateur.stop_tracing())["traceEvents"]
    durees = []
    for evenement in evenements:
        donnees = evenement.get("args", {}).get("data", {})
        if evenement["name"] == "EventTiming" and donnees.get("type") == "keydown" and "duration" in donnees:
            durees.append(donnees["duration"] / 1000)
    return durees


def _touches(nom: str, durees: list[float]) -> Constat:
    if not durees:
        return Constat(f"{nom}: the tracing told no key", depasse=True)
    rangees = sorted(durees)
    centile = rangees[max(0, -(-95 * len(rangees) // 100) - 1)]
    texte = f"{nom}: median {rangees[len(rangees) // 2] * 1000:.0f} ms, 95th {centile * 1000:.0f} ms, slowest"
    return Constat(f"{texte} {rangees[-1] * 1000:.0f} ms ({len(rangees)} keys)", depasse=centile > TOUCHE)


def _frappes(page: Page) -> Constat:
    """Values typed without a pause while the server takes its time each land in their own cell."""
    repondre_tard(page, ATTENTE)
    page.keyboard.press("Control+Home")
    debut = time.perf_counter()
    for rang in range(FRAPPES):
        page.keyboard.type(str(1000 + rang))
        page.keyboard.press("Enter")
    duree = time.perf_counter() - debut
    lues = page.eval_on_selector_all(
        "tbody input[data-champ=realise]", f"champs => champs.slice(0, {FRAPPES}).map((champ) => champ.value)"
    )
    justes = sum(lue == str(1000 + rang) for rang, lue in enumerate(lues))
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text(f"{FRAPPES} cases enregistrées.")).to_be_visible(timeout=60_000)
    expect(page.locator("[data-etat]")).to_have_text(f"{LIGNES} lignes.", timeout=60_000)
    gardees = LigneBudget.objects.filter(document__exercice=ANNEE, realise__gte=1000).count()
    texte = f"{FRAPPES} values typed without a pause, the server answering in {ATTENTE * 1000:.0f} ms:"
    return Constat(
        f"{texte} {justes} in their cells, {gardees} saved ({duree:.1f} s of typing)",
        depasse=not justes == gardees == FRAPPES,
    )
