"""The first data: the folder of CSV files that ships with the product, loaded once, as a load on record."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import DatabaseError, transaction

from siim94.chargements.tableau import demander, lire_tableau
from siim94.formats.erreurs import ErreurFormat
from siim94.socle.ecriture import comparer, ecrire
from siim94.socle.journal import acteur
from siim94.socle.models import Chargement
from siim94.socle.refus import traduire
from siim94.socle.resources import Ressource

COMMANDE = "premières données"
# The folder of the official plans of accounts, which are no first data (`siim94.chargements.nomenclature`).
PLANS = "plans"


class ErreurPremieresDonnees(Exception):
    """A file of the first data cannot be loaded; the message names file, row and column, in French."""


@dataclass(frozen=True)
class PremierChargement:
    """What the loading did: ``deja_fait`` when nothing was to do, ``change`` when the files differ from
    those loaded.
    """

    chargement: Chargement
    deja_fait: bool = False
    change: bool = False


def charger(dossier: Path, ressources: Sequence[type[Ressource]]) -> PremierChargement:
    """Load every ``<folder>/<feuille>.csv`` of the sheets in their order, all in one transaction, once.

    A second call loads nothing, so that nothing a person edited is overwritten; it tells whether the files
    have changed since. Raises ``ErreurPremieresDonnees``; nothing is then stored.
    """
    fichiers = sorted(
        fichier for fichier in dossier.rglob("*") if fichier.is_file() and fichier.parent != dossier / PLANS
    )
    empreinte = empreinte_de(dossier, fichiers)
    precedent = Chargement.objects.filter(
        genre=Chargement.Genre.PREMIERES_DONNEES, etat=Chargement.Etat.FAIT
    ).first()
    if precedent:
        return PremierChargement(precedent, deja_fait=True, change=precedent.empreinte != empreinte)
    _refuser_inconnus(dossier, fichiers, ressources)
    with transaction.atomic():
        chargement = Chargement.objects.create(
            genre=Chargement.Genre.PREMIERES_DONNEES, fichier=dossier.name, empreinte=empreinte
        )
        with acteur(commande=COMMANDE, chargement=chargement):
            for ressource in ressources:
                for fichier in (f for f in fichiers if f.name == f"{ressource.feuille}.csv"):
                    chargement.crees += _charger_feuille(chargement, ressource, fichier, dossier)
            chargement.etat = Chargement.Etat.FAIT
            chargement.save()
    return PremierChargement(chargement)


def empreinte_de(dossier: Path, fichiers: Iterable[Path]) -> str:
    """SHA-256 of the files of a folder, names included."""
    somme = hashlib.sha256()
    for fichier in fichiers:
        contenu = fichier.read_bytes()
        somme.update(f"{fichier.relative_to(dossier).as_posix()}\0{len(contenu)}\0".encode())
        somme.update(contenu)
    return somme.hexdigest()


def _refuser_inconnus(dossier, fichiers, ressources) -> None:
    """A file that no sheet reads would be data lost in silence."""
    connus = {f"{ressource.feuille}.csv" for ressource in ressources}
    for fichier in fichiers:
        if fichier.suffix == ".csv" and fichier.name not in connus:
            raise ErreurPremieresDonnees(f"{fichier.relative_to(dossier)} : aucune feuille ne porte ce nom.")


def _charger_feuille(chargement, ressource, fichier: Path, dossier: Path) -> int:
    nom = str(fichier.relative_to(dossier))
    try:
        lu = lire_tableau(fichier)
        for colonne, modele in ressource.textes.items():
            lu.ajouter(colonne, lambda ligne, modele=modele: _texte(fichier.parent / modele.format(**ligne)))
        table, _ = demander(ressource, lu, nom)
        difference = comparer(table)
    except ErreurFormat as erreur:
        raise ErreurPremieresDonnees(str(erreur)) from erreur
    try:
        compte = ecrire([difference], chargement, lambda *_: None)
    except DatabaseError as erreur:
        raise ErreurPremieresDonnees(f"{nom} : {traduire(erreur).message}") from erreur
    return compte.crees + compte.modifies


def _texte(fichier: Path) -> str:
    return fichier.read_text(encoding="utf-8").strip() if fichier.exists() else ""
