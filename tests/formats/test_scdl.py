import csv
from dataclasses import replace
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siim94.formats.erreurs import ErreurFormat, ErreursFormat
from siim94.formats.mots import lisible
from siim94.formats.scdl import COLONNES, MINIMUM, LigneScdl, ecrire_scdl, lire_scdl
from siim94.formats.totem import Montants
from tests.formats.echantillons import SIRET, abimes
from tests.formats.scdl import CHAMPS

LIGNE = LigneScdl(
    etape="CA",
    annee=2030,
    siret=SIRET,
    nom="Syndicat d'été",
    chapitre="011",
    chapitre_libelle="Charges générales",
    nature="6064",
    nature_libelle="Fournitures, papier",
    fonction=None,
    fonction_libelle=None,
    operation=None,
    section="F",
    ordre=False,
    sens="D",
    montants=Montants(vote=Decimal("10.00"), realise=Decimal("-2.5")),
    article_specialise=False,
)


def ecrit(*lignes):
    sortie = BytesIO()
    assert ecrire_scdl(lignes, sortie) == len(lignes)
    assert not sortie.closed
    return sortie.getvalue()


def fichier(*lignes, titres=(*MINIMUM, "BGT_MTREAL"), delimiteur=","):
    sortie = StringIO()
    csv.writer(sortie, delimiter=delimiteur).writerows([titres, *lignes])
    return sortie.getvalue().encode()


def test_written_file_has_the_columns_words_and_dots_of_the_schema():
    entetes, rang = csv.reader(StringIO(ecrit(LIGNE).decode("utf-8")))
    assert tuple(entetes) == COLONNES
    assert dict(zip(entetes, rang, strict=True)) == {
        "BGT_NATDEC": "compte administratif",
        "BGT_ANNEE": "2030",
        "BGT_SIRET": SIRET,
        "BGT_NOM": "Syndicat d'été",
        "BGT_CONTNAT": "011",
        "BGT_CONTNAT_LABEL": "Charges générales",
        "BGT_NATURE": "6064",
        "BGT_NATURE_LABEL": "Fournitures, papier",
        "BGT_FONCTION": "",
        "BGT_FONCTION_LABEL": "",
        "BGT_OPERATION": "",
        "BGT_SECTION": "fonctionnement",
        "BGT_OPBUDG": "réel",
        "BGT_CODRD": "dépense",
        "BGT_MTREAL": "-2.5",
        "BGT_MTBUDGPREC": "",
        "BGT_MTRARPREC": "",
        "BGT_MTPROPNOUV": "",
        "BGT_MTPREV": "10.00",
        "BGT_CREDOUV": "",
        "BGT_MTRAR3112": "",
        "BGT_ARTSPE": "non spécialisé",
    }


def test_columns_are_those_of_the_official_schema_in_its_order():
    assert tuple(CHAMPS) == COLONNES


def test_cfu_is_published_as_the_account_that_it_replaces():
    assert b"compte administratif" in ecrit(replace(LIGNE, etape="CFU"))


@pytest.mark.parametrize(
    ("champ", "valeur", "colonne"),
    [
        ("chapitre", None, "BGT_CONTNAT"),
        ("nom", " ", "BGT_NOM"),
        ("section", None, "BGT_SECTION"),
        ("ordre", None, "BGT_OPBUDG"),
        ("siret", "12345678200003", "BGT_SIRET"),
        ("etape", "XX", "BGT_NATDEC"),
        ("nature", "1234567890", "BGT_NATURE"),
    ],
)
def test_line_that_the_schema_refuses_is_not_written(champ, valeur, colonne):
    with pytest.raises(ErreurFormat) as attrapee:
        ecrit(LIGNE, replace(LIGNE, **{champ: valeur}))
    assert colonne in str(attrapee.value)
    assert attrapee.value.ligne == 3


def test_label_that_a_spreadsheet_would_run_is_neutralised_and_read_back():
    dangereuse = replace(LIGNE, nature_libelle="=1+1", operation="@voirie")
    octets = ecrit(dangereuse)
    assert b"'=1+1" in octets
    assert [replace(ligne, ligne=None) for ligne in lire_scdl(octets)] == [dangereuse]


def test_subset_of_columns_in_any_order_and_case_is_read():
    (ligne,) = lire_scdl(
        fichier(
            ("Dépense", "6064", "Compte administratif", "2030", "1234.5", "x"),
            titres=("bgt_codrd", "BGT_NATURE", "Bgt_NatDec", "BGT_ANNEE", "BGT_MTREAL", "COMMENTAIRE"),
            delimiteur=";",
        )
    )
    assert (ligne.etape, ligne.annee, ligne.sens, ligne.nature) == ("CA", 2030, "D", "6064")
    assert ligne.montants == Montants(realise=Decimal("1234.5"))
    assert (ligne.chapitre, ligne.section, ligne.ordre, ligne.siret, ligne.ligne) == (
        None,
        None,
        None,
        None,
        2,
    )


@pytest.mark.parametrize(
    ("mot", "etape"),
    [
        ("Budget Primitif", "BP"),
        ("BUDGET SUPPLEMENTAIRE", "BS"),
        ("decision modificative", "DM"),
        ("compte administratif", "CA"),
        ("Compte financier unique", "CFU"),
        ("09", "CA"),
        ("bp", "BP"),
    ],
)
def test_stage_is_read_in_the_words_of_publishers(mot, etape):
    (ligne,) = lire_scdl(fichier((mot, "2030", "6064", "dépense", "1")))
    assert ligne.etape == etape


@pytest.mark.parametrize(
    ("texte", "valeur"), [("1234.567", "1234.567"), ("1.234", "1.234"), ("1 234,50", "1234.50")]
)
def test_amount_is_read_with_the_dot_and_with_a_comma_that_means_one_thing(texte, valeur):
    (ligne,) = lire_scdl(fichier(("bp", "2030", "6064", "recette", texte)))
    assert ligne.montants.realise == Decimal(valeur)


@pytest.mark.parametrize(
    ("texte", "valeur"),
    [("1.234567E6", "1234567"), ("1.2E+06", "1200000"), ("1,5E5", "150000"), ("-1.2345678e6", "-1234567.8")],
)
def test_power_of_ten_that_is_exact_is_read(texte, valeur):
    (ligne,) = lire_scdl(fichier(("bp", "2030", "6064", "recette", texte)))
    assert ligne.montants.realise == Decimal(valeur)


@pytest.mark.parametrize("texte", ["1.23E+06", "1,23457E+06", "1E99"])
def test_power_of_ten_that_a_spreadsheet_may_have_rounded_is_refused(texte):
    with pytest.raises(ErreurFormat, match="arrondi"):
        list(lire_scdl(fichier(("bp", "2030", "6064", "recette", texte))))


@pytest.mark.parametrize(
    ("mot", "ordre"), [("ordre", True), ("d'ordre", True), ("D’ordre", True), ("réelle", False)]
)
def test_kind_of_operation_is_read_in_the_words_of_publishers(mot, ordre):
    octets = fichier(
        ("bp", "2030", "6064", "recette", "1", mot), titres=(*MINIMUM, "BGT_MTREAL", "BGT_OPBUDG")
    )
    assert [ligne.ordre for ligne in lire_scdl(octets)] == [ordre]


def test_missing_columns_are_named():
    with pytest.raises(ErreurFormat, match="les colonnes BGT_NATURE, BGT_CODRD"):
        lire_scdl(fichier(titres=("BGT_NATDEC", "BGT_ANNEE", "BGT_MTREAL")))
    with pytest.raises(ErreurFormat, match="une colonne de montant"):
        lire_scdl(fichier(titres=MINIMUM))


def test_faulty_cells_come_together_with_line_and_column():
    octets = fichier(
        ("budget", "2030", "6064", "dépense", "1"),
        ("bp", "2030", "", "dépense", "1,234"),
        ("bp", "2030", "6064", "dépense", "1"),
        ("bp", "20", "6064", "x", "1"),
    )
    lues = []
    with pytest.raises(ErreursFormat) as attrapee:
        lues.extend(lire_scdl(octets, nom="budget.csv"))
    assert [(erreur.ligne, erreur.colonne) for erreur in attrapee.value] == [
        (2, "BGT_NATDEC"),
        (3, "BGT_NATURE"),
        (3, "BGT_MTREAL"),
        (5, "BGT_ANNEE"),
        (5, "BGT_CODRD"),
    ]
    assert {erreur.fichier for erreur in attrapee.value} == {"budget.csv"}


montants = st.none() | st.decimals(min_value=-(10**12), max_value=10**12, places=2)
codes = st.text("0123456789", min_size=1, max_size=9)
# Official labels: no doubled apostrophe, which is read as the one that it means.
libelles = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20
).filter(lambda texte: lisible(texte) == texte)
lignes_completes = st.builds(
    LigneScdl,
    etape=st.sampled_from(("BP", "DM", "BS", "CA")),
    annee=st.integers(1900, 2199),
    siret=st.just(SIRET),
    nom=libelles,
    chapitre=codes,
    chapitre_libelle=libelles,
    nature=codes,
    nature_libelle=libelles,
    fonction=st.none() | codes,
    fonction_libelle=st.none() | libelles,
    operation=st.none() | libelles,
    section=st.sampled_from("FI"),
    ordre=st.booleans(),
    sens=st.sampled_from("DR"),
    montants=st.builds(Montants, *[montants] * 7),
    article_specialise=st.none() | st.booleans(),
)


@given(st.lists(lignes_completes, max_size=5))
def test_any_lines_written_are_read_back(lignes):
    assert [replace(ligne, ligne=None) for ligne in lire_scdl(ecrit(*lignes))] == lignes


@settings(deadline=2000)
@given(abimes(ecrit(LIGNE, replace(LIGNE, sens="R"))))
def test_damaged_bytes_give_rows_or_a_format_error(octets):
    try:
        assert all(ligne.nature for ligne in lire_scdl(octets))
    except ErreurFormat as erreur:
        assert erreur.message
