"""Amounts of a workbook or of a sheet in another unit than those of the year, or of the year before."""

from decimal import Decimal

from django.db.models import Model

from finances.chargements import rapport_d_echelle
from siim94.chargements.budget import EN_EUROS, VERIFIER, fois
from siim94.chargements.classeur_feuilles import FEUILLES_ANNUELLES, FeuilleAnnuelle
from siim94.chargements.moteur import Options, Plan
from siim94.chargements.questions import Question
from siim94.formats.kinds import MontantKind
from siim94.socle.champs import kind_of
from siim94.socle.ecriture import Difference
from siim94.socle.models import Exercice

# Fewer amounts are a correction, not a file in another unit.
MONTANTS_COMPARES = 3


def demander_unites(annee: int | None, plan: Plan, options: Options) -> None:
    """Ask about the sheets whose amounts are ten, a hundred or a thousand times what is known, or less.

    ``annee`` is the year of all their rows, if they have one.
    """
    declarees = {declaree.model: declaree for declaree in FEUILLES_ANNUELLES}
    for difference in plan.differences:
        declaree = declarees.get(difference.table.model)
        if declaree is None or not (montants := _montants(declaree)):
            continue
        corriges = [
            paire for m in difference.modifications for nom, paire in m.champs.items() if nom in montants
        ]
        reference = "d’aujourd’hui"
        if annee and not corriges and not difference.inchanges:
            corriges, reference = _nouveaux(declaree, difference, montants, annee)
        connus = [
            (abs(avant), abs(apres)) for avant, apres in corriges if avant is not None and apres is not None
        ]
        if len(connus) < MONTANTS_COMPARES:
            continue
        rapport = rapport_d_echelle(sum(apres for _, apres in connus), sum(avant for avant, _ in connus))
        if rapport is not None:
            mesure = f"{fois(rapport)} ceux {reference}"
            texte = f"Feuille {declaree.nom}\u00a0: les montants font {mesure}. {VERIFIER}"
            plan.demander(Question("unites", texte, EN_EUROS), options)


def _montants(declaree: FeuilleAnnuelle) -> set[str]:
    """The fields that hold amounts of the year."""
    champs = declaree.model._meta
    return {nom for nom in declaree.valeurs if isinstance(kind_of(champs.get_field(nom)), MontantKind)}


def _nouveaux(
    declaree: FeuilleAnnuelle, difference: Difference, montants: set[str], annee: int
) -> tuple[list[tuple[Decimal | None, Decimal | None]], str]:
    """The amounts of a table that the year has not filled, each beside the mean of the year before."""
    precedent = Exercice.objects.avec_bilan().filter(annee__lt=annee).order_by("-annee").first()
    if precedent is None:
        return [], ""
    apres = _connus([voulue.objet for voulue in difference.creations], montants)
    avant = _connus(declaree.lignes_du_bilan(precedent.annee), montants)
    if not avant:
        return [], ""
    moyenne = sum(avant) / len(avant)
    return [(moyenne, montant) for montant in apres], f"de {precedent}"


def _connus(objets: list[Model], montants: set[str]) -> list[Decimal]:
    return [abs(m) for objet in objets for nom in montants if (m := getattr(objet, nom)) is not None]
