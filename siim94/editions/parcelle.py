"""The archive parcel of a published year: one file that stands alone, for whoever keeps the archives.

Same editions and corrections, same bytes. Who had read an edition stays out: names are not handed on.
"""

import json
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from django.template.loader import render_to_string
from django.utils import timezone

from siim94.editions import archives
from siim94.editions.corrections import Entree, registre
from siim94.editions.models import Edition
from siim94.socle.commandes import Erreur
from siim94.socle.models import Organisme

SOMMES, ACCUEIL, LISEZ_MOI = "SHA256SUMS", "index.html", "LISEZ-MOI.txt"
CORRECTIONS, SCHEMA = "corrections.json", "donnees.schema.json"
FICHIERS = tuple(nom for nom in archives.FICHIERS if nom != archives.RESERVE)
_ICI = Path(__file__).parent
# What a file says of when it was made would make each parcel another.
_INSTANT = (1980, 1, 1, 0, 0, 0)


class ParcelleImpossible(Erreur):
    """There is nothing to make a parcel of; the message says so in French."""


def nom(annee: int) -> str:
    return f"bilan-d-activites-{annee}-archive.zip"


def parcelle(annee: int) -> bytes:
    """All that was published of a year's report, as a ZIP. EditionAlteree if any of it changed."""
    entrees = registre(annee)
    if perdues := archives.perdues(annee):
        raise archives.EditionAlteree(annee, perdues[0], archives.PERDUE)
    if not entrees:
        raise ParcelleImpossible(f"Le bilan {annee} n’a pas d’édition publiée.")
    fichiers = {
        f"{_dossier(entree.edition)}/{nom}": archives.octets(entree.edition, nom)
        for entree in entrees
        for nom in FICHIERS
        if getattr(entree.edition, f"{archives.FICHIERS[nom]}_id")
    }
    fichiers[SCHEMA] = (_ICI / "static" / "editions" / SCHEMA).read_bytes()
    fichiers[CORRECTIONS] = _corrections(annee, entrees)
    contexte = _contexte(annee, entrees, fichiers)
    fichiers[ACCUEIL] = render_to_string("editions/parcelle.html", contexte).encode()
    fichiers[LISEZ_MOI] = render_to_string("editions/parcelle.txt", contexte).encode()
    sommes = "".join(f"{sha256(octets).hexdigest()}  {nom}\n" for nom, octets in sorted(fichiers.items()))
    return _zip(f"bilan-{annee}", fichiers | {SOMMES: sommes.encode()})


def ecrire(annee: int, sortie: Path) -> int:
    """Write the parcel of a year; its size. Raises Erreur, in French."""
    try:
        return sortie.write_bytes(parcelle(annee))
    except archives.EditionAlteree as alteree:
        raise Erreur(str(alteree)) from alteree


def _dossier(edition: Edition) -> str:
    return f"edition-{edition.numero}"


def _zip(racine: str, fichiers: dict[str, bytes]) -> bytes:
    """Stored as they are: what compresses, compresses otherwise on another machine."""
    flux = BytesIO()
    with ZipFile(flux, "w") as ecrit:
        for nom in sorted(fichiers):
            fiche = ZipInfo(f"{racine}/{nom}", _INSTANT)
            fiche.create_system, fiche.external_attr = 3, 0o644 << 16
            ecrit.writestr(fiche, fichiers[nom])
    return flux.getvalue()


def _contexte(annee: int, entrees: list[Entree], fichiers: dict[str, bytes]) -> dict:
    editions = [
        {
            "edition": entree.edition,
            "remplacee_par": entree.remplacee_par,
            "dossier": _dossier(entree.edition),
            "fichiers": [nom for nom in FICHIERS if f"{_dossier(entree.edition)}/{nom}" in fichiers],
        }
        for entree in entrees
    ]
    constats = json.loads(fichiers.get(f"{_dossier(entrees[0].edition)}/constats.json", b'{"constats": []}'))
    return {
        "annee": annee,
        "organisme": Organisme.objects.first(),
        "editions": editions,
        "entrees": entrees,
        "constats": constats["constats"],
        "feuille": (_ICI / "parcelle.css").read_text(),
        "tailles": {nom: len(octets) for nom, octets in fichiers.items()},
    }


def _corrections(annee: int, entrees: list[Entree]) -> bytes:
    """The register of corrections as data. It names no reader."""
    lues = [
        {
            "edition": entree.edition.numero,
            "nature": entree.edition.nature,
            "portee": entree.edition.portee,
            "publiee": _instant(entree.edition.publiee),
            "motif": entree.edition.motif,
            "ce_qui_change": entree.edition.affecte,
            "ce_qui_ne_change_pas": entree.edition.n_affecte_pas,
            "remplacee_par": entree.remplacee_par,
            "lecteurs_avant_publication": entree.lecteurs,
            "erreurs_reconnues": [
                {
                    "ou": signalement.ou,
                    "texte": signalement.texte,
                    "reponse": signalement.reponse,
                    "signalee": _instant(signalement.quand),
                    "reconnue": _instant(signalement.traite),
                }
                for signalement in entree.signalements
            ],
        }
        for entree in entrees
    ]
    return json.dumps({"annee": annee, "editions": lues}, ensure_ascii=False, indent=1).encode()


def _instant(quand: datetime) -> str:
    return timezone.localtime(quand).isoformat(timespec="seconds")
