"""``manage.py compte``: the first account of an installation, and those that follow without a browser."""

import getpass
import sys

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from siim94.socle.commandes import Commande, Erreur
from siim94.socle.droits import GROUPES
from siim94.socle.journal import acteur
from siim94.socle.models import Utilisateur


class Command(Commande):
    help = "Crée un compte, ou en change le mot de passe. Code de sortie\u00a0: 0 fait, 1 refusé, 2 usage."

    def add_arguments(self, parser):
        parser.add_argument("action", choices=["creer", "mot-de-passe"])
        parser.add_argument("identifiant", metavar="IDENTIFIANT")
        parser.add_argument("--prenom", default="")
        parser.add_argument("--nom", default="")
        parser.add_argument("--courriel", default="")
        parser.add_argument("--groupe", action="append", default=[], metavar="GROUPE", help="répétable")
        parser.add_argument(
            "--administration", action="store_true", help="tous les groupes, et les comptes des autres"
        )

    def handle(self, *args, action, identifiant, **options):
        compte = Utilisateur.objects.filter(username=identifiant).first()
        if action == "creer":
            if compte:
                raise Erreur(f"Le compte «\u00a0{identifiant}\u00a0» existe déjà.")
            self._creer(identifiant, **options)
        elif compte is None:
            raise Erreur(f"Le compte «\u00a0{identifiant}\u00a0» n’existe pas.")
        else:
            self._ecrire(compte, f"Mot de passe changé\u00a0: {identifiant}.", "compte mot-de-passe")

    def _creer(self, identifiant, *, prenom, nom, courriel, groupe, administration, **options):
        voulus = Group.objects.filter(name__in=GROUPES if administration else groupe)
        if inconnus := sorted({*groupe} - {*Group.objects.values_list("name", flat=True)}):
            raise Erreur(f"Groupe inconnu\u00a0: {', '.join(inconnus)}.", returncode=2)
        compte = Utilisateur(
            username=identifiant, first_name=prenom, last_name=nom, email=courriel, is_staff=administration
        )
        self._ecrire(compte, f"Compte créé\u00a0: {identifiant}.", "compte creer", voulus)

    def _ecrire(self, compte, fait, commande, groupes=()):
        mot_de_passe = _lire()
        try:
            validate_password(mot_de_passe, compte)
            if compte.demonstration:  # a person's from now on
                compte.demonstration, compte.is_active = False, True
            compte.set_password(mot_de_passe)
            compte.full_clean(validate_constraints=False)
        except ValidationError as erreur:
            raise Erreur(" ".join(erreur.messages)) from erreur
        with acteur(commande=commande):
            compte.save()
            compte.groups.add(*groupes)
        self.stdout.write(fait)


def _lire() -> str:
    """Asked twice of a person; a script writes it on one line of the standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    mot_de_passe = getpass.getpass("Mot de passe\u00a0: ")
    if getpass.getpass("Encore une fois\u00a0: ") != mot_de_passe:
        raise Erreur("Les deux saisies diffèrent\u00a0: rien n’a été fait.")
    return mot_de_passe
