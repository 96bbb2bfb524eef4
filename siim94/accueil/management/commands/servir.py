"""Serve the site on this machine: the web server, and the worker that draws reports and loads files."""

import os
import signal
import socket
import subprocess
import sys

from django.conf import settings

from siim94.accueil.demonstration import MOT_DE_PASSE
from siim94.socle.commandes import Commande, Erreur
from siim94.socle.droits import COMPTES

HOTE = "127.0.0.1"


def _libre(port: int) -> bool:
    with socket.socket() as prise:
        prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            prise.bind((HOTE, port))
        except OSError:
            return False
    return True


class Command(Commande):
    help = "Sert le site sur cette machine, avec le travailleur qui dessine les bilans."

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
        environnement = {**os.environ, "SIIM94_ROLE": "application"}
        travailleur = subprocess.Popen(
            [sys.executable, "manage.py", "travailleur"], cwd=settings.RACINE, env=environnement
        )
        serveur = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "siim94.wsgi:application", "--bind", f"{HOTE}:{port}"),
                *("--workers", str(processus), "--threads", "4", "--timeout", "60", "--log-level", "warning"),
            ],
            cwd=settings.RACINE,
            env=environnement,
        )
        for nom, processus_lance in (("travailleur", travailleur), ("serveur", serveur)):
            (settings.VAR / f"{nom}.pid").write_text(str(processus_lance.pid))
        self._annoncer(port)
        signal.signal(signal.SIGTERM, lambda *_: serveur.terminate())
        try:
            code = serveur.wait()
        except KeyboardInterrupt:
            code = 0
        finally:
            for processus_lance in (serveur, travailleur):
                processus_lance.terminate()
                processus_lance.wait()
            for nom in ("travailleur", "serveur"):
                (settings.VAR / f"{nom}.pid").unlink(missing_ok=True)
        # gunicorn reports a stop asked for by a signal as a negative code: it is not a failure.
        sys.exit(code if code > 0 else 0)

    def _annoncer(self, port: int) -> None:
        self.stdout.write(f"\nLe site est servi sur http://{HOTE}:{port}  (Ctrl-C pour arrêter)")
        if settings.BASE_EMBARQUEE:
            comptes = ", ".join(COMPTES)
            self.stdout.write(f"Comptes de démonstration : {comptes} ; mot de passe : {MOT_DE_PASSE}")
        self.stdout.write("")
        self.stdout.flush()
