"""Amounts of a workbook or of a sheet in another unit than those of the year, or of the year before; shares
of one typed where the others are in per cent.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.text import slugify

from siim94.chargements.apercu import Remarque
from siim94.chargements.classeur_feuilles import FEUILLES_ANNUELLES, FeuilleAnnuelle
from siim94.chargements.classeur_questions import CITEES, lieu_de
from siim94.chargements.moteur import Options, Plan
from siim94.chargements.questions import Question
from siim94.chargements.unites import demander_unite
from siim94.formats import francais
from siim94.formats.kinds import MontantKind
from siim94.socle.champs import kind_of, suivre
from siim94.socle.ecriture import Difference, LigneVoulue, arrondi_exact
from siim94.socle.models import Exercice
from siim94.ui.controles import fois, rapport_d_echelle

# Fewer amounts are a correction, not a file in another unit.
MONTANTS_COMPARES = 3
TELLES_QUELLES = "telles-quelles"
PARTS = {
    TELLES_QUELLES: "Elles sont en %\u00a0: 0,46 veut dire 0,46 %.",
    "fractions": "Ce sont des fractions\u00a0: 0,46 veut dire 46 %, les multiplier par 100.",
}


def demander_unites(annee: int | None, plan: Plan, options: Options) -> None:
    """Ask about the sheets whose amounts are ten, a hundred or a thousand times what is known, or less.

    ``annee`` is the year of all their rows, if they have one.
    """
    autres = list(_autres_unites(annee, plan))
    for declaree, difference, rapport, reference in autres:
        phrase = f"Feuille {declaree.nom}\u00a0: les montants font {fois(rapport)} ceux {reference}."
        suite = slugify(declaree.nom) if len(autres) > 1 else ""
        facteur = demander_unite(phrase, rapport, plan, options, suite)
        if facteur != 1:
            lignes = ((voulue, nom) for voulue in _changees(difference) for nom in _montants(declaree))
            _multiplier(plan, difference, lignes, facteur)


def demander_pourcentages(plan: Plan, options: Options, dits: Collection[tuple[str, int]] = ()) -> None:
    """Ask about values below one where those of the table are in per cent: "0,46" may mean 46 %.

    Of the parts of a whole, when all of them are. ``dits`` are the rows, by sheet and line, that have a
    percentage typed as one.
    """
    trouvees = [
        (difference, voulue, nom)
        for difference in plan.differences
        for voulue, nom in _fractions(difference)
        if (voulue.feuille, voulue.ligne) not in dits
    ]
    if not trouvees:
        return
    dites = [
        f"{lieu_de(voulue)} ({francais.compact(getattr(voulue.objet, nom))})" for _, voulue, nom in trouvees
    ]
    suite = ", …" * (len(dites) > CITEES)
    texte = f"Des valeurs en % sont inférieures à 1\u00a0: {', '.join(dites[:CITEES])}{suite}."
    if plan.demander(Question("pourcentages", texte, PARTS, TELLES_QUELLES), options) == "fractions":
        for difference, voulue, nom in trouvees:
            _multiplier(plan, difference, [(voulue, nom)], Decimal(100))


def _autres_unites(annee: int | None, plan: Plan) -> Iterator[tuple]:
    """The sheets in another unit: what they change, how many times what is known, and what that is."""
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
            yield declaree, difference, rapport, reference


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


def _fractions(difference: Difference) -> Iterator[tuple[LigneVoulue, str]]:
    """The new values of a table, with their fields, that may be shares of one instead of per cent."""
    declarees = {declaree.model: declaree for declaree in FEUILLES_ANNUELLES if declaree.pourcent}
    declaree = declarees.get(difference.table.model)
    if declaree is None:
        return
    code, en_pourcent = declaree.pourcent
    repere = declaree.ressource().fields[code].attribute
    valeurs = [nom for nom in declaree.valeurs if kind_of(declaree.model._meta.get_field(nom)).numerique]
    ensembles = defaultdict(list)
    for voulue, changes in _changes(difference):
        if suivre(voulue.objet, repere) != en_pourcent:
            continue
        # The parts of one whole say together what they are.
        ensemble = id(getattr(voulue.objet, declaree.parent)) if declaree.parent else id(voulue)
        for nom in valeurs:
            if (changes is None or nom in changes) and (valeur := getattr(voulue.objet, nom)):
                ensembles[ensemble].append((voulue, nom, valeur))
    for places in ensembles.values():
        if all(abs(valeur) <= 1 for *_, valeur in places) and any(abs(valeur) < 1 for *_, valeur in places):
            yield from ((voulue, nom) for voulue, nom, _ in places)


def _changes(difference: Difference) -> Iterator[tuple[LigneVoulue, Collection[str] | None]]:
    """The rows that a table takes, with the fields that change (None: all)."""
    yield from ((voulue, None) for voulue in difference.creations)
    yield from ((modification.voulue, modification.champs) for modification in difference.modifications)


def _changees(difference: Difference) -> list[LigneVoulue]:
    return [voulue for voulue, _ in _changes(difference)]


def _multiplier(
    plan: Plan, difference: Difference, places: Iterable[tuple[LigneVoulue, str]], facteur: Decimal
) -> None:
    """Give fields of rows the value in the right unit; what then is as stored is no change any more."""
    modifications = {id(m.voulue): m for m in difference.modifications}
    for voulue, nom in places:
        modification = modifications.get(id(voulue))
        if (valeur := getattr(voulue.objet, nom)) is None or (
            modification and nom not in modification.champs
        ):
            continue
        champ = voulue.objet._meta.get_field(nom)
        try:
            juste = champ.clean(arrondi_exact(champ, valeur * facteur), voulue.objet)
        except ValidationError as erreur:
            dit = f"{champ.verbose_name}\u00a0: {' '.join(erreur.messages)}"
            plan.erreurs.append(Remarque(dit, lieu_de(voulue)))
            continue
        setattr(voulue.objet, nom, juste)
        if modification:
            avant, _ = modification.champs.pop(nom)
            modification.champs |= {nom: (avant, juste)} if avant != juste else {}
    avant = len(difference.modifications)
    difference.modifications = [m for m in difference.modifications if m.champs]
    difference.inchanges += avant - len(difference.modifications)
