from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import Workbook

from siim94.formats.classeur import ColonneDeFeuille, Feuille
from siim94.formats.classeur_cellules import texte
from siim94.formats.classeur_lecture import lire_classeur
from siim94.formats.erreurs import ErreurFormat, ErreursFormat
from siim94.formats.kinds import ENTIER, JOUR, MONTANT, OUI_NON, NombreKind
from tests.formats.echantillons import valeurs_de

COLONNES = (
    ColonneDeFeuille("adherent", "Adhérent", obligatoire=True),
    ColonneDeFeuille("nature", "Nature", obligatoire=True, choix=("Cotisation", "Maintenance")),
    ColonneDeFeuille("montant", "Montant (€)", kind=MONTANT),
    ColonneDeFeuille("effectif", "Effectif", kind=NombreKind()),
    ColonneDeFeuille("nombre", "Nombre", kind=ENTIER),
    ColonneDeFeuille("jour", "Jour", kind=JOUR),
    ColonneDeFeuille("actif", "Actif", kind=OUI_NON),
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
    return valeurs_de(FEUILLE, ligne)


def erreurs(source, feuilles=(FEUILLE,), **options):
    with pytest.raises(ErreurFormat) as levee:
        lire_classeur(source, feuilles, **options)
    return list(levee.value) if isinstance(levee.value, ErreursFormat) else [levee.value]


def test_row_is_read_with_its_places():
    feuille = lue(["Amont", "Cotisation", 1234.56, 72.33, 12, datetime(2021, 12, 31), True])
    (ligne,) = feuille.lignes
    assert ligne.numero == 2
    assert valeurs_de(FEUILLE, ligne) == {
        "adherent": "Amont",
        "nature": "Cotisation",
        "montant": Decimal("1234.56"),
        "effectif": Decimal("72.33"),
        "nombre": 12,
        "jour": date(2021, 12, 31),
        "actif": True,
    }
    assert feuille.lettres["montant"] == "C"


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
        (2, "12,345 ", "se lit de deux façons"),
        (2, "45 %", "n'est pas un nombre"),
        (2, True, "n'est pas un nombre"),
        (2, datetime(2021, 1, 1), "n'est pas un nombre"),
        (2, "=1+1", "la formule n'a pas de valeur enregistrée"),
        (4, 12.5, "n'est pas un nombre entier"),
        (4, "12,5", "n'est pas un nombre entier"),
        (5, "31/02/2021", "n'existe pas"),
        (5, 44562, "n'est pas une date"),
        (5, "demain", "n'est pas une date"),
        (6, "peut-être", "ne dit ni oui ni non"),
        (2, "#REF!", "erreur de calcul (#REF!)"),
    ],
)
def test_unreadable_cell_is_told(rang, cellule, message):
    ligne = ["Amont", "Cotisation", None, None, None, None, None]
    ligne[rang] = cellule
    with pytest.raises(ErreurFormat) as levee:
        valeurs_de(FEUILLE, lue(ligne).lignes[0])
    assert message in levee.value.message


@pytest.mark.parametrize("cellule", ["oui", "Oui", "X", "vrai", "VRAI", 1, True])
def test_yes_is_said_in_several_ways(cellule):
    assert valeurs(None, None, None, None, cellule)["actif"] is True


@pytest.mark.parametrize("cellule", ["non", "faux", "N", 0, False])
def test_no_is_said_in_several_ways(cellule):
    assert valeurs(None, None, None, None, cellule)["actif"] is False


def enregistre(livre):
    sortie = BytesIO()
    livre.save(sortie)
    return lire_classeur(sortie.getvalue(), [FEUILLE])


def livre_d_une_ligne(*cellules):
    livre = Workbook()
    livre.active.title = "Contributions"
    livre.active.append(TITRES)
    livre.active.append(["Amont", "Cotisation", *cellules])
    return livre


@pytest.mark.parametrize("format_", ["0%", "0.0%", '0.0" "%', "[Red]0 %;-0 %"])
def test_percent_cell_reads_as_the_text_that_it_shows(format_):
    livre = livre_d_une_ligne(None, 0.455)
    livre.active["D2"].number_format = format_
    (ligne,) = enregistre(livre).feuilles["Contributions"].lignes
    assert texte(ligne.cellules["effectif"]) == "45,5\u00a0%"
    assert ligne.cellules["effectif"] == Decimal("0.455")


@pytest.mark.parametrize("format_", ['0" % de remise"', "0\\%", "General"])
def test_percent_sign_in_a_literal_is_no_percentage(format_):
    livre = livre_d_une_ligne(None, 45)
    livre.active["D2"].number_format = format_
    assert texte(enregistre(livre).feuilles["Contributions"].lignes[0].cellules["effectif"]) == "45"


@pytest.mark.parametrize("annee", [1900, 2019, 2100])
def test_year_typed_in_a_cell_of_dates_is_no_day(annee):
    livre = livre_d_une_ligne(None, None, None, annee)
    livre.active["F2"].number_format = "dd/mm/yyyy"
    with pytest.raises(ErreurFormat, match=f"{annee} est une année, pas une date"):
        valeurs_de(FEUILLE, enregistre(livre).feuilles["Contributions"].lignes[0])


def test_what_is_hidden_or_merged_is_told():
    livre = livre_d_une_ligne(12)
    livre.active.append(["Aval", "Cotisation", 13])
    livre.active.row_dimensions[3].hidden = True
    livre.active.column_dimensions["C"].hidden = True
    livre.active.merge_cells("C2:C3")
    livre.create_sheet("Brouillon").sheet_state = "hidden"
    livre.create_sheet("Secret").sheet_state = "veryHidden"
    lu = enregistre(livre)
    feuille = lu.feuilles["Contributions"]
    assert [ligne.masquee for ligne in feuille.lignes] == [False, True]
    assert (feuille.colonnes_masquees, *map(str, feuille.fusions)) == (("Montant (€)",), "C2:C3")
    assert lu.feuilles_masquees == ("Brouillon", "Secret")


def test_date_is_a_real_one_or_french_text():
    for cellule in (datetime(2021, 12, 31), date(2021, 12, 31), "31/12/2021", "2021-12-31"):
        assert valeurs(None, None, None, cellule)["jour"] == date(2021, 12, 31)


def test_code_typed_as_a_number_is_the_text_a_person_reads():
    assert (
        valeurs_de(FEUILLE, lue([6411, "Cotisation"], [6411.0, "cotisation"]).lignes[1])["adherent"] == "6411"
    )
    assert valeurs_de(FEUILLE, lue([12.5, "Cotisation"]).lignes[0])["adherent"] == "12,5"
    assert valeurs_de(FEUILLE, lue([25.303, "Cotisation"]).lignes[0])["adherent"] == "25,303"


def test_sheet_and_headings_are_found_whatever_case_accents_spaces_and_order():
    titres = ["  NATURE *", "montant\u00a0(€)", "adherent", "Remarque"]
    feuille = lue(["Cotisation", 12, "Amont", "à voir"], titres=titres, nom="contributions ")
    assert valeurs_de(FEUILLE, feuille.lignes[0]) == {
        "nature": "Cotisation",
        "montant": Decimal(12),
        "adherent": "Amont",
    }
    assert feuille.colonnes_ignorees == ("Remarque",)
    assert feuille.colonnes_absentes == ("Effectif", "Nombre", "Jour", "Actif")


def test_headings_are_found_below_a_title():
    feuille = lue(["Contributions"], ["en euros"], [], TITRES, ["Amont", "Cotisation", 5], titres=None)
    assert [(ligne.numero, ligne.cellules["montant"]) for ligne in feuille.lignes] == [(5, 5)]


def test_heading_typed_as_a_number_is_found():
    feuille = Feuille(
        "Série", (ColonneDeFeuille("libelle", "Libellé"), ColonneDeFeuille("valeur", "2021", kind=MONTANT))
    )
    source = classeur(["Recettes", 5], titres=["Libellé", 2021], nom="Série")
    assert lire_classeur(source, [feuille]).feuilles["Série"].lignes[0].cellules["valeur"] == 5


def test_blank_rows_are_not_rows():
    feuille = lue(["Amont", "Cotisation"], [], [None, " "], ["Aval", "Cotisation"])
    assert [ligne.numero for ligne in feuille.lignes] == [2, 5]


@pytest.mark.parametrize("libelle", ["TOTAL", "Total général", "Sous-total Amont", "sous total", "Totaux"])
def test_typed_total_is_set_apart_with_its_numbers(libelle):
    feuille = lue(["Amont", "Cotisation", 12], [libelle, None, 1234.56, None, 2.5])
    assert len(feuille.lignes) == 1
    ((dit, total),) = feuille.totaux
    assert (total.numero, dit) == (3, libelle)
    assert (total.cellules["montant"], total.cellules["nombre"]) == (Decimal("1234.56"), Decimal("2.5"))


def test_total_in_another_column_than_the_first_is_a_total():
    ((_, total),) = lue([None, "Total", 12]).totaux
    assert total.cellules["montant"] == 12


def test_supplier_called_total_is_data():
    feuille = lue(["Total Énergies", "Cotisation", 12], ["Totalité", "Cotisation", 3])
    assert [ligne.cellules["adherent"] for ligne in feuille.lignes] == ["Total Énergies", "Totalité"]
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


def test_open_file_is_read_from_its_beginning_and_left_open():
    flux = BytesIO(classeur(["Amont", "Cotisation"]))
    flux.seek(7)
    assert len(lire_classeur(flux, [FEUILLE]).feuilles["Contributions"].lignes) == 1
    assert not flux.closed


def test_path_is_read_like_bytes(tmp_path):
    chemin = tmp_path / "sans extension"
    chemin.write_bytes(classeur(["Amont", "Cotisation"]))
    assert len(lire_classeur(chemin, [FEUILLE]).feuilles["Contributions"].lignes) == 1
