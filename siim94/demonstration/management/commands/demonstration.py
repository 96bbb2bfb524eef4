"""``make demo``: the made-up years, in a database that holds nothing else and says so on every page."""

import time

from django.conf import settings
from django.core.management import call_command

from siim94.demonstration import annees
from siim94.socle.commandes import Commande, Erreur


class Command(Commande):
    help = "Prépare la base de démonstration\u00a0: 2021, puis des années fictives, toutes marquées."

    def handle(self, *args, **options):
        if not settings.BASE_EMBARQUEE:
            raise Erreur(
                "La démonstration n’emploie que sa propre base embarquée\u00a0: retirez DATABASE_URL."
            )
        if settings.VAR.resolve() == settings.RACINE / "var":
            raise Erreur(
                "La démonstration a son propre dossier\u00a0: « make demo », ou un autre SIIM94_VAR que var/."
            )
        call_command("migrate", verbosity=0, interactive=False)
        try:
            annees.marquer()
        except annees.BaseReelle as erreur:
            raise Erreur(str(erreur)) from erreur
        call_command("preparer", stdout=self.stdout, stderr=self.stderr)
        for annee in annees.ANNEES:
            debut = time.perf_counter()
            if annees.construire(annee):
                secondes = f"{time.perf_counter() - debut:.0f}"
                self.stdout.write(f"Année fictive {annee}\u00a0: prête en {secondes}\u00a0s.")
