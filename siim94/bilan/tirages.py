"""Drawn files kept in the database: which one is fresh, asking for a new one, drawing it."""

import hashlib
import zipfile
import zlib
from functools import cache
from importlib import metadata
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from siim94.bilan import fichiers
from siim94.bilan.models import Tirage
from siim94.socle import travaux
from siim94.socle.ecriture import Progression
from siim94.socle.models import Exercice, Journal, Revision, Travail

GARDES = 3
MOTIF_ALTERE = (
    "Le PDF du bilan tiré le {fini:%d/%m/%Y à %H:%M} ne correspondait plus à son empreinte : il a été retiré,"
    " et sera tiré de nouveau."
)
DESSINER = "siim94.bilan.tirages.dessiner"
DESSINER_PROJET = "siim94.bilan.tirages.dessiner_projet"
APPS = ("adherents", "applications", "finances", "rh", "support")

# What a report is made of, besides its data: code, templates, styles and fonts.
SOURCES = (
    ("siim94/formats", "*.py"),
    ("siim94/socle", "*.py"),
    ("siim94/controles", "*.py"),
    ("siim94/ui", "*.py"),
    ("siim94/ui/static/ui", "*.css"),
    ("siim94/ui/static/ui/fonts", "*.woff2"),
    ("siim94/ui/polices", "*.ttf"),
    ("siim94/bilan", "*.py"),
    ("siim94/editions", "rectifications.py"),
    *((app, "*.py") for app in APPS),
    *((f"templates/{dossier}", "*.html") for dossier in ("bilan", "ui/bilan")),
    *(
        (f"templates/{app}/bilan", "*.html")
        for app in ("adherents", "applications", "finances", "rh", "support")
    ),
)
BIBLIOTHEQUES = (
    "weasyprint",
    "pikepdf",
    "plotly",
    "markdown-it-py",
    "mdit-py-plugins",
    "nh3",
    "pydyf",
    "tinycss2",
)


@cache
def construction() -> str:
    """SHA-256 of everything but data that makes a report what it is; computed once a process."""
    somme = hashlib.sha256()
    racine = Path(settings.RACINE)
    for dossier, motif in SOURCES:
        for fichier in sorted((racine / dossier).rglob(motif)):
            if "migrations" not in fichier.parts:
                somme.update(fichier.relative_to(racine).as_posix().encode() + b"\0")
                somme.update(fichier.read_bytes())
    for nom in BIBLIOTHEQUES:
        somme.update(f"{nom} {metadata.version(nom)}\0".encode())
    return somme.hexdigest()


def frais(exercice: Exercice, *, projet: bool = False) -> Tirage | None:
    """The stored PDF that still is the report of the year, or its draft (without its bytes), or None."""
    tirage = Tirage.objects.dernier(exercice.annee, projet=projet)
    if tirage is None or tirage.construction != construction():
        return None
    return tirage if tirage.revisions == Revision.objects.numero(exercice.annee) else None


def contenu(tirage: Tirage) -> bytes | None:
    """The bytes of a stored PDF; None when they are not those that were drawn.

    Such a file is nobody's report: it goes, to be drawn again, and the history of the year says so.
    """
    octets = bytes(Tirage.objects.values_list("pdf", flat=True).get(pk=tirage.pk))
    if hashlib.sha256(octets).hexdigest() == tirage.empreinte:
        return octets
    with transaction.atomic():
        if Tirage.objects.filter(pk=tirage.pk).delete()[0]:
            Journal.objects.create(
                quand=timezone.now(),
                action=Journal.Action.MODIFICATION,
                table_nom=Exercice._meta.db_table,
                cle=str(tirage.exercice_id),
                annee=tirage.exercice_id,
                motif=MOTIF_ALTERE.format(fini=timezone.localtime(tirage.fini)),
            )
    return None


def demander(exercice: Exercice, auteur=None, *, projet: bool = False) -> Travail:
    """The drawing under way, or a new one put in the queue: never two at a time of a report, or of its
    draft.
    """
    return travaux.demander(
        DESSINER_PROJET if projet else DESSINER,
        exercice.annee,
        titre=f"PDF du {'projet de ' if projet else ''}bilan {exercice.annee}",
        adresse=reverse(page_de("tirage", projet=projet), args=[exercice.annee]),
        auteur=auteur,
    )


def page_de(nom: str, *, projet: bool) -> str:
    """The name of the address of a file (``pdf``) or of its drawing (``tirage``)."""
    return f"bilan:{nom}_projet" if projet else f"bilan:{nom}"


def dernier_travail(annee: int, *, projet: bool = False) -> Travail | None:
    """The drawing of a year that was asked for last, wherever it stands."""
    return Travail.objects.sur(annee, DESSINER_PROJET if projet else DESSINER).first()


def dessiner(annee: int, avancer: Progression, *, projet: bool = False) -> None:
    """Draw what was asked for, telling how far it is. Drawn meanwhile by a process thought dead: nothing."""
    exercice = Exercice.objects.get(annee=annee)
    if frais(exercice, projet=projet) is None:
        tirer(exercice, lambda pourcentage, etape: avancer(pourcentage, 100, etape), projet=projet)


def dessiner_projet(annee: int, avancer: Progression) -> None:
    """The same of the draft."""
    dessiner(annee, avancer, projet=True)


def tirer(exercice: Exercice, suivi: fichiers.Suivi | None = None, *, projet: bool = False, **avec) -> Tirage:
    """Draw the report here and now, and keep it. Takes and raises what ``fichiers.pdf`` does."""
    fait = fichiers.pdf(
        exercice, suivi, projet=projet, gardes=feuillets(exercice.annee, projet=projet), **avec
    )
    tirage = Tirage.objects.create(
        exercice=exercice,
        projet=projet,
        revisions=fait.revisions,
        construction=construction(),
        empreinte=hashlib.sha256(fait.contenu).hexdigest(),
        pages=fait.pages,
        pdf=fait.contenu,
        feuillets=_paquet(fait.feuillets),
    )
    _purger(exercice.annee, projet=projet)
    return tirage


def feuillets(annee: int, *, projet: bool = False) -> dict[str, bytes]:
    """The laid-out parts of the latest file, by what they were made of, if the same code made them."""
    derniers = Tirage.objects.filter(exercice=annee, projet=projet, construction=construction())
    paquet = derniers.order_by("-pk").values_list("feuillets", flat=True).first()
    try:
        with zipfile.ZipFile(BytesIO(paquet or b"")) as lu:
            return {nom: lu.read(nom) for nom in lu.namelist()}
    except (zipfile.BadZipFile, NotImplementedError, zlib.error):
        return {}


def _paquet(feuillets: dict[str, bytes]) -> bytes:
    sortie = BytesIO()
    with zipfile.ZipFile(sortie, "w") as ecrit:
        for cle, octets in feuillets.items():
            ecrit.writestr(cle, octets)
    return sortie.getvalue()


def _purger(annee: int, *, projet: bool) -> None:
    """Keep the latest files only: an older one can be drawn again from the data."""
    tirages = Tirage.objects.filter(exercice=annee, projet=projet)
    gardes = list(tirages.values_list("pk", flat=True)[:GARDES])
    tirages.exclude(pk__in=gardes).delete()
    tirages.filter(pk__in=gardes[1:]).update(feuillets=b"")
