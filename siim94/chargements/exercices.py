"""A year that a file is of and that we do not have yet: what is asked, and what making it needs."""

from django.conf import settings
from django.utils.module_loading import import_string

from siim94.chargements.apercu import Remarque, remarques
from siim94.chargements.classeur_contraintes import remarques_des_contraintes
from siim94.chargements.moteur import Options, Plan
from siim94.chargements.questions import NOMBRE, Question
from siim94.formats.erreurs import ErreurFormat
from siim94.socle.ecriture import LigneVoulue, TableVoulue, comparer
from siim94.socle.models import Chargement, Exercice, LigneChargee
from siim94.socle.models.annuel import ANNEE_MAX

Statut = Exercice.Statut


def absence(annee: int, statut: Statut = Statut.PREPARATION) -> str:
    """Why a year is asked before anything of it is loaded, and what naming it does; empty when it is there.

    One that was made for another body's document alone has no report: it is not there for what is ours.
    """
    exercice = Exercice.objects.filter(annee=annee).first()
    if exercice is None:
        etat = "en préparation" if statut == Statut.PREPARATION else "sans bilan ni place dans les menus"
        return f"L’exercice {annee} n’existe pas encore. L’indiquer ici le crée, {etat}."
    if statut == Statut.PREPARATION and _ne_pour_d_autres(exercice):
        return (
            f"L’exercice {annee} n’existe que pour le document d’un autre organisme. L’indiquer ici en fait"
            " un exercice en préparation."
        )
    return ""


def _ne_pour_d_autres(exercice: Exercice) -> bool:
    creations = LigneChargee.objects.filter(
        table_nom=Exercice._meta.db_table,
        cle=str(exercice.annee),
        action=LigneChargee.Action.CREATION,
        chargement__etat=Chargement.Etat.FAIT,
        chargement__genre__in=(Chargement.Genre.TOTEM, Chargement.Genre.SCDL),
    )
    return not exercice.a_un_bilan and creations.exists()


def demander_exercice(
    annee: int | None, texte: str, plan: Plan, options: Options, code: str = "exercice"
) -> int | None:
    """The year that the user names; ``annee``, proposed, while nobody has answered."""
    question = Question(code, texte, proposition=annee and str(annee), saisie=NOMBRE, maximum=ANNEE_MAX)
    reponse = plan.demander(question, options)
    return int(reponse) if reponse else annee


def creer(annee: int, plan: Plan, statut: Statut = Statut.PREPARATION, feuille: str = "") -> Exercice | None:
    """The year that this load makes (or gives a report), once whatever the number of its documents; none,
    with an error, when the year is not admitted.
    """
    for cree in _crees(plan):
        if cree.annee == annee:
            # Of two documents of one file, ours needs the report.
            cree.statut = statut if cree.statut == Statut.REPRIS else cree.statut
            return cree
    exercice = Exercice(annee=annee, statut=statut)
    voulues = [LigneVoulue(exercice, feuille=feuille)]
    connus = Exercice.objects.filter(annee=annee)
    try:
        difference = comparer(TableVoulue(Exercice, ("annee",), ("statut",), voulues, connus.all))
        fautes = remarques_des_contraintes([difference])
    except ErreurFormat as erreur:
        fautes = remarques(erreur)
    if fautes:
        plan.erreurs += fautes
        return None
    plan.differences.append(difference)
    if difference.creations and exercice.a_un_bilan:
        plan.avertissements.append(
            Remarque(f"L’exercice {annee} n’existe pas encore\u00a0: ce chargement le crée, en préparation.")
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
        for ligne in (*difference.creations, *(m.voulue for m in difference.modifications))
    ]
