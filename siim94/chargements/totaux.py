"""What a budget document adds up to by section and sense, as it is loaded and as the document has it."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Protocol

from finances.chargements import MONTANTS, LigneLue
from finances.chiffres import SOMMES_DES_DOCUMENTS
from finances.models import DocumentBudgetaire, LigneBudget, Sens
from siim94.chargements.apercu import Remarque, TotalApercu
from siim94.formats import francais
from siim94.formats.plan_de_comptes import PlanDeComptes
from siim94.formats.totem import SousTotal
from siim94.socle.ecriture import LigneVoulue, TableVoulue
from siim94.socle.models import ValeurImprimee

SECTIONS = {"F": "Fonctionnement", "I": "Investissement"}
SENS = {"D": "dépenses", "R": "recettes"}
TOTALISES = ("vote", "realise")


# After the prints of a report and the totals of a workbook.
_RANG = 20_000


class LigneDuDocument(Protocol):
    """A line as a format reads it: ``section`` is what the document itself says, if it does."""

    section: str | None


def totaux_du_document(
    titre: str, lues: Sequence[LigneLue], origine: Iterable[LigneDuDocument], plan: PlanDeComptes
) -> Iterator[TotalApercu]:
    """The sums of the lines by the sections of their chapters, beside those by the sections written there.

    ``origine`` are the lines as they were read, one for each of ``lues``. Of a line that does not say its
    section, it is that of its chapter, and the sum says so.
    """
    charges: dict[tuple, Decimal] = {}
    ecrits: dict[tuple, Decimal] = {}
    deduites: set[tuple] = set()
    for lue, ligne in zip(lues, origine, strict=True):
        du_chapitre = plan.chapitres[lue.chapitre].section
        for nom in TOTALISES:
            if (montant := getattr(lue.montants, nom)) is None:
                continue
            if ligne.section is None:
                deduites.add((du_chapitre, lue.sens, nom))
            for sommes, section in ((charges, du_chapitre), (ecrits, ligne.section or du_chapitre)):
                cle = section, lue.sens, nom
                sommes[cle] = sommes.get(cle, Decimal(0)) + montant
    for cle in ((section, sens, nom) for section in SECTIONS for sens in SENS for nom in TOTALISES):
        if cle in charges or cle in ecrits:
            section, sens, nom = cle
            source = " (d’après les chapitres)" if cle in deduites else ""
            yield TotalApercu(
                f"{titre}\u00a0: {SECTIONS[section]}{source}, {SENS[sens]}",
                str(LigneBudget._meta.get_field(MONTANTS[nom]).verbose_name),
                *(francais.euros(sommes[cle], 2) if cle in sommes else "" for sommes in (charges, ecrits)),
            )


def sous_totaux_gardes(
    document: DocumentBudgetaire,
    sous_totaux: Iterable[SousTotal],
    lignes: Sequence[LigneLue],
    facteur: Decimal,
) -> TableVoulue:
    """The totals of chapters that a document states, as printed values of the report: its lines are held
    against them from then on. They take the place of those that the same document stated before.

    ``facteur`` is what its amounts were multiplied by, to be euros.
    """
    voulues = []
    for total in sous_totaux:
        sens, chapitre = total.criteres["CodRD"], total.criteres["ChapitreNature"]
        siennes = [ligne.montants for ligne in lignes if (ligne.sens, ligne.chapitre) == (sens, chapitre)]
        for leur, notre in MONTANTS.items():
            ecrit = getattr(total.montants, leur)
            calcule = sum((getattr(m, leur) or Decimal(0) for m in siennes), Decimal(0))
            # Of an amount that nobody used, each chapter states a zero.
            if ecrit is None or not (ecrit or calcule):
                continue
            ecrit *= facteur
            nom = LigneBudget._meta.get_field(notre).verbose_name
            objet = ValeurImprimee(
                exercice=document.exercice,
                bilan_de=document.bilan_de,
                chiffre=f"{SOMMES_DES_DOCUMENTS}.{document.repere}/{sens}/{chapitre}/{notre}",
                libelle=f"{document}, chapitre {chapitre}, {Sens(sens).label}s, {nom}, total du document",
                texte=francais.euros(ecrit, 2),
                valeur=ecrit,
                calcule=calcule,
                lieu="totaux du document TotEM",
                rang=_RANG + len(voulues),
            )
            voulues.append(LigneVoulue(objet, total.ligne))
    debut = f"{SOMMES_DES_DOCUMENTS}.{document.repere}/"
    return TableVoulue(
        ValeurImprimee,
        ("exercice", "bilan_de", "chiffre", "lieu"),
        ("libelle", "texte", "valeur", "calcule", "rang"),
        voulues,
        lambda: ValeurImprimee.objects.filter(bilan_de=document.bilan_de.annee, chiffre__startswith=debut),
        remplace=True,
    )


def ecarts_aux_totaux(gardes: TableVoulue) -> Iterator[Remarque]:
    """A warning for each total that the lines of its document do not give."""
    for voulue in gardes.lignes:
        total = voulue.objet
        if total.valeur != total.calcule:
            yield Remarque(
                f"{total.libelle}\u00a0: {total.texte}\u00a0; les lignes donnent"
                f" {francais.euros(total.calcule, 2)}.",
                lieu=f"ligne {voulue.ligne}",
                chiffre=total.chiffre,
            )
