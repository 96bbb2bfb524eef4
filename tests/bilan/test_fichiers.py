"""The files: a PDF that an independent validator accepts, and an HTML page that needs nothing beside it."""

import gc
import re
import subprocess
import threading
from contextlib import nullcontext
from decimal import Decimal
from io import BytesIO

import pikepdf
import pytest

from finances.models import Contribution
from siim94.bilan import fichiers
from siim94.bilan.models import Rubrique
from siim94.bilan.rendu import RubriqueErronee
from siim94.socle.models import Exercice
from tests.bilan.factories import ExerciceFactory
from tests.bilan.lecture import espaces_simples, texte_du_pdf
from tests.bilan.normes import manquements


def test_validator_finds_no_failure(bilan_pdf):
    assert manquements(bilan_pdf) == []


def test_every_table_has_heads_and_every_figure_its_alternative(bilan_pdf):
    with pikepdf.open(BytesIO(bilan_pdf)) as lu:
        elements = list(parcours(lu.Root.StructTreeRoot.K[0]))
        tables = [e for e in elements if e.S == "/Table"]
        figures = [e for e in elements if e.S == "/Figure"]
        assert len(tables) > 15 and len(figures) > 10
        for table in tables:
            assert any(cellule.S == "/TH" for cellule in parcours(table))
        for figure in figures:
            assert len(str(figure.Alt)) > 30


def parcours(element):
    yield element
    enfants = element.get("/K", [])
    for enfant in enfants if isinstance(enfants, pikepdf.Array) else [enfants]:
        if isinstance(enfant, pikepdf.Dictionary) and "/S" in enfant:
            yield from parcours(enfant)


def test_bookmarks_are_the_parts_their_chapters_and_their_headings(bilan_pdf):
    with pikepdf.open(BytesIO(bilan_pdf)) as lu, lu.open_outline() as signets:
        titres = [str(signet.title) for signet in signets.root]
        partie = next(s for s in signets.root if s.title == "Bilan Finances Et Ressources Humaines")
        chapitres = [str(signet.title) for signet in partie.children]
        sous_titres = [str(signet.title) for signet in partie.children[0].children]
        catalogue = signets.root[-2].children[-1]
    assert chapitres == ["6 Bilan financier", "7 Bilan Ressources Humaines"]
    # Its pages on their side begin a part of the file of their own.
    assert (signets.root[-2].title, catalogue.title) == (
        "Activités courantes",
        "CATALOGUE DES APPLICATIONS MISES A DISPOSITION DES ADHERENTS",
    )
    assert titres[:3] == ["Table des matières", "L’essentiel de l’année 2021", "1 LE MOT DE LA PRESIDENTE"]
    assert titres[-1] == "Valeurs des graphiques"
    assert sous_titres == [
        "Recettes de fonctionnement 2021",
        "Dépenses de fonctionnement 2021",
        "Recettes d’investissement 2021",
        "Dépenses d’investissement 2021",
    ]


def test_contents_give_the_page_on_which_a_chapter_begins(texte_pdf):
    pages = texte_pdf.split("\f")
    sommaire = espaces_simples(pages[1])
    for rang, page in enumerate(pages[2:], start=3):
        if re.search(r"^5 Les perspectives 2022$", page, re.M):
            assert re.search(rf"Les perspectives 2022 {rang}\b", sommaire)
            return
    pytest.fail("le chapitre 5 n’est sur aucune page")


def test_no_page_is_nearly_empty(texte_pdf):
    pages = texte_pdf.rstrip("\f").split("\f")
    assert 30 <= len(pages) <= 45
    for rang, page in enumerate(pages[1:], start=2):
        assert len(page.strip()) > 250, f"page {rang}"


def test_pdf_says_its_title_language_and_author(bilan_pdf):
    with pikepdf.open(BytesIO(bilan_pdf)) as lu, lu.open_metadata() as donnees:
        assert donnees["dc:title"] == "Bilan d’activités 2021"
        assert str(lu.Root.Lang) == "fr"
        assert "SIIM94" in str(donnees["dc:creator"])


def test_same_data_give_the_same_bytes(bilan_pdf, exercice):
    assert fichiers.pdf(exercice).contenu == bilan_pdf


@pytest.mark.usefixtures("presse_gardee")
def test_an_amount_that_changes_is_in_the_next_pdf(exercice):
    contribution = Contribution.objects.get(exercice=exercice, adherent__nom_court="Gentilly")
    contribution.montant += Decimal("1000.11")
    contribution.save()
    suivi = []
    texte = espaces_simples(texte_du_pdf(fichiers.pdf(exercice, lambda *pas: suivi.append(pas)).contenu))
    assert "486 166,83" in texte and "485 166,72" not in texte
    assert "6 667 433,85" in texte
    pourcentages = [pourcentage for pourcentage, _ in suivi]
    assert pourcentages == sorted(pourcentages) and pourcentages[-1] >= 60


def test_html_file_needs_nothing_beside_it(bilan_html):
    assert "data:font/woff2;base64," in bilan_html
    assert not re.search(r"<(?:link|script|img)\b", bilan_html)
    assert not re.search(r"(?:src|href)=\"(?:https?:)?/", bilan_html)
    # Each drawing, and the one that a phone shows in its place: no script draws it again.
    assert bilan_html.count('<svg class="large"') == bilan_html.count('<svg class="etroit"') >= 15


def test_made_up_year_says_so_on_every_page(exercice):
    exercice.fictif = True
    exercice.save()
    contenu = fichiers.pdf(exercice).contenu
    with pikepdf.open(BytesIO(contenu)) as lu:
        pages = len(lu.pages)
    texte = subprocess.run(
        ["pdftotext", "-", "-"], input=contenu, capture_output=True, check=True
    ).stdout.decode()
    assert all("DONNÉES FICTIVES" in page for page in texte.split("\f")[:pages])


def test_draft_is_stamped_on_every_page_and_stays_accessible(projet_pdf, texte_pdf):
    with pikepdf.open(BytesIO(projet_pdf)) as lu, lu.open_metadata() as donnees:
        pages = len(lu.pages)
        assert donnees["dc:title"] == "Bilan d’activités 2021 (projet)"
    texte = subprocess.run(
        ["pdftotext", "-", "-"], input=projet_pdf, capture_output=True, check=True
    ).stdout.decode()
    assert all("PROJET" in page for page in texte.split("\f")[:pages])
    assert "aleurs non renseignées" in texte
    assert "PROJET" not in texte_pdf and "aleurs non renseignées" not in texte_pdf
    assert manquements(projet_pdf) == []


def test_html_draft_says_that_it_is_one(exercice):
    page = fichiers.html(exercice, projet=True)
    assert "PROJET" in page and "aleurs non renseignées" in page


def test_a_year_without_parts_is_refused(db):
    with pytest.raises(fichiers.BilanVide, match="2035"):
        fichiers.pdf(ExerciceFactory())


def test_a_wrong_token_stops_the_pdf_with_the_name_of_the_part(exercice):
    Rubrique.objects.filter(exercice=exercice, code="perspectives").update(corps="[[finances.rien]]")
    with pytest.raises(RubriqueErronee, match=r"finances\.rien"):
        fichiers.pdf(exercice)


@pytest.mark.parametrize("largeur", [390, 1440])
def test_file_scrolls_sideways_in_the_boxes_of_its_tables_alone(bilan_html, navigateur, tmp_path, largeur):
    fichier = tmp_path / "bilan.html"
    fichier.write_text(bilan_html, encoding="utf-8")
    page = navigateur.new_page(viewport={"width": largeur, "height": 900})
    page.goto(fichier.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= largeur
    debords = page.evaluate(
        """(largeur) => [...document.querySelectorAll("body *")]
          .filter((e) => !e.closest(".defile, .graphique-dessin, .hors-ecran, svg"))
          .filter((e) => e.getBoundingClientRect().right > largeur + 1)
          .map((e) => `${e.tagName} ${e.className}`)""",
        largeur,
    )
    page.close()
    assert debords == []


def test_no_cycles_are_looked_for_while_a_report_is_drawn(monkeypatch):
    vus = []

    def arreter(*_, **__):
        vus.append(gc.isenabled())
        raise fichiers.BilanVide(2035)

    monkeypatch.setattr(fichiers, "Presse", lambda *_: nullcontext())
    monkeypatch.setattr(fichiers, "Bilan", arreter)
    for _ in range(2):
        with pytest.raises(fichiers.BilanVide):
            fichiers.pdf(None)
        assert gc.isenabled()
    assert vus == [False, False]


class Refus(Exception):
    pass


def refuser():
    raise Refus


def test_a_refusal_is_told_before_what_is_wrong_with_the_report(monkeypatch):
    def erronee(*_, **__):
        raise RubriqueErronee("Rubrique « Mot du président » : chiffre inconnu")

    monkeypatch.setattr(fichiers, "Presse", lambda *_: nullcontext())
    monkeypatch.setattr(fichiers, "Bilan", erronee)
    with pytest.raises(Refus):
        fichiers.pdf(None, avant=refuser)
    with pytest.raises(RubriqueErronee):
        fichiers.pdf(None, avant=lambda: None)


def test_a_refusal_ends_the_drawing_that_nobody_waits_for_any_more(donnees_2021, monkeypatch):
    Rubrique.objects.filter(exercice=2021).exclude(section="").update(incluse=False)
    commencee, finie = threading.Event(), threading.Event()
    mettre_en_page = fichiers.Presse.mettre_en_page

    def noter(presse, *mots):
        commencee.set()
        feuillets = mettre_en_page(presse, *mots)
        finie.set()
        return feuillets

    def refuser_ensuite():
        assert commencee.wait(60)
        refuser()

    monkeypatch.setattr(fichiers.Presse, "mettre_en_page", noter)
    with pytest.raises(Refus):
        fichiers.pdf(Exercice.objects.get(annee=2021), avant=refuser_ensuite)
    assert not finie.is_set()
