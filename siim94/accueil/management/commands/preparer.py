"""Make the database ready: migrations, first data, static files, demonstration accounts."""

import hashlib
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import ALL_CHECKS
from django.db import connection, transaction

from siim94.chargements.feuilles import par_nom
from siim94.chargements.nomenclature import charger_plans_officiels
from siim94.chargements.premieres_donnees import ErreurPremieresDonnees, charger
from siim94.socle import demonstration, roles, surveillance
from siim94.socle.commandes import Commande, Erreur

# Of what was put back, as many are named.
NOMMES = 12


class Command(Commande):
    help = "Prépare la base : migrations, premières données, fichiers statiques, comptes de démonstration."
    requires_system_checks = ALL_CHECKS

    def handle(self, *args, **options):
        if not roles.est_proprietaire():
            raise Erreur(
                "preparer change les tables : il lui faut le compte propriétaire de la base (DATABASE_URL)."
            )
        with _seul():
            self._preparer()

    def _preparer(self) -> None:
        ecarts = surveillance.changes_dans_le_dos()
        call_command("migrate", verbosity=0, interactive=False)
        self._remettre(ecarts)
        roles.accorder()
        try:
            resultat = charger(settings.FIXTURES, tuple(par_nom().values()))
        except ErreurPremieresDonnees as erreur:
            raise Erreur(f"Premières données : {erreur}") from erreur
        if not resultat.deja_fait:
            self.stdout.write(f"Premières données chargées : {resultat.chargement.crees} lignes.")
        elif resultat.change:
            self.stdout.write(
                "Les premières données ont changé depuis leur chargement ; la base n’est pas modifiée."
                " Les reprendre demande une base neuve ou un chargement de classeur."
            )
        if plans := charger_plans_officiels(settings.FIXTURES):
            self.stdout.write(f"Plans de comptes officiels : {plans.crees} lignes chargées.")
            for constat in plans.apercu["avertissements"]:
                self.stdout.write(constat["texte"])
        if settings.DEMONSTRATION:
            demonstration.ouvrir()
        elif fermes := demonstration.fermer():
            self.stdout.write(
                "Fermés, ou privés du mot de passe de la démonstration, qui ne sert que dans sa base\u00a0:"
                f" {', '.join(fermes)}."
            )
        _collecter_les_fichiers_statiques()

    def _remettre(self, ecarts: list[surveillance.Ecart]) -> None:
        """Put back what the database must hold by itself, and say what was missing or had been changed, with
        what the migration has put back already.
        """
        ecarts = [*ecarts, *surveillance.ecarts()]
        if not ecarts:
            return
        with transaction.atomic(), connection.cursor() as cursor:
            for ecart in ecarts:
                cursor.execute(ecart.remede or "SELECT 1")
        self.stderr.write(
            f"Des garde-fous de la base manquaient ou avaient changé\u00a0: {_enumerer(ecarts)}. Ce qui"
            " pouvait l’être est remis. Ce qui a été écrit sans eux n’est pas dans le journal, et un exercice"
            " clos a pu changer."
        )


def _enumerer(ecarts: list[surveillance.Ecart]) -> str:
    suite = f"\u00a0; et {len(ecarts) - NOMMES} autres" if len(ecarts) > NOMMES else ""
    return "\u00a0; ".join(ecart.quoi for ecart in ecarts[:NOMMES]) + suite


@contextmanager
def _seul():
    """Two preparations of a base wait for one another; the lock goes with the connection that holds it."""
    verrou = connection.copy()
    try:
        with verrou.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext('siim94 preparer'))")
        yield
    finally:
        verrou.close()


def _collecter_les_fichiers_statiques() -> None:
    """Collect and compress them, which takes seconds, only when one has changed since the last time."""
    temoin = settings.STATIC_ROOT.with_name("static.empreinte")
    somme = hashlib.sha256()
    for chercheur in get_finders():
        for nom, stockage in chercheur.list(None):
            etat = Path(stockage.path(nom)).stat()
            somme.update(f"{nom}\0{etat.st_size}\0{etat.st_mtime_ns}\0".encode())
    empreinte = somme.hexdigest()
    if settings.STATIC_ROOT.exists() and temoin.exists() and temoin.read_text() == empreinte:
        return
    call_command("collectstatic", verbosity=0, interactive=False)
    temoin.write_text(empreinte)
