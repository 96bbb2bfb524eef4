from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import Workbook

from siim94.formats.classeur import Colonne, Feuille
from siim94.formats.classeur_lecture import lire_classeur, lire_table
from siim94.formats.erreurs import ErreurFormat, ErreursFormat

COLONNES = (
    Colonne("adherent", "Adhérent", obligatoire=True),
    Colonne("nature", "Nature", "choix", obligatoire=True, choix=("Cotisation", "Maintenance")),
    Colonne("montant", "Montant (€)", "montant"),
    Colonne("effectif", "Effectif", "decimal"),
    Colonne("nombre", "Nombre", "entier"),
    Colonne("jour", "Jour", "date"),
    Colonne("actif", "Actif", "booleen"),
)
FEUILLE = Feuille("Contributions", COLONNES)
TITRES = [colonne.titre for colonne in COLONNES]


def classeur(*lignes, titres=TITRES, nom="Contributions", autres=()):
    livre = Workbook()
    onglet = livre.active
    onglet.title = nom
    for ligne in ([titres] if titres else []) + list(lignes):
        onglet.append(ligne)
    for autre in autres:
        livre.create_sheet(autre).append(["a", "b"])
    sortie = BytesIO()
    livre.save(sortie)
    return sortie.getvalue()


def lue(*lignes, **options):
    return lire_classeur(classeur(*lignes, **options), [FEUILLE]).feuilles["Contributions"]


def valeurs(*cellules, **options):
    (ligne,) = lue(["Amont", "Cotisation", *cellules], **options).lignes
    return ligne.valeurs


def erreurs(source, feuilles=(FEUILLE,), **options):
    with pytest.raises(ErreurFormat) as levee:
        lire_classeur(source, feuilles, **options)
    return list(levee.value) if isinstance(levee.value, ErreursFormat) else [levee.value]


def test_row_is_read_with_its_places():
    feuille = lue(["Amont", "Cotisation", 1234.56, 72.33, 12, datetime(2021, 12, 31), True])
    (ligne,) = feuille.lignes
    assert ligne.numero == 2
    assert ligne.valeurs == {
        "adherent": "Amont",
        "nature": "Cotisation",
        "montant": Decimal("1234.56"),
        "effectif": Decimal("72.33"),
        "nombre": 12,
        "jour": date(2021, 12, 31),
        "actif": True,
    }
    assert ligne.cellules["montant"] == "C2"


def test_empty_cell_is_unknown_and_never_zero():
    assert set(valeurs(None, "", "  ", None, "\u00a0").values()) == {"Amont", "Cotisation", None}


@pytest.mark.parametrize(
    ("cellule", "montant"),
    [
        ("1 234,56", "1234.56"),
        ("1\u202f234,56\u00a0€", "1234.56"),
        ("(12,00)", "-12"),
        (0, "0"),
        (0.1 + 0.2, "0.3"),
        (1234567.89 - 1234567.88, "0.01"),
        (-2214727.45, "-2214727.45"),
    ],
)
def test_amount_is_exact_to_the_cent(cellule, montant):
    assert valeurs(cellule)["montant"] == Decimal(montant)


@pytest.mark.parametrize(
    ("rang", "cellule", "message"),
    [
        (2, "douze", "n'est pas un nombre"),
        (2, "1,234", "se lit de deux façons"),
        (2, 1 / 3, "plus de deux décimales"),
        (2, "12,345 ", "se lit de deux façons"),
        (2, "0,125", "plus de deux décimales"),
        (2, "45 %", "n'est pas un montant"),
        (2, True, "n'est pas un nombre"),
        (2, datetime(2021, 1, 1), "n'est pas un nombre"),
        (4, 12.5, "n'est pas un nombre entier"),
        (4, "12,5", "n'est pas un nombre entier"),
        (5, "31/02/2021", "n'existe pas"),
        (5, 44562, "n'est pas une date"),
        (5, "demain", "n'est pas une date"),
        (6, "peut-être", "n'est ni oui ni non"),
        (1, "Don", "n'est pas dans la liste (valeurs admises\u00a0: Cotisation, Maintenance)"),
        (0, None, "une valeur est obligatoire"),
        (2, "#REF!", "erreur de calcul (#REF!)"),
    ],
)
def test_unreadable_cell_is_told_by_sheet_row_and_letter(rang, cellule, message):
    ligne = ["Amont", "Cotisation", None, None, None, None, None]
    ligne[rang] = cellule
    (erreur,) = erreurs(classeur(["Amont", "Cotisation"], ligne), nom="année.xlsx")
    assert message in erreur.message
    assert erreur.message.startswith(TITRES[rang])
    assert erreur.lieu == f"fichier année.xlsx, feuille Contributions, ligne 3, colonne {'ABCDEFG'[rang]}"


def test_every_faulty_cell_is_told_at_once():
    source = classeur(["Amont", "Don", "x"], ["Aval", "Cotisation", None, "y"], ["Aval", "Cotisation", 1])
    assert [(e.ligne, e.colonne) for e in erreurs(source)] == [(2, "B"), (2, "C"), (3, "D")]


def test_reading_stops_at_a_hundred_errors():
    assert len(erreurs(classeur(*(["Amont", "Don"] for _ in range(300))))) == 100


@pytest.mark.parametrize("cellule", ["oui", "Oui", "X", "vrai", "VRAI", 1, True])
def test_yes_is_said_in_several_ways(cellule):
    assert valeurs(None, None, None, None, cellule)["actif"] is True


@pytest.mark.parametrize("cellule", ["non", "faux", "N", 0, False])
def test_no_is_said_in_several_ways(cellule):
    assert valeurs(None, None, None, None, cellule)["actif"] is False


def test_percent_cell_and_percent_text_are_one_number():
    livre = Workbook()
    livre.active.title = "Contributions"
    livre.active.append(TITRES)
    livre.active.append(["Amont", "Cotisation", None, 0.455])
    livre.active["D2"].number_format = "0.0%"
    livre.active.append(["Amont", "Cotisation", None, "45,5 %"])
    sortie = BytesIO()
    livre.save(sortie)
    lignes = lire_classeur(sortie.getvalue(), [FEUILLE]).feuilles["Contributions"].lignes
    assert [ligne.valeurs["effectif"] for ligne in lignes] == [Decimal("0.455")] * 2


def test_date_is_a_real_one_or_french_text():
    for cellule in (datetime(2021, 12, 31), date(2021, 12, 31), "31/12/2021", "2021-12-31"):
        assert valeurs(None, None, None, cellule)["jour"] == date(2021, 12, 31)


def test_code_typed_as_a_number_is_the_text_a_person_reads():
    assert lue([6411, "Cotisation"], [6411.0, "cotisation"]).lignes[1].valeurs["adherent"] == "6411"
    assert lue([12.5, "Cotisation"]).lignes[0].valeurs["adherent"] == "12,5"


def test_choice_is_found_whatever_its_case_and_accents():
    assert lue(["Amont", " COTISATION "]).lignes[0].valeurs["nature"] == "Cotisation"


def test_sheet_and_headings_are_found_whatever_case_accents_spaces_and_order():
    titres = ["  NATURE *", "montant\u00a0(€)", "adherent", "Remarque"]
    feuille = lue(["Cotisation", 12, "Amont", "à voir"], titres=titres, nom="contributions ")
    assert feuille.lignes[0].valeurs == {"nature": "Cotisation", "montant": Decimal(12), "adherent": "Amont"}
    assert feuille.colonnes_ignorees == ("Remarque",)
    assert feuille.colonnes_absentes == ("Effectif", "Nombre", "Jour", "Actif")


def test_headings_are_found_below_a_title():
    feuille = lue(["Contributions"], ["en euros"], [], TITRES, ["Amont", "Cotisation", 5], titres=None)
    assert [(ligne.numero, ligne.valeurs["montant"]) for ligne in feuille.lignes] == [(5, 5)]


def test_heading_typed_as_a_number_is_found():
    feuille = Feuille("Série", (Colonne("libelle", "Libellé"), Colonne("valeur", "2021", "montant")))
    source = classeur(["Recettes", 5], titres=["Libellé", 2021], nom="Série")
    assert lire_classeur(source, [feuille]).feuilles["Série"].lignes[0].valeurs["valeur"] == 5


def test_blank_rows_are_not_rows():
    feuille = lue(["Amont", "Cotisation"], [], [None, " "], ["Aval", "Cotisation"])
    assert [ligne.numero for ligne in feuille.lignes] == [2, 5]


@pytest.mark.parametrize("libelle", ["TOTAL", "Total général", "Sous-total Amont", "sous total", "Totaux"])
def test_typed_total_is_set_apart_with_its_numbers(libelle):
    feuille = lue(["Amont", "Cotisation", 12], [libelle, None, 1234.56, None, 2.5])
    assert len(feuille.lignes) == 1
    (total,) = feuille.totaux
    assert (total.numero, total.libelle) == (3, libelle)
    assert total.valeurs == {"montant": Decimal("1234.56"), "nombre": Decimal("2.5")}
    assert total.cellules["montant"] == "C3"


def test_total_in_another_column_than_the_first_is_a_total():
    assert lue([None, "Total", 12]).totaux[0].valeurs == {"montant": Decimal(12)}


def test_supplier_called_total_is_data():
    feuille = lue(["Total Énergies", "Cotisation", 12], ["Totalité", "Cotisation", 3])
    assert [ligne.valeurs["adherent"] for ligne in feuille.lignes] == ["Total Énergies", "Totalité"]
    assert feuille.totaux == []


def test_missing_compulsory_column_is_named():
    (erreur,) = erreurs(classeur(["Amont", 12], titres=["Adhérent", "Montant (€)"]))
    assert erreur.message == "il manque la colonne Nature"
    assert (erreur.feuille, erreur.ligne) == ("Contributions", 1)


def test_doubled_heading_is_named_with_both_letters():
    (erreur,) = erreurs(classeur(["Amont", "Cotisation", 1, 2], titres=[*TITRES[:3], "montant (€)"]))
    assert erreur.message == "l'en-tête «\u00a0Montant (€)\u00a0» figure deux fois (colonnes C et D)"


def test_sheet_without_known_heading_is_told():
    (erreur,) = erreurs(classeur(["a", "b"], titres=["x", "y"]))
    assert "aucun en-tête reconnu" in erreur.message


def test_unknown_and_missing_sheets_are_reported():
    lu = lire_classeur(
        classeur(["Amont", "Cotisation"], autres=("Brouillon", "Notice", "_listes")),
        [FEUILLE, Feuille("Subventions", COLONNES)],
    )
    assert lu.feuilles_inconnues == ("Brouillon",)
    assert lu.feuilles_absentes == ("Subventions",)


def test_workbook_without_any_expected_sheet_is_refused():
    (erreur,) = erreurs(classeur(nom="Feuil1"))
    assert "Feuil1" in erreur.message


def test_two_sheets_that_differ_by_an_accent_are_refused():
    (erreur,) = erreurs(classeur(nom="Congé", autres=("Conge",)), [Feuille("Congé", COLONNES)])
    assert erreur.message == "deux feuilles ont le même nom\u00a0: Congé, Conge"


def test_formula_without_a_stored_value_is_an_error_that_names_the_cell():
    (erreur,) = erreurs(classeur(["Amont", "Cotisation", "=1+1"]))
    assert "la formule n'a pas de valeur enregistrée" in erreur.message
    assert (erreur.ligne, erreur.colonne) == (2, "C")


CSV = (
    "Adhérent;Nature;Montant (€);Jour;Actif\r\n"
    "Amont;Cotisation;1 234,56 €;31/12/2021;oui\r\n"
    "Total;;1 234,56;;\r\n"
)


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_goes_through_the_same_reading(encodage):
    feuille = lire_table(CSV.encode(encodage), FEUILLE)
    (ligne,) = feuille.lignes
    assert ligne.valeurs == {
        "adherent": "Amont",
        "nature": "Cotisation",
        "montant": Decimal("1234.56"),
        "jour": date(2021, 12, 31),
        "actif": True,
    }
    assert (ligne.numero, ligne.cellules["montant"]) == (2, "C2")
    assert feuille.totaux[0].valeurs == {"montant": Decimal("1234.56")}


def test_csv_error_has_its_place_without_a_sheet():
    with pytest.raises(ErreurFormat) as levee:
        lire_table(CSV.replace("31/12", "31/02").encode(), FEUILLE, nom="a.csv")
    assert levee.value.lieu == "fichier a.csv, ligne 2, colonne D"


def test_table_is_the_sheet_of_its_name_or_the_only_one():
    ligne = ["Amont", "Cotisation"]
    assert len(lire_table(classeur(ligne, autres=("Autre",)), FEUILLE).lignes) == 1
    assert len(lire_table(classeur(ligne, nom="Feuil1", autres=("Notice",)), FEUILLE).lignes) == 1
    with pytest.raises(ErreurFormat, match="pas de feuille"):
        lire_table(classeur(ligne, nom="Feuil1", autres=("Autre",)), FEUILLE)


def test_open_file_is_read_from_its_beginning_and_left_open():
    for octets in (CSV.encode(), classeur(["Amont", "Cotisation"])):
        flux = BytesIO(octets)
        flux.seek(7)
        assert len(lire_table(flux, FEUILLE).lignes) == 1
        assert not flux.closed


def test_path_is_read_like_bytes(tmp_path):
    chemin = tmp_path / "sans extension"
    chemin.write_bytes(classeur(["Amont", "Cotisation"]))
    assert len(lire_classeur(chemin, [FEUILLE]).feuilles["Contributions"].lignes) == 1
