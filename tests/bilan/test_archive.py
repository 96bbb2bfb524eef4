"""The report is PDF/A-3a and PDF/UA-1 in one file, holds the data that it was made from, repeats its bytes.

``docs/decisions/archive-pdf.md`` has the points of ISO 19005-3 one by one.
"""

import base64
import re
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from siim94.bilan.archive import joindre
from siim94.formats import images
from tests.bilan.documents import DESSINS, DOCUMENT, imprimer
from tests.bilan.normes import longueurs_justes, manquements

DONNEES = {"donnees.json": (b'{"annee":2021}', "Données de l’essai")}
QUAND = datetime(2022, 6, 14, 9, 30, tzinfo=UTC)


def image_html(mode: str, couleur, genre: str = "PNG", **options) -> str:
    """A picture as the report keeps it."""
    fichier = BytesIO()
    Image.new(mode, (40, 30), couleur).save(fichier, genre, **options)
    lue = images.lire(fichier.getvalue())
    adresse = f"data:image/{lue.genre};base64,{base64.b64encode(lue.octets).decode()}"
    return f'<p>Avant.</p><img src="{adresse}" alt="Un aplat" style="width:50%">'


@pytest.fixture(scope="module")
def imprime() -> bytes:
    pictures = (
        image_html("RGBA", (20, 80, 122, 90)),
        image_html("CMYK", (0, 90, 40, 0), "JPEG"),
        image_html("L", 120),
    )
    return imprimer(DOCUMENT.replace("<h2>", f"{''.join(pictures)}<h2>", 1), dessins=DESSINS)


@pytest.fixture(scope="module")
def joint(imprime) -> bytes:
    return joindre(imprime, DONNEES, QUAND)


def test_a_validator_finds_both_norms_kept_pictures_and_data_included(imprime, joint):
    assert manquements(imprime) == manquements(joint) == []


def test_the_validator_would_say_what_is_broken(imprime):
    with pikepdf.open(BytesIO(imprime)) as pdf:
        del pdf.Root.OutputIntents
        sortie = BytesIO()
        pdf.save(sortie)
    assert "PDFA3A-DEVICE-RGB-001" in {regle for regle, _ in manquements(sortie.getvalue())}


def test_a_length_that_is_not_the_streams_own_is_found(imprime):
    assert longueurs_justes(imprime)
    longueur = re.search(rb"/Length (\d+)[^\n]*>>\nstream\n", imprime)
    fausse = b"%0*d" % (len(longueur[1]), int(longueur[1]) - 1)
    assert not longueurs_justes(imprime[: longueur.start(1)] + fausse + imprime[longueur.end(1) :])


def test_the_same_data_give_the_same_bytes_whatever_the_zone_of_the_hour(imprime, joint):
    a_paris = QUAND.astimezone(timezone(timedelta(hours=2)))
    assert joindre(imprime, DONNEES, a_paris) == joint != imprime


def test_data_are_associated_with_the_document_under_their_name(joint):
    with pikepdf.open(BytesIO(joint)) as pdf:
        (jointe,) = pdf.Root.AF
        assert jointe.AFRelationship == "/Data"
        assert (str(jointe.F), str(jointe.UF), str(jointe.Desc)) == (
            "donnees.json",
            "donnees.json",
            "Données de l’essai",
        )
        flux = jointe.EF.F
        assert flux.read_bytes() == DONNEES["donnees.json"][0]
        assert flux.Subtype == "/application/json" and str(flux.Params.ModDate) == "D:20220614093000Z"
        assert pdf.attachments["donnees.json"].obj.objgen == jointe.objgen
        # Links to places of the document are still there.
        assert "/Dests" in pdf.Root.Names


def test_colours_are_those_of_one_profile_in_the_file(imprime):
    with pikepdf.open(BytesIO(imprime)) as pdf:
        (intention,) = pdf.Root.OutputIntents
        profil = intention.DestOutputProfile.read_bytes()
        assert (intention.S, profil[12:16], profil[16:20]) == ("/GTS_PDFA1", b"mntr", b"RGB ")
        assert int(intention.DestOutputProfile.N) == 3


def test_the_file_says_what_it_is_and_the_same_as_its_own_words(imprime):
    with pikepdf.open(BytesIO(imprime)) as pdf, pdf.open_metadata() as dits:
        assert (dits["pdfaid:part"], dits["pdfaid:conformance"], dits["pdfuaid:part"]) == ("3", "A", "1")
        assert dits["dc:title"] == str(pdf.docinfo["/Title"]) == "Bilan"
        assert dits["dc:creator"] == [str(pdf.docinfo["/Author"])]
        assert "/Filter" not in pdf.Root.Metadata or pdf.Root.Metadata.read_bytes().startswith(b"<?xpacket")


def test_titles_are_written_as_xml():
    pdf = imprimer(DOCUMENT, dessins=DESSINS, titre="A & B <2021>")
    with pikepdf.open(BytesIO(pdf)) as ouvert, ouvert.open_metadata() as dits:
        assert dits["dc:title"] == "A & B <2021>"


def test_nothing_comes_from_outside_and_nothing_acts(joint):
    interdits = {"/JavaScript", "/JS", "/Launch", "/Sound", "/Movie", "/SubmitForm", "/ResetForm"}
    with pikepdf.open(BytesIO(joint)) as pdf:
        assert not pdf.is_encrypted and "/OpenAction" not in pdf.Root and "/AA" not in pdf.Root
        for objet in pdf.objects:
            if isinstance(objet, pikepdf.Stream):
                assert "/F" not in objet and "LZW" not in str(objet.get("/Filter", ""))
            if isinstance(objet, pikepdf.Dictionary):
                assert interdits.isdisjoint({str(objet.get("/S", "")), *objet.keys()})


def test_every_link_prints(imprime):
    with pikepdf.open(BytesIO(imprime)) as pdf:
        liens = [lien for page in pdf.pages for lien in page.obj.get("/Annots", ())]
        assert liens and {int(lien.F) for lien in liens} == {4}
