"""Serve the site on this machine: the web server, and the worker that draws reports and loads files."""

import os
import signal
import socket
import subprocess
import sys
import time

from django.conf import settings
from django.core.management.base import ALL_CHECKS

from siim94 import postgres
from siim94.socle import demonstration
from siim94.socle.commandes import Commande, Erreur
from siim94.socle.models.utilisateur import MOT_DE_PASSE_DE_DEMONSTRATION

HOTE = "127.0.0.1"
TOUR = 1  # seconds between two looks at what was started


def _libre(port: int) -> bool:
    with socket.socket() as prise:
        prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            prise.bind((HOTE, port))
        except OSError:
            return False
    return True


def gunicorn(application: str, port: int, processus: int) -> tuple[str, ...]:
    """What Python runs to serve an application on this machine."""
    return (
        *("-m", "gunicorn", application, "--bind", f"{HOTE}:{port}"),
        # Beyond our own maximum, which is said in French.
        *("--limit-request-line", "8190"),
        *("--workers", str(processus), "--threads", "4", "--timeout", "60", "--log-level", "warning"),
    )


class Command(Commande):
    help = "Sert le site sur cette machine, avec le travailleur qui dessine les bilans."
    requires_system_checks = ALL_CHECKS

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--processus", type=int, default=2, help="processus du serveur web")

    def handle(self, *args, port, processus, **options):
        if not _libre(port):
            raise Erreur(
                f"Le port {port} est déjà pris : « make stop » arrête un serveur laissé en marche,"
                f" « make run PORT={port + 1} » en choisit un autre."
            )
        # Whoever serves has the rights of the application, not those of the owner of the base.
        self.environnement = {**os.environ, "SIIM94_ROLE": "application"}
        # Named after the port: another server of this folder keeps its own.
        self.fiches = {nom: settings.VAR / f"{nom}-{port}.pid" for nom in ("serveur", "travailleur")}
        self.arret_demande = False
        serveur = self._lancer("serveur", *gunicorn("siim94.wsgi:application", port, processus))
        signal.signal(signal.SIGTERM, lambda *_: self._arreter(serveur))
        self.travailleur = self._lancer_le_travailleur()
        self._annoncer(port)
        try:
            while serveur.poll() is None:
                self._relever()
                time.sleep(TOUR)
        except KeyboardInterrupt:
            self.arret_demande = True
        finally:
            for lance in (serveur, self.travailleur):
                lance.terminate()
                lance.wait()
            for fiche in self.fiches.values():
                fiche.unlink(missing_ok=True)
        if not self.arret_demande:
            raise Erreur("Le serveur web s’est arrêté de lui-même : « make run » le relance.")

    def _lancer(self, nom: str, *mots: str) -> subprocess.Popen:
        lance = subprocess.Popen([sys.executable, *mots], cwd=settings.RACINE, env=self.environnement)
        self.fiches[nom].write_text(str(lance.pid))
        return lance

    def _lancer_le_travailleur(self) -> subprocess.Popen:
        return self._lancer("travailleur", "manage.py", "travailleur")

    def _arreter(self, serveur: subprocess.Popen) -> None:
        self.arret_demande = True
        serveur.terminate()

    def _relever(self) -> None:
        """What died beside the web server is started again: the worker, and the embedded PostgreSQL."""
        if settings.BASE_EMBARQUEE and not postgres.serveur().etat().en_marche:
            self.stderr.write("PostgreSQL s’était arrêté : il est relancé.")
            postgres.serveur().demarrer()
        if self.travailleur.poll() is not None:
            self.stderr.write("Le travailleur s’était arrêté : il est relancé.")
            self.travailleur = self._lancer_le_travailleur()

    def _annoncer(self, port: int) -> None:
        self.stdout.write(f"\nLe site est servi sur http://{HOTE}:{port}  (Ctrl-C pour arrêter)")
        if settings.DEMONSTRATION and (comptes := demonstration.ouverts()):
            self.stdout.write(
                f"Comptes de démonstration : {comptes} ; mot de passe : {MOT_DE_PASSE_DE_DEMONSTRATION}"
            )
        if dit := demonstration.avertissement():
            self.stderr.write(dit)
        self.stdout.write("")
        self.stdout.flush()
