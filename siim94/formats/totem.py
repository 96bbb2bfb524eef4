"""TotEM budget documents (XML): header, lines, the State tool's own sub-totals, staffing annex.

Read from thirteen real files (schema versions 80 to 113, M14, M57 and M43, documents budgétaires and CFU) and
from the State's schema, whose optional elements may all be absent. Values stand in the attribute V, amounts
are euros with a dot.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from siim94.formats import totem_valeurs as valeurs
from siim94.formats.erreurs import Collecteur, ErreurFormat
from siim94.formats.lecture import LIMITE_XML, Source, nom_de
from siim94.formats.totem_personnel import LignePersonnel, lire_personnel
from siim94.formats.totem_valeurs import ETAPES, SIGLES, Champs
from siim94.formats.xml_sur import Balise, parcourir

ESPACE = "http://www.minefi.gouv.fr/cp/demat/docbudgetaire"
ESPACE_CFU = "http://www.minefi.gouv.fr/cp/demat/doccfu"
ESPACE_COMPTABLE = "http://www.minefi.gouv.fr/cp/demat/doccomptable"

# Thirty times the largest document seen; bounds what one file can take in memory.
LIMITE_LIGNES = 50_000


@dataclass(frozen=True, slots=True)
class Montants:
    """The seven amounts of a budget line, in euros; None where the document does not give one.

    In the order of TotEM's MtBudgPrec, MtRARPrec, MtPropNouv, MtPrev, CredOuv, MtReal, MtRAR3112.
    """

    budget_precedent: Decimal | None = None
    rar_precedent: Decimal | None = None
    propositions: Decimal | None = None
    vote: Decimal | None = None
    credits_ouverts: Decimal | None = None
    realise: Decimal | None = None
    rar: Decimal | None = None


MONTANTS_TOTEM = {
    "MtBudgPrec": "budget_precedent",
    "MtRARPrec": "rar_precedent",
    "MtPropNouv": "propositions",
    "MtPrev": "vote",
    "CredOuv": "credits_ouverts",
    "MtReal": "realise",
    "MtRAR3112": "rar",
}


@dataclass(frozen=True, slots=True)
class EnteteTotem:
    """Whose document it is, for which year and which stage.

    `etape` is BP, DM, BS, CA or CFU. `nomenclature` is "norme-declinaison". `type_budget` is P (principal) or
    A (annexe). `identifiant` is the body's SIRET, or its SIREN, where the document says it; `siret` the
    establishment's whose budget it is. `cumule` says that the previous budget is the cumulated one, and not
    the initial one. `provisoire` is a CFU's whose accountant's part is not the definitive edition.
    """

    version_schema: str | None
    libelle_collectivite: str | None
    identifiant: str | None
    libelle_etablissement: str
    siret: str | None
    norme: str
    declinaison: str
    etape: str
    exercice: int
    numero_decision: int | None
    date_decision: date | None
    date_edition: date | None
    projet: bool | None
    type_budget: str | None
    cumule: bool
    provisoire: bool

    @property
    def nomenclature(self) -> str:
        return f"{self.norme}-{self.declinaison}"


@dataclass(frozen=True, slots=True)
class LigneTotem:
    """One detail line of the budget. `sens` is D or R; `ordre` is false for a real operation.

    `nature` is None for a line known by its chapter only. `contnat` is what the document says of the chapter
    (a chapter, sometimes an account, or None): the chapter itself is found with a plan de comptes
    (`totem_chapitres`). `section` is F, I or None (older schemas do not give it).
    """

    nature: str | None
    libelle: str | None
    fonction: str | None
    operation: str | None
    contnat: str | None
    contfon: str | None
    article_specialise: bool | None
    sens: str
    ordre: bool
    type_operation: str | None
    section: str | None
    montants: Montants
    ligne: int


@dataclass(frozen=True, slots=True)
class SousTotal:
    """A line that the State's tool calculated from the others (enriched documents such as the CFU).

    Never data: it serves to compare our own sums. `criteres` holds its other elements as written (Groupe,
    ChapitreNature, RegroupNature, CodRD, OpBudg, TypOpBudg, Operation, InfoOpe, InfoAPCP…).
    """

    criteres: dict[str, str]
    montants: Montants
    ligne: int


@dataclass(frozen=True)
class DocumentTotem:
    """A whole document. `cfu` says that its root was a CompteFinancierUnique."""

    entete: EnteteTotem
    lignes: tuple[LigneTotem, ...]
    sous_totaux: tuple[SousTotal, ...]
    personnel: tuple[LignePersonnel, ...]
    cfu: bool


def lire_totem(source: Source, *, nom: str | None = None, limite_octets: int = LIMITE_XML) -> DocumentTotem:
    """The TotEM document in bytes, a path or a binary file.

    Raises ErreurFormat (ErreursFormat for several) with the line: not XML, not TotEM, truncated, a DOCTYPE,
    an impossible year, stage, nomenclature, SIRET or amount, an element given twice.
    """
    collecteur = Collecteur()
    try:
        document = _construire(parcourir(source, nom=nom, limite_octets=limite_octets), collecteur)
        collecteur.lever()
    except ErreurFormat as erreur:
        raise erreur.situer(fichier=nom_de(source, nom)) from erreur.__cause__
    return document


def _construire(balises: Iterator[Balise], collecteur: Collecteur) -> DocumentTotem | None:
    racine = next(balises)
    cfu = _verifier_racine(racine)
    blocs: dict[str, Champs] = {"DocumentBudgetaire": Champs("DocumentBudgetaire", racine.ligne)}
    lignes: list[LigneTotem | SousTotal] = []
    personnel: list[LignePersonnel] = []
    for bloc in _blocs(balises):
        if bloc.nom == "LigneBudget":
            _recueillir(bloc, _ligne_ou_sous_total, lignes, "lignes budgétaires", collecteur)
        elif bloc.nom == "PERSONNEL":
            _recueillir(bloc, lire_personnel, personnel, "lignes de personnel", collecteur)
        elif bloc.nom in blocs and bloc.nom not in _REPETES:
            raise ErreurFormat(
                f"l'élément {bloc.nom} figure deux fois\u00a0: un seul budget par fichier", ligne=bloc.ligne
            )
        else:
            blocs.setdefault(bloc.nom, bloc)
    if cfu and not {"EnTeteBudget", "BlocBudget"} & blocs.keys():
        raise ErreurFormat(
            "ce compte financier unique n'a que la partie du comptable, sans document budgétaire\u00a0:"
            " chargez celui que le logiciel de finances a complété",
            ligne=racine.ligne,
        )
    entete = _entete(blocs, racine.ligne, collecteur)
    detail = tuple(ligne for ligne in lignes if isinstance(ligne, LigneTotem))
    _verifier_detail(detail, blocs, collecteur)
    if entete is not None and not detail and not collecteur.erreurs:
        collecteur.ajouter(
            ErreurFormat("le document ne contient aucune ligne budgétaire", ligne=racine.ligne)
        )
    if entete is None:
        return None
    sous_totaux = tuple(ligne for ligne in lignes if isinstance(ligne, SousTotal))
    return DocumentTotem(entete, detail, sous_totaux, tuple(personnel), cfu)


def _verifier_detail(detail: Sequence[LigneTotem], blocs: dict[str, Champs], collecteur: Collecteur) -> None:
    """Refuses a budget that is voted by function, and records lines without any account."""
    if _vote_par_fonction(detail, blocs):
        raise ErreurFormat(
            "le budget est voté par fonction (ses lignes ont ContFon, et aucune n'a ContNat)\u00a0: seul un"
            " budget voté par nature, comme celui d'un syndicat, peut être chargé",
            ligne=detail[0].ligne,
        )
    for ligne in detail:
        if ligne.nature is None and ligne.contnat is None:
            collecteur.ajouter(ErreurFormat("la ligne n'a ni Nature ni ContNat", ligne=ligne.ligne))


def _vote_par_fonction(lignes: Sequence[LigneTotem], blocs: dict[str, Champs]) -> bool:
    """Whether no line has a chapter by nature, and all one by function, unless the header (NatFonc) knows."""
    fonctions = [ligne for ligne in lignes if ligne.contfon]
    if not fonctions or any(ligne.contnat for ligne in lignes):
        return False
    dit = blocs["BlocBudget"].texte("NatFonc") if "BlocBudget" in blocs else None
    return dit == "2" or (dit != "1" and len(fonctions) == len(lignes))


def _recueillir(
    bloc: Champs, lire: Callable[[Champs], object], lus: list, noms: str, collecteur: Collecteur
) -> None:
    """Adds what ``lire`` makes of an element; what it refuses goes to the collector, with the line."""
    if len(lus) >= LIMITE_LIGNES:
        raise ErreurFormat(f"plus de {LIMITE_LIGNES} {noms}", ligne=bloc.ligne)
    try:
        lus.append(lire(bloc))
    except ErreurFormat as erreur:
        collecteur.ajouter(erreur.situer(ligne=bloc.ligne))


def _verifier_racine(racine: Balise) -> bool:
    """Whether the root is a CFU's; ErreurFormat that names what the file is when it is not TotEM."""
    if racine.nom == "DocumentBudgetaire" and racine.espace == ESPACE:
        return False
    if racine.nom == "CompteFinancierUnique" and racine.espace == ESPACE_CFU:
        return True
    if racine.nom == "Nomenclature":
        raise ErreurFormat("ce fichier est un plan de comptes, pas un document TotEM", ligne=racine.ligne)
    raise ErreurFormat(
        f"ce fichier n'est pas un document TotEM (élément racine «\u00a0{racine.nom[:40]}\u00a0»)",
        ligne=racine.ligne,
    )


# The elements whose children are fields, kept one at a time: the rest of a document only passes by.
_UTILES = frozenset(("EnTeteDocBudgetaire", "EnTeteBudget", "BlocBudget", "LigneBudget", "PERSONNEL"))
# Those that say everything in their attributes; the accountant's part of a CFU names its edition.
_SEULES = {("VersionSchema", ESPACE), ("Edition", ESPACE_COMPTABLE)}
_REPETES = {nom for nom, _ in _SEULES}


def _blocs(balises: Iterable[Balise]) -> Iterator[Champs]:
    """Each useful element with its fields, when it closes; those that have none when they open."""
    profondeur = 0
    courant: Champs | None = None
    base = 0
    for balise in balises:
        if not balise.ouvre:
            profondeur -= 1
            if courant is not None and profondeur == base:
                yield courant
                courant = None
            continue
        profondeur += 1
        if (balise.nom, balise.espace) in _SEULES:
            yield Champs(balise.nom, balise.ligne, balise.attributs)
        if balise.espace != ESPACE:
            continue
        if courant is not None:
            if profondeur == base + 2:
                courant.ajouter(balise)
        elif balise.nom in _UTILES:
            courant, base = Champs(balise.nom, balise.ligne, balise.attributs), profondeur - 1


def _ligne_ou_sous_total(bloc: Champs) -> LigneTotem | SousTotal:
    return _sous_total(bloc) if bloc.attributs.get("calculated") == "true" else _ligne(bloc)


def _montants(bloc: Champs) -> Montants:
    return Montants(**{notre: bloc.montant(leur) for leur, notre in MONTANTS_TOTEM.items()})


def _ligne(bloc: Champs) -> LigneTotem:
    section = bloc.par_code("CaracSup", "Section")
    if section not in (None, "F", "I"):
        raise ErreurFormat(
            f"section inconnue\u00a0: «\u00a0{section[:20]}\u00a0»", colonne="CaracSup Section"
        )
    return LigneTotem(
        nature=bloc.texte("Nature"),
        libelle=bloc.libelle("LibCpte"),
        fonction=bloc.texte("Fonction"),
        operation=bloc.texte("Operation"),
        contnat=bloc.texte("ContNat"),
        contfon=bloc.texte("ContFon"),
        article_specialise=bloc.booleen("ArtSpe"),
        sens=bloc.choix("CodRD", ("D", "R")),
        ordre=bloc.choix("OpBudg", ("0", "1")) == "1",
        type_operation=bloc.texte("TypOpBudg"),
        section=section,
        montants=_montants(bloc),
        ligne=bloc.ligne,
    )


def _sous_total(bloc: Champs) -> SousTotal:
    criteres = {nom: bloc.texte(nom) for nom in bloc.valeurs if nom not in MONTANTS_TOTEM}
    criteres = {nom: texte for nom, texte in criteres.items() if texte}
    return SousTotal(criteres, _montants(bloc), bloc.ligne)


def _entete(blocs: dict[str, Champs], ligne: int, collecteur: Collecteur) -> EnteteTotem | None:
    """The header, or None when it holds errors: all of them are in `collecteur`."""
    for nom in ("EnTeteBudget", "BlocBudget"):
        if nom not in blocs:
            collecteur.ajouter(
                ErreurFormat(f"le document n'a pas de budget (élément {nom} absent)", ligne=ligne)
            )
            return None
    poste = blocs.get("EnTeteDocBudgetaire", Champs("EnTeteDocBudgetaire", ligne))
    budget, decision = blocs["EnTeteBudget"], blocs["BlocBudget"]
    version, edition = (blocs.get(nom, Champs(nom, ligne)).attributs for nom in ("VersionSchema", "Edition"))

    def lire(fonction, *arguments):
        try:
            return fonction(*arguments)
        except ErreurFormat as erreur:
            collecteur.ajouter(erreur)
            return None

    avant = len(collecteur.erreurs)
    norme, declinaison = lire(valeurs.nomenclature, budget) or ("", "")
    collectivite = poste.libelle("LibelleColl")
    siret = lire(valeurs.siret, budget, "IdEtab")
    identifiant = "".join(filter(str.isdigit, poste.texte("IdColl") or ""))
    entete = EnteteTotem(
        version_schema=version.get("V") or None,
        libelle_collectivite=collectivite,
        identifiant=siret or (identifiant if len(identifiant) in (9, 14) else None),
        libelle_etablissement=budget.libelle("LibelleEtab") or collectivite or "",
        siret=siret,
        norme=norme,
        declinaison=declinaison,
        etape=SIGLES.get(lire(decision.choix, "NatDec", tuple(ETAPES), "une étape budgétaire")),
        exercice=lire(valeurs.annee, decision, "Exer"),
        numero_decision=lire(valeurs.numero, decision, "NumDec"),
        date_decision=lire(decision.jour, "DteDec"),
        date_edition=lire(poste.jour, "DteStr"),
        projet=lire(decision.booleen, "ProjetBudget"),
        type_budget=lire(decision.choix, "CodTypBud", ("P", "A"), "un type de budget", False),
        cumule=decision.texte("BudgPrec") == "2",
        provisoire=edition.get("TypeEdition") == "P",
    )
    return entete if len(collecteur.erreurs) == avant else None
