"""Drawn files kept in the database: which one is fresh, asking for a new one, drawing it."""

import hashlib
from functools import cache
from importlib import metadata
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from siim94.bilan import fichiers
from siim94.bilan.models import Tirage
from siim94.socle.models import Exercice, Revision

GARDES = 3
APPS = ("adherents", "applications", "finances", "rh", "support")

# What a report is made of, besides its data: code, templates, styles and fonts.
SOURCES = (
    ("siim94/socle", "*.py"),
    ("siim94/ui", "*.py"),
    ("siim94/ui/static/ui", "*.css"),
    ("siim94/ui/static/ui/fonts", "*.woff2"),
    ("siim94/bilan", "*.py"),
    *((app, "*.py") for app in APPS),
    *((f"templates/{dossier}", "*.html") for dossier in ("bilan", "ui/bilan")),
    *(
        (f"templates/{app}/bilan", "*.html")
        for app in ("adherents", "applications", "finances", "rh", "support")
    ),
)
BIBLIOTHEQUES = ("weasyprint", "pikepdf", "plotly", "markdown-it-py", "nh3", "pydyf", "tinycss2")


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


def frais(exercice: Exercice) -> Tirage | None:
    """The stored PDF that still is the report of the year (without its bytes), or None."""
    tirage = Tirage.objects.dernier_fait(exercice.annee)
    if tirage is None or tirage.construction != construction():
        return None
    return tirage if tirage.revisions == Revision.objects.numero(exercice.annee) else None


def demander(exercice: Exercice) -> Tirage:
    """The drawing under way, or a new one put in the queue: never two at a time for a year."""
    from siim94.bilan.tasks import dessiner_bilan

    if en_cours := Tirage.objects.en_cours(exercice.annee):
        return en_cours
    try:
        with transaction.atomic():
            tirage = Tirage.objects.create(exercice=exercice, etape="En attente")
            dessiner_bilan.enqueue(tirage.pk)
    except IntegrityError:
        # Another request asked at the same instant; if its drawing is done already, so much the better.
        return Tirage.objects.en_cours(exercice.annee) or Tirage.objects.dernier_fait(exercice.annee)
    return tirage


def executer(tirage: Tirage) -> None:
    """Draw what was asked for, telling how far it is; a failure is kept with its reason."""
    lignes = Tirage.objects.filter(pk=tirage.pk)

    def suivi(pourcentage: int, etape: str) -> None:
        lignes.update(
            etat=Tirage.Etat.EN_COURS, progression=pourcentage, etape=etape, battement=timezone.now()
        )

    try:
        fait = fichiers.pdf(tirage.exercice, suivi)
    except Exception as erreur:
        lignes.update(etat=Tirage.Etat.ECHEC, fini=timezone.now(), erreur=str(erreur) or repr(erreur))
        raise
    lignes.update(**_valeurs(fait))
    _purger(tirage.exercice_id)


def tirer(exercice: Exercice, suivi: fichiers.Suivi | None = None) -> Tirage:
    """Draw the report here and now, and keep it. Raises what ``fichiers.pdf`` raises."""
    fait = fichiers.pdf(exercice, suivi)
    tirage = Tirage.objects.create(exercice=exercice, **_valeurs(fait))
    _purger(exercice.annee)
    return tirage


def _valeurs(fait: fichiers.Pdf) -> dict:
    return {
        "etat": Tirage.Etat.FAIT,
        "progression": 100,
        "etape": "",
        "erreur": "",
        "fini": timezone.now(),
        "revisions": fait.revisions,
        "construction": construction(),
        "empreinte": hashlib.sha256(fait.contenu).hexdigest(),
        "pages": fait.pages,
        "pdf": fait.contenu,
    }


def _purger(annee: int) -> None:
    """Keep the latest files only: an older one can be drawn again from the data."""
    gardes = Tirage.objects.filter(exercice=annee, etat=Tirage.Etat.FAIT).values_list("pk", flat=True)[
        :GARDES
    ]
    Tirage.objects.filter(exercice=annee, etat=Tirage.Etat.FAIT).exclude(pk__in=list(gardes)).delete()
    Tirage.objects.filter(exercice=annee, etat=Tirage.Etat.ECHEC).exclude(
        pk__in=list(
            Tirage.objects.filter(exercice=annee, etat=Tirage.Etat.ECHEC).values_list("pk", flat=True)[:1]
        )
    ).delete()
