"""``manage.py publier ANNEE --motif M``: publish the report of a year as an edition, and close the year.

Exit 0 when it is published, 1 when it is refused (the list says why), 2 for a wrong use.
"""

import time
from datetime import date

from siim94.bilan import exercices, fichiers
from siim94.bilan.impression import ImpressionImpossible
from siim94.bilan.rendu import RubriqueErronee
from siim94.editions.models import Nature, Portee
from siim94.editions.publication import Demande, PublicationRefusee, publier
from siim94.socle.commandes import Commande, Erreur
from siim94.socle.models import Exercice

IMPOSSIBLES = (fichiers.BilanVide, RubriqueErronee, ImpressionImpossible, exercices.ActionImpossible)


class Command(Commande):
    help = "Publie le bilan d’une année et clôt l’exercice. Code de sortie : 0 fait, 1 refusé, 2 usage."

    def add_arguments(self, parser):
        parser.add_argument("annee", metavar="ANNEE", type=int)
        parser.add_argument("--motif", required=True, help="pourquoi cette publication")
        parser.add_argument(
            "--deliberation", metavar="« AAAA-MM-JJ, n° N »", default="", help="sa date et son numéro"
        )
        parser.add_argument(
            "--sans-relecture", action="store_true", help="publier un bilan qui n’est pas validé ; c’est noté"
        )
        parser.add_argument(
            "--accepter-avertissements",
            action="store_true",
            help="accepter chaque avertissement ; c’est noté",
        )
        natures = [Nature.RECTIFICATIF.value, Nature.REVISION.value]
        parser.add_argument("--nature", choices=natures, default="", help="à partir de la deuxième édition")
        parser.add_argument(
            "--portee", choices=Portee.values, default="", help="d’un rectificatif : ce que l’erreur touche"
        )
        parser.add_argument("--affecte", default="", help="ce que cette édition change")
        parser.add_argument("--n-affecte-pas", default="", help="ce qu’elle ne change pas")

    def handle(self, *args, annee, motif, deliberation, accepter_avertissements, **options):
        exercice = Exercice.objects.filter(annee=annee).first()
        if exercice is None or not exercice.a_un_bilan:
            raise Erreur(f"L’année {annee} n’a pas de bilan à publier.", returncode=2)
        if not motif.strip():
            raise Erreur("Une publication a un motif (--motif).", returncode=2)
        jour, numero = _deliberation(deliberation)
        dites = ("sans_relecture", "nature", "portee", "affecte", "n_affecte_pas")
        if options["nature"] == Nature.RECTIFICATIF:
            options["portee"] = options["portee"] or Portee.NON_PRECISEE.value
        demande = Demande(
            motif=motif,
            deliberation_date=jour,
            deliberation_numero=numero,
            acceptes=None if accepter_avertissements else frozenset(),
            commande="publier",
            **{nom: options[nom] for nom in dites},
        )
        debut = time.perf_counter()
        try:
            edition = publier(annee, demande)
        except PublicationRefusee as refus:
            raise Erreur("\n".join(["Rien n’est publié.", *refus.raisons])) from refus
        except IMPOSSIBLES as erreur:
            raise Erreur(f"Rien n’est publié. {erreur}") from erreur
        duree = f"{time.perf_counter() - debut:.1f}".replace(".", ",")
        self.stdout.write(
            f"Bilan {annee}, édition {edition.numero} : publié, {edition.pages} pages ({duree} s).\n"
            f"Manifeste, à garder ailleurs : {edition.manifeste_id}"
        )


def _deliberation(texte: str) -> tuple[date | None, str]:
    """The date and the number of ``AAAA-MM-JJ, n° N``."""
    if not texte.strip():
        return None, ""
    jour, _, numero = (morceau.strip() for morceau in texte.partition(","))
    numero = numero.removeprefix("n°").removeprefix("nº").strip()
    try:
        lu = date.fromisoformat(jour)
    except ValueError:
        lu = None
    if lu is None or not numero or len(numero) > 60:
        raise Erreur("Une délibération s’écrit « AAAA-MM-JJ, n° N ».", returncode=2)
    return lu, numero
