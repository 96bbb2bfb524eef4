"""Our budget documents as SCDL lines, to be published as open data."""

from collections.abc import Iterator

from finances.chargements import MONTANTS
from finances.models import Budget, DocumentBudgetaire, LigneBudget
from siim94.formats.scdl import LONGUEUR_CODE, LigneScdl
from siim94.formats.totem import Montants
from siim94.formats.totem_valeurs import siret_valide
from siim94.socle.models import Organisme


class PublicationImpossible(Exception):
    """Nothing can be published; the message says why and where to repair it, in French."""


def annees_publiables() -> list[int]:
    """The years with a document of ours, latest first."""
    documents = DocumentBudgetaire.objects.propres().order_by("-exercice")
    return list(documents.values_list("exercice", flat=True).distinct())


def document_a_publier(
    annee: int, etape: str = "", code_budget: str = "", numero: int | None = None
) -> DocumentBudgetaire:
    """Our document of that year: the stage and number asked for, else the accounts, else the latest budget
    voted.

    Raises PublicationImpossible when there is none.
    """
    documents = DocumentBudgetaire.objects.for_exercice(annee)
    documents = documents.propres().filter(budget__code=code_budget) if code_budget else documents.du_budget()
    if etape:
        documents = documents.filter(etape=etape)
    if numero is not None:
        documents = documents.filter(numero=numero)
    trouves = documents.select_related("budget", "nomenclature")
    if not trouves:
        quoi = DocumentBudgetaire.Etape(etape).label if etape else "document budgétaire"
        if numero is not None:
            quoi += f" de nº {numero}"
        raise PublicationImpossible(f"Aucun {quoi} n’est enregistré pour {annee}.")
    return max(trouves, key=lambda document: document.place)


def siret_de_publication(document: DocumentBudgetaire, siret: str = "") -> str:
    """The SIRET given, else the document's, else the syndicate's; PublicationImpossible without one."""
    organisme = Organisme.objects.first()
    trouve = siret or document.siret or (organisme.siret if organisme else "")
    if not trouve:
        raise PublicationImpossible(
            "Le SIRET de l’organisme n’est pas renseigné\u00a0: complétez sa fiche (administration,"
            " «\u00a0Organisme\u00a0»), ou donnez-le à la commande (--siret)."
        )
    if not siret_valide(trouve):
        raise PublicationImpossible(
            f"«\u00a0{trouve}\u00a0» n’est pas un SIRET\u00a0: 14 chiffres, dont une clé."
        )
    return trouve


def lignes_publiees(document: DocumentBudgetaire, siret: str) -> Iterator[LigneScdl]:
    """Every line of a document, amounts in euros. A line known by its chapter only has it as article too.

    The schema's codes are short: an account of the body's own goes out as the one that it details.
    """
    organisme = Organisme.objects.first()
    annexe = document.budget.genre == Budget.Genre.ANNEXE
    nom = document.budget.libelle if annexe or organisme is None else organisme.nom
    lignes = document.lignes.select_related("chapitre", "compte")
    for ligne in lignes:
        article = ligne.compte or ligne.chapitre
        while len(article.code) > LONGUEUR_CODE and article.parent:
            article = article.parent
        yield LigneScdl(
            etape=document.etape,
            annee=document.exercice_id,
            siret=siret,
            nom=nom,
            chapitre=ligne.chapitre.code,
            chapitre_libelle=ligne.chapitre.libelle,
            nature=article.code,
            nature_libelle=article.libelle,
            fonction=ligne.fonction or None,
            fonction_libelle=document.nomenclature.fonction(ligne.fonction),
            operation=ligne.operation or None,
            section=ligne.chapitre.section,
            ordre=ligne.ordre,
            sens=ligne.sens,
            montants=Montants(**{leur: getattr(ligne, notre) for leur, notre in MONTANTS.items()}),
            article_specialise=ligne.article_specialise,
        )


def lignes_par_chapitre(document: DocumentBudgetaire) -> int:
    """How many lines go out with the chapter in place of the article."""
    return LigneBudget.objects.filter(document=document, compte=None).count()
