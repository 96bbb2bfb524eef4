"""The smallest document and plan, whose parts a test may spoil, and a strategy that damages bytes."""

from hypothesis import strategies as st

from siim94.formats.classeur_cellules import sain

# A plan with what each rule needs: chapters, an account by kind of operation, a chapter that is a prefix.
PLAN = """<?xml version="1.0" encoding="UTF-8"?>
<Nomenclature Norme="M14" Declinaison="M14_ESSAI" Exer="2030">
 <Nature>
  <Chapitres>
   <Chapitre Code="011" Libelle="Charges générales" Lib_court="Charges gén." TypeChapitre="G" Section="F" Special="0"/>
   <Chapitre Code="21" Libelle="Immobilisations" Lib_court="Immob." TypeChapitre="C" Section="I" Special="0"/>
   <Chapitre Code="040" Libelle="Ordre entre sections" Lib_court="Ordre" TypeChapitre="C" Section="I" Special="0"/>
   <Chapitre Code="041" Libelle="Opérations patrimoniales" Lib_court="Patrim." TypeChapitre="C" Section="I" Special="0"/>
   <Chapitre Code="042" Libelle="Ordre entre sections" Lib_court="Ordre" TypeChapitre="C" Section="F" Special="0"/>
   <Chapitre Code="4581" Libelle="Sous mandat" Lib_court="Mandat" TypeChapitre="C" Section="I" Special="1"/>
  </Chapitres>
  <Comptes>
   <Compte Code="60" Libelle="Achats" Lib_court="Achats">
    <Compte Code="6064" Libelle="Fournitures administratives" Lib_court="Fournit." DEquip="0" REquip="0"
            DR="011" DOES="042" DOIS="" RR="" ROES="" ROIS=""/>
   </Compte>
   <Compte Code="2183" Libelle="Matériel informatique" Lib_court="Matériel" DEquip="1" REquip="0"
           DR="21" DOES="040" DOIS="041" RR="" ROES="" ROIS=""/>
  </Comptes>
 </Nature>
 <Fonction>
  <Chapitres>
   <Chapitre Code="900" Libelle="Services" Lib_court="Services" TypeChapitre="C" Section="I" Special="0"/>
  </Chapitres>
  <RefFonctionnelles>
   <RefFonc Code="0" Libelle="Services généraux"><RefFonc Code="020" Libelle="Administration"/></RefFonc>
  </RefFonctionnelles>
 </Fonction>
</Nomenclature>
"""  # noqa: E501 – rows of a table

LIGNE = """<LigneBudget><Nature V="6064"/><Fonction V="020"/><ContNat V="011"/><ArtSpe V="false"/>
 <CodRD V="D"/><MtPrev V="10.00"/><CredOuv V="10.00"/><MtReal V="-2.50"/><OpBudg V="0"/></LigneBudget>"""

PERSONNEL = """<PERSONNEL><CodTypAgent V="I"/><EmploiGradeAgent V="Attaché"/><CodCatAgent V="A"/>
 <TempsComplet V="1"/><Permanent V="true"/><CodSectAgentTitulaire V="ADM"/>
 <EffectifBud V="1.5"/></PERSONNEL>"""

SIRET = "12345678200002"


def totem(
    *,
    lignes=LIGNE,
    personnel=PERSONNEL,
    siret=SIRET,
    exercice="2030",
    etape="09",
    decision="",
    type_budget="P",
    nomenclature="M14-M14_ESSAI",
    avant="",
    encodage="UTF-8",
):
    """A whole TotEM document as bytes."""
    return f"""<?xml version="1.0" encoding="{encodage}"?>{avant}
<DocumentBudgetaire xmlns="http://www.minefi.gouv.fr/cp/demat/docbudgetaire">
<VersionSchema V="100"/>
<EnTeteDocBudgetaire><DteStr V="2031-03-01"/><LibelleColl V="Syndicat d'été"/><IdColl V="{SIRET}"/></EnTeteDocBudgetaire>
<Budget>
<EnTeteBudget><LibelleEtab V="Régie"/><IdEtab V="{siret}"/><CodBud V="00"/><Nomenclature V="{nomenclature}"/></EnTeteBudget>
<BlocBudget><NatDec V="{etape}"/>{decision}<Exer V="{exercice}"/><ProjetBudget V="false"/><CodTypBud V="{type_budget}"/></BlocBudget>
<InformationsGenerales><Information Code="PopTot" V="3 446"/></InformationsGenerales>
{lignes}
<Annexes><DATA_PERSONNEL>{personnel}</DATA_PERSONNEL></Annexes>
</Budget>
</DocumentBudgetaire>
""".encode(encodage)  # noqa: E501 – elements that TotEM keeps together


@st.composite
def abimes(draw, octets: bytes):
    """These bytes cut, or with a few bytes changed, added or repeated."""
    contenu = bytearray(octets)
    for _ in range(draw(st.integers(1, 4))):
        rang = draw(st.integers(0, len(contenu)))
        geste = draw(st.sampled_from(("couper", "changer", "ajouter", "doubler")))
        if geste == "couper":
            del contenu[rang:]
        elif geste == "changer":
            contenu[rang : rang + 1] = draw(st.binary(min_size=1, max_size=1))
        elif geste == "ajouter":
            contenu[rang:rang] = draw(
                st.binary(max_size=20) | st.sampled_from((b"&lol;", b"<", b'"', b";", b"\x00"))
            )
        else:
            contenu[rang:rang] = contenu[rang : rang + draw(st.integers(1, 200))]
    return bytes(contenu)


def valeurs_de(feuille, ligne) -> dict:
    """The values of a row that was read from a sheet, by the kinds of its columns."""
    return {
        colonne.code: colonne.kind.lire(sain(ligne.cellules[colonne.code]))
        for colonne in feuille.colonnes
        if colonne.code in ligne.cellules
    }
