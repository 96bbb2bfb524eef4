"""The help as text: Markdown cut at its headings, links by meaning, and the vocabulary of the house.

The texts are ours and stand with the templates. They are rendered as templates first, so that a limit they
name is the one that the code applies. A link is written by what it leads to: ``terme:`` a word of the
vocabulary, ``aide:`` another page of the help, ``ecran:`` a page of the site by the name of its address.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from html import unescape
from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape, strip_tags
from django.utils.text import slugify

from siim94.bilan.redaction import typographie_html
from siim94.chargements.depot import LIMITE_DEPOT
from siim94.formats.lecture import MEGAOCTET
from siim94.socle.models import PageConnue, export, saisie, travail
from siim94.ui import views
from siim94.ui.grille import vues as grille_vues
from siim94.ui.listes import exports
from siim94.ui.saisie import lot

if TYPE_CHECKING:
    from markdown_it.token import Token

_DOSSIER = "accueil/aide/pages"
_VOCABULAIRE = "accueil/aide/vocabulaire.md"


@dataclass(frozen=True)
class RubriqueAide:
    """A part of a page: its heading and anchor (both empty before the first heading), HTML, bare text."""

    titre: str
    ancre: str
    html: str
    texte: str


def limites() -> dict:
    """The limits that the texts name, each from where it is applied."""
    return {
        "lignes_par_page": " ou ".join([", ".join(map(str, views.TAILLES[:-1])), str(views.TAILLES[-1])]),
        "lot": lot.LIGNES_MAXIMALES,
        "grille": grille_vues.LIGNES_MAXIMALES,
        "page_de_grille": grille_vues.LIGNES_PAR_PAGE,
        "lignes_exportees": f"{exports.LIMITE_DIRECTE:_}".replace("_", "\u202f"),
        "heures_export": int(export.GARDE / timedelta(hours=1)),
        "depot": LIMITE_DEPOT // MEGAOCTET,
        "essais": settings.AXES_FAILURE_LIMIT,
        "attente": int(settings.AXES_COOLOFF_TIME * 60),
        "session": settings.SESSION_COOKIE_AGE // 3600,
        "inactivite": settings.SESSION_INACTIVITE // 3600,
        "journal_securite": settings.JOURNAL_SECURITE_JOURS,
        "journal": settings.JOURNAL_ANNEES,
        "tickets": settings.TICKETS_ANNEES,
        "heures_depot": settings.DEPOTS_HEURES,
        "saisies": saisie.GARDE.days,
        "travaux": travail.GARDE.days,
        "pages_recentes": PageConnue.GARDEES,
        "nominatifs": _nominatifs(),
    }


def _nominatifs() -> list[tuple[str, str]]:
    """Tables and columns that may name somebody, as they are called on screen."""
    return [
        (
            str(modele._meta.verbose_name_plural),
            ", ".join(str(modele._meta.get_field(nom).verbose_name) for nom in modele.nominatifs),
        )
        for modele in apps.get_models()
        if getattr(modele, "nominatifs", ())
    ]


@cache
def rubriques(code: str) -> tuple[RubriqueAide, ...]:
    """The parts of the page ``code`` of the help, in its order."""
    return tuple(_decouper(render_to_string(f"{_DOSSIER}/{code}.md", {"limites": limites()})))


@cache
def vocabulaire() -> tuple[RubriqueAide, ...]:
    """The words of the house in alphabetical order, accents and case ignored."""
    termes = _decouper(render_to_string(_VOCABULAIRE))
    return tuple(sorted((t for t in termes if t.ancre), key=lambda t: t.ancre))


@cache
def _markdown():
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"html": True}).enable("table")
    # A table wider than a phone scrolls in its frame.
    markdown.add_render_rule("table_open", lambda *_: '<div class="defile"><table>\n')
    markdown.add_render_rule("table_close", lambda *_: "</table></div>\n")
    markdown.add_render_rule("th_open", lambda *_: '<th scope="col">')
    return markdown


def _decouper(source: str) -> Iterator[RubriqueAide]:
    """The Markdown cut before each heading of level 2."""
    jetons = _markdown().parse(source)
    debuts = [r for r, j in enumerate(jetons) if j.type == "heading_open" and j.tag == "h2"]
    if premiere := jetons[: debuts[0] if debuts else None]:
        yield _rubrique("", premiere)
    for debut, fin in zip(debuts, [*debuts[1:], None], strict=True):
        # The heading is three tokens: its opening, its words, its closing.
        yield _rubrique(jetons[debut + 1].content, jetons[debut + 3 : fin])


def _rubrique(titre: str, jetons: "list[Token]") -> RubriqueAide:
    for jeton in jetons:
        for enfant in jeton.children or ():
            if enfant.type == "link_open":
                enfant.attrSet("href", adresse(str(enfant.attrGet("href"))))
    rendu = _markdown().renderer.render(jetons, _markdown().options, {})
    legende = f'<table>\n<caption class="hors-ecran">{escape(titre)}</caption>'
    html = typographie_html(rendu.replace("<table>", legende))
    return RubriqueAide(
        titre, slugify(titre.replace("’", " ")), html, " ".join(unescape(strip_tags(html)).split())
    )


def adresse(but: str) -> str:
    """The address that a link of the help means; NoReverseMatch when its page does not exist."""
    genre, _, nom = but.partition(":")
    if genre == "terme":
        return f"{reverse('aide_vocabulaire')}#{nom}"
    if genre == "aide":
        code, diese, ancre = nom.partition("#")
        return f"{reverse('aide_page', args=[code])}{diese}{ancre}"
    return reverse(nom) if genre == "ecran" else but
