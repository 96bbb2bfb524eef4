"""The printed report is PDF/UA-1 by an independent validator, carries its charts as drawings, and repeats its
bytes."""

import logging
import re
import subprocess
import time
from io import BytesIO

import pikepdf
import pytest

from siim94.bilan import pdf
from tests.bilan.documents import BARRES, COURBE, DESSINS, DOCUMENT, imprimer
from tests.bilan.normes import manquements


@pytest.fixture(scope="module")
def imprime():
    return imprimer(DOCUMENT, dessins=DESSINS)


def test_validator_finds_no_failure(imprime):
    assert manquements(imprime) == []


def test_metadata_say_title_author_language_and_conformance(imprime):
    with pikepdf.open(BytesIO(imprime)) as ouvert:
        assert str(ouvert.docinfo["/Title"]) == "Bilan"
        assert str(ouvert.docinfo["/Author"]) == "Le syndicat"
        assert str(ouvert.Root.Lang) == "fr"
        assert b"pdfuaid" in ouvert.Root.Metadata.read_bytes()


def test_bookmarks_follow_the_titles(imprime):
    with pikepdf.open(BytesIO(imprime)) as ouvert, ouvert.open_outline() as plan:
        assert [entree.title for entree in plan.root] == ["Premier chapitre", "Second chapitre"]
        assert [entree.title for entree in plan.root[0].children] == ["Recettes"]


def test_charts_are_drawings_in_their_figures(imprime):
    with pikepdf.open(BytesIO(imprime)) as ouvert:
        objets = [o for o in ouvert.objects if isinstance(o, pikepdf.Stream)]
        assert [o for o in objets if o.get("/Subtype") == "/Image"] == []
        formes = [o for o in objets if o.get("/Subtype") == "/Form"]
        assert len(formes) == 2
        assert len({f.Resources.Font["/Graphiques"].objgen for f in formes}) == 1
        alternatives = {
            str(o.Alt) for o in ouvert.objects if isinstance(o, pikepdf.Dictionary) and "/Alt" in o
        }
    assert alternatives == {BARRES.alternative, COURBE.alternative}


def test_labels_of_charts_are_text(imprime, tmp_path):
    fichier = tmp_path / "essai.pdf"
    fichier.write_bytes(imprime)
    texte = subprocess.run(
        ["pdftotext", "-layout", fichier, "-"], capture_output=True, text=True, check=True
    ).stdout
    # Poppler gives every space that a font draws as a plain one.
    assert re.search(r"Nord\s+1 234 567\n", texte)


def test_every_font_is_embedded_and_of_the_house(imprime):
    with pikepdf.open(BytesIO(imprime)) as ouvert:
        polices = [
            o
            for o in ouvert.objects
            if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"
        ]
        assert polices
        assert all("/FontFile2" in p or "/FontFile3" in p for p in polices)
        assert {"SIIM94" in str(p.FontName) for p in polices} == {True}


def test_same_html_gives_the_same_bytes(imprime, monkeypatch):
    plus_tard = time.time() + 86_400
    monkeypatch.setattr(time, "time", lambda: plus_tard)
    assert imprime == imprimer(DOCUMENT, dessins=DESSINS)


def test_missing_drawing_is_named():
    with pytest.raises(pdf.GraphiqueAbsent, match=COURBE.empreinte()):
        imprimer(DOCUMENT, dessins={BARRES.empreinte(): DESSINS[BARRES.empreinte()]})


def test_nothing_is_read_from_the_network(caplog):
    html = '<!doctype html><html lang="fr"><title>t</title><h1>Titre</h1>'
    html += '<img src="http://localhost:1/x.png" alt="x">'
    with caplog.at_level(logging.ERROR, logger="weasyprint"):
        assert imprimer(html).startswith(b"%PDF-1.7")
    assert "disallowed protocol" in caplog.text
