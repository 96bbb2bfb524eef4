"""What a budget document must satisfy before it is loaded, whatever its format: body, year, stage."""

from collections.abc import Iterable, Sequence

from finances.chargements import (
    Entete,
    LigneLue,
    Nouveaux,
    appartient_au_siim,
    document_existant,
    tables_du_document,
)
from finances.models import DocumentBudgetaire, Nomenclature
from siim94.chargements.apercu import Constat
from siim94.chargements.moteur import Options, Plan
from siim94.socle.declencheurs import EXERCICE_CLOS
from siim94.socle.ecriture import Difference, LigneVoulue, TableVoulue, comparer
from siim94.socle.models import Exercice
from siim94.socle.refus import MESSAGES

PLAN_A_CHARGER = (
    "chargez d’abord le plan de comptes officiel (page Chargements, «\u00a0Nomenclature\u00a0»,"
    " ou la commande «\u00a0charger nomenclature\u00a0»)"
)


def organisme(siret: str, nom: str, options: Options, plan: Plan) -> bool:
    """Whether the document is of another body; unless that is confirmed, an error goes to the plan."""
    notre = appartient_au_siim(siret)
    if notre:
        return False
    if not options.autre_organisme:
        qui = f"{nom} (SIRET {siret})" if siret else nom or "un organisme que le fichier ne nomme pas"
        texte = (
            f"Ce document est celui d’un autre organisme\u00a0: {qui}."
            " Chargé après confirmation, il reste à part."
            if notre is False
            else f"Rien ne dit que ce document soit le nôtre\u00a0: {qui}. Renseignez le SIRET de l’organisme"
            " (administration, «\u00a0Organisme\u00a0»), ou confirmez qu’il s’agit d’un autre organisme."
        )
        plan.erreurs.append(Constat(texte, option="autre_organisme"))
    return True


def exercice_de(annee: int, autre_organisme: bool, options: Options, plan: Plan) -> Exercice | None:
    """The year of the document, to be made when only another body's document needs it; None with an error.

    Such a year is "repris": it has no report of its own and is not offered to choose.
    """
    if options.exercice and options.exercice != annee:
        plan.erreurs.append(Constat(f"Le document est de l’exercice {annee}, et non de {options.exercice}."))
        return None
    exercice = Exercice.objects.filter(annee=annee).first()
    if exercice is None:
        if autre_organisme:
            exercice = Exercice(annee=annee, statut=Exercice.Statut.REPRIS)
            table = TableVoulue(
                Exercice, ("annee",), ("statut",), [LigneVoulue(exercice)], Exercice.objects.none
            )
            plan.differences.append(comparer(table))
            return exercice
        plan.erreurs.append(
            Constat(
                f"L’exercice {annee} n’existe pas\u00a0: préparez-le (page «\u00a0Exercices\u00a0»),"
                " puis chargez de nouveau ce fichier."
            )
        )
    elif exercice.statut == Exercice.Statut.CLOS:
        plan.erreurs.append(Constat(f"Exercice {annee}\u00a0: {MESSAGES[EXERCICE_CLOS]}"))
    return exercice


def ajouter_document(
    plan: Plan,
    entete: Entete,
    exercice: Exercice,
    nomenclature: Nomenclature,
    lignes: Sequence[LigneLue],
    options: Options,
    nouveaux: Nouveaux | None = None,
) -> None:
    """Compare a document with what is there and add it to the plan; an error when it would replace one."""
    existant = document_existant(entete)
    differences = [
        comparer(table) for table in tables_du_document(entete, exercice, nomenclature, lignes, nouveaux)
    ]
    plan.differences += [d for d in differences if d.taille or d.inchanges]
    if existant is not None and not options.remplacer and any(d.taille for d in differences):
        plan.erreurs.append(
            Constat(
                f"{titre(entete)}\u00a0: ce document est déjà enregistré. Confirmez son remplacement.",
                option="remplacer",
            )
        )
    _comptes_ajoutes(plan, differences, nomenclature)


def titre(entete: Entete) -> str:
    """What the document is, in words: stage, number, year, budget."""
    etape = DocumentBudgetaire.Etape(entete.etape).label.capitalize()
    numero = f" nº {entete.numero}" if entete.numero else ""
    return f"{etape}{numero} {entete.exercice}" + (f", {entete.libelle}" if entete.libelle else "")


def _comptes_ajoutes(plan: Plan, differences: Iterable[Difference], nomenclature: Nomenclature) -> None:
    for difference in differences:
        if difference.table.model._meta.model_name == "compte" and difference.creations:
            codes = ", ".join(voulue.objet.code for voulue in difference.creations)
            plan.avertissements.append(
                Constat(
                    f"Comptes absents du plan {nomenclature}, ajoutés sous le plus proche\u00a0: {codes}."
                )
            )
