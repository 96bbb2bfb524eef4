"""The chapter and the section of each TotEM line, by a plan de comptes, and the sums per chapter."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from decimal import Decimal

from siim94.formats.erreurs import Collecteur, ErreurFormat
from siim94.formats.plan_de_comptes import PlanDeComptes, plus_long_prefixe, plus_proche
from siim94.formats.totem import DocumentTotem, EnteteTotem, LigneTotem, Montants, SousTotal


@dataclass(frozen=True, slots=True)
class Affectation:
    """Where a line belongs: chapter code, section (F or I), and the rule (a to e) that found the chapter."""

    chapitre: str
    section: str
    regle: str


@dataclass(frozen=True, slots=True)
class SommeChapitre:
    """The lines of one chapter, one section, one sens added up. An amount that no line gave is None."""

    section: str
    sens: str
    chapitre: str
    lignes: int
    montants: Montants


def chapitre_de(ligne: LigneTotem, plan: PlanDeComptes) -> Affectation:
    """The chapter of a line, by the first rule that applies (checked on thirteen real documents):

    a. its ContNat is a chapter; b. its ContNat is an account, whose chapter the plan gives for that kind of
    operation; c. it has no ContNat and its nature is such an account; d. the longest beginning of the code
    that is a chapter; e. that of the account which the code details. The section is the line's own, else its
    chapter's. ErreurFormat when nothing fits.
    """
    code, regle = _chapitre(ligne, plan)
    if code is None:
        raise ErreurFormat(
            f"aucun chapitre pour l'article {(ligne.nature or 'absent')[:30]}"
            f" (ContNat {(ligne.contnat or 'absent')[:20]}) dans le plan de comptes"
            f" {plan.declinaison} {plan.exercice}{dire_proche(ligne.contnat or ligne.nature, plan)}\u00a0:"
            " corrigez ce code dans le logiciel de finances, ou chargez le plan de comptes qui l'a",
            ligne=ligne.ligne,
        )
    section = ligne.section or plan.chapitres[code].section
    if section is None:
        raise ErreurFormat(f"le chapitre {code} n'a pas de section", ligne=ligne.ligne)
    return Affectation(code, section, regle)


def dire_proche(code: str, plan: PlanDeComptes) -> str:
    """The nearest chapter of a plan, as a sentence on an unknown one ends; empty when none is near."""
    proche = plus_proche(code, plan.chapitres)
    return f" (le plus proche\u00a0: {proche} {plan.chapitres[proche].libelle})" if proche else ""


def affecter(document: DocumentTotem, plan: PlanDeComptes) -> Iterator[tuple[LigneTotem, Affectation]]:
    """Each line of the document with its chapter, in the document's order.

    ErreurFormat at once when the plan is another nomenclature's; ErreursFormat at the end for lines without
    chapter.
    """
    verifier_plan(document.entete, plan)
    collecteur = Collecteur()
    for ligne in document.lignes:
        try:
            affectation = chapitre_de(ligne, plan)
        except ErreurFormat as erreur:
            collecteur.ajouter(erreur)
        else:
            yield ligne, affectation
    collecteur.lever()


def sommes_par_chapitre(document: DocumentTotem, plan: PlanDeComptes) -> tuple[SommeChapitre, ...]:
    """The document's amounts per section, sens and chapter, in that order."""
    groupes: dict[tuple[str, str, str], list[Montants]] = {}
    for ligne, affectation in affecter(document, plan):
        groupes.setdefault((affectation.section, ligne.sens, affectation.chapitre), []).append(ligne.montants)
    return tuple(
        SommeChapitre(*cle, lignes=len(montants), montants=additionner(montants))
        for cle, montants in sorted(groupes.items())
    )


def additionner(montants: list[Montants]) -> Montants:
    """The sum of each of the seven amounts over the lines that give it; None where none does."""
    sommes: dict[str, Decimal | None] = {}
    for champ in fields(Montants):
        connus = [valeur for un in montants if (valeur := getattr(un, champ.name)) is not None]
        sommes[champ.name] = sum(connus, Decimal(0)) if connus else None
    return Montants(**sommes)


def verifier_plan(entete: EnteteTotem, plan: PlanDeComptes) -> None:
    """ErreurFormat when the plan is not of the nomenclature that the document names."""
    if (plan.norme, plan.declinaison) != (entete.norme, entete.declinaison):
        raise ErreurFormat(
            f"le document suit la nomenclature {entete.nomenclature}, le plan de comptes est"
            f" {plan.norme}-{plan.declinaison}"
        )


def _chapitre(ligne: LigneTotem, plan: PlanDeComptes) -> tuple[str | None, str]:
    if ligne.contnat in plan.chapitres:
        return ligne.contnat, "a"
    code = ligne.contnat or ligne.nature
    if (chapitre := _chapitre_du_compte(code, ligne, plan)) is not None:
        return chapitre, "b" if ligne.contnat else "c"
    if (chapitre := plus_long_prefixe(code, plan.chapitres)) is not None:
        return chapitre, "d"
    au_dessus = plus_long_prefixe(code, plan.comptes)
    return (_chapitre_du_compte(au_dessus, ligne, plan) if au_dessus else None), "e"


def _chapitre_du_compte(code: str, ligne: LigneTotem, plan: PlanDeComptes) -> str | None:
    compte = plan.comptes.get(code)
    if compte is None:
        return None
    if not ligne.ordre:
        cles = ("R",)
    else:
        # TypOpBudg 2 is between the sections, 1 within one; older documents may not say.
        cles = {"2": ("OES",), "1": ("OIS",)}.get(ligne.type_operation, ("OES", "OIS"))
    trouves = {compte.affectations.get(ligne.sens + cle) for cle in cles} - {None}
    chapitre = trouves.pop() if len(trouves) == 1 else None
    return chapitre if chapitre in plan.chapitres else None


def chapitres_calcules(document: DocumentTotem) -> tuple[SousTotal, ...]:
    """The document's own totals of whole chapters."""
    return tuple(
        total
        for total in document.sous_totaux
        if {"ChapitreNature", "CodRD"} <= total.criteres.keys()
        and total.criteres.get("InfoOpe") == "T"
        and total.criteres.get("OpBudg") == "T"
    )
