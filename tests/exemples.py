"""Files like those that come from outside, made here: plans of accounts and budget documents.

The bodies and the amounts are invented; codes and labels of accounts are those of the law. What a document must
give (sums by chapter, staff by grade) is declared with it, not computed by what is tested.

``SIIM94_EXEMPLES`` may name a folder of real files, laid out likewise (``totem/``, ``plans_de_comptes/``): the
walks over documents and plans then read them too.
"""

import atexit
import os
import shutil
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from tests.exemples_plans import CHAPITRES, COMPTES, NOMBREUX, plan

REELS = Path(os.environ["SIIM94_EXEMPLES"]) if os.environ.get("SIIM94_EXEMPLES") else None
SIRET_VILLE, SIRET_LOTISSEMENT, SIRET_GRANDE_VILLE, SIRET_TRANSPORT = (
    "12345678200002",
    "12345678200010",
    "98765432400019",
    "55566677000014",
)
CFU, ESPACE_CFU = "CompteFinancierUnique", "http://www.minefi.gouv.fr/cp/demat/doccfu"


@dataclass(frozen=True)
class Ligne:
    """A budget line, with the chapter and section where it belongs, and its amounts in the order of MONTANTS.

    ``contnat`` is written when given; ``typope`` makes it an operation of order (1 inside, 2 between sections).
    """

    nature: str
    sens: str
    chapitre: str
    section: str
    montants: tuple[str | None, ...]
    contnat: str | None = None
    typope: str | None = None

    def xml(self) -> str:
        mots = [f'<Nature V="{self.nature}"/><Fonction V="020"/>']
        mots += [f'<ContNat V="{self.contnat}"/>'] if self.contnat else []
        mots.append(f'<ArtSpe V="false"/><CodRD V="{self.sens}"/>')
        mots += [
            f'<{nom} V="{valeur}"/>' for nom, valeur in zip(MONTANTS, self.montants, strict=True) if valeur
        ]
        mots.append(f'<OpBudg V="{int(bool(self.typope))}"/>')
        mots += [f'<TypOpBudg V="{self.typope}"/>'] if self.typope else []
        return "<LigneBudget>\n" + "\n".join(mots) + "\n</LigneBudget>"


MONTANTS = ("MtPrev", "CredOuv", "MtReal", "MtRAR3112")


@dataclass(frozen=True)
class Agents:
    """``nombre`` rows of the staffing annex for one grade, each with these posts."""

    nombre: int
    grade: str
    categorie: str
    filiere: str
    budgetaire: str
    pourvu: str
    titulaire: bool = True
    complet: bool = True
    permanent: bool = True

    def xml(self) -> str:
        return self.nombre * (
            f'<PERSONNEL><CodTypAgent V="{"I" if self.titulaire else "N"}"/><EmploiGradeAgent V="{self.grade}"/>'
            f'<CodCatAgent V="{self.categorie}"/><TempsComplet V="{int(self.complet)}"/>'
            f'<Permanent V="{str(self.permanent).lower()}"/><CodSectAgentTitulaire V="{self.filiere}"/>'
            f'<EffectifBud V="{self.budgetaire}"/><EffectifPourvu V="{self.pourvu}"/></PERSONNEL>\n'
        )


@dataclass(frozen=True)
class Document:
    """A budget document, whole. ``budget``: its code, its kind (P, A), its name."""

    siret: str
    etape: str
    annee: int
    nomenclature: str
    lignes: tuple[Ligne, ...]
    agents: tuple[Agents, ...] = ()
    budget: tuple[str, str, str] = ("00", "P", "BUDGET PRINCIPAL")
    collectivite: str = SIRET_VILLE
    schema: str = "100"
    sous_totaux: bool = False

    @property
    def declinaison(self) -> str:
        return self.nomenclature.partition("-")[2]

    @property
    def plan(self) -> str:
        return f"{self.declinaison}-{self.annee}.xml"

    def sommes(self) -> dict[tuple[str, str, str], list]:
        """By section, sens and chapter: number of lines, then each amount, None when no line gives it."""
        sommes = defaultdict(lambda: [0, None, None, None, None])
        for ligne in self.lignes:
            somme = sommes[ligne.section, ligne.sens, ligne.chapitre]
            somme[0] += 1
            for rang, montant in enumerate(ligne.montants, start=1):
                if montant is not None:
                    somme[rang] = (somme[rang] or Decimal(0)) + Decimal(montant)
        return dict(sommes)

    def xml(self) -> bytes:
        code, genre, nom = self.budget
        lignes = "\n".join(ligne.xml() for ligne in self.lignes) + (
            self._totaux() if self.sous_totaux else ""
        )
        # A CFU holds the budget document beside the accountant's.
        ouvre, ferme = (
            ("", "") if self.etape != "10" else (f'<c:{CFU} xmlns:c="{ESPACE_CFU}">', f"</c:{CFU}>")
        )
        return f"""<?xml version="1.0" encoding="UTF-8"?>{ouvre}
<DocumentBudgetaire xmlns="http://www.minefi.gouv.fr/cp/demat/docbudgetaire">
<VersionSchema V="{self.schema}"/>
<EnTeteDocBudgetaire><DteStr V="{self.annee + 1}-03-01"/><LibelleColl V="VILLE D'ESSAI"/><IdColl V="{self.collectivite}"/></EnTeteDocBudgetaire>
<Budget>
<EnTeteBudget><LibelleEtab V="{nom}"/><IdEtab V="{self.siret}"/><CodBud V="{code}"/><Nomenclature V="{self.nomenclature}"/></EnTeteBudget>
<BlocBudget><NatDec V="{self.etape}"/><Exer V="{self.annee}"/><ProjetBudget V="false"/><CodTypBud V="{genre}"/></BlocBudget>
{lignes}
<Annexes><DATA_PERSONNEL>
{"".join(agents.xml() for agents in self.agents)}</DATA_PERSONNEL></Annexes>
</Budget>
</DocumentBudgetaire>{ferme}
""".encode()

    def _totaux(self) -> str:
        """What the State's tool adds: a total a chapter and sens, and one a section and sens."""
        groupes = defaultdict(lambda: [0, None, None, None, None])
        blocs = []
        for (section, sens, chapitre), somme in self.sommes().items():
            criteres = f'<ChapitreNature V="{chapitre}"/><InfoOpe V="T"/><CodRD V="{sens}"/><OpBudg V="T"/>'
            blocs.append(_total(criteres, somme))
            if chapitre not in ("001", "002"):
                groupe = groupes[f"G{'DEP' if sens == 'D' else 'REC'}TOT{'FON' if section == 'F' else 'INV'}"]
                for rang, montant in enumerate(somme[1:], start=1):
                    if montant is not None:
                        groupe[rang] = (groupe[rang] or Decimal(0)) + montant
        return "".join(blocs) + "".join(
            _total(f'<Groupe V="{nom}"/>', somme) for nom, somme in groupes.items()
        )


def _total(criteres: str, somme: list) -> str:
    montants = "".join(
        f'<{nom} V="{valeur}"/>'
        for nom, valeur in zip(MONTANTS, somme[1:], strict=True)
        if valeur is not None
    )
    return f'<LigneBudget calculated="true">{criteres}{montants}</LigneBudget>\n'


def lignes(facteur: str, realise: bool = True) -> tuple[Ligne, ...]:
    """The lines of a small budget where each rule that finds a chapter is needed, its amounts times ``facteur``."""

    def montants(vote: str, fait: str | None = None, reste: str | None = None):
        connus = (vote, vote, fait if realise else None, reste if realise else None)
        return tuple(m and f"{Decimal(m) * Decimal(facteur):.2f}" for m in connus)

    ordre = montants("310.10", "310.10")
    return (
        Ligne("6064", "D", "011", "F", montants("100.00", "80.25"), "011"),
        Ligne("6156", "D", "011", "F", montants("240.50", "240.49", "12.30"), "6156"),
        Ligne("6411", "D", "012", "F", montants("900.00", "-5.75"), "012"),
        Ligne("6411", "D", "012", "F", montants("0.00", "870.00"), "012"),
        Ligne("6451", "D", "012", "F", montants("300.00", "299.99")),
        Ligne("651", "D", "65", "F", montants("40.00"), "65"),
        Ligne("6811", "D", "042", "F", ordre, "042", "2"),
        Ligne("28183", "R", "040", "I", ordre, None, "2"),
        Ligne("139", "D", "040", "I", montants("25.00", "25.00"), "040", "2"),
        Ligne("777", "R", "042", "F", montants("25.00", "25.00"), None, "2"),
        Ligne("2031", "D", "041", "I", montants("60.00", "60.00"), "041", "1"),
        Ligne("2031", "R", "041", "I", montants("60.00", "60.00"), None, "1"),
        Ligne("2051", "D", "20", "I", montants("150.00", "120.00", "30.00"), "20"),
        Ligne("2183", "D", "21", "I", montants("500.00", "410.20", "89.80")),
        Ligne("4581001", "D", "4581", "I", montants("70.00", "70.00")),
        Ligne("1068", "R", "10", "I", montants("200.00", "200.00"), "10"),
        Ligne("001", "R", "001", "I", montants("15.00"), "001"),
        Ligne("002", "R", "002", "F", montants("33.00"), "002"),
        Ligne("7067", "R", "70", "F", montants("610.00", "615.40"), "70"),
        Ligne("7478", "R", "74", "F", montants("980.00", "1002.06"), "74"),
        Ligne("752", "R", "75", "F", montants("12.00", "12.00")),
    )


EFFECTIFS = (
    Agents(1, "ATTACHE", "A", "ADM", "2.0", "1.8"),
    Agents(2, "ADJOINT ADMINISTRATIF", "C", "ADM", "1.0", "1.0"),
    Agents(1, "ADJOINT ADMINISTRATIF", "C", "ADM", "0.5", "0.5", complet=False),
    Agents(1, "TECHNICIEN", "B", "TECH", "1.0", "0.0"),
    Agents(1, "INGENIEUR", "A", "TECH", "1.0", "1.0", titulaire=False),
)
FOULE = (
    Agents(40, "ADJOINT TECHNIQUE", "C", "TECH", "1.0", "0.9"),
    Agents(25, "AGENT SOCIAL", "C", "S", "1.0", "1.0"),
    Agents(12, "ATSEM", "C", "S", "0.8", "0.8", complet=False, permanent=False),
    Agents(7, "ANIMATEUR", "B", "ANIM", "1.0", "1.0", titulaire=False),
)
_VILLE = "M14-M14_COM_500_3500"
_GRANDE = "M14-M14_COM_SUP3500"
DOCUMENTS = {
    "ville-bp-2022.xml": Document(SIRET_VILLE, "01", 2022, _VILLE, lignes("10", False), EFFECTIFS),
    "ville-ca-2021.xml": Document(SIRET_VILLE, "09", 2021, _VILLE, lignes("10"), EFFECTIFS),
    "ville-dm2-2021.xml": Document(
        SIRET_VILLE, "02", 2021, _VILLE, lignes("-0.5", False)[:8], EFFECTIFS[:3], schema="97"
    ),
    "ville-lotissement-bp-2022.xml": Document(
        SIRET_LOTISSEMENT,
        "01",
        2022,
        _VILLE,
        lignes("3", False)[:8],
        budget=("06", "A", "LOTISSEMENT DES ESSAIS"),
    ),
    "cfu-2023.xml": Document(
        SIRET_GRANDE_VILLE, "10", 2023, "M57-M57_A", lignes("7"), EFFECTIFS, schema="113", sous_totaux=True
    ),
    "grande-ville-ca-2016.xml": Document(SIRET_GRANDE_VILLE, "09", 2016, _GRANDE, lignes("100"), schema="80"),
    "grande-ville-ca-2017.xml": Document(
        SIRET_GRANDE_VILLE, "09", 2017, _GRANDE, lignes("101.5"), FOULE, schema="84"
    ),
    "grande-ville-ca-2018.xml": Document(
        SIRET_GRANDE_VILLE, "09", 2018, _GRANDE, lignes("99"), (*FOULE, *EFFECTIFS), schema="86"
    ),
    # An account that the plan lacks.
    "transport-bp-2022.xml": Document(
        SIRET_TRANSPORT,
        "01",
        2022,
        "M4-M43_D",
        (*lignes("50", False), Ligne("6518", "D", "65", "F", ("8.00", None, None, None), "65")),
        EFFECTIFS,
        collectivite=SIRET_TRANSPORT,
    ),
}
LIGNES_CA = len(DOCUMENTS["ville-ca-2021.xml"].lignes)
# Of the plan M57_D: accounts, and rows in all.
COMPTES_M57 = NOMBREUX + COMPTES.count("\n") - 1
LIGNES_M57 = COMPTES_M57 + CHAPITRES.count("\n")
PLANS = {document.plan: (document.declinaison, document.annee) for document in DOCUMENTS.values()} | {
    "M14_COM_SUP3500-2021.xml": ("M14_COM_SUP3500", 2021)
}

_FAUX = DOCUMENTS["ville-ca-2021.xml"].xml()
INVALIDES = {
    "mauvais_totem.xml": (_FAUX.replace(b"EnTeteBudget", b"Autre"), "le document n'a pas de budget"),
    "totem_mauvais_siret.xml": (
        _FAUX.replace(f'IdEtab V="{SIRET_VILLE}"'.encode(), b'IdEtab V="123456782"'),
        "n'a pas 14 chiffres",
    ),
    "totem_mauvaise_annee.xml": (_FAUX.replace(b'Exer V="2021"', b'Exer V="2O21"'), "n'est pas une année"),
    "totem_mauvaise_etape.xml": (
        _FAUX.replace(b'NatDec V="09"', b'NatDec V="99"'),
        "n'est pas une étape budgétaire",
    ),
    "totem_mauvaise_nomenclature.xml": (_FAUX.replace(b"M14-M14_COM", b"M14_COM"), "nomenclature inconnue"),
}


@cache
def _dossier() -> Path:
    dossier = Path(tempfile.mkdtemp(prefix="siim94-exemples-"))
    atexit.register(shutil.rmtree, dossier, ignore_errors=True)
    return dossier


@cache
def _contenus() -> dict:
    return {
        **{f"totem/{nom}": document.xml for nom, document in DOCUMENTS.items()},
        **{f"totem/invalides/{nom}": lambda c=contenu: c for nom, (contenu, _) in INVALIDES.items()},
        **{f"plans_de_comptes/{nom}": lambda c=cle: plan(*c) for nom, cle in PLANS.items()},
        "plans_de_comptes/M57_D-2024.xml": lambda: plan("M57_D", 2024, ajouts=NOMBREUX),
    }


def exemple(chemin: str) -> Path:
    """Path of a file of ours, or of a real one."""
    if chemin not in _contenus() and REELS:
        return REELS / chemin
    fichier = _dossier() / chemin
    if not fichier.exists():
        fichier.parent.mkdir(parents=True, exist_ok=True)
        fichier.write_bytes(_contenus()[chemin]())
    return fichier


def chemins(dossier: str) -> list[str]:
    """Names of our files in ``totem`` or ``plans_de_comptes``, and of the real ones."""
    noms = {chemin.removeprefix(f"{dossier}/") for chemin in _contenus() if chemin.startswith(f"{dossier}/")}
    noms |= {fichier.name for fichier in (REELS / dossier).glob("*.xml")} if REELS else set()
    return sorted(nom for nom in noms if "/" not in nom)
