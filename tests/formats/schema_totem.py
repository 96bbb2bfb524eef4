"""Documents derived from the State's schema of budget documents, in a compact description of our own.

A line names an element, its type and, with ``?``, that it may be absent; ``*`` that it may be repeated. What
the schema says no more of than its outline (annexes other than the staff) is drawn as elements to pass by.
"""

from decimal import Decimal
from xml.sax.saxutils import quoteattr

from hypothesis import strategies as st

from tests.formats.echantillons import SIRET

POSTE = """
DteStr date
LibellePoste texte100
IdPost texte7
LibelleColl texte100
IdColl? siret|siren
FinJur? chiffres20
NatCEPL texte100
Departement? texte3
"""
ETABLISSEMENT = """
LibelleEtab texte100
IdEtab? siret
SpecifBudget? =1 2 3 4 5
CodColl alpha3
CodInseeColl? alpha11
CodBud alpha2
"""
DECISION = """
Affect? texte10
NatDec =01 02 03 09
NumDec? entier10
Exer annee
ProjetBudget? booleen
PJRef?* vide
DteDec? date
DteDecEx? date
NatVote? =FcIc FaIc FcIa FaIa
OpeEquip? booleen
VoteFormelChap? booleen
TypProv? =1 2
RefProv? texte50
BudgPrec =1 2
ReprRes =1 2 3
NatFonc =1
PresentationSimplifiee? booleen
DepFoncN2? montant
RecFoncN2? montant
DepInvN2? montant
RecInvN2? montant
CodTypBud =P A
IdEtabPal? chiffres14
LibelleEtabPal? texte100
"""
# Each line takes Nature or ContNat, or both (`POSTES`): one of them tells the chapter.
LIGNE = """
LibCpte? texte100
Fonction? chiffres10
Operation? texte10
ArtSpe? booleen
ContFon? chiffres10
ContOp? texte10
CodRD =R D
MtBudgPrec? montant
MtRARPrec? montant
MtPropNouv? montant
MtPrev? montant
CredOuv? montant
MtReal? montant
MtRAR3112? montant
OpBudg =0 1
TypOpBudg? =1 2
OpeCpteTiers? chiffres10
MtSup?* supplement
CaracSup?* caractere
"""
PERSONNEL = """
CodTypAgent? =I N R
EmploiGradeAgent texte100
CodCatAgent? =A B C
TempsComplet? booleen
Permanent? booleen
NatureContrat? =CDD CDI A
LibelleNatureContrat? texte100
CodSectAgentTitulaire? =ADM TECH S MS MT SP CULT ANIM POL X DIR1 DIR2 DIR3 DIR4 DIR5 URB
CodSectAgentNonTitulaire? =ADM FIN TECH URB ENV COM S MS MT SP CULT ANIM RS ENT CAB X
RemunAgent? montant
MtPrev6215? montant
IndiceAgent? texte50
CodMotifContrAgent? =3-a° 3-b 3-1 3-2 3-3-1° 3-3-2° 3-3-3° 3-3-4° 3-3-5° 3-4 38 47 110 110-1 A
LibMotifContrAgent? texte100
EffectifBud? effectif
EffectifPourvu? effectif
EffectifTNC? chiffres8
Champ_Editeur? texte100
"""
# Chapters and accounts of the small plan (`echantillons.PLAN`): what each rule of the chapter needs.
POSTES = (
    {"Nature": "6064", "ContNat": "011"},
    {"Nature": "6064", "CodRD": "D", "OpBudg": "0"},
    {"Nature": "60641", "CodRD": "D", "OpBudg": "0"},
    {"ContNat": "011"},
    {"Nature": "60641234567890123456789012345", "ContNat": "011"},
    {"Nature": "2183", "ContNat": "21"},
    {"Nature": "2183", "CodRD": "D", "OpBudg": "1", "TypOpBudg": "1"},
    {"ContNat": "21"},
    {"Nature": "4581001"},
    {"Nature": "4581001", "ContNat": "4581"},
)

_LETTRES = st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_categories=("Cc", "Cs", "Cn"))
_zeros = st.integers(0, 3).map("0".__mul__)


@st.composite
def montants(draw):
    """An xs:decimal of fourteen digits, two after the point, as any software may write it."""
    valeur = draw(st.decimals(-999_999_999_999, 999_999_999_999, places=2))
    formes = [f"{valeur:f}", f"{draw(_zeros)}{abs(valeur):f}", f" {valeur:f} "]
    if valeur == valeur.to_integral_value():
        formes += [f"{valeur:.0f}", f"{valeur:.0f}."]
    if 0 <= valeur < 1:
        formes.append(f"{valeur:f}"[1:])
    if valeur >= 0:
        formes.append(f"+{valeur:f}")
    return draw(st.sampled_from(formes))


def valeurs(genre: str):
    """The texts that a type of the schema admits."""
    nom = genre.rstrip("0123456789")
    taille = int(genre[len(nom) :] or 0)
    return {
        "texte": st.text(_LETTRES, max_size=taille),
        "alpha": st.text("0123456789abcXYZ", max_size=taille),
        "chiffres": st.text("0123456789", min_size=1, max_size=taille),
        "entier": st.integers(0, 2**31 - 1).map(str) | st.integers(0, 99).map("+{:05}".format),
        "montant": montants(),
        # The schema's type is that of amounts; staff is counted.
        "effectif": st.decimals(0, 999, places=2).map("{:f}".format) | st.sampled_from((".5", "3.", "03")),
        "booleen": st.sampled_from(("true", "false", "1", "0")),
        "date": st.dates().filter(lambda jour: jour.year > 999).map(str)
        | st.sampled_from(("2030-03-01Z", "2030-03-01+01:00")),
        "annee": st.sampled_from(("2030", "2030Z", "2030+01:00")),
        "siret": st.just(SIRET),
        "siret|siren": st.sampled_from((SIRET, SIRET[:9])),
    }[nom]


@st.composite
def elements(draw, description: str, **impose: str):
    """The elements of a description, those imposed first, then the others that are drawn, in its order."""
    parties = []
    for ligne in description.split("\n"):
        nom, _, genre = ligne.partition(" ")
        facultatif, repete = "?" in nom, nom.endswith("*")
        nom = nom.rstrip("?*")
        if not nom or nom in impose or (facultatif and draw(st.booleans())):
            continue
        for _ in range(draw(st.integers(1, 2)) if repete else 1):
            parties.append(_element(draw, nom, genre))
    imposes = [f"<{nom} V={quoteattr(valeur)}/>" for nom, valeur in impose.items()]
    return "".join([*imposes, *parties])


def _element(draw, nom: str, genre: str) -> str:
    if genre == "vide":
        return f"<{nom}><IdUnique V='1'/><NomPJ V='annexe.pdf'/></{nom}>"
    if genre in ("supplement", "caractere"):
        code = draw(st.sampled_from(("ICNE", "RARPrec", "TypOpe", "Autre")))
        valeur = draw(st.none() | (montants() if genre == "supplement" else valeurs("texte100")))
        return f"<{nom} Code='{code}'{'' if valeur is None else f' V={quoteattr(valeur)}'}/>"
    valeur = draw(st.sampled_from(genre[1:].split()) if genre.startswith("=") else valeurs(genre))
    return f"<{nom} V={quoteattr(valeur)}/>"


@st.composite
def lignes(draw):
    corps = draw(elements(LIGNE, **draw(st.sampled_from(POSTES))))
    return f"<LigneBudget>{corps}</LigneBudget>"


@st.composite
def documents(draw):
    """The bytes of a document that the schema admits, for the small plan."""
    personnel = draw(st.lists(elements(PERSONNEL), max_size=3))
    informations = "<Information Code='PopTot' V='3 446'/><Information Code='PopTot'/>" * draw(
        st.integers(0, 1)
    )
    annexes = (
        f"<Annexes><DATA_EMPRUNT><EMPRUNT><CodTypEmpr V='1'/></EMPRUNT></DATA_EMPRUNT><DATA_PERSONNEL>"
        f"{''.join(f'<PERSONNEL>{un}</PERSONNEL>' for un in personnel)}</DATA_PERSONNEL></Annexes>"
        if personnel or draw(st.booleans())
        else ""
    )
    editeur = (
        "<BlocEditeur>texte<CodeEditeur V='essai'/><z:x xmlns:z='autre'/></BlocEditeur>"
        "<VersionOutil outil='o' version='1'/><VersionOutil outil='p' version='2'/>"
        "<Scellement md5='0' sha1='0' date='2030-01-01T00:00:00'/>"
    ) * draw(st.integers(0, 1))
    encodage = draw(st.sampled_from(("UTF-8", "ISO-8859-1")))
    texte = f"""<?xml version="1.0" encoding="{encodage}"?>
<DocumentBudgetaire xmlns="http://www.minefi.gouv.fr/cp/demat/docbudgetaire"><VersionSchema V="88"/>{editeur}
<EnTeteDocBudgetaire>{draw(elements(POSTE))}</EnTeteDocBudgetaire>
<Budget><EnTeteBudget>{draw(elements(ETABLISSEMENT, Nomenclature="M14-M14_ESSAI"))}</EnTeteBudget>
<BlocBudget>{draw(elements(DECISION))}</BlocBudget><InformationsGenerales>{informations}</InformationsGenerales>
{"".join(draw(st.lists(lignes(), min_size=1, max_size=6)))}{annexes}</Budget></DocumentBudgetaire>"""
    return texte.encode(encodage, "xmlcharrefreplace")


def montant_de(texte: str) -> Decimal:
    """An amount of the schema, by Python's own reading."""
    return Decimal(texte.strip())
