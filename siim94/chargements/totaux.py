"""What a budget document adds up to by section and sense, as it is loaded and as the document has it."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Protocol

from finances.chargements import MONTANTS, LigneLue
from finances.models import LigneBudget
from siim94.chargements.apercu import TotalApercu
from siim94.formats import francais
from siim94.formats.plan_de_comptes import PlanDeComptes

SECTIONS = {"F": "Fonctionnement", "I": "Investissement"}
SENS = {"D": "dépenses", "R": "recettes"}
TOTALISES = ("vote", "realise")


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
