"""Plans of accounts like the State's, made here: codes and labels of accounts are those of the law."""

CHAPITRES = """
002 L F Résultat de fonctionnement reporté
011 G F Charges à caractère général
012 G F Charges de personnel et frais assimilés
022 L F Dépenses imprévues
023 L F Virement à la section d'investissement
042 G F Opérations d'ordre de transfert entre sections
043 G F Opérations d'ordre à l'intérieur de la section de fonctionnement
65 C F Autres charges de gestion courante
70 C F Produits des services, du domaine et ventes diverses
74 C F Dotations et participations
75 C F Autres produits de gestion courante
001 L I Solde d'exécution de la section d'investissement reporté
021 L I Virement de la section de fonctionnement
040 G I Opérations d'ordre de transfert entre sections
041 G I Opérations patrimoniales
10 C I Dotations, fonds divers et réserves
13 C I Subventions d'investissement
20 C I Immobilisations incorporelles
21 C I Immobilisations corporelles
4581 C I Opérations sous mandat
"""
# Indented under the account that it details: code, label, and the chapter of each kind of operation.
COMPTES = """
002 Résultat de fonctionnement reporté | RR=002
001 Solde d'exécution de la section d'investissement reporté | RR=001
1 Comptes de capitaux
. 10 Dotations, fonds divers et réserves
. . 1068 Excédents de fonctionnement capitalisés | RR=10
. 13 Subventions d'investissement
. . 139 Subventions transférées au compte de résultat | DOES=040
2 Comptes d'immobilisations
. 20 Immobilisations incorporelles
. . 2031 Frais d'études | DR=20 DOIS=041 ROIS=041
. . 2051 Concessions et droits similaires | DR=20
. 21 Immobilisations corporelles
. . 2183 Matériel de bureau et matériel informatique | DR=21
. 28 Amortissements des immobilisations
. . 28183 Matériel de bureau et matériel informatique | ROES=040
4 Comptes de tiers
. 458 Opérations sous mandat
. . 4581001 Opération sous mandat nº 1
6 Comptes de charges
. 60 Achats
. . 6064 Fournitures administratives | DR=011
. 61 Services extérieurs
. . 6156 Maintenance | DR=011
. 64 Charges de personnel
. . 6411 Personnel titulaire | DR=012
. . 6451 Cotisations à l'URSSAF | DR=012
. 65 Autres charges de gestion courante
. . 651 Redevances pour concessions, brevets, licences | DR=65
. 68 Dotations aux amortissements
. . 6811 Dotations aux amortissements des immobilisations | DOES=042
7 Comptes de produits
. 70 Produits des services
. . 7067 Redevances des services périscolaires | RR=70
. 74 Dotations et participations
. . 7478 Participations d'autres organismes | RR=74
. 75 Autres produits de gestion courante
. . 752 Revenus des immeubles | RR=75
. 77 Produits exceptionnels
. . 777 Quote-part des subventions virée au résultat | ROES=042
"""
GENRES = ("DR", "DOES", "DOIS", "RR", "ROES", "ROIS")
NOMBREUX = 1500


def plan(declinaison: str, annee: int, *, ajouts: int = 0) -> bytes:
    """A plan of accounts as the State publishes them, with ``ajouts`` accounts more."""
    norme = {"M43": "M4"}.get(declinaison.split("_")[0], declinaison.split("_")[0])
    chapitres = "\n".join(
        f'<Chapitre Code="{code}" Libelle="{libelle}" Lib_court="{libelle[:40]}" TypeChapitre="{genre}"'
        f' Section="{section}" Special="{int(code == "4581")}"/>'
        for code, genre, section, libelle in (ligne.split(" ", 3) for ligne in CHAPITRES.split("\n") if ligne)
    )
    comptes, ouverts = [], 0
    for ligne in filter(None, COMPTES.split("\n")):
        niveau = ligne.count(". ")
        comptes.append("</Compte>" * max(0, ouverts - niveau))
        code, _, reste = ligne[2 * niveau :].partition(" ")
        libelle, _, affectations = reste.partition(" | ")
        par_genre = dict(mot.split("=") for mot in affectations.split())
        attributs = " ".join(f'{genre}="{par_genre.get(genre, "")}"' for genre in GENRES)
        comptes.append(
            f'<Compte Code="{code}" Libelle="{libelle}" Lib_court="{libelle[:40]}" DEquip="0" REquip="0" {attributs}>'
        )
        ouverts = niveau + 1
    comptes.append("</Compte>" * ouverts)
    comptes += [
        f'<Compte Code="6{rang:05}" Libelle="Compte nº {rang}" Lib_court="nº {rang}" DEquip="0" REquip="0" DR="011"/>'
        for rang in range(10_000, 10_000 + ajouts)
    ]
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Nomenclature Norme="{norme}" Declinaison="{declinaison}" Exer="{annee}">
<Nature><Chapitres>
{chapitres}
</Chapitres><Comptes>
{chr(10).join(comptes)}
</Comptes></Nature>
<Fonction><RefFonctionnelles><RefFonc Code="0" Libelle="Services généraux"><RefFonc Code="020" Libelle="Administration"/>
</RefFonc></RefFonctionnelles></Fonction>
</Nomenclature>
""".encode()
