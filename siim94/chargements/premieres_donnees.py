"""The first data: the folder of CSV files that ships with the product, loaded once, as a load on record."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import tablib
from django.db import transaction

from siim94.socle.journal import acteur
from siim94.socle.models import Chargement, LigneChargee
from siim94.socle.resources import Ressource

COMMANDE = "premières données"


class ErreurPremieresDonnees(Exception):
    """A file of the first data cannot be loaded; the message names file, row and column, in French."""


@dataclass(frozen=True)
class Resultat:
    """What the loading did: ``deja_fait`` when nothing was to do, ``change`` when the files differ from
    those loaded.
    """

    chargement: Chargement
    deja_fait: bool = False
    change: bool = False


def charger(dossier: Path, ressources: Sequence[type[Ressource]]) -> Resultat:
    """Load every ``<folder>/<feuille>.csv`` of the sheets in their order, all in one transaction, once.

    A second call loads nothing, so that nothing a person edited is overwritten; it tells whether the files
    have changed since. Raises ``ErreurPremieresDonnees``; nothing is then stored.
    """
    fichiers = sorted(fichier for fichier in dossier.rglob("*") if fichier.is_file())
    empreinte = _empreinte(dossier, fichiers)
    precedent = Chargement.objects.filter(
        genre=Chargement.Genre.PREMIERES_DONNEES, etat=Chargement.Etat.FAIT
    ).first()
    if precedent:
        return Resultat(precedent, deja_fait=True, change=precedent.empreinte != empreinte)
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
    return Resultat(chargement)


def _empreinte(dossier: Path, fichiers: Iterable[Path]) -> str:
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
    donnees = tablib.Dataset().load(fichier.read_text(encoding="utf-8-sig"), "csv", delimiter=";")
    for colonne, modele in ressource.textes.items():
        donnees.append_col(
            [_texte(fichier.parent / modele.format(**ligne)) for ligne in donnees.dict], header=colonne
        )
    resultat = ressource().import_data(
        donnees, dry_run=False, raise_errors=False, rollback_on_validation_errors=False
    )
    nom = str(fichier.relative_to(dossier))
    for numero, erreurs in resultat.row_errors():
        raise ErreurPremieresDonnees(f"{nom}, ligne {numero + 1} : {erreurs[0].error}")
    for invalide in resultat.invalid_rows:
        raise ErreurPremieresDonnees(f"{nom}, ligne {invalide.number + 1} : {_messages(invalide.error)}")
    if resultat.base_errors:
        raise ErreurPremieresDonnees(f"{nom} : {resultat.base_errors[0].error}")
    table = ressource._meta.model._meta.db_table
    creees = [
        LigneChargee(
            chargement=chargement,
            table_nom=table,
            cle=str(ligne.object_id),
            action=LigneChargee.Action.CREATION if ligne.is_new() else LigneChargee.Action.MODIFICATION,
            feuille=nom,
            ligne=numero,
        )
        for numero, ligne in enumerate(resultat.rows, start=2)
        if ligne.is_new() or ligne.is_update()
    ]
    LigneChargee.objects.bulk_create(creees)
    return len(creees)


def _texte(fichier: Path) -> str:
    return fichier.read_text(encoding="utf-8").strip() if fichier.exists() else ""


def _messages(erreur) -> str:
    if not hasattr(erreur, "error_dict"):
        return " ".join(erreur.messages)
    return " ; ".join(f"{champ} : {' '.join(e)}" for champ, e in erreur.message_dict.items())
