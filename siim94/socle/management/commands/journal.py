"""``manage.py journal``: seal what is over, check the seals, take a person's name out, purge what is old."""

from datetime import timedelta

from django.conf import settings

from siim94.socle import effacement, roles, sceaux
from siim94.socle.commandes import Commande, Erreur
from siim94.socle.conservation import premier_jour
from siim94.socle.journal import acteur
from siim94.socle.models import Journal, Utilisateur


class Command(Commande):
    help = (
        "Vérifie les sceaux du journal (code de sortie 1 s’il ne tient pas), pose ceux qui sont dus,"
        " efface le nom d’une personne, ou purge les jours scellés de plus de SIIM94_JOURNAL_ANNEES ans."
    )

    def add_arguments(self, parser):
        actions = parser.add_mutually_exclusive_group(required=True)
        actions.add_argument("--verifier", action="store_true", help="relit toute la chaîne des sceaux")
        actions.add_argument("--sceller", action="store_true", help="scelle les jours et chargements finis")
        actions.add_argument("--effacer", metavar="QUI", help="identifiant d’un compte, ou nom à ôter")
        actions.add_argument("--purger", action="store_true", help="ôte les jours gardés assez longtemps")
        parser.add_argument(
            "--jusqu-a", metavar="SCEAU", default="", help="sceau gardé ailleurs, que la chaîne doit contenir"
        )
        parser.add_argument("--motif", default="", help="pourquoi effacer (obligatoire)")

    def handle(self, *args, verifier, sceller, purger, effacer, jusqu_a, motif, **options):
        if verifier:
            self._verifier(jusqu_a)
        elif sceller:
            self._sceller()
        elif purger:
            self._purger(motif)
        else:
            self._effacer(effacer, motif)

    def _verifier(self, jusqu_a: str):
        lu = sceaux.verifier(jusqu_a)
        if not lu.tient:
            jour, raison = lu.rupture
            raise Erreur(f"Le journal ne tient pas au {jour:%d/%m/%Y}\u00a0: {raison}.")
        comptes = {
            "sceaux": lu.sceaux,
            "entrées scellées": lu.entrees,
            "pas encore scellées": lu.non_scellees,
            "dont un nom a été effacé": lu.effacees,
        }
        texte = "\u00a0; ".join(f"{nom}\u00a0: {nombre}" for nom, nombre in comptes.items())
        self.stdout.write(f"Le journal tient ({texte}).")
        if lu.purge:
            self.stdout.write(
                f"Il est gardé depuis le {lu.purge + timedelta(days=1):%d/%m/%Y}, purgé jusque-là."
            )
        if lu.dernier:
            self.stdout.write(f"Dernier sceau, à garder ailleurs\u00a0: {lu.dernier.empreinte}")

    def _sceller(self):
        poses = sceaux.sceller()
        for sceau in poses:
            self.stdout.write(
                f"{sceau.jour:%d/%m/%Y}, entrées\u00a0: {sceau.nombre}, sceau\u00a0: {sceau.empreinte}"
            )
        if not poses:
            self.stdout.write("Rien à sceller.")

    def _purger(self, motif: str):
        if not settings.JOURNAL_ANNEES:
            self.stdout.write("Le journal est gardé sans limite (SIIM94_JOURNAL_ANNEES=0).")
            return
        if not roles.est_proprietaire():
            raise Erreur("Purger le journal demande le compte propriétaire de la base (DATABASE_URL).")
        avant = premier_jour(settings.JOURNAL_ANNEES)
        with acteur(motif=motif or f"gardé {settings.JOURNAL_ANNEES} ans", commande="journal --purger"):
            nombre = sceaux.purger(avant)
        if not nombre:
            self.stdout.write(f"Rien à purger avant le {avant:%d/%m/%Y}, qui ne soit d’un exercice non clos.")
            return
        jour = Journal.objects.purge_jusqu_au()
        self.stdout.write(f"Journal purgé jusqu’au {jour:%d/%m/%Y}. Entrées ôtées\u00a0: {nombre}.")

    def _effacer(self, qui: str, motif: str):
        if not motif.strip() or not qui.strip():
            raise Erreur("Effacer un nom demande un nom et un motif (--motif).", returncode=2)
        if not roles.est_proprietaire():
            raise Erreur("Effacer un nom demande le compte propriétaire de la base (DATABASE_URL).")
        compte = Utilisateur.objects.filter(username=qui).first()
        with acteur(motif=motif, commande="journal --effacer"):
            nombre = effacement.effacer_compte(compte) if compte else effacement.effacer_nom(qui)
        if not nombre:
            raise Erreur(f"«\u00a0{qui}\u00a0» n’est ni un compte ni un nom qui soit gardé ici.")
        self.stdout.write(f"Nom effacé, le journal le dit. Lignes touchées\u00a0: {nombre}.")
