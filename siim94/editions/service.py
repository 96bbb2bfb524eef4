"""Frozen files given as they were frozen, or not at all."""

from csp.constants import HEADER
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from siim94.editions.models import Piece

GENRES = {
    Piece.Genre.PDF: "application/pdf",
    Piece.Genre.HTML: "text/html; charset=utf-8",
    Piece.Genre.JSON: "application/json",
}
# A frozen page holds its style, fonts and pictures; it runs nothing, asks for nothing, and is framed by ours.
ENCADREE = (
    "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'self'"
)


def servir(request, piece: Piece, nom: str, cache: str = "private, no-cache"):
    """The bytes of a piece, under a name; 409 with a sentence when they are no longer those that were frozen.

    PDF and data are downloaded, a page is read in a frame.
    """
    if not piece.integre:
        return render(request, "editions/alteree.html", {"titre": "Fichier altéré", "nom": nom}, status=409)
    etag = quote_etag(piece.empreinte)
    reponse = get_conditional_response(request, etag=etag)
    if reponse is None:
        reponse = HttpResponse(bytes(piece.octets), content_type=GENRES[Piece.Genre(piece.genre)])
        if piece.genre != Piece.Genre.HTML:
            reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    reponse["ETag"] = etag
    reponse["Cache-Control"] = cache
    if piece.genre == Piece.Genre.HTML:
        encadrer(reponse)
    return reponse


def encadrer(reponse: HttpResponse) -> None:
    """Let a frozen page be shown in a frame of the site, with no more than it holds."""
    reponse["X-Frame-Options"] = "SAMEORIGIN"
    reponse[HEADER] = ENCADREE


def rendre_avancement(request, suivi: dict, page: str):
    """How far some work is (``suivi``: what ``editions/avancement.html`` shows), as a piece of ``page``; at
    its end the whole page is asked for.
    """
    reponse = render(request, "editions/avancement.html", suivi)
    reponse["Cache-Control"] = "no-store"
    if not suivi["en_cours"]:
        reponse["HX-Redirect"] = page
    return reponse
