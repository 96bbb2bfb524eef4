"""The budget tables of the 2021 report as printed: code, label, one text a column (empty where blank)."""

RECETTES_FONCTIONNEMENT = """
013|Atténuations de charges|6 835,91
70|Produits services, domaine et ventes div|697 578,47
73|Impôts et taxes|0,00
74|Dotations et participations|6 008 855,27
75|Autres produits de gestion courante|1,52
|Total des recettes de gestion courante|6 713 271,17
76|Produits financiers|0,00
77|Produits exceptionnels|4 127,26
78|Reprises provisions semi-budgétaires|0,00
|Total des recettes réelles de fonctionnement|6 717 398,43
042|Opération ordre transfert entre sections|0,00
043|Opération ordre intérieur de la section|0,00
|Total des recettes d'ordre de fonctionnement|0,00
|TOTAL|6 717 398,43
"""

DEPENSES_FONCTIONNEMENT = """
011|Charges à caractère général|2 214 727,45
012|Charges de personnel, frais assimilés|3 544 981,77
014|Atténuations de produits|0,00
65|Autres charges de gestion courante|36 001,42
656|Frais fonctionnement des groupes d'élus|0,00
|Total des dépenses de gestion courante|5 795 710,64
66|Charges financières|54 044,29
67|Charges exceptionnelles|9 967,02
68|Dotations provisions semi-budgétaires (1)|0,00
022|Dépenses imprévues|
|Total des dépenses réelles de fonctionnement|5 859 721,95
023|Virement à la section d'investissement (2)|
042|Opération ordre transfert entre sections (2)|644 543,40
043|Opération ordre intérieur de la section (2)|0,00
|Total des dépenses d'ordre de fonctionnement|644 543,40
|TOTAL|6 504 265,35
"""

RECETTES_INVESTISSEMENT = """
|Total des recettes d'équipement|0,00
10|Dotations, fonds divers et réserves|170 155,48
10222|FCTVA|90 266,00
1068|Excédents de fonctionnement capitalisés|79 889,48
024|Produits des cessions d'immobilisations|
|Total des recettes financières|170 155,48
|TOTAL DES RECETTES REELLES|170 155,48
021|Virement de la sect° de fonctionnement|
040|Opérat° ordre transfert entre sections (3) (4)|644 543,40
28031|Frais d'études|24 787,00
28051|Concessions et droits similaires|420 449,40
28088|Autres immobilisations incorporelles|6 353,88
28135|Installations générales, agencements, ..|17 348,00
28182|Matériel de transport|7 961,89
28183|Matériel de bureau et informatique|164 882,23
28184|Mobilier|2 761,00
|TOTAL DES PRELEVEMENTS PROVENANT DE LA SECTION DE FONCTIONNEMENT|644 543,40
041|Opérations patrimoniales|0,00
|TOTAL DES RECETTES D'ORDRE|644 543,40
|TOTAL DES RECETTES D'INVESTISSEMENT DE L'EXERCICE|814 698,88
"""

DEPENSES_INVESTISSEMENT = """
20|Immobilisations incorporelles (sauf opérations et 204)|605 313,58|54 019,72
2031|Frais d'études|162 804,18|397,50
2051|Concessions, droits similaires|442 509,40|53 622,22
204|Subventions d'équipement versées (sauf opérations)|0,00|0,00
21|Immobilisations corporelles (sauf opérations)|165 295,36|610,05
2135|Installations générales, agencements|107 028,91|0,00
2183|Matériel de bureau et informatique|57 404,06|610,05
2184|Mobilier|862,39|0,00
22|Immobilisations reçues en affectation (sauf opérations)|0,00|0,00
23|Immobilisations en cours (sauf opérations)|0,00|0,00
|Total des dépenses d'équipement|770 608,94|54 629,77
10|Dotations, fonds divers et réserves|0,00|0,00
13|Subventions d'investissement|0,00|0,00
16|Emprunts et dettes assimilées|344 265,10|0,00
1641|Emprunts en euros|344 265,10|0,00
020|Dépenses imprévues||
|Total des dépenses financières|344 265,10|0,00
|TOTAL DEPENSES REELLES|1 114 874,04|54 629,77
|TOTAL DES DEPENSES D'INVESTISSEMENT DE L'EXERCICE|1 114 874,04|
"""

CONTRIBUTIONS = """
MAIRIE DE VITRY|1 828 377,37
MAIRIE D'IVRY|1 318 655,28
MAIRIE DE VILLEJUIF|984 152,04
MAIRIE D'ARCUEIL|500 070,21
MAIRIE DE GENTILLY|485 166,72
EPT GRAND ORLY SEINE BIEVRE|400 000,00
OPH VITRY SUR SEINE|331 165,13
OPALY|303 742,32
OPH VILLEJUIF|181 414,92
OPH IVRY SUR SEINE|145 517,24
LOGIREP|88 458,31
SAF 94|37 513,82
THEATRE ANTOINE VITEZ|19 848,42
OPH THIAIS|18 256,66
SIDORESTO|17 726,00
SMBVB|6 369,30
"""


def lignes(tableau: str) -> list[list[str]]:
    """The rows of a table above: code, label and one text a column."""
    return [ligne.split("|") for ligne in tableau.strip().splitlines()]


TABLEAUX = {
    "finances.recettes_fonctionnement": lignes(RECETTES_FONCTIONNEMENT),
    "finances.depenses_fonctionnement": lignes(DEPENSES_FONCTIONNEMENT),
    "finances.recettes_investissement": lignes(RECETTES_INVESTISSEMENT),
    "finances.depenses_investissement": lignes(DEPENSES_INVESTISSEMENT),
}
