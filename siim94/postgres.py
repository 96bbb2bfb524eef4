"""The embedded PostgreSQL: a real server of our own under ``var/``, for use without ``DATABASE_URL``.

It listens on a Unix socket only, outlives the process that started it, survives crashes, and is stopped by
``python -m siim94.postgres stop``. Where things lie, in ``$SIIM94_VAR`` or ``var/`` beside this package::

    postgres/donnees        the data; postgres/journal.log, the server's log
    postgres-secrets.json   the passwords, readable by whoever made them only
    postgres-emplacement    where ``postgres/`` really is, when root's server account cannot enter ``var/``
"""

import contextlib
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from siim94.postgres_base import (
    ADMINISTRATEUR,
    BASE,
    COMPTES,
    ROLE,
    creer_donnees,
    ecrire_mots_de_passe,
    lire_mots_de_passe,
    preparer_base,
)
from siim94.postgres_systeme import (
    CompteSysteme,
    ErreurPostgres,
    choisir_programmes,
    compte_pour,
    copier_programmes,
    programmes_connus,
    verrou,
)

DELAI = 120  # seconds: a recovery after a crash may replay a gigabyte of journal
SOCKET_MAX = 107  # bytes, sockaddr_un.sun_path without its final zero
JOURNAL_MAX = 10_000_000  # bytes
AILLEURS = Path("/var/lib/siim94")
NEUVES = "donnees.neuves"  # beside the data: those that take their place (siim94/postgres_montee.py)

CONFIGURATION = """\
# Rewritten at each start by siim94/postgres.py.
listen_addresses = ''
unix_socket_directories = '"{socket}"'
max_connections = 60
shared_buffers = 128MB
log_checkpoints = off
log_line_prefix = '%m [%p] %d '
# A refused statement, its parameters and the words of its error may hold a person's name: who sent it gets
# them back, the log keeps none.
log_min_messages = log
log_min_error_statement = panic
log_error_verbosity = terse
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
"""


@dataclass(frozen=True)
class EtatDuServeur:
    """What ``status`` shows: ``pid`` is None for a stopped server, ``version`` when there are no data."""

    pid: int | None
    version: str | None
    dossier: Path
    socket: Path
    journal: Path

    @property
    def en_marche(self) -> bool:
        return self.pid is not None


class Serveur:
    """One embedded server, its files under ``var``; ``programmes`` restricts it to one ``bin`` folder."""

    def __init__(self, var: Path, programmes: Path | None = None):
        self.var = var.resolve()
        self._programmes = programmes
        self._empreinte = hashlib.sha256(str(self.var).encode()).hexdigest()[:12]
        self._secrets = self.var / "postgres-secrets.json"
        self._emplacement = self.var / "postgres-emplacement"

    @property
    def dossier(self) -> Path:
        """Folder of data, log and socket: ``var/postgres``, or what ``var/postgres-emplacement`` names."""
        if self._emplacement.exists():
            dossier = Path(self._emplacement.read_text().splitlines()[0])
            origine = dossier / "origine"
            # A copied project must not share the original's data; a moved one keeps its own.
            if origine.exists() and (
                origine.read_text() == str(self.var) or not Path(origine.read_text()).exists()
            ):
                return dossier
        return self.var / "postgres"

    @property
    def donnees(self) -> Path:
        return self.dossier / "donnees"

    @property
    def journal(self) -> Path:
        return self.dossier / "journal.log"

    @property
    def socket(self) -> Path:
        """Folder of the socket: short enough for the kernel, no comma (libpq reads several hosts)."""
        dossier = self.dossier / "socket"
        if len(os.fsencode(dossier / ".s.PGSQL.5432")) <= SOCKET_MAX and "," not in str(dossier):
            return dossier
        court = "/run" if os.geteuid() == 0 else os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()
        return Path(court) / f"siim94-{self._empreinte}"

    def parametres(self, role: str = ROLE) -> dict[str, str]:
        """Start the server if needed; NAME, USER, PASSWORD, HOST and PORT for Django's ``DATABASES``."""
        self.demarrer()
        mot_de_passe = lire_mots_de_passe(self._secrets)[role]
        return {"NAME": BASE, "USER": role, "PASSWORD": mot_de_passe, "HOST": str(self.socket), "PORT": ""}

    def url(self) -> str:
        """Start the server if needed and give a URL that libpq, psycopg and django-environ take."""
        p = self.parametres()
        return f"postgres://{p['USER']}:{quote(p['PASSWORD'], safe='')}@/{p['NAME']}?host={quote(p['HOST'])}"

    def demarrer(self) -> bool:
        """Make sure that the server answers and that its base exists. True when it had to be started.

        Safe in several processes at once; under a millisecond when it runs. Raises ErreurPostgres.
        """
        with self._droits():
            if self._pid() and self._base_prete():
                return False
            self.var.mkdir(parents=True, exist_ok=True)
            with self._verrou():
                demarre = not self._pid()
                if demarre:
                    self._demarrer()
                if not self._base_prete():
                    self._creer_base()
                return demarre

    def arreter(self) -> bool:
        """Stop the server, ending its connections. False when it was not running. Raises ErreurPostgres."""
        with self._droits():
            if not self._vivant():
                return False
            with self._verrou():
                compte = compte_pour(self.donnees)
                return self._arreter(compte, self._bin(compte))

    def etat(self) -> EtatDuServeur:
        """What runs, without starting anything."""
        with self._droits():
            fichier = self.donnees / "PG_VERSION"
            version = fichier.read_text().strip() if fichier.exists() else None
            return EtatDuServeur(self._pid(), version, self.dossier, self.socket, self.journal)

    def _fiche(self) -> list[str]:
        """Lines of postmaster.pid: process, data folder, start time, …, and eighth the status."""
        with contextlib.suppress(FileNotFoundError):
            return (self.donnees / "postmaster.pid").read_text().splitlines()
        return []

    def _vivant(self) -> int | None:
        """Process id of the postmaster of these data, starting up or ready.

        After a crash the recorded number may be another program's, hence the look at what that process runs.
        """
        fiche = self._fiche()
        if len(fiche) < 2 or not fiche[0].isdigit():
            return None
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            mots = Path("/proc", fiche[0], "cmdline").read_bytes().split(b"\0")
            if b"postgres" in mots[0] and os.fsencode(fiche[1]) in mots:
                return int(fiche[0])
        return None

    def _pid(self) -> int | None:
        """The same, once it accepts connections."""
        if not self._pret() or not self._vivant():
            return None
        with socket.socket(socket.AF_UNIX) as prise:
            try:
                prise.connect(str(self.socket / ".s.PGSQL.5432"))
            except OSError:
                return None
        return int(self._fiche()[0])

    def _pret(self) -> bool:
        fiche = self._fiche()
        return len(fiche) >= 8 and fiche[7].strip() == "ready"

    def _demarrer(self) -> None:
        neuves = self.donnees.with_name(NEUVES)
        if neuves.exists() and not self.donnees.exists():
            neuves.rename(self.donnees)
        compte = compte_pour(self.donnees)
        self._choisir_dossier(compte)
        compte = compte_pour(self.donnees)
        bin_ = self._bin(compte)
        if not self.donnees.exists():
            ecrire_mots_de_passe(self._secrets)
            creer_donnees(compte, bin_, self.donnees, lire_mots_de_passe(self._secrets))
        self._preparer_socket(compte)
        reglages = self.donnees / "siim94.conf"
        reglages.write_text(CONFIGURATION.format(socket=str(self.socket).replace("'", "''")))
        compte.prendre(reglages)
        if self.journal.exists() and self.journal.stat().st_size > JOURNAL_MAX:
            self.journal.replace(self.journal.with_suffix(".log.1"))
        if self._attendre():
            return
        self._arreter(compte, bin_)  # alive and out of reach: something deleted its socket
        fin = time.monotonic() + 15
        while not self._lancer(compte, bin_):
            # Backends of a killed postmaster hold its shared memory for a moment.
            if "shared memory block" not in self._fin_du_journal() or time.monotonic() > fin:
                raise self._echec("PostgreSQL n’a pas pu démarrer.")
            time.sleep(0.5)

    def _lancer(self, compte: CompteSysteme, bin_: Path) -> bool:
        # PostgreSQL believes a stale file when its process number has been given to another program since.
        if (fiche := self._fiche()) and Path("/proc", fiche[0]).exists():
            (self.donnees / "postmaster.pid").unlink()
        (self.socket / ".s.PGSQL.5432.lock").unlink(missing_ok=True)
        # pg_ctl's output goes nowhere: a pipe inherited by the server would keep `make` waiting for ever.
        muet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        commande = (bin_ / "pg_ctl", "start", "-D", self.donnees, "-l", self.journal, "-w", "-t", DELAI)
        return compte.lancer(*commande, **muet).returncode == 0 and self._attendre()

    def _attendre(self) -> bool:
        """Wait for a server that is starting up; False at once when there is none or it cannot be reached."""
        fin = time.monotonic() + DELAI
        while self._vivant() and time.monotonic() < fin:
            if self._pret():
                return self._pid() is not None
            time.sleep(0.02)
        return False

    def _arreter(self, compte: CompteSysteme, bin_: Path) -> bool:
        if not self._vivant():
            return False
        commande = (bin_ / "pg_ctl", "stop", "-D", self.donnees, "-m", "fast", "-w", "-t", DELAI)
        fait = compte.lancer(*commande, capture_output=True)
        if fait.returncode:
            raise self._echec("PostgreSQL ne s’arrête pas.", fait.stderr)
        return True

    def _choisir_dossier(self, compte: CompteSysteme) -> None:
        """Leave ``var/`` when the server's account cannot enter it (a clone in root's home)."""
        dossier = self.dossier
        if dossier.is_relative_to(self.var):
            compte.creer_dossier(dossier)
            if compte.atteint(dossier):
                return
            ici, dossier = dossier, self._ailleurs() / "postgres"
            if dossier.exists():
                self._ecarter(dossier)
            if (ici / "donnees").exists():
                shutil.move(ici, dossier)
            else:
                shutil.rmtree(ici)
        compte.creer_dossier(dossier)
        (dossier / "origine").write_text(str(self.var))
        self._emplacement.write_text(
            f"{dossier}\n\nLe compte système qui fait tourner PostgreSQL ne peut pas entrer ici :\n"
            "ses données sont dans le dossier ci-dessus, et une copie de ses programmes à côté.\n"
            "Si vous supprimez le projet, supprimez-les aussi.\n"
        )

    def _ecarter(self, dossier: Path) -> None:
        """Put aside data that a deleted ``var/`` no longer names: nothing is destroyed."""
        self._emplacement.write_text(f"{dossier}\n")
        with contextlib.suppress(ErreurPostgres):
            compte = compte_pour(self.donnees)
            self._arreter(compte, self._bin(compte))
        dossier.rename(dossier.with_name(f"postgres.ancien-{time.time_ns()}"))
        self._emplacement.unlink()

    def _ailleurs(self) -> Path:
        ailleurs = AILLEURS / self._empreinte
        ailleurs.mkdir(parents=True, exist_ok=True)
        for parent in (AILLEURS, ailleurs):
            parent.chmod(0o755)
        return ailleurs

    def _bin(self, compte: CompteSysteme) -> Path:
        connus = [self._programmes] if self._programmes else programmes_connus()
        bin_ = choisir_programmes(connus, self.donnees)
        return bin_ if compte.atteint(bin_ / "postgres") else copier_programmes(bin_, self._ailleurs())

    def _preparer_socket(self, compte: CompteSysteme) -> None:
        with contextlib.suppress(FileExistsError):
            self.socket.mkdir(mode=0o700)
            compte.prendre(self.socket)
        etat_ = self.socket.lstat()
        if self.socket.is_symlink() or etat_.st_uid != compte.uid or etat_.st_mode & 0o077:
            raise ErreurPostgres(
                f"Le dossier {self.socket} appartient à un autre compte, ou lui est ouvert : supprimez-le."
            )

    def _marque(self) -> str:
        return " ".join(self._fiche()[:3:2])  # process and start time: this very run of the server

    def _base_prete(self) -> bool:
        """Whether roles and base were seen to exist since this run of the server began."""
        fichier = self.dossier / "base-prete"
        if not fichier.exists() or not self._secrets.exists() or fichier.read_text() != self._marque():
            return False
        return {*COMPTES} <= {*lire_mots_de_passe(self._secrets)}

    def _creer_base(self) -> None:
        mots = lire_mots_de_passe(self._secrets)
        if not {*COMPTES} <= {*mots}:
            ecrire_mots_de_passe(self._secrets)
            mots = lire_mots_de_passe(self._secrets)
        acces = {"host": str(self.socket), "user": ADMINISTRATEUR, "password": mots[ADMINISTRATEUR]}
        try:
            preparer_base(acces, mots)
        except ErreurPostgres as erreur:
            raise self._echec(str(erreur)) from erreur
        (self.dossier / "base-prete").write_text(self._marque())

    def _verrou(self):
        return verrou(self.var / "postgres.verrou", DELAI)

    @contextlib.contextmanager
    def _droits(self):
        try:
            yield
        except PermissionError as erreur:
            raise ErreurPostgres(
                f"Accès refusé à {erreur.filename} : la base embarquée a sans doute été créée par un "
                "autre compte. Utilisez-le (ou root), ou un autre dossier (SIIM94_VAR), ou DATABASE_URL."
            ) from erreur

    def _fin_du_journal(self) -> str:
        with contextlib.suppress(FileNotFoundError):
            return "\n".join(self.journal.read_text(errors="replace").splitlines()[-15:])
        return "(aucun journal)"

    def _echec(self, titre: str, detail: str = "") -> ErreurPostgres:
        lignes = [titre, detail.strip(), f"Fin du journal {self.journal} :", self._fin_du_journal()]
        return ErreurPostgres("\n".join(ligne for ligne in lignes if ligne))


def serveur() -> Serveur:
    """The project's own server, under ``$SIIM94_VAR`` or ``var/`` beside this package."""
    return Serveur(Path(os.environ.get("SIIM94_VAR") or Path(__file__).resolve().parent.parent / "var"))


def main(arguments: list[str]) -> int:
    """``start``, ``stop`` or ``status``; exit codes 0 done or running, 1 failure, 2 misuse, 3 stopped."""
    verbe = arguments[0] if len(arguments) == 1 else ""
    try:
        if verbe == "start":
            print("PostgreSQL démarré." if serveur().demarrer() else "PostgreSQL est déjà en marche.")
        elif verbe == "stop":
            print("PostgreSQL arrêté." if serveur().arreter() else "PostgreSQL n’était pas en marche.")
        elif verbe == "status":
            vu = serveur().etat()
            marche = f"en marche (processus {vu.pid})" if vu.en_marche else "arrêté"
            print(f"PostgreSQL {vu.version or '(aucune donnée)'} : {marche}")
            print(f"Dossier : {vu.dossier}\nSocket : {vu.socket}\nJournal : {vu.journal}")
            return 0 if vu.en_marche else 3
        else:
            print("Usage\u00a0: python -m siim94.postgres {start,stop,status}", file=sys.stderr)
            return 2
    except ErreurPostgres as erreur:
        print(erreur, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
