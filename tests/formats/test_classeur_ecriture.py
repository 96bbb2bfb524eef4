from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from siim94.formats.classeur import ColonneDeFeuille, Feuille
from siim94.formats.classeur_cellules import est_vide
from siim94.formats.classeur_ecriture import ecrire_classeur
from siim94.formats.classeur_lecture import lire_classeur
from siim94.formats.kinds import ENTIER, JOUR, MONTANT, OUI_NON, NombreKind
from siim94.formats.nombres import LONGUEUR_MAXIMALE, ecrire_nombre
from tests.formats.echantillons import valeurs_de

CHOIX = ("Ville d'Amont", "-", "=Aval", "Total")
COLONNES = (
    ColonneDeFeuille("adherent", "Adhérent", obligatoire=True, choix=CHOIX, aide="Nom de l'adhérent."),
    ColonneDeFeuille("libelle", "Libellé"),
    ColonneDeFeuille("montant", "Montant (€)", kind=MONTANT, obligatoire=True),
    ColonneDeFeuille("taux", "Taux", kind=NombreKind()),
    ColonneDeFeuille("nombre", "Nombre", kind=ENTIER),
    ColonneDeFeuille("jour", "Jour", kind=JOUR),
    ColonneDeFeuille("actif", "Actif", kind=OUI_NON),
)


def feuille(*lignes):
    return Feuille("Contributions", COLONNES, titre="Titres émis", description="Par an.", lignes=lignes)


def ecrit(*feuilles, **options):
    sortie = BytesIO()
    ecrire_classeur(feuilles, sortie, **options)
    return sortie.getvalue()


def ouvert(*feuilles, **options):
    return load_workbook(BytesIO(ecrit(*feuilles, **options)))


LIGNE = {
    "adherent": "Ville d'Amont",
    "libelle": "0123",
    "montant": Decimal("2214727.45"),
    "taux": Decimal("0.125"),
    "nombre": 12,
    "jour": date(2021, 12, 31),
    "actif": True,
}


def test_same_sheets_give_the_same_bytes():
    assert ecrit(feuille(LIGNE), notice=["Lisez-moi"]) == ecrit(feuille(LIGNE), notice=["Lisez-moi"])


def test_first_sheet_explains_every_column():
    onglet = ouvert(feuille(), notice=["Données de l'exercice", "À remplir."]).worksheets[0]
    textes = [[cellule.value for cellule in rangee] for rangee in onglet.iter_rows()]
    assert onglet.title == "Notice"
    assert [rangee[0] for rangee in textes[:2]] == ["Données de l'exercice", "À remplir."]
    assert ["Adhérent", "choix dans une liste", "oui", "Nom de l'adhérent."] in textes
    assert ["Jour", "date (JJ/MM/AAAA)", None, None] in textes
    assert any("Titres émis" in (rangee[0] or "") for rangee in textes)


def test_sheet_has_french_headings_frozen_and_formats_of_its_columns():
    onglet = ouvert(feuille(LIGNE))["Contributions"]
    assert [c.value for c in onglet[1]] == [
        "Adhérent\u00a0*", "Libellé", "Montant (€)\u00a0*", "Taux", "Nombre", "Jour", "Actif",
    ]  # fmt: skip
    assert onglet.freeze_panes == "A2"
    assert onglet["C2"].number_format == "#,##0.00"
    assert onglet["F2"].number_format == "dd/mm/yyyy"
    assert onglet["F2"].value == datetime(2021, 12, 31)
    assert onglet["B2"].value == "0123"
    assert onglet["B2"].number_format == "@"
    assert onglet.column_dimensions["B"].number_format == "@"
    assert not onglet.protection.sheet


def test_choices_are_lists_held_in_a_hidden_sheet():
    classeur = ouvert(feuille(LIGNE))
    listes = classeur["_listes"]
    assert listes.sheet_state == "hidden"
    assert [c.value for c in listes["A"]] == ["Ville d'Amont", "'-", "'=Aval", "Total"]
    regles = {str(r.sqref): r for r in classeur["Contributions"].data_validations.dataValidation}
    regle = regles["A2:A1002"]
    assert (regle.type, regle.formula1) == ("list", "'_listes'!$A$1:$A$4")
    assert regle.prompt == "Nom de l'adhérent."
    assert regles["G2:G1002"].formula1 == '"oui,non"'


def test_no_name_stands_in_the_properties():
    with ZipFile(BytesIO(ecrit(feuille(LIGNE)))) as archive:
        proprietes = archive.read("docProps/core.xml").decode()
    assert "creator" not in proprietes
    assert "lastModifiedBy" not in proprietes
    assert proprietes.count("1980-01-01") == 2


@pytest.mark.parametrize("texte", ["=1+1", "+33 1", "-x", "@SOMME(A1)", "=cmd|' /C calc'!A0"])
def test_text_that_looks_like_a_formula_is_neutralised_and_comes_back(texte):
    ligne = LIGNE | {"libelle": texte}
    cellule = ouvert(feuille(ligne))["Contributions"]["B2"]
    assert cellule.data_type == "s"
    assert cellule.value == "'" + texte
    lu = lire_classeur(ecrit(feuille(ligne)), [feuille()])
    assert valeurs_de(feuille(), lu.feuilles["Contributions"].lignes[0])["libelle"] == texte


def test_text_that_spells_an_error_stays_a_text():
    lu = lire_classeur(ecrit(feuille(LIGNE | {"libelle": "#N/A"})), [feuille()])
    assert valeurs_de(feuille(), lu.feuilles["Contributions"].lignes[0])["libelle"] == "#N/A"


@pytest.mark.parametrize(
    ("valeurs", "erreur"),
    [
        ({"montant": 12.5}, TypeError),
        ({"montant": True}, TypeError),
        ({"montant": "12"}, TypeError),
        ({"montant": Decimal("NaN")}, ValueError),
        ({"nombre": 10**60}, ValueError),
        ({"jour": datetime(2021, 1, 1)}, TypeError),
        ({"actif": 1}, TypeError),
        ({"libelle": 12}, TypeError),
        ({"libelle": "x" * 40_000}, ValueError),
        ({"adherent": "Inconnu"}, ValueError),
        ({"inconnue": 1}, ValueError),
    ],
)
def test_value_that_its_column_cannot_hold_is_refused(valeurs, erreur):
    with pytest.raises(erreur):
        ecrit(feuille(LIGNE | valeurs))


@pytest.mark.parametrize("nom", ["", "x" * 32, "a/b", "Notice", "_listes"])
def test_name_that_no_sheet_can_have_is_refused(nom):
    with pytest.raises(ValueError, match="sheet"):
        Feuille(nom, COLONNES)


def test_two_columns_of_one_heading_are_refused():
    with pytest.raises(ValueError, match="same heading"):
        Feuille("A", (ColonneDeFeuille("a", "Été"), ColonneDeFeuille("b", "ete")))


def test_path_is_written_like_a_file(tmp_path):
    chemin = tmp_path / "classeur.xlsx"
    ecrire_classeur([feuille(LIGNE)], chemin)
    assert chemin.read_bytes() == ecrit(feuille(LIGNE))


# What a person can have typed: no blanks around, no character that XML lacks, one kind of line break.
textes = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\ufeff"), max_size=40
).filter(lambda t: not est_vide(t) and t == t.strip(" \u00a0\u202f\u2009\u2007\u2008")).filter(
    lambda t: "_x000D_" not in t
) | st.sampled_from(["=1", "'=1", "''-", "-", "@", "12", "1 234,56", "#REF!", "a\nb", "vrai", "Total"])
# A longer text is no number to the reader, and no column of ours holds one.
nombres = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**18), max_value=10**18).filter(
    lambda valeur: len(ecrire_nombre(valeur)) <= LONGUEUR_MAXIMALE
)
lignes = st.fixed_dictionaries(
    {
        "adherent": st.sampled_from(CHOIX),
        "montant": st.decimals(min_value=-(10**17), max_value=10**17, places=2),
    },
    optional={
        "libelle": st.none() | textes,
        "taux": st.none() | nombres,
        "nombre": st.none() | st.integers(-(10**20), 10**20),
        "jour": st.none() | st.dates(date(1000, 1, 1)),
        "actif": st.none() | st.booleans(),
    },
)


@settings(max_examples=150, deadline=None)
@given(st.lists(lignes, max_size=8))
def test_any_table_written_then_read_is_the_same(table):
    lu = lire_classeur(ecrit(feuille(*table)), [feuille()])
    vide = dict.fromkeys(colonne.code for colonne in COLONNES)
    assert [valeurs_de(feuille(), ligne) for ligne in lu.feuilles["Contributions"].lignes] == [
        vide | ligne for ligne in table
    ]
    assert lu.feuilles["Contributions"].totaux == []
    assert lu.feuilles_inconnues == ()
