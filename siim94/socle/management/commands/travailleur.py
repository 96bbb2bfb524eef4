"""``manage.py travailleur``: the process beside the web server, which draws, loads, and seals the journal."""

import logging
import signal
import sys
import time

from django.db import InterfaceError, OperationalError, close_old_connections, connection

from siim94.socle import travaux
from siim94.socle.commandes import Commande
from siim94.socle.sceaux import sceller

# Seconds between two looks at what of the journal is to be sealed, and at what is to be forgotten.
PAS_DES_SCEAUX = 60
journal = logging.getLogger(__name__)


class Command(Commande):
    help = "Exécute les travaux en attente (tirage des bilans, chargements) et scelle le journal."

    def add_arguments(self, parser):
        parser.add_argument(
            "--interval", type=float, default=1, help="secondes entre deux tours (1 par défaut)"
        )

    def handle(self, *args, interval, **options):
        """Rounds of all that is due, until told to stop: then the work at hand is done, and no other."""
        self.marche, self.occupe, prochain_sceau = True, False, 0.0
        for numero in (signal.SIGINT, signal.SIGTERM):
            signal.signal(numero, self.arreter)
        while self.marche:
            try:
                close_old_connections()
                travaux.se_signaler()
                travaux.reprendre()
                self.occupe = True
                while self.marche and travaux.travailler():
                    pass
                if time.monotonic() >= prochain_sceau:
                    prochain_sceau = time.monotonic() + PAS_DES_SCEAUX
                    # Long enough for those who save; a load under way leaves it to the next look.
                    sceller(attente=2)
                    travaux.oublier()
                    travaux.quotidiens()
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
