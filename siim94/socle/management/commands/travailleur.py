"""``manage.py travailleur``: the process that draws reports and loads files, beside the web server."""

import logging
import signal
import sys
import time

from django.db import InterfaceError, OperationalError, close_old_connections, connection

from siim94.socle import travaux
from siim94.socle.commandes import Commande

journal = logging.getLogger(__name__)


class Command(Commande):
    help = "Exécute les travaux en attente (tirage des bilans, chargements)."

    def add_arguments(self, parser):
        parser.add_argument(
            "--interval", type=float, default=1, help="secondes entre deux tours (1 par défaut)"
        )

    def handle(self, *args, interval, **options):
        """Rounds of all that is due, until told to stop: then the work at hand is done, and no other."""
        self.marche, self.occupe = True, False
        for numero in (signal.SIGINT, signal.SIGTERM):
            signal.signal(numero, self.arreter)
        while self.marche:
            try:
                close_old_connections()
                travaux.reprendre()
                self.occupe = True
                while self.marche and travaux.travailler():
                    pass
            except (OperationalError, InterfaceError):
                # The server is away: the next rounds find it again.
                journal.exception("the database is out of reach")
                connection.close()
            self.occupe = False
            if self.marche:
                time.sleep(interval)

    def arreter(self, numero, cadre):
        """At once when there is nothing at hand, or when asked twice: what was begun is taken up again."""
        if not self.occupe or not self.marche:
            sys.exit(1 if self.occupe else 0)
        self.marche = False
