"""Pages of what was published: the report of a year, its editions, their files."""

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from siim94.bilan import views as bilan
from siim94.bilan.acces import exercice_du_bilan, fil, lecture
from siim94.editions import archives, circuit, consultations, parcelle
from siim94.editions.acces import EditionAbsente, dite, edition_ou_404, fil_de_l_edition
from siim94.editions.models import Diffusion, Edition, Etape, Piece
from siim94.editions.service import servir
from siim94.socle.models import Exercice
from siim94.ui.pages.recentes import noter

CLOS = Exercice.Statut.CLOS
# The name under which a file is kept by who downloads it.
NOMS = {
    "bilan.pdf": "bilan-d-activites-{annee}-edition-{numero}.pdf",
    "bilan.html": "bilan-d-activites-{annee}-edition-{numero}.html",
    "donnees.json": "bilan-{annee}-edition-{numero}-donnees.json",
    "constats.json": "bilan-{annee}-edition-{numero}-constats.json",
    "lectures.json": "bilan-{annee}-edition-{numero}-lectures.json",
    "manifeste.json": "bilan-{annee}-edition-{numero}-manifeste.json",
}


@require_safe
@lecture
def liste(request):
    """The years that have a report, with where the publication of each stands."""
    editions = Edition.objects.dernieres()
    etapes = {etape.exercice_id: etape for etape in Etape.objects.order_by("pk")}
    publications = {}
    for exercice in Exercice.objects.avec_bilan():
        edition = editions.get(exercice.annee)
        phrase = circuit.etat_de(exercice, etapes.get(exercice.annee)).label
        if edition:
            phrase += f", édition {edition.numero} du {edition.jour}"
        publications[exercice.annee] = bilan.Publication(phrase, faite=edition is not None)
    return bilan.liste(request, publications)


@require_safe
@lecture
@dite
def rapport(request, annee: int):
    """The report of a year: its latest edition, or the working report while there is none."""
    exercice = exercice_du_bilan(annee)
    edition = Edition.objects.derniere(annee)
    if edition is None:
        if archives.perdues(annee):
            raise EditionAbsente(annee, archives.perdues(annee)[-1])
        consultations.noter(request.user, annee)
        return bilan.page(request, annee, publication=_publication(request, exercice, None))
    noter(request, f"Bilan {annee}", droit="bilan.view_rubrique")
    return _cadre(request, edition)


@require_safe
@lecture
def brouillon(request, annee: int):
    """The working report, whatever was published."""
    exercice = exercice_du_bilan(annee)
    edition = Edition.objects.derniere(annee)
    consultations.noter(request.user, annee)
    return bilan.page(request, annee, projet=True, publication=_publication(request, exercice, edition))


def _publication(request, exercice: Exercice, edition: Edition | None) -> bilan.Publication:
    """What the working report says of its publication, and where one goes from there."""
    annee = exercice.annee
    pages = (("Préparation", "editions:preparation"), ("Relecture", "editions:relecture"))
    liens = [(titre, reverse(nom, args=[annee])) for titre, nom in pages]
    a_publier = exercice.statut == Exercice.Statut.OUVERT or (edition is None and exercice.statut == CLOS)
    if a_publier and request.user.has_perm("editions.add_edition"):
        liens.append(("Publier", reverse("editions:publier", args=[annee])))
    phrase = ""
    if edition:
        liens = [(f"Édition {edition.numero}", edition.get_absolute_url()), *liens]
        phrase = (
            f"Le bilan {annee} est publié : édition {edition.numero} du {edition.jour}. Ce brouillon est"
            " tiré des données d’aujourd’hui et peut en différer."
        )
    return bilan.Publication(phrase, liens, faite=edition is not None)


@require_safe
@lecture
@dite
def editions(request, annee: int):
    """All that was published of a year's report, latest first."""
    exercice = exercice_du_bilan(annee)
    trouvees = list(Edition.objects.du_bilan(annee))
    contexte = {
        "titre": f"Éditions du bilan {annee}",
        "exercice": exercice,
        "editions": trouvees,
        "derniere": trouvees[0] if trouvees else None,
        "perdues": archives.perdues(annee),
        "emporte": bool(trouvees) and request.user.has_perm("editions.add_edition"),
        "liens": _liens(request, exercice),
        "fil": fil((f"Bilan {annee}", reverse("bilan:html", args=[annee])), ("Éditions", None)),
    }
    return render(request, "editions/editions.html", contexte)


@require_safe
@permission_required("editions.add_edition", raise_exception=True)
@dite
def archive(request, annee: int):
    """The archive parcel of a year."""
    exercice_du_bilan(annee)
    try:
        octets = parcelle.parcelle(annee)
    except parcelle.ParcelleImpossible as impossible:
        raise Http404(str(impossible)) from impossible
    nom = f'attachment; filename="{parcelle.nom(annee)}"'
    return HttpResponse(octets, content_type="application/zip", headers={"Content-Disposition": nom})


def _liens(request, exercice: Exercice) -> list[tuple[str, str]]:
    """Where one goes from the editions of a year: the draft, its review, the next publication."""
    annee = exercice.annee
    liens = [("Brouillon", reverse("bilan:brouillon", args=[annee]))]
    if request.user.has_perm("editions.add_edition") and exercice.statut == Exercice.Statut.OUVERT:
        liens.append(("Publier une édition", reverse("editions:publier", args=[annee])))
    return liens + _lectures(request, annee)


def _lectures(request, annee: int) -> list[tuple[str, str]]:
    """The way to who read the report before it was published, for management."""
    if not request.user.has_perm("editions.view_consultation"):
        return []
    return [("Lectures avant publication", reverse("editions:lecteurs", args=[annee]))]


@require_safe
@lecture
@dite
def edition(request, annee: int, numero: int):
    """One edition: the frozen page in a frame, what it is, what became of it."""
    return _cadre(request, edition_ou_404(annee, numero))


def _cadre(request, edition: Edition):
    annee, numero, exercice = edition.exercice_id, edition.numero, edition.exercice
    if ecart := archives.premier_ecart(edition):
        raise archives.EditionAlteree(annee, numero, ecart)
    derniere = Edition.objects.derniere(annee)
    contexte = {
        "titre": f"Bilan d’activités {annee}",
        "edition": edition,
        "suivante": derniere if derniere.numero > numero else None,
        "rouvert": exercice.statut != CLOS and derniere.numero == numero,
        "erreurs": list(edition.signalements.retenus()),
        "avertissements": list(edition.avertissements.all()),
        "ouverte": Diffusion.objects.ouverte(edition),
        "page": reverse("editions:fichier", args=[annee, numero, "bilan.html"]),
        "fichiers": [lu for lu in fichiers_de(edition) if _est_donne(request, lu["nom"])],
        "signaler": _adresse_du_signalement(request, edition),
        "autres": _autres_pages(request, edition),
        "fil": fil_de_l_edition(edition),
    }
    return render(request, "editions/edition.html", contexte)


def _adresse_du_signalement(request, edition: Edition) -> str:
    if not request.user.has_perm("editions.add_signalement"):
        return ""
    return reverse("editions:signaler", args=[edition.exercice_id, edition.numero])


def _autres_pages(request, edition: Edition) -> list[tuple[str, str]]:
    """Where one goes from an edition, besides its file and the report of an error."""
    annee, cles = edition.exercice_id, (edition.exercice_id, edition.numero)
    pages = [
        ("Différences", "editions:differences", "bilan.view_rubrique"),
        ("Erreurs signalées", "editions:signalements", "editions.change_signalement"),
        ("Transmission", "editions:transmission", "editions.view_transmission"),
        ("Diffusion", "editions:diffusion", "editions.ouvrir_edition"),
    ]
    liens = [(titre, reverse(nom, args=cles)) for titre, nom, droit in pages if request.user.has_perm(droit)]
    return [
        *liens,
        *_lectures(request, annee),
        ("Corrections", reverse("editions:corrections", args=[annee])),
        ("Éditions", reverse("editions:editions", args=[annee])),
        ("Brouillon", reverse("bilan:brouillon", args=[annee])),
    ]


def fichiers_de(edition: Edition) -> list[dict]:
    """The files of an edition with their sizes: the bytes are not read."""
    tailles = dict(Piece.objects.values_list("pk", "taille"))
    libelles = (
        "PDF",
        "Page HTML",
        "Données (JSON)",
        "Constats (JSON)",
        "Lectures avant publication (JSON)",
        "Manifeste (JSON)",
    )
    return [
        {
            "nom": nom,
            "libelle": libelle,
            "empreinte": getattr(edition, f"{champ}_id"),
            "taille": tailles.get(getattr(edition, f"{champ}_id"), 0) // 1024 + 1,
        }
        for (nom, champ), libelle in zip(archives.FICHIERS.items(), libelles, strict=True)
        if getattr(edition, f"{champ}_id")
    ]


def _est_donne(request, fichier: str) -> bool:
    return fichier != archives.RESERVE or request.user.has_perm("editions.view_consultation")


@require_safe
@lecture
@dite
def fichier(request, annee: int, numero: int, fichier: str):
    """A file of an edition, byte for byte."""
    if fichier not in archives.FICHIERS:
        raise Http404("Une édition n’a pas de fichier de ce nom.")
    if not _est_donne(request, fichier):
        raise PermissionDenied
    edition = edition_ou_404(annee, numero)
    if getattr(edition, f"{archives.FICHIERS[fichier]}_id") is None:
        raise Http404("Cette édition n’a pas de fichier de ce nom.")
    return fichier_scelle(request, edition, fichier)


def fichier_scelle(request, edition: Edition, fichier: str, cache: str = "private, no-cache"):
    """The bytes of a file, if edition and file still are what was sealed; EditionAlteree else."""
    piece = archives.piece(edition, fichier)
    nom = NOMS[fichier].format(annee=edition.exercice_id, numero=edition.numero)
    return servir(request, piece, nom, cache)


@require_safe
@lecture
@dite
def pdf(request, annee: int):
    """The PDF of a year's report: that of its latest edition, or a drawing while there is none."""
    edition = Edition.objects.derniere(annee)
    if edition:
        return fichier_scelle(request, edition, "bilan.pdf")
    return consultations.noter_si_donne(bilan.pdf(request, annee), request, annee)


@require_safe
@lecture
def pdf_du_projet(request, annee: int):
    """The PDF of the draft, or its drawing."""
    return consultations.noter_si_donne(bilan.pdf(request, annee, projet=True), request, annee)


# Under the names of the report (``bilan:html``): what is read there is published, or on its way.
CHEMINS_DU_BILAN = [
    path("", liste, name="liste"),
    path("<int:annee>/", rapport, name="html"),
    path("<int:annee>/bilan.pdf", pdf, name="pdf"),
    path("<int:annee>/projet.pdf", pdf_du_projet, name="pdf_projet"),
    path("<int:annee>/brouillon/", brouillon, name="brouillon"),
]
CHEMINS = [
    path("<int:annee>/editions/", editions, name="editions"),
    path("<int:annee>/editions/archive.zip", archive, name="parcelle"),
    path("<int:annee>/editions/<int:numero>/", edition, name="edition"),
    path("<int:annee>/editions/<int:numero>/<str:fichier>", fichier, name="fichier"),
]
