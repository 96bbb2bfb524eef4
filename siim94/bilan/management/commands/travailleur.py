"""``manage.py travailleur``: the process that draws reports and loads files, beside the web server."""

import logging

from django.utils.crypto import get_random_string

from siim94.bilan.travailleur import Travailleur
from siim94.socle.commandes import Commande


class Command(Commande):
    help = "Exécute les travaux en attente (tirage des bilans, chargements)."

    def add_arguments(self, parser):
        parser.add_argument(
            "--interval", type=float, default=1, help="secondes entre deux tours (1 par défaut)"
        )

    def handle(self, *args, interval, **options):
        # The library tells each task at level INFO; a failed one keeps its own trace in the database.
        logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
        travailleur = Travailleur(worker_id=get_random_string(32), interval=interval)
        travailleur.configure_signals()
        travailleur.run()
