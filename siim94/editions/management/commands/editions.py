"""``manage.py editions ANNEE [--verifier]``: what was published of a year, and whether it still is that.

Exit 0, 1 when an edition is altered or missing, 2 for a wrong use.
"""

from django.utils import timezone

from siim94.editions.archives import Etat, verifier_l_annee
from siim94.editions.models import Edition
from siim94.formats.francais import accorde
from siim94.socle.commandes import Commande, Erreur
from siim94.socle.models import Exercice


class Command(Commande):
    help = "Énumère les éditions du bilan d’une année, ou vérifie qu’elles sont celles qui ont été publiées."

    def add_arguments(self, parser):
        parser.add_argument("annee", metavar="ANNEE", type=int)
        parser.add_argument(
            "--verifier", action="store_true", help="relit chaque fichier (code de sortie 1 si l’un a changé)"
        )

    def handle(self, *args, annee, verifier, **options):
        exercice = Exercice.objects.filter(annee=annee).first()
        if exercice is None or not exercice.a_un_bilan:
            raise Erreur(f"L’année {annee} n’a pas de bilan.", returncode=2)
        if verifier:
            self._verifier(annee)
            return
        editions = Edition.objects.du_bilan(annee).reverse()
        for edition in editions:
            quand = timezone.localtime(edition.publiee)
            precisions = ", sans relecture" if edition.sans_relecture else ""
            self.stdout.write(
                f"Édition {edition.numero} ({edition.get_nature_display()}) du {quand:%d/%m/%Y à %H:%M},"
                f" {edition.pages} pages{precisions}\n    {edition.motif}\n    {edition.manifeste_id}"
            )
        if not editions:
            self.stdout.write(f"Le bilan {annee} n’est pas encore publié.")

    def _verifier(self, annee: int) -> None:
        verdicts = verifier_l_annee(annee)
        for verdict in verdicts:
            pourquoi = f" : {' ; '.join(verdict.ecarts)}" if verdict.ecarts else ""
            self.stdout.write(f"Édition {verdict.numero} : {verdict.etat.label}{pourquoi}")
        mauvaises = sum(verdict.etat != Etat.OK for verdict in verdicts)
        if mauvaises:
            raise Erreur(
                f"{mauvaises} édition{accorde(mauvaises)} du bilan {annee} ne"
                f" tien{accorde(mauvaises, 't,nent')} pas."
            )
        if not verdicts:
            self.stdout.write(f"Le bilan {annee} n’est pas encore publié.")
