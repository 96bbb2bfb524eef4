"""What the cells of a yearly sheet say, each by its column, and what is told of them before the load."""

from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import Workbook

from finances.models import Contribution
from rh.models import IndicateurRh
from siim94.chargements.classeur_feuilles import FEUILLES_ANNUELLES
from siim94.chargements.genres import chargeur_de
from siim94.chargements.moteur import Options, charger, simuler
from siim94.socle.partage import lectures_partagees
from tests.chargements.test_classeur import plat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021")]

CONTRIBUTIONS = ("Adhérent", "Nature", "Montant")
INDICATEURS = ("Code", "Libellé", "Valeur", "Unité")
CDI = "Part des contractuels en contrat à durée indéterminée"
DOCUMENTS = ("Budget", "Étape", "Plan de comptes", "Date")


def classeur(feuille, *lignes, changer=None):
    """A workbook of one sheet, as a person would make it."""
    livre = Workbook()
    livre.active.title = feuille
    for ligne in lignes:
        livre.active.append(ligne)
    if changer:
        changer(livre)
    flux = BytesIO()
    livre.save(flux)
    flux.seek(0)
    return flux


def apercu_de(feuille, *lignes, changer=None):
    flux = classeur(feuille, *lignes, changer=changer)
    return simuler(chargeur_de("classeur"), flux, Options(exercice=2021))


def erreurs(*args, **options):
    return [plat(str(erreur)) for erreur in apercu_de(*args, **options).erreurs]


def avertissements(*args, **options):
    return [plat(str(remarque)) for remarque in apercu_de(*args, **options).avertissements]


def au_format(coordonnee, format_):
    def changer(livre):
        livre.active[coordonnee].number_format = format_

    return changer


@pytest.mark.parametrize(
    ("valeur", "format_"), [(0.46, "0%"), ("46 %", "@"), ("46\u00a0%", "General"), (46, "0"), ("46", "@")]
)
def test_percentage_under_a_unit_of_per_cent_is_what_one_reads(valeur, format_):
    apercu = apercu_de(
        "Indicateurs RH", INDICATEURS, ("part-cdi", CDI, valeur, "%"), changer=au_format("C2", format_)
    )
    assert (apercu.erreurs, apercu.change) == ([], False)


def test_percentage_is_loaded_as_it_is_read():
    flux = classeur(
        "Indicateurs RH", INDICATEURS, ("part-cdi", CDI, 0.475, "%"), changer=au_format("C2", "0.0%")
    )
    charger(chargeur_de("classeur"), flux, Options(exercice=2021))
    assert IndicateurRh.objects.valeur(2021, "part-cdi") == Decimal("47.5")


@pytest.mark.parametrize(("valeur", "format_"), [(0.46, "0%"), ("46 %", "@")])
@pytest.mark.parametrize("unite", ["agents", None])
def test_percentage_under_another_unit_is_refused_with_its_cell(valeur, format_, unite):
    (erreur,) = erreurs(
        "Indicateurs RH", INDICATEURS, ("agents", "Agents", valeur, unite), changer=au_format("C2", format_)
    )
    assert erreur == (
        "feuille Indicateurs RH, ligne 2, colonne C : Valeur : « 46 % » est un pourcentage, pas un nombre"
    )


@pytest.mark.parametrize(
    ("cellules", "message"),
    [
        (
            ("Gentilly", "prestation", "douze"),
            "colonne C : Montant : le texte de la cellule n’est pas un nombre",
        ),
        (
            ("Gentilly", "prestation", 1 / 3),
            "colonne C : Montant : « 0,333333333333333 » a plus de 2 décimales",
        ),
        (("Gentilly", "prestation", "0,125"), "colonne C : Montant : « 0,125 » a plus de 2 décimales"),
        (("Gentilly", "prestation", 10**22), "colonne C : Montant : « 10000000000000000000000 » a plus de"),
        (("Gentilly", "prestation", "46 %"), "colonne C : Montant : « 46 % » est un pourcentage"),
        (
            ("Gentilly", "prestation", "=1+1"),
            "colonne C : Montant : la formule n’a pas de valeur enregistrée",
        ),
        (
            ("Gentilly", "prestation", "#REF!"),
            "colonne C : Montant : la cellule contient une erreur de calcul",
        ),
        (("#N/A", "prestation", 1), "colonne A : Adhérent : la cellule contient une erreur de calcul"),
        ((None, "prestation", 1), "colonne A : Adhérent : une valeur est obligatoire"),
    ],
)
def test_unreadable_cell_is_told_by_sheet_row_and_letter(cellules, message):
    (erreur,) = erreurs("Contributions", CONTRIBUTIONS, cellules)
    assert erreur.startswith(f"feuille Contributions, ligne 2, {message}")


def test_every_faulty_cell_of_every_row_is_told_at_once():
    dites = erreurs(
        "Contributions",
        CONTRIBUTIONS,
        ("Gentilly", "don", "x"),
        (None, "prestation", 1),
        ("Atlantide", "", 1),
    )
    assert [dite.partition(" :")[0].removeprefix("feuille Contributions, ") for dite in dites] == [
        "ligne 2, colonne B",
        "ligne 2, colonne C",
        "ligne 3, colonne A",
        "ligne 4, colonne A",
    ]


def test_choice_is_found_whatever_its_case_and_accents_and_amounts_lose_the_noise_of_floats():
    flux = classeur(
        "Contributions", CONTRIBUTIONS, ("ville de GENTILLY", " PRESTATION ", 1234567.89 - 1234567.88)
    )
    (table,) = simuler(chargeur_de("classeur"), flux, Options(exercice=2021)).tables
    assert {nom: nouveau for nom, _, nouveau in table.lignes[0].champs}["montant"] == "0,01"


@pytest.mark.parametrize("format_", ["dd/mm/yyyy", "d mmm yy"])
def test_year_typed_in_a_column_of_dates_is_refused_with_its_cell(format_):
    erreur, inconnu = erreurs(
        "Documents budgétaires",
        DOCUMENTS,
        ("budget principal", "compte administratif", "M14", 2019),
        changer=au_format("D2", format_),
    )
    assert "ligne 2, colonne D : Date de décision : 2019 est une année, pas une date" in erreur
    assert "ligne 2, colonne C : Plan de comptes : « M14 » n’est pas enregistré" in inconnu


def test_too_many_errors_end_the_reading():
    dites = erreurs("Contributions", CONTRIBUTIONS, *[("Gentilly", "don", "x")] * 300)
    assert len(dites) == 201
    assert "la lecture s’est arrêtée là" in dites[-1]


def test_column_of_values_is_told_when_it_is_absent():
    apercu = apercu_de("Contributions", ("Adhérent", "Date"), ("Gentilly", "2021"))
    (question,) = apercu.questions
    assert "feuille Contributions : la colonne « Montant » est absente" in plat(str(question))
    assert "peut-être nommée" not in str(question)
    dits = avertissements("Contributions", ("Adhérent",), ("Gentilly",))
    assert "feuille Contributions : la colonne « Montant » est absente." in dits


def test_headings_are_found_below_gaps_and_rows_that_are_formatted_and_empty():
    def espacer(livre):
        livre.active["A400"], livre.active["B400"], livre.active["C400"] = CONTRIBUTIONS
        livre.active["A900"], livre.active["B900"], livre.active["C900"] = "Gentilly", "prestation", 12
        for numero in range(1_000, 4_000):
            livre.active.cell(numero, 3).number_format = "0.00"

    flux = classeur("Contributions", ("Contributions de l’année",), changer=espacer)
    (table,) = simuler(chargeur_de("classeur"), flux, Options(exercice=2021)).tables
    assert [ligne.lieu for ligne in table.lignes] == ["feuille Contributions, ligne 900"]


def test_what_a_field_refuses_is_told_by_its_cell_beside_rows_that_stand_twice():
    lignes = (
        ("Gentilly", "prestation", 12345678901234),
        ("Arcueil", "prestation", 1),
        ("Arcueil", "prestation", 2),
    )
    trop_long, double = erreurs("Contributions", CONTRIBUTIONS, *lignes)
    assert "feuille Contributions, ligne 2, colonne C : Montant : " in trop_long
    assert "12 chiffres au total" in trop_long
    assert "ligne 4 : " in double and "figure deux fois (déjà ligne 3)" in double


def test_a_cell_that_must_be_filled_says_so_once():
    entetes = ("Pôle", "Moment", "Agents", "Équivalents temps plein")
    (vide,) = erreurs("Effectifs des pôles", entetes, ("Systèmes d’Information", "au 31 décembre", None, 3))
    assert vide == "feuille Effectifs des pôles, ligne 2, colonne C : Agents : cette case doit être remplie"


def test_what_the_database_would_refuse_is_told_beside_what_a_field_refuses():
    lignes = (("Plan A", 12345678901234), ("Plan B", -1))
    trop_long, negatif = erreurs("Subventions", ("Libellé", "Montant"), *lignes)
    assert "ligne 2, colonne B : Montant : " in trop_long and "ligne 3" in negatif and "positif" in negatif


def test_columns_that_name_the_same_things_read_them_once_in_a_snapshot(django_assert_num_queries):
    feuille = next(f for f in FEUILLES_ANNUELLES if f.model is Contribution)
    with lectures_partagees():
        premieres = feuille.colonnes()
        with django_assert_num_queries(0):
            assert [c.noms for c in feuille.colonnes()] == [c.noms for c in premieres]
    assert any(colonne.noms for colonne in premieres)
