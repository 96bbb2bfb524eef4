"""The parts of a report, each laid out by itself: the file is that of the whole, the same bytes whatever was
kept.
"""

import errno
import os
import resource
import subprocess
import tempfile
from io import BytesIO
from unittest import mock

import pikepdf
import pytest

from siim94.bilan import fichiers, tirages
from siim94.bilan.composition import Composition
from siim94.bilan.feuillets import Feuillet, Partie, decouper
from siim94.bilan.impression import BASE, SANS_PLACE, ImpressionImpossible, Presse
from siim94.bilan.models import Rubrique, Tirage
from tests.bilan.documents import BARRES, DESSINS, PHRASE, image, imprimer, tableau
from tests.bilan.lecture_balises import lire
from tests.bilan.normes import manquements
from tests.presse import PresseGardee

FEUILLE = (BASE / "bilan-papier.css").read_text(encoding="utf-8")
CHAPITRES = "".join(
    f'<section class="chapitre ouvre"><h2 id="c{rang}"><span class="no">{rang}</span> Chapitre {rang}</h2>'
    f'<p>{PHRASE * 80} <a href="#c{3 - rang}">Voir l’autre</a>, <a href="#rien">nulle part</a>.</p>'
    f'<div class="ouvre"><h3 id="d{rang}">Dessous</h3></div>{image(BARRES)}{tableau(40)}</section>'
    for rang in (1, 2)
)
HTML = f"""<!doctype html><html lang="fr"><head><title>Bilan</title></head>
<body data-pied="SIIM94" data-marque="PROJET"><section class="couverture"><h1>Bilan</h1></section>
<nav class="chapitre ouvre sommaire"><h2 id="table-des-matieres">Table des matières</h2><ol class="matieres">
{"".join(f'<li><a href="#{ici}{r}">{ici}{r}</a></li>' for r in (1, 2) for ici in "cd")}</ol></nav>
{CHAPITRES}<section class="quatrieme ouvre"><p>Fin</p></section></body></html>"""


class Comptee(Presse):
    """Processes that tell which parts were laid out."""

    def __init__(self, nombre=1):
        super().__init__(nombre)
        self.tirees = []

    def mettre_en_page(self, parties, avancer=None):
        self.tirees += [partie.nom for partie in parties]
        return super().mettre_en_page(parties, avancer)


def composer(html=HTML, gardes=None, nombre=1):
    with Comptee(nombre) as presse:
        composition = Composition(
            decouper(html, feuille=FEUILLE, dessins=DESSINS, titre="Bilan", auteur="S"), gardes
        )
        composition.tirer(presse)
        return presse.assembler(composition.octets), composition, presse.tirees


@pytest.fixture(scope="module")
def fait():
    return composer(nombre=2)


def texte(pdf: bytes, tmp_path) -> str:
    (tmp_path / "x.pdf").write_bytes(pdf)
    commande = ["pdftotext", "-layout", tmp_path / "x.pdf", "-"]
    return subprocess.run(commande, capture_output=True, text=True, check=True).stdout


def reperes(pdf: bytes):
    """Places that have a name, links and bookmarks, with their pages."""
    with pikepdf.open(BytesIO(pdf)) as lu, lu.open_outline() as plan:
        pages = {page.objgen: rang for rang, page in enumerate(lu.pages)}
        noms = lu.Root.Names.Dests.Names
        ancres = {str(noms[i]): pages[noms[i + 1][0].objgen] for i in range(0, len(noms), 2)}
        liens = [
            (pages[page.objgen], str(lien.Dest), str(lien.Contents), "/A" in lien)
            for page in lu.pages
            for lien in page.obj.get("/Annots", ())
        ]

        def signets(items):
            return [(i.title, pages[i.destination[0].objgen], signets(i.children)) for i in items]

        return ancres, liens, signets(plan.root)


def test_file_of_parts_is_that_of_the_whole(fait, tmp_path):
    """Texts, numbers of pages, tags, links and bookmarks are what one document of all the pages gives."""
    entiere = FEUILLE.replace('"№"', "counter(page)").replace(
        "attr(data-page)", "target-counter(attr(href), page)"
    )
    html = HTML.replace("</head>", f"<style>{entiere}</style></head>")
    entier = imprimer(html, dessins=DESSINS, base_url=f"{BASE.as_uri()}/")
    assert texte(fait[0], tmp_path) == texte(entier, tmp_path)
    assert reperes(fait[0]) == reperes(entier)
    assert [(e.genre, e.texte) for e in lire(fait[0]).parcours()] == [
        (e.genre, e.texte) for e in lire(entier).parcours()
    ]


def test_validator_finds_no_failure_in_a_file_of_parts(fait):
    assert manquements(fait[0]) == []


def test_identifiers_of_heads_are_told_apart_and_fonts_embedded_once(fait):
    with pikepdf.open(BytesIO(fait[0])) as lu:
        idents = [bytes(o.ID) for o in lu.objects if isinstance(o, pikepdf.Dictionary) and "/ID" in o]
        polices = [str(o.FontName) for o in lu.objects if "/FontName" in (o if hasattr(o, "keys") else ())]
    assert len(idents) == len(set(idents)) > 80
    assert len(polices) == len(set(polices)) > 2


def test_bytes_are_the_same_whatever_was_kept_and_by_how_many_processes(fait):
    octets, composition, tirees = fait
    assert set(tirees) == {"page-0", "table-des-matieres", "c1", "c2", "page-4"}
    assert composer(gardes=composition.a_garder)[::2] == (octets, [])
    moins = dict(composition.a_garder)
    del moins[composition.parties[2].cle]
    assert composer(gardes=moins)[::2] == (octets, ["c1"])


def test_a_figure_that_changes_lays_out_its_part_alone(fait):
    change = HTML.replace("<td>1\u202f039</td>", "<td>1\u202f040</td>", 1)
    octets, _, tirees = composer(change, fait[1].a_garder)
    assert tirees == ["c1"] and octets == composer(change)[0] != fait[0]


def test_a_part_that_grows_moves_the_contents_and_no_other(fait):
    longue = HTML.replace(
        '<div class="ouvre"><h3 id="d1">', f'<p>{PHRASE * 60}</p><div class="ouvre"><h3 id="d1">'
    )
    octets, _, tirees = composer(longue, fait[1].a_garder)
    assert set(tirees) == {"c1", "table-des-matieres"} and octets != fait[0]


def test_an_altered_part_is_laid_out_anew(fait):
    octets, composition, _ = fait
    cle = composition.parties[3].cle
    altere = composition.a_garder | {cle: composition.a_garder[cle][:-9] + b"autrement"}
    assert Feuillet.lire(altere[cle]) is None
    assert composer(gardes=altere)[::2] == (octets, ["c2"])


def test_a_process_that_ends_is_told_with_what_it_said():
    with Presse(1) as presse, pytest.raises(ImpressionImpossible, match="KeyError: 'dessins'"):
        presse.imprimeurs[0].demander("mettre_en_page", b'{"nom": "x"}')


def test_a_full_disk_is_told_in_french(monkeypatch):
    def plein():
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(tempfile, "TemporaryFile", plein)
    with pytest.raises(ImpressionImpossible, match="Faites de la place sur le disque"):
        Presse(1)


def test_a_process_that_may_write_no_more_is_told_in_french():
    """For real: no file of it may hold a font."""
    with Presse(1, FEUILLE) as presse, pytest.raises(ImpressionImpossible) as dite:
        resource.prlimit(presse.processus.pid, resource.RLIMIT_FSIZE, (10_000, 10_000))
        presse.imprimeurs[0].demander("mettre_en_page", b"{}")
    assert str(dite.value) == SANS_PLACE


def test_a_drawing_leaves_no_file_behind(monkeypatch, tmp_path):
    """Neither what it says nor the copies that WeasyPrint makes of the fonts."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Presse(1, FEUILLE) as presse:
        partie = Partie("a", "<html lang=fr><title>Un</title><p>Un</p>", FEUILLE, {}, "Un", "S")
        presse.mettre_en_page([partie])
        assert list(tmp_path.rglob("weasyprint-*/*"))
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fills_while_it_draws_keeps_no_page_from_being_drawn(fait, monkeypatch):
    """What its processes have to say goes nowhere; they need no file for anything else."""
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda: open("/dev/full", "w+b"))  # noqa: SIM115
    assert composer(nombre=2)[0] == fait[0]


@pytest.mark.django_db
def test_parts_of_the_latest_file_serve_the_next_and_no_other_is_kept(exercice, monkeypatch):
    tirees = []
    vraie = Presse.mettre_en_page
    monkeypatch.setattr(
        Presse,
        "mettre_en_page",
        lambda soi, parties, *a: tirees.append([p.nom for p in parties]) or vraie(soi, parties, *a),
    )
    with mock.patch.object(fichiers, "Presse", PresseGardee):
        premier = tirages.tirer(exercice)
    Rubrique.objects.filter(exercice=2021, code="perspectives").update(corps="Un texte tout neuf.")
    tirees.clear()
    second = tirages.tirer(exercice)
    assert 0 < len([nom for lot in tirees for nom in lot]) <= 2
    assert second.pdf == fichiers.pdf(exercice).contenu
    paquets = dict(Tirage.objects.values_list("pk", "feuillets"))
    assert bytes(paquets[premier.pk]) == b"" != bytes(paquets[second.pk])
    Tirage.objects.filter(pk=second.pk).update(feuillets=b"rien de lisible")
    assert tirages.feuillets(2021) == {}
