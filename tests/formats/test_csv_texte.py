import csv
import tracemalloc
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siim94.formats.csv_texte import LigneCsv, detecter_delimiteur, lire_csv, normaliser
from siim94.formats.erreurs import Collecteur, ErreurFormat, ErreursFormat
from siim94.formats.lecture import MEGAOCTET
from siim94.formats.mots import cle
from tests.formats.echantillons import abimes

TEXTE = 'Numéro;Libellé;\r\n1;"Équipement\r\nà vie";\r\n\r\n2;"dit ""neuf""";\r\n'


@pytest.mark.parametrize(
    "encodage", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"]
)
def test_every_encoding_gives_the_same_rows_and_line_numbers(encodage):
    table = lire_csv(TEXTE.encode(encodage))
    assert table.entetes == ("Numéro", "Libellé")
    assert list(table) == [LigneCsv(2, ("1", "Équipement\r\nà vie")), LigneCsv(5, ("2", 'dit "neuf"'))]


def test_cp1252_letters_that_latin1_lacks_are_read():
    assert lire_csv("Prix\n12 €\nœuvre\n".encode("cp1252")).entetes == ("Prix",)
    assert [ligne.cellules[0] for ligne in lire_csv("Prix\n12 €\nœuvre".encode("cp1252"))] == [
        "12 €",
        "œuvre",
    ]


@pytest.mark.parametrize("delimiteur", [";", ",", "\t", "|"])
def test_delimiter_is_found_among_cells_that_hold_the_others(delimiteur):
    sortie = StringIO()
    csv.writer(sortie, delimiter=delimiteur).writerows(
        [["A", "B", "C"], ["1,5", "a;b", "x|y"], ["2,5", "c", "z\tt"], ["3,5", "d;e;f", ""]]
    )
    table = lire_csv(sortie.getvalue().encode())
    assert table.delimiteur == delimiteur
    assert [ligne.cellules[1] for ligne in table] == ["a;b", "c", "d;e;f"]


def test_line_that_announces_its_delimiter_is_obeyed():
    table = lire_csv(b"sep=|\r\nA|B\r\n1|2\r\n")
    assert table.entetes == ("A", "B")
    assert list(table) == [LigneCsv(3, ("1", "2"))]


def test_file_without_delimiter_has_one_column():
    assert detecter_delimiteur("A\n1\n2\n") == ";"
    assert list(lire_csv(b"A\n1\n")) == [LigneCsv(2, ("1",))]


@pytest.mark.parametrize(
    ("octets", "message"),
    [
        (b"", "le fichier est vide"),
        (b"\r\n \r\n", "aucune ligne"),
        (b"%PDF-1.7 ...", "ce fichier est un PDF, pas un CSV"),
        (b"PK\x03\x04....", "un classeur"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ancien format"),
        (b"A;B\n1;\x02\n", "n'est pas du texte"),
        (bytes(range(256)), "n'est pas du texte"),
        ("é;b\n".encode() * 50 + b"\xc3", "UTF-8 mais des octets"),
        (b"\xef\xbb\xbfA;B\n\xe9;1\n", "UTF-8 mais des octets"),
        (b"A;B\n\xe9\x81;1\n", "l'encodage n'est pas reconnu"),
        ("A;é\n1;2".encode("utf-16")[:-1], "UTF-16 mais"),
        (b'A;B\n1;"2\n3;4\n', "guillemet"),
        (b'A;B\n1;"2"x\n', "guillemet"),
        (b"A;B\n1;" + b"x" * 200_000, "démesurée"),
    ],
)
def test_file_that_is_no_table_is_refused_in_words(octets, message):
    with pytest.raises(ErreurFormat, match=message):
        list(lire_csv(octets, nom="releve.csv"))


def test_error_carries_the_file_and_the_line_where_the_quote_opened():
    with pytest.raises(ErreurFormat) as attrapee:
        list(lire_csv(b'A;B\n1;2\n3;"4\n5;6\n', nom="releve.csv"))
    assert (attrapee.value.fichier, attrapee.value.ligne) == ("releve.csv", 3)


def test_doubled_and_empty_headings_are_named_together():
    with pytest.raises(ErreursFormat) as attrapee:
        lire_csv("Entité;;Date;ENTITE\n1;2;3;4\n".encode())
    assert "n°\u00a02" in str(attrapee.value)
    assert "en double\u00a0: Entité" in str(attrapee.value)


def test_missing_headings_are_all_named_with_those_found():
    with pytest.raises(ErreurFormat) as attrapee:
        lire_csv(b"ID;Titre\n1;a\n", obligatoires=("id", "Date", "Lieu"))
    assert "les colonnes Date, Lieu" in str(attrapee.value)
    assert "«\u00a0Titre\u00a0»" in str(attrapee.value)


def test_headings_match_whatever_case_accents_and_spaces():
    table = lire_csv("\u00a0Date  d’ouverture ;ENTITÉ\n1;2\n".encode())
    assert table.rang("Date d'ouverture") == 0
    assert table.rang("Lieu", "entite") == 1
    assert table.rang("Lieu") is None
    assert normaliser("\ufeff a\u00a0\n b ") == "a b"
    assert cle("Élévé") == "eleve"


def test_rows_of_wrong_width_are_gathered_and_the_others_read():
    collecteur = Collecteur()
    lignes = list(lire_csv(b"A;B\n1\n1;2\n1;2;3\n4;5;;\n").lignes(collecteur))
    assert [ligne.cellules for ligne in lignes] == [("1", "2"), ("4", "5")]
    assert [erreur.ligne for erreur in collecteur.erreurs] == [2, 4]
    with pytest.raises(ErreurFormat, match="3 cellules pour 2 en-têtes"):
        list(lire_csv(b"A;B\n1;2;3\n"))


def test_paths_files_and_streams_without_seek_are_read_alike(tmp_path):
    chemin = tmp_path / "a.csv"
    chemin.write_bytes(TEXTE.encode())
    attendu = list(lire_csv(TEXTE.encode()))
    assert list(lire_csv(chemin)) == list(lire_csv(str(chemin))) == attendu
    assert lire_csv(chemin).nom == "a.csv"
    with chemin.open("rb") as flux:
        table = lire_csv(flux)
        assert list(table) == attendu == list(table)
        assert not flux.closed

    class Tuyau(BytesIO):
        def seekable(self):
            return False

    assert list(lire_csv(Tuyau(TEXTE.encode()))) == attendu


def test_absent_and_oversized_files_are_refused():
    with pytest.raises(ErreurFormat, match="n'existe pas"):
        lire_csv(Path("/nulle/part.csv"))
    with pytest.raises(ErreurFormat, match="ne peut être lu"):
        lire_csv(Path(__file__).parent)
    with pytest.raises(ErreurFormat, match="dépasse la taille admise"):
        lire_csv(b"A;B\n" + b"1;2\n" * 10, limite_octets=20)
    with pytest.raises(ErreurFormat, match="plus de 3 lignes"):
        list(lire_csv(b"A;B\n" + b"1;2\n" * 10, limite_lignes=3))


def test_memory_does_not_grow_with_the_file(tmp_path):
    chemin = tmp_path / "long.csv"
    with chemin.open("wb") as flux:
        flux.write("A;é;C\n".encode())
        flux.writelines("123456;ééééé;zzzzzzzzzz\n".encode() for _ in range(75_000))
    tracemalloc.start()
    try:
        assert sum(1 for _ in lire_csv(chemin)) == 75_000
        assert tracemalloc.get_traced_memory()[1] < 2 * MEGAOCTET
    finally:
        tracemalloc.stop()


cellules = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12).map(
    lambda texte: texte.strip(" \u00a0\u202f")
)


@given(st.lists(st.tuples(cellules, cellules).filter(any), max_size=10), st.sampled_from(";,\t|"))
def test_table_written_by_the_standard_library_is_read_back(lignes, delimiteur):
    sortie = StringIO()
    ecrivain = csv.writer(sortie, delimiter=delimiteur, quoting=csv.QUOTE_ALL)
    ecrivain.writerows([("Première", "Seconde"), *lignes])
    lues = [ligne.cellules for ligne in lire_csv(sortie.getvalue().encode())]
    assert lues == lignes


@settings(deadline=2000)
@given(abimes(TEXTE.encode()) | abimes(TEXTE.encode("utf-16")) | st.binary(min_size=1, max_size=200))
def test_damaged_bytes_give_rows_or_a_format_error(octets):
    try:
        assert all(
            len(ligne.cellules) == len(table.entetes) for table in [lire_csv(octets)] for ligne in table
        )
    except ErreurFormat as erreur:
        assert erreur.message


def test_an_enormous_cell_is_refused_even_where_a_library_lifted_the_bound_of_the_csv_module():
    precedente = csv.field_size_limit(10**9)
    try:
        with pytest.raises(ErreurFormat, match="démesurée"):
            list(lire_csv(b"A;B\n1;" + b"x" * 200_000).lignes())
    finally:
        csv.field_size_limit(precedente)


@pytest.mark.parametrize("ligne", ["abcdefgh;", "abcdéfg;", "x"])
def test_a_file_of_one_line_is_refused_without_being_held(tmp_path, ligne):
    chemin = tmp_path / "ligne.csv"
    chemin.write_text("a;b\n" + ligne * 3_000_000, encoding="utf-8")
    tracemalloc.start()
    with pytest.raises(ErreurFormat, match="ligne 2\u00a0: une ligne est démesurée"):
        list(lire_csv(chemin))
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()
