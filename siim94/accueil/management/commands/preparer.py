"""Make the database ready: migrations, first data, static files, demonstration accounts."""

from django.conf import settings
from django.core.management import BaseCommand, call_command

from siim94.accueil.demonstration import creer_comptes
from siim94.bilan import resources as bilan
from siim94.chargements.feuilles import FEUILLES
from siim94.chargements.premieres_donnees import ErreurPremieresDonnees, charger
from siim94.socle.commandes import Erreur


class Command(BaseCommand):
    help = "Prépare la base : migrations, premières données, fichiers statiques, comptes de démonstration."

    def handle(self, *args, **options):
        call_command("migrate", verbosity=0, interactive=False)
        try:
            resultat = charger(settings.FIXTURES, (*FEUILLES, *bilan.FEUILLES))
        except ErreurPremieresDonnees as erreur:
            raise Erreur(f"Premières données : {erreur}") from erreur
        if not resultat.deja_fait:
            self.stdout.write(f"Premières données chargées : {resultat.chargement.crees} lignes.")
        elif resultat.change:
            self.stdout.write(
                "Les premières données ont changé depuis leur chargement ; la base n’est pas modifiée."
                " Les reprendre demande une base neuve ou un chargement de classeur."
            )
        if settings.BASE_EMBARQUEE:
            creer_comptes()
        call_command("collectstatic", verbosity=0, interactive=False)
