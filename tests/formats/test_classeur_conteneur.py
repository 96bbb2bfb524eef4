import resource
import time
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siim94.formats import classeur_conteneur, classeur_xlsx
from siim94.formats.classeur import ColonneDeFeuille, Feuille
from siim94.formats.classeur_conteneur import LIMITE_CLASSEUR
from siim94.formats.classeur_ecriture import ecrire_classeur
from siim94.formats.classeur_lecture import lire_classeur, lire_onglets
from siim94.formats.erreurs import ErreurFormat
from siim94.formats.kinds import JOUR, MONTANT
from tests.formats.echantillons import valeurs_de

FEUILLE = Feuille(
    "Données",
    (
        ColonneDeFeuille("a", "A", obligatoire=True),
        ColonneDeFeuille("b", "B", kind=MONTANT),
        ColonneDeFeuille("c", "C", kind=JOUR),
    ),
)
ONGLET = "xl/worksheets/sheet2.xml"


def sain():
    sortie = BytesIO()
    ecrire_classeur([Feuille("Données", FEUILLE.colonnes, lignes=[{"a": "x"}, {"a": "y"}])], sortie)
    return sortie.getvalue()


SAIN = sain()


def remplace(changements, ajouts=()):
    """The sound workbook with the text of some parts changed by a function, and other parts added."""
    sortie = BytesIO()
    with ZipFile(BytesIO(SAIN)) as lue, ZipFile(sortie, "w", ZIP_DEFLATED) as ecrite:
        for nom in lue.namelist():
            contenu = lue.read(nom)
            ecrite.writestr(nom, changements[nom](contenu.decode()) if nom in changements else contenu)
        for nom, contenu in ajouts:
            ecrite.writestr(nom, contenu)
    return sortie.getvalue()


def lire(source, nom="envoi.xlsx"):
    return lire_classeur(source, [FEUILLE], nom=nom)


def refus(source, **options):
    with pytest.raises(ErreurFormat) as levee:
        lire(source, **options)
    assert levee.value.fichier == options.get("nom", "envoi.xlsx")
    return levee.value.message


def test_sound_workbook_is_read():
    assert [ligne.cellules["a"] for ligne in lire(SAIN).feuilles["Données"].lignes] == ["x", "y"]


@pytest.mark.parametrize(
    ("contenu", "message"),
    [
        (b"", "le fichier est vide"),
        (b"%PDF-1.7\n...", "ce fichier est un PDF, pas un classeur"),
        (b"Nom;Prix\na;1\n", "ce fichier n'est pas un classeur"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "ancien format (.xls)"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "protégé par un mot de passe",
        ),
        (SAIN[: len(SAIN) // 2], "endommagé"),
    ],
)
def test_file_that_is_no_workbook_is_refused_by_its_name(contenu, message):
    assert message in refus(contenu)


def test_archive_and_document_that_are_no_workbook_are_refused():
    sortie = BytesIO()
    with ZipFile(sortie, "w") as archive:
        archive.writestr("photo.txt", "x")
    assert "archive ZIP" in refus(sortie.getvalue())
    with ZipFile(sortie, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<d/>")
    assert "n'est pas un classeur" in refus(sortie.getvalue())


def test_macros_are_refused_by_content_and_by_name():
    assert "macros" in refus(remplace({}, [("xl/vbaProject.bin", b"x")]))
    assert "macros" in refus(SAIN, nom="envoi.xlsm")


def test_file_above_the_size_limit_is_refused_before_any_reading(tmp_path, monkeypatch):
    chemin = tmp_path / "envoi.xlsx"
    with chemin.open("wb") as flux:
        flux.write(b"PK\x03\x04")
        flux.truncate(200 * 1024 * 1024)
    assert chemin.stat().st_size > LIMITE_CLASSEUR
    monkeypatch.setattr(classeur_conteneur, "ZipFile", lambda *_: pytest.fail("lu"))
    assert "taille admise (50\u00a0Mo)" in refus(chemin)


@pytest.mark.parametrize("partie", ["xl/bombe.xml", "xl/worksheets/bombe.xml", "media/bombe.bin"])
def test_zip_bomb_is_refused_without_being_unpacked(partie):
    source = remplace({}, [(partie, b" " * (30 * 1024 * 1024))])
    avant = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "démesuré" in refus(source)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - avant < 20 * 1024


@pytest.mark.parametrize("partie", ["xl/workbook.xml", "xl/styles.xml", ONGLET, "docProps/core.xml"])
def test_entities_are_refused_in_every_part(partie):
    def piege(texte):
        tete, _, corps = texte.rpartition("?>")
        tete += "?>" if tete else ""
        return tete + '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b SYSTEM "file:///etc/passwd">]>' + corps

    assert "interdite" in refus(remplace({partie: piege}))


def test_too_deep_a_nesting_is_refused():
    assert "imbriqués" in refus(remplace({}, [("xl/autre.xml", "<a>" * 5_000 + "</a>" * 5_000)]))


def test_formatted_empty_cells_and_a_false_dimension_cost_nothing():
    def etendre(texte):
        lointaine = '<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
        return texte.replace("</sheetData>", lointaine).replace("A1:C3", "A1:XFD1048576")

    # Counted one by one, these cells would take hours.
    lu = lire(remplace({ONGLET: etendre}))
    assert len(lu.feuilles["Données"].lignes) == 2


def suivi_de(rangees: str):
    """The sound workbook with more rows behind its own (1 to 3)."""
    return remplace({ONGLET: lambda t: t.replace("</sheetData>", f"{rangees}</sheetData>")})


VIDES = (
    '<row r="{r}" spans="1:2" s="4" customFormat="1"><c r="A{r}" s="4"/><c r="B{r}" s="4"></c></row>',
    '<row r="{r}" s="4"/>\n',
    '<row r="{r}">\n  <c r="A{r}"/>\n </row> ',
)
PLEINE = '<row{r}><c t="inlineStr"><is><t>{texte}</t></is></c></row>'


@pytest.mark.parametrize("forme", VIDES)
def test_a_million_formatted_empty_rows_are_passed_over_at_once(forme):
    vides = "".join(forme.format(r=r) for r in range(5, 1_048_577))
    source = suivi_de(PLEINE.format(r=' r="4"', texte="z") + vides)
    debut = time.process_time()
    (onglet,) = [o for o in lire_onglets(source) if o.nom == "Données"]
    assert time.process_time() - debut < 2
    assert [r.cellules[0] for r in onglet.rangees] == ["A\u00a0*", "x", "y", "z"]
    assert onglet.rangees_vides == 1_048_572


@pytest.mark.parametrize("forme", VIDES)
def test_a_row_without_a_number_is_counted_from_the_empty_one_before_it(forme):
    rangees = "".join(forme.format(r=r) for r in range(4, 600)) + PLEINE.format(r="", texte="z")
    rangees += "".join(forme.format(r=r) for r in range(900, 1_800)) + PLEINE.format(r=' r="2000"', texte="t")
    (onglet,) = [o for o in lire_onglets(suivi_de(rangees)) if o.nom == "Données"]
    assert [(r.numero, r.cellules[0]) for r in onglet.rangees[3:]] == [(600, "z"), (2000, "t")]


@pytest.mark.parametrize(
    "texte", ["<![CDATA[{}]]>", "x<!-- {} -->", "x<?outil {} ?>"], ids=["texte brut", "commentaire", "outil"]
)
def test_what_only_looks_like_empty_rows_is_left_as_it_is(texte):
    vides = "".join(VIDES[0].format(r=r) for r in range(4, 2_000))
    source = suivi_de(PLEINE.format(r=' r="4"', texte=texte.format(vides)))
    (onglet,) = [o for o in lire_onglets(source) if o.nom == "Données"]
    assert onglet.rangees[3].cellules == [vides if "CDATA" in texte else "x"]


def test_a_sheet_that_is_too_large_is_named_with_the_remedy(monkeypatch):
    monkeypatch.setattr(classeur_xlsx, "LIMITE_DECOMPRESSE", 20_000)
    vides = "".join(VIDES[0].format(r=r) for r in range(4, 400))
    with pytest.raises(ErreurFormat, match="feuille Données\u00a0: la feuille est démesurée"):
        lire(suivi_de(vides))


def test_thousands_of_sheets_are_refused_at_once():
    debut = time.process_time()
    message = refus(remplace({}, [(f"xl/worksheets/f{rang}.xml", "<a/>") for rang in range(5_000)]))
    assert "trop de feuilles" in message and time.process_time() - debut < 5


def test_shared_texts_beyond_measure_are_refused_without_being_read():
    textes = "".join(f"<si><t>texte {rang}</t></si>" for rang in range(2_000_000))
    debut = time.process_time()
    assert "démesuré" in refus(remplace({}, [("xl/sharedStrings.xml", f"<sst>{textes}</sst>")]))
    assert time.process_time() - debut < 5


def test_rows_far_below_are_found_with_their_numbers():
    """A gap of hundreds of rows, and a dimension that leaves them out."""
    source = remplace(
        {
            ONGLET: lambda t: t.replace(
                "</sheetData>", PLEINE.format(r=' r="900"', texte="z") + "</sheetData>"
            ).replace("A1:C3", "A1:A1")
        }
    )
    assert [ligne.numero for ligne in lire(source).feuilles["Données"].lignes] == [2, 3, 900]


@pytest.mark.parametrize("reference", ["A1048576", "XFD4"])
def test_value_beyond_measure_is_refused(reference):
    numero = reference.lstrip("ADFX")
    cellule = f'<row r="{numero}"><c r="{reference}"><v>1</v></c></row></sheetData>'
    assert "au-delà de" in refus(remplace({ONGLET: lambda t: t.replace("</sheetData>", cellule)}))


def test_rows_out_of_order_are_refused_and_not_lost():
    cellule = '<row r="2"><c r="A2"><v>1</v></c></row></sheetData>'
    assert "endommagé" in refus(remplace({ONGLET: lambda t: t.replace("</sheetData>", cellule)}))


def test_empty_text_stored_by_a_formula_is_an_empty_cell():
    cellules = '<row r="4"><c r="A4"><v>1</v></c><c r="B4" t="str"><f>""</f><v></v></c></row></sheetData>'
    lu = lire(remplace({ONGLET: lambda t: t.replace("</sheetData>", cellules)}))
    assert valeurs_de(FEUILLE, lu.feuilles["Données"].lignes[2]) == {"a": "1", "b": None, "c": None}


def test_stored_value_of_a_formula_is_read():
    cellules = '<row r="4"><c r="A4"><v>1</v></c><c r="B4"><f>1+1</f><v>2</v></c></row></sheetData>'
    lu = lire(remplace({ONGLET: lambda t: t.replace("</sheetData>", cellules)}))
    assert valeurs_de(FEUILLE, lu.feuilles["Données"].lignes[2])["b"] == 2


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_damaged_archive_gives_rows_or_a_french_error(data):
    octets = bytearray(SAIN)
    for _ in range(data.draw(st.integers(1, 4))):
        debut = data.draw(st.integers(0, len(octets)))
        fin = min(len(octets), debut + data.draw(st.integers(0, 60)))
        octets[debut:fin] = data.draw(st.binary(max_size=20))
    for lecture in (lire, lire_onglets):
        try:
            lecture(bytes(octets))
        except ErreurFormat as erreur:
            assert erreur.message


PARTIES = [nom for nom in ZipFile(BytesIO(SAIN)).namelist() if nom.endswith((".xml", ".rels"))]


@settings(max_examples=250, deadline=None)
@given(st.data())
def test_damaged_xml_gives_rows_or_a_french_error(data):
    partie = data.draw(st.sampled_from(PARTIES))

    def abimer(texte):
        debut = data.draw(st.integers(0, len(texte)))
        fin = data.draw(st.integers(debut, min(len(texte), debut + 30)))
        ajout = data.draw(st.sampled_from(["", "9", "-1", "Z", '"', "<c/>", 't="s"', "1e999", "é"]))
        return texte[:debut] + ajout + texte[fin:]

    try:
        lire(remplace({partie: abimer}))
    except ErreurFormat as erreur:
        assert erreur.message
