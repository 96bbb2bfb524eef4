"""One's work in the background on one page; and the large lists that the worker makes into files."""

import tempfile
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import resolve, reverse
from django.views.decorators.http import require_safe

from siim94.formats.tableau_ecriture import ECRITURES
from siim94.socle import travaux
from siim94.socle.ecriture import Progression
from siim94.socle.models import Export, Travail
from siim94.ui.listes.exports import PREPARER, TYPES, lignes
from siim94.ui.views import ListeView

MONTRES = 100
PAS = 1_000
Etat = Travail.Etat
# What needs somebody first: title, what to do, which work.
GROUPES = (
    (
        "En échec",
        "Rien n’en a été enregistré. Lisez pourquoi, puis demandez-le de nouveau depuis sa page.",
        lambda travail: travail.etat == Etat.ECHEC,
    ),
    ("En cours", "", lambda travail: travail.etat == Etat.EN_COURS),
    ("En retard", "", lambda travail: travail.en_retard),
    (
        "En attente",
        "Ils commencent dès qu’un travailleur est libre.",
        lambda travail: travail.etat == Etat.ATTENTE and not travail.programme and not travail.en_retard,
    ),
    (
        "Programmés",
        "Ils commenceront d’eux-mêmes, à l’heure dite.",
        lambda travail: travail.programme,
    ),
    ("Faits", "Gardés trente jours.", lambda travail: travail.etat == Etat.FAIT),
)


@require_safe
def liste(request):
    """The latest work in the background: one's own, or everybody's for the administration."""
    travaux.reprendre()
    demandes = list(Travail.objects.visibles_par(request.user).select_related("auteur")[:MONTRES])
    exports = {export.pk: export for export in Export.objects.de(request.user)}
    for travail in demandes:
        travail.mene_a = travail.adresse if travail.genre != PREPARER else _fichier(exports.get(travail.cle))
    retard = next((travail for travail in demandes if travail.en_retard), None)
    contexte = {
        "titre": "Travaux en arrière-plan",
        "fil": [("Accueil", reverse("accueil")), ("Travaux", "")],
        "groupes": [
            (titre, conseil, groupe)
            for titre, conseil, est in GROUPES
            if (groupe := [travail for travail in demandes if est(travail)])
        ],
        "actifs": any(travail.actif and not travail.programme for travail in demandes),
        "retard": retard,
        "de_tous": request.user.has_perm("socle.view_travail"),
    }
    partie = request.headers.get("HX-Request")
    reponse = render(request, "ui/travaux_liste.html" if partie else "ui/travaux.html", contexte)
    reponse["Cache-Control"] = "no-store"
    reponse["Vary"] = "HX-Request"
    return reponse


def _fichier(export: Export | None) -> str:
    """Where the file is; the list that was asked for, while there is none."""
    if export is None:
        return ""
    return export.get_absolute_url() if export.octets is not None else export.adresse


@require_safe
def telecharger(request, pk: int):
    """A file that was made for this person, as long as it is kept and the list may be read."""
    export = get_object_or_404(Export.objects.de(request.user).filter(octets__isnull=False), pk=pk)
    if not request.user.has_perm(export.droit):
        raise PermissionDenied
    reponse = StreamingHttpResponse(export.lire(), content_type=TYPES[export.format])
    reponse["Content-Disposition"] = f'attachment; filename="{export.fichier}"'
    reponse["Content-Length"] = export.octets
    reponse["Cache-Control"] = "private, no-store"
    return reponse


def preparer(cle: int, avancer: Progression) -> None:
    """Make the file of an ``Export``. Made already, or given up meanwhile: nothing."""
    export = Export.objects.select_related("auteur").filter(pk=cle, octets__isnull=True).first()
    if export is None:
        return
    if not (export.auteur.is_active and export.auteur.has_perm(export.droit)):
        raise PermissionDenied("Vos droits ne permettent plus de lire cette liste.")
    # The list is the page's own, asked for as its author would.
    page = resolve(urlsplit(export.adresse).path)
    if hasattr(page.func, "table_entiere"):
        table = page.func.table_entiere(**page.kwargs)
    else:
        table = ListeView.a_l_adresse(export.adresse, export.auteur).table_entiere()
    nombre = table.nombre()
    with tempfile.TemporaryFile() as flux:
        rangees = _suivies(lignes(table), nombre, avancer)
        ECRITURES[export.format](flux, table.legende, rangees, table.formes())
        avancer(nombre, nombre, "enregistrement du fichier")
        export.garder(flux)


def _suivies(rangees: Iterator[list], nombre: int, avancer: Progression) -> Iterator[list]:
    for rang, rangee in enumerate(rangees):
        if rang % PAS == 0:
            avancer(min(rang, nombre), nombre, "écriture des lignes")
        yield rangee
