"""The accounts of a made-up year: what was voted beside what was done, the change of plan, the TotEM file."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from xml.sax.saxutils import quoteattr

from finances.models.lignes import MONTANTS
from siim94.demonstration.livre import Ligne, Livre
from siim94.demonstration.plan import PlanAnnuel, repartir
from siim94.formats.groupes import grouper
from siim94.formats.totem import ESPACE, MONTANTS_TOTEM

# First year of the plan M57, and its name.
PREMIERE_M57 = 2023
M57 = ("M57", "M57_D")
SIRET = "99999999800001"
CENTIME = Decimal("0.01")
CENTAINE = Decimal(100)
# Of what was voted, how much was done; of what was left, how much goes over to the next year.
REALISATION = {"D": (0.82, 0.99), "R": (0.98, 1.0)}
REALISATION_INVESTISSEMENT = (0.62, 0.9)
PART_REPORTEE = 0.4
REPORTABLES = ("20", "21", "23")
AMORTISSEMENTS = ("042", "040")
# What members pay.
PRODUITS = ("70", "74")
NATDEC_CA = "09"


def accorder_le_budget(livre: Livre) -> None:
    """Members' payments and subsidies are chapters 70 and 74; depreciation is the same on both sides."""
    lignes = livre["lignes_budget"].lignes
    _fixer(_du(lignes, "R", "74"), _recettes_des_adherents(livre) - _total(_du(lignes, "R", "70")))
    _fixer(_du(lignes, "D", AMORTISSEMENTS[0]), _total(_du(lignes, "R", AMORTISSEMENTS[1])))
    produits = _total(_du(lignes, "R", "70"))
    avant = sum(ligne["realise"] or 0 for ligne in livre.avant("lignes_budget") if _est(ligne, "R", "70"))
    for ligne in livre["indicateurs_financiers"].avec(code="progression-produits-services"):
        ligne["valeur"] = round((produits - avant) / 1000)
    onglet = livre["indicateurs_financiers"]
    onglet.lignes = [ligne for ligne in onglet.lignes if ligne["code"] != "reports-diviseur"]
    if livre.annee == PREMIERE_M57:
        lignes[:] = _convertir(livre.plan, lignes)
    _voter(livre, lignes)


def _est(ligne: Ligne, sens: str, chapitre: str) -> bool:
    return ligne["sens"] == sens and ligne["chapitre"] == chapitre


def _du(lignes: Iterable[Ligne], sens: str, chapitre: str) -> list[Ligne]:
    return [ligne for ligne in lignes if _est(ligne, sens, chapitre)]


def _total(lignes: Iterable[Ligne]) -> Decimal:
    return sum((ligne["realise"] or 0 for ligne in lignes), Decimal(0))


def _fixer(lignes: list[Ligne], total: Decimal) -> None:
    """Share ``total`` between lines as they shared theirs."""
    if lignes:
        poids = [float(ligne["realise"] or 0) for ligne in lignes]
        poids = poids if any(poids) else [1.0] * len(lignes)
        for ligne, part in zip(lignes, repartir(total, poids, CENTIME), strict=True):
            ligne["realise"] = part


def _recettes_des_adherents(livre: Livre) -> Decimal:
    return livre["contributions"].total("montant") + livre["subventions"].total("montant")


def _convertir(plan: PlanAnnuel, lignes: list[Ligne]) -> list[Ligne]:
    """The lines of M14 under the accounts of M57: a chapter by its accounts, an account by its heir."""
    comptes = defaultdict(list)
    for passage in plan.tables("m57"):
        comptes[passage["sens"], passage["chapitre"], passage["compte"]].append(passage)
    converties = []
    for ligne in lignes:
        if not ligne["realise"]:
            continue
        passages = comptes[ligne["sens"], ligne["chapitre"], ligne["compte"] or ""]
        parts = repartir(ligne["realise"], [float(p["part"]) for p in passages], CENTIME)
        for passage, part in zip(passages, parts, strict=True):
            nouveaux = {"chapitre": passage["chapitre_m57"], "compte": passage["compte_m57"]}
            converties.append(ligne | nouveaux | {"realise": part, "fonction": "020", "reports": None})
    return converties


def _voter(livre: Livre, lignes: list[Ligne]) -> None:
    """Credits open around what was done, what was left carried over, last year's columns from last year."""
    avant = {
        (ligne["sens"], ligne["chapitre"], ligne["compte"]): ligne for ligne in livre.avant("lignes_budget")
    }
    for ligne in lignes:
        cle = ligne["sens"], ligne["chapitre"], ligne["compte"]
        precedente = avant.get(cle, {})
        ligne["budget_precedent"] = precedente.get("credits_ouverts")
        ligne["reports_precedents"] = precedente.get("reports")
        realise, reportes = ligne["realise"] or Decimal(0), ligne["reports_precedents"] or Decimal(0)
        investi = ligne["chapitre"] in REPORTABLES
        bornes = REALISATION_INVESTISSEMENT if investi else REALISATION[ligne["sens"]]
        taux = Decimal(str(livre.plan.hasard("taux", *cle).uniform(*bornes)))
        if ligne["chapitre"] in AMORTISSEMENTS:
            taux = Decimal(1)
        ouverts = (realise / taux / CENTAINE).to_integral_value() * CENTAINE if taux != 1 else realise
        ouverts = max(ouverts, realise + CENTAINE if investi and realise else realise)
        ligne["credits_ouverts"] = ouverts
        ligne["vote"] = ligne["propositions"] = max(ouverts - reportes, Decimal(0))
        reste = (ouverts - realise) * Decimal(str(PART_REPORTEE))
        ligne["reports"] = reste.quantize(CENTIME) if investi and ligne["sens"] == "D" else None


def totem(livre: Livre) -> bytes:
    """The accounts of the year as a TotEM file; their lines leave the workbook, that it replaces."""
    norme, declinaison = M57
    champs = dict(zip(MONTANTS, MONTANTS_TOTEM, strict=True))
    lignes = livre["lignes_budget"].lignes
    chapitres = grouper(lignes, lambda ligne: (ligne["chapitre"], ligne["sens"]))
    elements = "\n".join(
        (
            *(_ligne(ligne, champs) for ligne in lignes),
            *(_total_du_chapitre(*cle, siennes, champs) for cle, siennes in chapitres.items()),
        )
    )
    for feuille in ("lignes_budget", "documents_budgetaires"):
        livre[feuille].lignes = []
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<DocumentBudgetaire xmlns="{ESPACE}">
<VersionSchema V="113"/>
<EnTeteDocBudgetaire><DteStr V="{livre.annee + 1}-03-15"/><LibelleColl V="DONNEES FICTIVES"/>
<IdColl V="{SIRET}"/></EnTeteDocBudgetaire>
<Budget>
<EnTeteBudget><LibelleEtab V="DONNEES FICTIVES"/><IdEtab V="{SIRET}"/><CodColl V="999"/><CodBud V="00"/>
<Nomenclature V="{norme}-{declinaison}"/></EnTeteBudget>
<BlocBudget><NatDec V="{NATDEC_CA}"/><Exer V="{livre.annee}"/><ProjetBudget V="false"/><BudgPrec V="1"/>
<ReprRes V="1"/><NatFonc V="1"/><CodTypBud V="P"/></BlocBudget>
{elements}
</Budget>
</DocumentBudgetaire>
""".encode()


def _ligne(ligne: Ligne, champs: dict[str, str]) -> str:
    ordre = ligne["chapitre"] in (*AMORTISSEMENTS, "041", "043")
    valeurs = {
        "Nature": ligne["compte"],
        "Fonction": ligne["fonction"],
        "ContNat": ligne["chapitre"],
        "ArtSpe": "false",
        "CodRD": ligne["sens"],
        **{champs[nom]: ligne[nom] for nom in MONTANTS if ligne[nom] is not None},
        "OpBudg": "1" if ordre else "0",
        "TypOpBudg": "2" if ordre else "",
    }
    ecrits = "".join(f"<{nom} V={quoteattr(str(v))}/>" for nom, v in valeurs.items() if v not in (None, ""))
    return f"<LigneBudget>{ecrits}</LigneBudget>"


def _total_du_chapitre(chapitre: str, sens: str, lignes: list[Ligne], champs: dict[str, str]) -> str:
    """What the State's tool adds at the end of a document: a chapter's total."""
    sommes = {
        champs[nom]: somme for nom in MONTANTS if (somme := sum(ligne[nom] or Decimal(0) for ligne in lignes))
    }
    valeurs = {"ChapitreNature": chapitre, "InfoOpe": "T", "CodRD": sens, "OpBudg": "T", **sommes}
    ecrits = "".join(f"<{nom} V={quoteattr(str(valeur))}/>" for nom, valeur in valeurs.items())
    return f'<LigneBudget calculated="true">{ecrits}</LigneBudget>'
