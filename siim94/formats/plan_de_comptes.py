"""The State's "plan de comptes" of a nomenclature (XML): chapters, accounts and reference functions."""

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
    type: str
    section: str | None
    special: bool


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
    equipement_depense: bool
    equipement_recette: bool
    regroupement_totalise: bool
    supprime: bool


@dataclass(frozen=True, slots=True)
class Fonction:
    """A reference function (RefFonc) of the functional presentation."""

    code: str
    libelle: str
    libelle_court: str
    parent: str | None


@dataclass(frozen=True)
class PlanDeComptes:
    """One nomenclature of one year. Mappings are by code, in the order of the file.

    `exercice` is the year written inside the file: the State reuses a plan, so it may be earlier than the
    file's name.
    """

    norme: str
    declinaison: str
    exercice: int
    chapitres: dict[str, ChapitreDuPlan] = field(default_factory=dict)
    comptes: dict[str, CompteDuPlan] = field(default_factory=dict)
    fonctions: dict[str, Fonction] = field(default_factory=dict)
    chapitres_fonction: dict[str, ChapitreDuPlan] = field(default_factory=dict)
    comptes_fonction: dict[str, CompteDuPlan] = field(default_factory=dict)

    def libelle_compte(self, code: str) -> str | None:
        """Label of the account, or of the nearest account above it (4581001 is a subdivision of 4581)."""
        compte = plus_long_prefixe(code, self.comptes)
        return self.comptes[compte].libelle if compte else None


def plus_long_prefixe(code: str, codes) -> str | None:
    """The longest beginning of `code` (itself included, two characters at least) that is in `codes`."""
    return next((code[:n] for n in range(len(code), 1, -1) if code[:n] in codes), None)


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
    fonctionnel = bool(chemin) and chemin[0].nom == "Fonction"
    parent = chemin[-1].attributs.get("Code") if chemin and chemin[-1].nom == balise.nom else None
    if balise.nom == "Chapitre":
        _ajouter(plan.chapitres_fonction if fonctionnel else plan.chapitres, _chapitre(balise), balise)
    elif balise.nom == "Compte":
        _ajouter(plan.comptes_fonction if fonctionnel else plan.comptes, _compte(balise, parent), balise)
    elif balise.nom == "RefFonc":
        fonction = Fonction(
            _exiger(balise, "Code"), lisible(_exiger(balise, "Libelle")), _court(balise), parent
        )
        _ajouter(plan.fonctions, fonction, balise)


def _ajouter(par_code: dict, objet, balise: Balise) -> None:
    if objet.code in par_code:
        raise ErreurFormat(
            f"le code {objet.code[:20]} figure deux fois", ligne=balise.ligne, colonne=balise.nom
        )
    par_code[objet.code] = objet


def _chapitre(balise: Balise) -> ChapitreDuPlan:
    section = balise.attributs.get("Section") or None
    if section not in ("F", "I", None):
        raise ErreurFormat("la section n'est ni F ni I", ligne=balise.ligne, colonne="Section")
    return ChapitreDuPlan(
        code=_exiger(balise, "Code"),
        libelle=lisible(_exiger(balise, "Libelle")),
        libelle_court=_court(balise),
        type=balise.attributs.get("TypeChapitre", ""),
        section=section,
        special=balise.attributs.get("Special") == "1",
    )


def _compte(balise: Balise, parent: str | None) -> CompteDuPlan:
    attributs = balise.attributs
    return CompteDuPlan(
        code=_exiger(balise, "Code"),
        libelle=lisible(_exiger(balise, "Libelle")),
        libelle_court=_court(balise),
        parent=parent,
        affectations={cle: attributs[cle] for cle in AFFECTATIONS if attributs.get(cle)},
        equipement_depense=attributs.get("DEquip") == "1",
        equipement_recette=attributs.get("REquip") == "1",
        regroupement_totalise=attributs.get("RegrTotalise") == "1",
        supprime=attributs.get("Supprime") == "1",
    )


AFFECTATIONS = ("DR", "DOES", "DOIS", "RR", "ROES", "ROIS")


def _court(balise: Balise) -> str:
    return lisible(balise.attributs.get("Lib_court") or balise.attributs["Libelle"])


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
