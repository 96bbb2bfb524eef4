"""A chart taken away as a file: SVG, PNG or CSV, each with its title, unit and source.

A page seals into it what its charts are made of, so that any chart, wherever it stands, is drawn again from
what its reader has seen, without an address nor a copy of its own.
"""

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal

from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from siim94.formats.nombres import neutraliser
from siim94.formats.tableau_ecriture import blocs_csv
from siim94.ui import graphiques
from siim94.ui.graphiques.couleurs import ENCRE_3
from siim94.ui.graphiques.dessin import Dessin
from siim94.ui.graphiques.figure import LARGEUR, Chart, en_toutes_lettres
from siim94.ui.graphiques.texte import CORPS, plie
from siim94.ui.listes.exports import nom_de_fichier

SCEAU = Signer(salt="graphique")
TYPES = {"svg": "image/svg+xml", "png": "image/png", "csv": "text/csv; charset=utf-8"}
SIMPLES = {"Decimal": Decimal, "date": date.fromisoformat}
# Pixels: around the picture of a file, between its lines of text.
BORD = 16
LIGNE = 17


class _Json:
    """Fields of a chart as JSON and back: its numbers are exact."""

    def dumps(self, objet) -> bytes:
        return json.dumps(objet, default=self._simple, ensure_ascii=False, separators=(",", ":")).encode()

    def loads(self, octets: bytes):
        return json.loads(octets, object_hook=self._objet)

    @staticmethod
    def _simple(valeur):
        if isinstance(valeur, Decimal | date):
            return {type(valeur).__name__: str(valeur)}
        if is_dataclass(valeur):
            return {type(valeur).__name__: [getattr(valeur, champ.name) for champ in fields(valeur)]}
        return sorted(valeur)

    @staticmethod
    def _objet(lu: dict):
        ((genre, valeur),) = lu.items()
        if genre in SIMPLES:
            return SIMPLES[genre](valeur)
        return getattr(graphiques, genre)(*_fige(valeur))


def _fige(valeur):
    return tuple(map(_fige, valeur)) if isinstance(valeur, list) else valeur


def sceller(chart: Chart) -> str:
    """What `ouvrir` makes the same chart from; nobody can write one but this site."""
    champs = [[champ.name, getattr(chart, champ.name)] for champ in fields(chart)]
    return SCEAU.sign_object([type(chart).__name__, champs], serializer=_Json, compress=True)


def ouvrir(scelle: str) -> Chart:
    """The chart that was sealed; BadSignature when it was not, or by another version of the site."""
    try:
        genre, champs = SCEAU.unsign_object(scelle, serializer=_Json)
        return getattr(graphiques, genre)(**dict(champs))
    except (AttributeError, TypeError, ValueError) as erreur:
        raise BadSignature from erreur


def planche(chart: Chart) -> Dessin:
    """The drawing under its title, over its source."""
    dessin = chart.dessin()
    unite = f" (en {en_toutes_lettres(chart.unite)})" if chart.unite else ""
    titre = plie(chart.titre + unite, LARGEUR, CORPS + 2)
    source = plie(chart.source, LARGEUR) if chart.source else []
    haut = BORD + LIGNE * len(titre) + 8
    resultat = Dessin(LARGEUR + 2 * BORD, haut + dessin.hauteur + 8 + LIGNE * len(source) + BORD)
    resultat.texte(titre, BORD, BORD + LIGNE / 2, corps=CORPS + 2, interligne=LIGNE)
    resultat.pose(dessin, BORD, haut)
    bas = haut + dessin.hauteur + 8 + LIGNE / 2
    resultat.texte(source, BORD, bas, ENCRE_3, interligne=LIGNE)
    return resultat


def _csv(chart: Chart) -> Iterator[list]:
    valeurs = chart.valeurs()
    yield list(valeurs.entetes)
    yield from valeurs.lignes
    yield []
    yield [f"{chart.titre}{f' (en {en_toutes_lettres(chart.unite)})' if chart.unite else ''}"]
    yield [chart.source]


def ecrire(chart: Chart, extension: str) -> bytes:
    """The bytes of the file, in one of TYPES."""
    if extension == "svg":
        return planche(chart).svg(chart.titre, chart.alternative, f"g{chart.empreinte()[:10]}").encode()
    if extension == "png":
        return planche(chart).png()
    return b"".join(blocs_csv([neutraliser(cellule) for cellule in ligne] for ligne in _csv(chart)))


# It changes nothing, and a page that is kept for all its readers has no token of theirs.
@csrf_exempt
@require_POST
def prendre(request):
    """The file that a reader asks for under a chart."""
    extension = request.POST.get("format", "")
    try:
        chart = ouvrir(request.POST.get("graphique", ""))
    except BadSignature as erreur:
        raise Http404 from erreur
    if extension not in TYPES:
        raise Http404
    reponse = HttpResponse(ecrire(chart, extension), content_type=TYPES[extension])
    nom = nom_de_fichier(chart.titre[:80], None, extension)
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    return reponse
