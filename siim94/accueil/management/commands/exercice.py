"""Prepare, open, close a year, or open it again, from the command line."""

from django.core.exceptions import ValidationError

from siim94.bilan import exercices
from siim94.editions import circuit
from siim94.socle.commandes import Commande, Erreur
from siim94.socle.journal import acteur
from siim94.socle.models import Exercice


class Command(Commande):
    help = "Prépare, ouvre, clôt ou rouvre un exercice. Code de sortie\u00a0: 0 fait, 1 refusé, 2 usage."

    def add_arguments(self, parser):
        parser.add_argument("action", choices=["preparer", "ouvrir", "clore", "rouvrir"])
        parser.add_argument("annee", type=int, metavar="ANNEE")
        parser.add_argument("--motif", default="", help="pourquoi\u00a0; obligatoire pour rouvrir")
        parser.add_argument(
            "--textes", action="store_true", help="à la préparation, reprend les textes sans chiffre"
        )

    def handle(self, *args, action, annee, motif, textes, **options):
        if action == "rouvrir" and not motif.strip():
            raise Erreur("Rouvrir un exercice clos demande un motif (--motif).", returncode=2)
        try:
            with acteur(motif=motif, commande=f"exercice {action}"):
                if action == "preparer":
                    exercice = exercices.preparer(annee, textes=textes)
                else:
                    exercice = Exercice.objects.filter(annee=annee).first()
                    if exercice is None:
                        raise Erreur(f"L’exercice {annee} n’existe pas.", returncode=2)
                    if action == "rouvrir":
                        circuit.rouvrir(exercice, None, motif)
                    else:
                        getattr(exercices, action)(exercice)
        except exercices.ActionImpossible as erreur:
            raise Erreur(str(erreur)) from erreur
        except ValidationError as erreur:
            raise Erreur(" ".join(erreur.messages)) from erreur
        self.stdout.write(f"L’exercice {annee} est {exercice.get_statut_display()}.")
