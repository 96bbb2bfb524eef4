"""Budget documents as rows of our tables, from what the formats say."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.utils.text import slugify

from finances.controles import ENTIERS, UniteDesDocuments
from finances.models import Budget, Compte, DocumentBudgetaire, LigneBudget, Nomenclature
from finances.models.budget import DocumentBudgetaireQuerySet, DocumentsAnnuels
from siim94.formats.mots import cle
from siim94.formats.plan_de_comptes import plus_long_prefixe
from siim94.formats.totem import Montants
from siim94.socle.ecriture import LigneVoulue, TableVoulue
from siim94.socle.models import Exercice, Organisme

# Our field by the readers' name of the amount.
MONTANTS = {
    "budget_precedent": "budget_precedent",
    "rar_precedent": "reports_precedents",
    "propositions": "propositions",
    "vote": "vote",
    "credits_ouverts": "credits_ouverts",
    "realise": "realise",
    "rar": "reports",
}


@dataclass(frozen=True)
class Entete:
    """A budget document as any format describes it; ``annexe`` tells an annexed budget from the main one.

    ``numero`` and ``date`` are None where the file does not say them.
    """

    exercice: int
    etape: str
    numero: int | None
    date: date | None
    siret: str
    annexe: bool
    libelle: str
    autre_organisme: bool
    provisoire: bool = False


@dataclass(frozen=True, slots=True)
class LigneLue:
    """One budget line, its chapter found; ``nature`` is None for a line known by its chapter only."""

    chapitre: str
    nature: str | None
    libelle: str
    fonction: str
    operation: str
    sens: str
    ordre: bool
    article_specialise: bool | None
    montants: Montants
    ligne: int | None

    def fois(self, facteur: Decimal) -> "LigneLue":
        """The line with its amounts in another unit."""
        connus = {nom: m * facteur for nom in MONTANTS if (m := getattr(self.montants, nom)) is not None}
        return replace(self, montants=replace(self.montants, **connus))


def appartient_au_siim(siret: str) -> bool | None:
    """Whether a SIRET is ours (same SIREN, INSEE's first nine digits); None when one of them is unknown."""
    notre = Organisme.objects.values_list("siret", flat=True).first()
    if not notre or not siret:
        return None
    return notre[:9] == siret[:9]


def documents_de_l_etape(entete: Entete) -> list[DocumentBudgetaire]:
    """The documents of the same body, year, stage and budget that are already there, in their order.

    Our own documents are one whatever SIRET they carry: it may have been unknown when the first was typed.
    """
    documents = _du_corps(entete).filter(
        exercice=entete.exercice, bilan_de=entete.exercice, etape=entete.etape
    )
    return sorted(documents.select_related("nomenclature"), key=lambda document: document.place)


def documents_precedents(entete: Entete) -> DocumentsAnnuels | None:
    """The documents of the same body and budget in the year before; None without any."""
    annee = entete.exercice - 1
    return _du_corps(entete).for_exercice(annee, entete.exercice).par_annee().get(annee)


def _du_corps(entete: Entete) -> DocumentBudgetaireQuerySet:
    criteres = {"autre_organisme": entete.autre_organisme, "budget": _budget_existant(entete)}
    if entete.autre_organisme:
        criteres["siret"] = entete.siret
    return DocumentBudgetaire.objects.filter(**criteres)


def autre_echelle(
    entete: Entete,
    existant: DocumentBudgetaire | None,
    lignes: list[LigneLue],
) -> tuple[Decimal, DocumentBudgetaire] | None:
    """By how much a document seems to be in another unit than one that the year holds, and which; or None.

    A decision that amends is only compared with the one that it gives anew.
    """
    comparables = [existant] if existant else []
    if existant is None and entete.etape in ENTIERS:
        comparables = _du_corps(entete).filter(
            exercice=entete.exercice, bilan_de=entete.exercice, etape__in=ENTIERS
        )
    notre = max(
        (
            sum(abs(montant) for ligne in lignes if (montant := getattr(ligne.montants, leur)) is not None)
            for leur in MONTANTS
        ),
        default=0,
    )
    return UniteDesDocuments(entete.exercice).autre(notre, comparables)


@dataclass
class Nouveaux:
    """Budgets and accounts that earlier documents of the same file are about to make."""

    budgets: dict[str, Budget] = field(default_factory=dict)
    comptes: dict[tuple[int, str], Compte] = field(default_factory=dict)


def tables_du_document(
    entete: Entete,
    existant: DocumentBudgetaire | None,
    exercice: Exercice,
    nomenclature: Nomenclature,
    lignes: Iterable[LigneLue],
    nouveaux: Nouveaux | None = None,
) -> list[TableVoulue]:
    """A budget document with all its lines, in place of those that ``existant`` had. Nothing is merged: a
    key that repeats gets ranks.

    What the file does not say of the document (number, day, SIRET) stays as it was. Accounts that a body
    added under the plan's (4581001 under 4581) are made under the nearest one.
    """
    lignes = _de_meme_niveau(lignes)
    nouveaux = nouveaux or Nouveaux()
    budget, a_creer = _budget(entete, nouveaux)
    document = DocumentBudgetaire(
        exercice=exercice,
        bilan_de=exercice,
        budget=budget,
        etape=entete.etape,
        numero=existant.numero if existant else entete.numero or 0,
        date=entete.date or (existant.date if existant else None),
        nomenclature=nomenclature,
        siret=entete.siret or (existant.siret if existant else ""),
        autre_organisme=entete.autre_organisme,
        provisoire=entete.provisoire,
    )
    comptes, comptes_a_creer = _comptes(nomenclature, lignes, nouveaux)
    return [
        TableVoulue(
            Budget,
            ("code",),
            ("libelle", "genre"),
            [LigneVoulue(budget)] if a_creer else [],
            Budget.objects.none,
        ),
        TableVoulue(
            Compte,
            ("nomenclature", "code"),
            ("libelle", "libelle_court", "parent"),
            comptes_a_creer,
            Compte.objects.none,
        ),
        TableVoulue(
            DocumentBudgetaire,
            ("exercice", "bilan_de", "budget", "etape", "numero", "autre_organisme"),
            ("date", "nomenclature", "siret", "provisoire"),
            [LigneVoulue(document)],
            lambda: [existant] if existant else [],
        ),
        TableVoulue(
            LigneBudget,
            ("document", "chapitre", "compte", "fonction", "operation", "sens", "ordre", "rang"),
            ("article_specialise", *MONTANTS.values()),
            _lignes(document, nomenclature, comptes, lignes),
            lambda: (
                LigneBudget.objects.filter(document=document.pk)
                if document.pk
                else LigneBudget.objects.none()
            ),
            remplace=True,
        ),
    ]


def _de_meme_niveau(lignes: Iterable[LigneLue]) -> list[LigneLue]:
    """The lines, those that are known by their chapter only with its code as account where others of the same
    side of the chapter have theirs: a document is detailed or not, chapter by chapter.
    """
    lignes = list(lignes)
    detailles = {(ligne.chapitre, ligne.sens) for ligne in lignes if ligne.nature}
    return [
        ligne
        if ligne.nature or (ligne.chapitre, ligne.sens) not in detailles
        else replace(ligne, nature=ligne.chapitre)
        for ligne in lignes
    ]


def annexe_nommee(nom: str) -> Budget | None:
    """The annexed budget known by a name, however it is typed."""
    annexes = Budget.objects.filter(genre=Budget.Genre.ANNEXE).order_by("pk")
    return next((budget for budget in annexes if cle(budget.libelle) == cle(nom)), None)


def _nom_d_annexe(entete: Entete) -> str:
    """What an annexed budget is called by its document; the State's schema lets the name be empty."""
    return entete.libelle.strip() or f"Budget annexe {entete.siret}".strip()


def _budget_existant(entete: Entete) -> Budget | None:
    """The main budget; an annexed one by its establishment's SIRET, else by its name."""
    if not entete.annexe:
        return Budget.objects.filter(genre=Budget.Genre.PRINCIPAL).order_by("pk").first()
    annexes = Budget.objects.filter(genre=Budget.Genre.ANNEXE)
    return annexes.filter(code=f"annexe-{entete.siret}").first() or annexe_nommee(_nom_d_annexe(entete))


def nom_de_l_annexe(entete: Entete) -> str:
    """The name of the annexed budget of a document; empty for the main one."""
    if not entete.annexe:
        return ""
    budget = _budget_existant(entete)
    return budget.libelle if budget else _nom_d_annexe(entete)[:120]


def _budget(entete: Entete, nouveaux: Nouveaux) -> tuple[Budget, bool]:
    """The budget of a document, and whether it is to be made."""
    if budget := _budget_existant(entete):
        return budget, False
    code = f"annexe-{entete.siret or slugify(_nom_d_annexe(entete))[:30]}" if entete.annexe else "principal"
    if code in nouveaux.budgets:
        return nouveaux.budgets[code], False
    nouveaux.budgets[code] = Budget(
        code=code,
        libelle=(_nom_d_annexe(entete) if entete.annexe else "Budget principal")[:120],
        genre=Budget.Genre.ANNEXE if entete.annexe else Budget.Genre.PRINCIPAL,
    )
    return nouveaux.budgets[code], True


def _comptes(
    nomenclature: Nomenclature, lignes: list[LigneLue], nouveaux: Nouveaux
) -> tuple[dict[str, Compte], list[LigneVoulue]]:
    """The accounts that the lines name, by code, and those of them that are to be made."""
    comptes = {compte.code: compte for compte in nomenclature.comptes.all()}
    comptes |= {code: compte for (plan, code), compte in nouveaux.comptes.items() if plan == nomenclature.pk}
    chapitres = dict(nomenclature.chapitres.values_list("code", "libelle"))
    a_creer: list[LigneVoulue] = []
    for ligne in lignes:
        if ligne.nature is None or ligne.nature in comptes:
            continue
        parent = comptes.get(plus_long_prefixe(ligne.nature, comptes))
        libelle = " ".join(ligne.libelle.split()) or (parent.libelle if parent else ligne.nature)
        if ligne.nature == ligne.chapitre:
            libelle = chapitres[ligne.chapitre]
        compte = Compte(
            nomenclature=nomenclature,
            code=ligne.nature,
            libelle=libelle[:255],
            libelle_court=libelle[:120],
            parent=parent,
        )
        comptes[ligne.nature] = nouveaux.comptes[nomenclature.pk, ligne.nature] = compte
        a_creer.append(LigneVoulue(compte, ligne.ligne))
    return comptes, a_creer


def _lignes(document, nomenclature, comptes, lignes) -> list[LigneVoulue]:
    chapitres = {chapitre.code: chapitre for chapitre in nomenclature.chapitres.all()}
    rangs: Counter = Counter()
    voulues = []
    for ligne in lignes:
        cle = (ligne.chapitre, ligne.nature, ligne.fonction, ligne.operation, ligne.sens, ligne.ordre)
        objet = LigneBudget(
            document=document,
            chapitre=chapitres[ligne.chapitre],
            compte=comptes[ligne.nature] if ligne.nature else None,
            fonction=ligne.fonction,
            operation=ligne.operation,
            sens=ligne.sens,
            ordre=ligne.ordre,
            rang=rangs[cle],
            article_specialise=ligne.article_specialise,
            **{notre: getattr(ligne.montants, leur) for leur, notre in MONTANTS.items()},
        )
        rangs[cle] += 1
        voulues.append(LigneVoulue(objet, ligne.ligne))
    return voulues
