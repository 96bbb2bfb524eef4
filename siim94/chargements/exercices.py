"""A year that a file is of and that does not exist yet: what is asked, and what making it needs."""

from django.conf import settings
from django.utils.module_loading import import_string

from siim94.chargements.apercu import Constat, constats
from siim94.chargements.classeur_contraintes import constats_des_contraintes
from siim94.chargements.moteur import Options, Plan
from siim94.chargements.questions import NOMBRE, Question
from siim94.formats.erreurs import ErreurFormat
from siim94.socle.ecriture import LigneVoulue, TableVoulue, comparer
from siim94.socle.models import Exercice
from siim94.socle.models.annuel import ANNEE_MAX


def demander_exercice(annee: int | None, texte: str, plan: Plan, options: Options) -> int | None:
    """The year that the user names; ``annee``, proposed, while nobody has answered."""
    question = Question("exercice", texte, proposition=annee and str(annee), saisie=NOMBRE, maximum=ANNEE_MAX)
    reponse = plan.demander(question, options)
    return int(reponse) if reponse else annee


def creer(
    annee: int, plan: Plan, statut: Exercice.Statut = Exercice.Statut.PREPARATION, feuille: str = ""
) -> Exercice | None:
    """The year that this load makes, once whatever the number of its documents; none, with an error, when the
    year is not admitted.
    """
    for cree in _crees(plan):
        if cree.annee == annee:
            return cree
    exercice = Exercice(annee=annee, statut=statut)
    voulues = [LigneVoulue(exercice, feuille=feuille)]
    try:
        difference = comparer(TableVoulue(Exercice, ("annee",), ("statut",), voulues, Exercice.objects.none))
        fautes = constats_des_contraintes([difference])
    except ErreurFormat as erreur:
        fautes = constats(erreur)
    if fautes:
        plan.erreurs += fautes
        return None
    plan.differences.append(difference)
    if exercice.a_un_bilan:
        plan.avertissements.append(
            Constat(f"L’exercice {annee} n’existe pas encore\u00a0: ce chargement le crée, en préparation.")
        )
    return exercice


def mettre_en_page(plan: Plan) -> None:
    """The layout of the report of each year that the load makes, taken from the year before by what the
    settings name; after what the file says, which is what one looks at.
    """
    for exercice in _crees(plan):
        precedent = Exercice.objects.avec_bilan().filter(annee__lt=exercice.annee).order_by("-annee").first()
        if exercice.a_un_bilan and precedent is not None:
            for table in import_string(settings.MISE_EN_PAGE_D_UN_EXERCICE)(precedent, exercice):
                plan.differences.append(comparer(table))


def _crees(plan: Plan) -> list[Exercice]:
    return [
        ligne.objet
        for difference in plan.differences
        if difference.table.model is Exercice
        for ligne in difference.creations
    ]
