"""A year of the budget beside others, whatever their plans of accounts: print-outs and series."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from finances.models.budget import DocumentBudgetaire, DocumentsAnnuels
from finances.models.correspondance import Poste
from finances.models.execution import suivre
from finances.models.tableau import MONTANTS, PRECEDENT, LigneTableau, Montants, remplir
from siim94.formats.francais import INSECABLE
from siim94.formats.mots import memes_mots, mots

Series = Mapping[tuple[str, str], str]


@dataclass(frozen=True)
class SerieChapitre:
    """What a chapter carried out year by year (euros, None where there is no such chapter), as it is called
    in the last of them; ``anciens``: its other names, with the last year of each.
    """

    code: str
    libelle: str
    valeurs: tuple[Decimal | None, ...]
    anciens: dict[str, int]

    def note(self, avant: int) -> str:
        """Its names of the years before ``avant``; empty when it had no other."""
        noms = ", ".join(
            f"«{INSECABLE}{nom}{INSECABLE}» jusqu’en {an}" for nom, an in self.anciens.items() if an < avant
        )
        return noms and f"{self.code} {self.libelle}{INSECABLE}: {noms}."


def mettre_en_series(
    annees: Sequence[int], norme: str, lignes: Iterable[tuple], series: Series
) -> tuple[list[int], list[SerieChapitre]]:
    """The series of the plan of the last year, ``norme`` its standard, from the first year that has any.

    ``lignes``: year, standard, code, label and amount of each chapter, latest year first.
    """
    postes: dict[object, Poste] = {}
    valeurs: dict[object, dict[int, Decimal | None]] = {}
    anciens: dict[object, dict[str, int]] = {}
    for annee, sa_norme, code, libelle, total in lignes:
        poste = Poste(sa_norme, code, libelle, series.get((sa_norme, code), ""))
        if sa_norme != norme and not poste.serie:
            continue
        de = poste.serie or code
        dernier = postes.setdefault(de, poste)
        if poste.est(dernier):
            valeurs.setdefault(de, {})[annee] = total
            if not memes_mots(poste.libelle, dernier.libelle):
                anciens.setdefault(de, {}).setdefault(libelle, annee)
    comparables = {annee for par_annee in valeurs.values() for annee in par_annee}
    gardees = [annee for annee in annees if comparables and annee >= min(comparables)]
    return gardees, [
        SerieChapitre(
            poste.code, poste.libelle, tuple(valeurs[de].get(a) for a in gardees), anciens.get(de, {})
        )
        for de, poste in postes.items()
    ]


@dataclass(frozen=True)
class ExecutionAnnuelle:
    """One side of a section as carried out in a year, in the official print-out of its plan.

    Each row holds the amounts of the execution document, ``vote`` and ``credits_ouverts`` those of the year
    (``suivre``), ``precedent`` what ``avant``, the account of the year before, carried out. What that year
    names otherwise has a row of its own, so that its column makes its total. ``notes`` say it.
    """

    document: DocumentBudgetaire
    avant: DocumentBudgetaire | None
    lignes: list[LigneTableau]
    notes: list[str]


class _Plan:
    """Where the lines of other plans stand in the plan of the year's account; what is not the same there."""

    def __init__(self, execution: DocumentBudgetaire, chapitres: Iterable, series: Series):
        norme = execution.nomenclature.norme
        self.annee = execution.exercice_id
        self.series = series
        self.postes = {
            c.code: Poste(norme, c.code, c.libelle, series.get((norme, c.code), "")) for c in chapitres
        }
        self.renommes: dict[str, str] = {}
        self.rompus: dict[str, str] = {}
        self.non_comparables: set[str] = set()

    def code_de(self, ligne: Mapping) -> str:
        """The code under which a line's chapter is printed: its own if the plan has no such chapter, with the
        year before where that would be another's.
        """
        norme, code, libelle = (ligne[nom] for nom in ("norme", "code_chapitre", "intitule_chapitre"))
        poste = Poste(norme, code, libelle, self.series.get((norme, code), ""))
        for sien in self.postes.values():
            if sien.est(poste):
                if not memes_mots(sien.libelle, libelle):
                    self.renommes[sien.code] = libelle
                return sien.code
        if code not in self.postes:
            return code
        self.rompus[code] = libelle
        ancien = f"{code}{INSECABLE}({self.annee - 1})"
        self.non_comparables |= {code, ancien}
        return ancien

    def oublier(self, ancien: str) -> None:
        """Say nothing of a chapter of the year before that holds no amount."""
        code = ancien.partition(INSECABLE)[0]
        self.rompus.pop(code, None)
        self.non_comparables -= {code, ancien}

    def place(self, code: str) -> int:
        codes = list(self.postes)
        return codes.index(code) if code in codes else len(codes)

    def notes(self, comptes: Mapping[str, list[str]]) -> list[str]:
        """What was called otherwise the year before, and what is therefore not compared.

        ``comptes``: the labels of each account whose code changed its meaning, this year's first.
        """
        renommes = [(code, self.postes[code].libelle, ancien, "") for code, ancien in self.renommes.items()]
        rompus = [(code, self.postes[code].libelle, ancien) for code, ancien in self.rompus.items()]
        rompus += [(code, *noms) for code, noms in comptes.items()]
        aucune = f"{INSECABLE}; les deux ne se comparent pas"
        return [
            f"{code}{INSECABLE}: {_noms(nom, ancien)} en {self.annee - 1}{suite}."
            for code, nom, ancien, suite in [*renommes, *((*rompu, aucune) for rompu in rompus)]
        ]


def _noms(nom: str, ancien: str) -> str:
    if nom == ancien:
        return f"«{INSECABLE}{nom}{INSECABLE}», comme"
    return f"«{INSECABLE}{nom}{INSECABLE}», «{INSECABLE}{ancien}{INSECABLE}»"


def comparer(
    annee: int,
    sens: str,
    documents: Mapping[int, DocumentsAnnuels],
    donnes: Iterable[str],
    presentation,
    chapitres: Iterable,
    lignes: Iterable[Mapping],
    series: Series,
) -> ExecutionAnnuelle:
    """The rows of ``presentation`` filled with ``lignes``, the sums of all these documents by account."""
    execution = documents[annee].execution
    avant = documents[annee - 1].execution if annee - 1 in documents else None
    plan = _Plan(execution, chapitres, series)
    lus = {document.pk for document in documents[annee].tous} | ({avant.pk} if avant else set())
    rangs: dict[tuple, dict] = {}
    sommes: dict[tuple, dict[tuple[int, str], Montants]] = {}
    # Rows take the names that the account of the year gives them.
    for ligne in sorted(lignes, key=lambda ligne: ligne["document"] != execution.pk):
        if ligne["document"] in lus:
            code = plan.code_de(ligne)
            de = (code, ligne["code_compte"] or "", mots(ligne["intitule_compte"] or ""))
            rangs.setdefault(de, {**ligne, "code_chapitre": code})
            sommes.setdefault(de, {})[ligne["document"], sens] = ligne
    homonymes: dict[str, list[str]] = {}
    for code, compte, _ in rangs:
        meme_code = [r["intitule_compte"] for (ch, co, _), r in rangs.items() if (ch, co) == (code, compte)]
        if len(meme_code) > 1:
            homonymes[compte] = meme_code
    sans_montant = {
        de
        for de, par_document in sommes.items()
        if not (avant and par_document.get((avant.pk, sens), {}).get("realise"))
        and all(par_document.get((execution.pk, sens), {}).get(nom) is None for nom in MONTANTS)
    }
    for code in {code for code, *_ in sans_montant} - {code for code, *_ in rangs.keys() - sans_montant}:
        if code not in plan.postes:
            plan.oublier(code)
            rangs = {de: rang for de, rang in rangs.items() if de[0] != code}
    remplis = []
    for de in sorted(rangs, key=lambda de: (plan.place(de[0]), de)):
        suivi = suivre(annee, sens, documents, sommes[de])
        execute = sommes[de].get((execution.pk, sens), {})
        # From nothing to nothing there is no change to tell.
        precedent = (
            None if de in sans_montant or not avant else sommes[de].get((avant.pk, sens), {}).get("realise")
        )
        remplis.append(
            rangs[de]
            | {nom: execute.get(nom) for nom in MONTANTS}
            | {"vote": suivi and suivi.vote, "credits_ouverts": suivi and suivi.credits_ouverts}
            | {PRECEDENT: precedent}
            | {"chapitre_rompu": de[0] in plan.non_comparables}
            | {"compte_rompu": de[1] in homonymes}
        )
    connus = {nom for nom in ("vote", "credits_ouverts") if any(rang[nom] is not None for rang in remplis)}
    noms = (*MONTANTS, PRECEDENT)
    return ExecutionAnnuelle(
        execution,
        avant,
        remplir(presentation, remplis, {*donnes, *connus, *([PRECEDENT] if avant else [])}, noms),
        plan.notes(homonymes),
    )
