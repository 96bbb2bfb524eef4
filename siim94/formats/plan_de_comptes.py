"""The State's "plan de comptes" of a nomenclature (XML): chapters, accounts and reference functions."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from siim94.formats.erreurs import ErreurFormat
from siim94.formats.lecture import Source, nom_de
from siim94.formats.mots import lisible
from siim94.formats.xml_sur import Balise, parcourir

LIMITE_ELEMENTS = 50_000


@dataclass(frozen=True, slots=True)
class ChapitreDuPlan:
    """A budget chapter. `section` is F (fonctionnement), I (investissement) or None where unsaid."""

    code: str
    libelle: str
    libelle_court: str
    section: str | None


@dataclass(frozen=True, slots=True)
class CompteDuPlan:
    """An account ("article"), with its chapter code for each of DR, DOES, DOIS, RR, ROES, ROIS.

    D and R are dépense and recette; R réelle, OES ordre entre sections, OIS ordre à l'intérieur de la
    section.
    """

    code: str
    libelle: str
    libelle_court: str
    parent: str | None
    affectations: dict[str, str]


@dataclass(frozen=True)
class PlanDeComptes:
    """One nomenclature of one year. Mappings are by code, in the order of the file.

    `fonctions` gives the labels of the reference functions (RefFonc). `exercice` is the year written inside
    the file: the State reuses a plan, so it may be earlier than the file's name.
    """

    norme: str
    declinaison: str
    exercice: int
    chapitres: dict[str, ChapitreDuPlan] = field(default_factory=dict)
    comptes: dict[str, CompteDuPlan] = field(default_factory=dict)
    fonctions: dict[str, str] = field(default_factory=dict)


def plus_long_prefixe(code: str, codes, minimum: int = 2) -> str | None:
    """The longest beginning of `code` (itself included, two characters at least) that is in `codes`."""
    return next((code[:n] for n in range(len(code), minimum - 1, -1) if code[:n] in codes), None)


def plus_proche(code: str, codes: Iterable[str]) -> str | None:
    """The shortest of the codes that begin most like `code`; None when none begins so."""
    debuts = ([autre for autre in codes if autre.startswith(code[:n])] for n in range(len(code), 0, -1))
    return min(next(filter(None, debuts), []), key=len, default=None)


def lire_plan(source: Source, *, nom: str | None = None) -> PlanDeComptes:
    """The nomenclature in an official plan de comptes file. Raises ErreurFormat with the line."""
    balises = parcourir(source, nom=nom)
    try:
        return _construire(balises)
    except ErreurFormat as erreur:
        raise erreur.situer(fichier=nom_de(source, nom)) from erreur.__cause__


def _construire(balises) -> PlanDeComptes:
    racine = next(balises)
    if racine.nom != "Nomenclature":
        quoi = "un document TotEM" if racine.nom in ("DocumentBudgetaire", "CompteFinancierUnique") else None
        raise ErreurFormat(
            f"ce fichier est {quoi}, pas un plan de comptes"
            if quoi
            else f"ce fichier n'est pas un plan de comptes (élément racine «\u00a0{racine.nom[:40]}\u00a0»)",
            ligne=racine.ligne,
        )
    plan = PlanDeComptes(_exiger(racine, "Norme"), _exiger(racine, "Declinaison"), _annee(racine))
    chemin: list[Balise] = []
    nombre = 0
    for balise in balises:
        if not balise.ouvre:
            if chemin:
                chemin.pop()
            continue
        nombre += 1
        if nombre > LIMITE_ELEMENTS:
            raise ErreurFormat(f"plus de {LIMITE_ELEMENTS} éléments", ligne=balise.ligne)
        _ranger(plan, chemin, balise)
        chemin.append(balise)
    if not plan.chapitres or not plan.comptes:
        raise ErreurFormat(
            "le plan de comptes ne contient ni chapitres ni comptes par nature", ligne=racine.ligne
        )
    return plan


def _ranger(plan: PlanDeComptes, chemin: list[Balise], balise: Balise) -> None:
    if balise.nom == "RefFonc":
        _ajouter(plan.fonctions, _exiger(balise, "Code"), _libelle(balise), balise)
    elif chemin and chemin[0].nom == "Fonction":
        return
    elif balise.nom == "Chapitre":
        _ajouter(plan.chapitres, _exiger(balise, "Code"), _chapitre(balise), balise)
    elif balise.nom == "Compte":
        parent = chemin[-1].attributs.get("Code") if chemin and chemin[-1].nom == balise.nom else None
        _ajouter(plan.comptes, _exiger(balise, "Code"), _compte(balise, parent), balise)


def _ajouter(par_code: dict, code: str, objet, balise: Balise) -> None:
    if code in par_code:
        raise ErreurFormat(f"le code {code[:20]} figure deux fois", ligne=balise.ligne, colonne=balise.nom)
    par_code[code] = objet


def _chapitre(balise: Balise) -> ChapitreDuPlan:
    section = balise.attributs.get("Section") or None
    if section not in ("F", "I", None):
        raise ErreurFormat("la section n'est ni F ni I", ligne=balise.ligne, colonne="Section")
    return ChapitreDuPlan(_exiger(balise, "Code"), _libelle(balise), _court(balise), section)


def _compte(balise: Balise, parent: str | None) -> CompteDuPlan:
    affectations = {cle: code for cle in AFFECTATIONS if (code := balise.attributs.get(cle))}
    return CompteDuPlan(_exiger(balise, "Code"), _libelle(balise), _court(balise), parent, affectations)


AFFECTATIONS = ("DR", "DOES", "DOIS", "RR", "ROES", "ROIS")


def _libelle(balise: Balise) -> str:
    return _une_ligne(_exiger(balise, "Libelle"))


def _court(balise: Balise) -> str:
    return _une_ligne(balise.attributs.get("Lib_court") or balise.attributs["Libelle"])


def _une_ligne(texte: str) -> str:
    return " ".join(lisible(texte).split())


def _exiger(balise: Balise, attribut: str) -> str:
    valeur = balise.attributs.get(attribut, "").strip()
    if not valeur:
        raise ErreurFormat(f"l'attribut {attribut} manque sur {balise.nom[:40]}", ligne=balise.ligne)
    return valeur


def _annee(racine: Balise) -> int:
    texte = _exiger(racine, "Exer")
    if not (len(texte) == 4 and texte.isascii() and texte.isdigit()):
        raise ErreurFormat(
            f"«\u00a0{texte[:40]}\u00a0» n'est pas une année", ligne=racine.ligne, colonne="Exer"
        )
    return int(texte)
