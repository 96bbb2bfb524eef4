import time
from datetime import date
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest

from siim94.formats.classeur import ColonneDeFeuille, Feuille
from siim94.formats.classeur_cellules import texte
from siim94.formats.classeur_lecture import lire_classeur, lire_onglets
from siim94.formats.erreurs import ErreurFormat
from siim94.formats.kinds import JOUR, MONTANT, OUI_NON
from tests.formats.echantillons import valeurs_de

FEUILLE = Feuille(
    "Contributions",
    (
        ColonneDeFeuille("adherent", "Adhérent", obligatoire=True),
        ColonneDeFeuille("montant", "Montant", kind=MONTANT),
        ColonneDeFeuille("jour", "Jour", kind=JOUR),
        ColonneDeFeuille("actif", "Actif", kind=OUI_NON),
    ),
)
ESPACES = " ".join(
    f'xmlns:{prefixe}="urn:oasis:names:tc:opendocument:xmlns:{prefixe}:1.0"'
    for prefixe in ("office", "table", "text")
)
ENTETES = "".join(
    f'<table:table-cell office:value-type="string"><text:p>{titre}</text:p></table:table-cell>'
    for titre in ("Adhérent", "Montant", "Jour", "Actif")
)
SUITE = (
    '<table:table-cell office:value-type="currency" office:value="1234.56"><text:p>1 234,56 €</text:p>'
    "</table:table-cell>"
    '<table:table-cell office:value-type="date" office:date-value="2021-12-31"><text:p>31/12/21</text:p>'
    "</table:table-cell>"
    '<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>VRAI</text:p>'
    "</table:table-cell>"
)


def cellule(texte, attributs=""):
    return f'<table:table-cell office:value-type="string" {attributs}>{texte}</table:table-cell>'


def ligne(*cellules, attributs=""):
    return f"<table:table-row {attributs}>{''.join(cellules)}</table:table-row>"


def ods(*lignes, nom="Contributions"):
    contenu = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {ESPACES}><office:body>'
        f'<office:spreadsheet><table:table table:name="{nom}">{ligne(ENTETES)}{"".join(lignes)}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    return archive(contenu)


def archive(contenu):
    sortie = BytesIO()
    with ZipFile(sortie, "w") as zip_:
        zip_.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        zip_.writestr("content.xml", contenu)
    return sortie.getvalue()


def lignes_de(source):
    return lire_classeur(source, [FEUILLE]).feuilles["Contributions"].lignes


def test_values_come_from_the_cells_and_not_from_what_they_show():
    (lue,) = lignes_de(ods(ligne(cellule("<text:p>Amont</text:p>"), SUITE)))
    assert valeurs_de(FEUILLE, lue) == {
        "adherent": "Amont",
        "montant": Decimal("1234.56"),
        "jour": date(2021, 12, 31),
        "actif": True,
    }
    assert lue.numero == 2


def test_text_keeps_its_spaces_and_line_breaks_without_the_comment():
    contenu = (
        "<office:annotation><text:p>Remarque</text:p></office:annotation>"
        '<text:p>Ville<text:s text:c="2"/>d\'<text:span>Amont</text:span></text:p><text:p>centre</text:p>'
    )
    (lue,) = lignes_de(ods(ligne(cellule(contenu))))
    assert valeurs_de(FEUILLE, lue)["adherent"] == "Ville  d'Amont\ncentre"


def test_repeated_rows_and_cells_keep_their_places():
    source = ods(
        ligne(
            '<table:table-cell table:number-columns-repeated="4"/>',
            attributs='table:number-rows-repeated="9"',
        ),
        ligne(cellule("<text:p>Aval</text:p>"), attributs='table:number-rows-repeated="2"'),
        ligne(
            '<table:table-cell table:number-columns-repeated="16384"/>',
            attributs='table:number-rows-repeated="1048564"',
        ),
    )
    assert [lue.numero for lue in lignes_de(source)] == [11, 12]


@pytest.mark.parametrize(
    "attributs", ['table:number-rows-repeated="900000000"', 'table:number-rows-repeated="-1"']
)
def test_row_repeated_beyond_measure_is_refused(attributs):
    with pytest.raises(ErreurFormat):
        lignes_de(ods(ligne(cellule("<text:p>x</text:p>"), attributs=attributs)))


def test_cell_repeated_beyond_measure_is_refused():
    with pytest.raises(ErreurFormat, match="au-delà de 500 colonnes"):
        lignes_de(ods(ligne(cellule("<text:p>x</text:p>", 'table:number-columns-repeated="900000000"'))))


def test_formula_without_value_and_error_are_told():
    formule = '<table:table-cell table:formula="of:=1+1"/>'
    (lue,) = lignes_de(ods(ligne(cellule("<text:p>Amont</text:p>"), formule)))
    with pytest.raises(ErreurFormat, match="pas de valeur enregistrée"):
        valeurs_de(FEUILLE, lue)
    faute = cellule("<text:p>#REF!</text:p>", 'calcext:value-type="error" xmlns:calcext="urn:x"')
    (lue,) = lignes_de(ods(ligne(cellule("<text:p>Amont</text:p>"), faute)))
    with pytest.raises(ErreurFormat, match=r"erreur de calcul \(#REF!\)"):
        valeurs_de(FEUILLE, lue)


def test_formula_that_gives_an_empty_text_is_an_empty_cell():
    formule = '<table:table-cell table:formula="of:=&quot;&quot;"><text:p/></table:table-cell>'
    (lue,) = lignes_de(ods(ligne(cellule("<text:p>Amont</text:p>"), formule)))
    assert valeurs_de(FEUILLE, lue)["montant"] is None


def test_percent_year_for_a_date_and_what_is_hidden_or_merged_are_told():
    def nombre(attributs):
        return f"<table:table-cell {attributs}><text:p>x</text:p></table:table-cell>"

    source = ods(
        ligne(
            cellule("<text:p>Amont</text:p>", 'table:number-rows-spanned="2"'),
            nombre('office:value-type="percentage" office:value="0.46"'),
            nombre('office:value-type="date" office:date-value="1905-07-11"'),
            attributs='table:visibility="collapse"',
        ),
        ligne(cellule("<text:p>Aval</text:p>"), attributs='table:visibility="filter"'),
        ligne(cellule("<text:p>Val</text:p>")),
    )
    feuille = lire_classeur(source, [FEUILLE]).feuilles["Contributions"]
    assert [lue.masquee for lue in feuille.lignes] == [True, True, False]
    assert [*map(str, feuille.fusions)] == ["A2:A3"]
    cellules = feuille.lignes[0].cellules
    assert texte(cellules["montant"]) == "46\u00a0%"
    with pytest.raises(ErreurFormat, match="2019 est une année, pas une date"):
        texte(cellules["jour"])


def test_hidden_sheet_is_told():
    proprietes = '<style:table-properties table:display="false"/>'
    style = f'<style:style xmlns:style="urn:x" style:name="ta2">{proprietes}</style:style>'
    contenu = (
        f"<office:document-content {ESPACES}><office:automatic-styles>{style}</office:automatic-styles>"
        '<office:body><office:spreadsheet><table:table table:name="Contributions">'
        f'{ligne(ENTETES)}</table:table><table:table table:name="Brouillon" table:style-name="ta2"/>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    lu = lire_classeur(archive(contenu), [FEUILLE])
    assert (lu.feuilles_inconnues, lu.feuilles_masquees) == (("Brouillon",), ("Brouillon",))


def test_entities_are_refused():
    with pytest.raises(ErreurFormat, match="interdite"):
        lignes_de(archive('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'))


def test_file_written_by_tablib_is_read():
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    document = OpenDocumentSpreadsheet()
    table = Table(name="Contributions")
    for valeurs in (["Adhérent", "Montant"], ["Amont", 12.5]):
        rangee = TableRow()
        for valeur in valeurs:
            if isinstance(valeur, float):
                case = TableCell(valuetype="float", value=str(valeur))
            else:
                case = TableCell(valuetype="string")
                case.addElement(P(text=valeur))
            rangee.addElement(case)
        table.addElement(rangee)
    document.spreadsheet.addElement(table)
    sortie = BytesIO()
    document.save(sortie)
    (lue,) = lignes_de(sortie.getvalue())
    assert valeurs_de(FEUILLE, lue) == {"adherent": "Amont", "montant": Decimal("12.5")}


VIDE = '<table:table-cell table:style-name="ce1"/>'


@pytest.mark.parametrize(
    "vide",
    [
        ligne(VIDE * 2, attributs='table:style-name="ro1"'),
        ligne('<table:table-cell table:number-columns-repeated="16384"></table:table-cell>'),
        '<table:table-row table:style-name="ro1" table:visibility="collapse"/>\n',
    ],
)
def test_rows_that_are_formatted_and_empty_keep_their_place(vide):
    contenu = ods(
        ligne(cellule("<text:p>a</text:p>"), SUITE), vide * 7, ligne(cellule("<text:p>b</text:p>"), SUITE)
    )
    assert [ligne.numero for ligne in lire_classeur(contenu, [FEUILLE]).feuilles["Contributions"].lignes] == [
        2,
        10,
    ]


@pytest.mark.parametrize(
    "cellule_pleine",
    [
        '<table:table-cell office:value-type="float" office:value="7"/>',
        '<table:table-cell table:formula="of:=1"/>',
        '<table:table-cell table:style-name="ce1"><text:p>x</text:p></table:table-cell>',
    ],
)
def test_what_says_something_is_no_empty_row(cellule_pleine):
    (onglet,) = lire_onglets(ods(ligne(cellule_pleine), ligne(cellule_pleine)))
    assert [rangee.numero for rangee in onglet.rangees] == [1, 2, 3]


def test_nine_hundred_thousand_rows_written_one_by_one_cost_little():
    contenu = ods(ligne(cellule("<text:p>b</text:p>")), ligne("<table:table-cell/>") * 900_000)
    debut = time.process_time()
    (onglet,) = lire_onglets(contenu)
    assert time.process_time() - debut < 2
    assert [rangee.numero for rangee in onglet.rangees] == [1, 2]
