"""The report of 2021 read from its tags alone: each table, list and heading says what the data say."""

import csv
import re

import lxml.html
import pytest

from siim94.bilan.impression import RACINE
from tests.bilan.regles_balises import TITRES, manquements

ANNEXE = "Valeurs des graphiques"
DONNEES = RACINE / "fixtures" / "2021"
SIGNES = {"●": "disponible", "–": "sans-objet"}


@pytest.fixture(scope="module")
def page(bilan_html):
    """What the page has beside its drawings and the values under them, from its contents on."""
    arbre = lxml.html.document_fromstring(bilan_html)
    for element in arbre.xpath("//style | //details | //*[local-name() = 'svg']"):
        element.drop_tree()
    return arbre


@pytest.fixture(scope="module")
def tableaux(bilan_balises):
    annexe = bilan_balises.elements[-1]
    assert annexe.tous(*TITRES)[0].texte == ANNEXE
    dehors = set(annexe.tous("Table"))
    return [table for table in bilan_balises.tous("Table") if table not in dehors]


def serre(texte: str) -> str:
    """Without spaces nor dashes, of lists or of names: lines are cut elsewhere on a screen."""
    return re.sub(r"[\s–]+", "", texte)


def rangees(table):
    return [[serre(case.texte) for case in rangee.elements] for rangee in table.tous("TR")]


def nomme(tableaux, debut):
    (table,) = (t for t in tableaux if debut in t.tous("Caption")[0].texte)
    return table


def lus(table):
    """Of each cell that is no head: the heads that it names, and what it says."""
    tetes = {str(case.objet.ID): case.texte for case in table.tous("TH")}
    for case in table.tous("TD"):
        yield [tetes[str(ident)] for ident in case.attribut("/Headers")], case.texte


def fichier(nom):
    with (DONNEES / nom).open(encoding="utf-8") as ouvert:
        return list(csv.DictReader(ouvert, delimiter=";"))


def test_nothing_stands_where_it_may_not(bilan_balises):
    assert manquements(bilan_balises) == []


def test_each_heading_is_that_of_the_page_at_its_level(bilan_balises, page):
    voulus = [
        (f"H{titre.get('aria-level') or titre.tag[1]}", serre(titre.text_content()))
        for titre in page.xpath("//h1 | //h2 | //h3 | //h4 | //h5")
    ]
    dits = [(titre.genre, serre(titre.texte)) for titre in bilan_balises.tous(*TITRES)]
    assert dits == [*voulus, ("H2", serre(ANNEXE))]
    assert len(dits) > 70


def test_contents_name_every_chapter_and_heading_that_they_lead_to(bilan_balises, page):
    voulus = [serre(lien.text_content()) for lien in page.xpath("//nav//a")]
    dits = [
        serre("".join(m.texte for m in lien.morceaux[:-1]))
        for lien in bilan_balises.tous("TOC")[0].tous("Link")
    ]
    assert dits[:-1] == voulus
    assert len(bilan_balises.tous("TOCI")) == len(dits) > 40


def test_each_table_has_the_rows_of_the_page(tableaux, page):
    attendus = page.xpath("//table")
    assert len(tableaux) == len(attendus) > 15
    for table, attendu in zip(tableaux, attendus, strict=True):
        assert serre(table.tous("Caption")[0].texte) == serre(attendu.find("caption").text_content())
        voulues = [
            [serre("".join(case.itertext())) for case in rangee.iterchildren("td", "th")]
            for rangee in attendu.iter("tr")
        ]
        # What paper says again of a domain that a page cuts is no row of the data.
        assert [r for r in rangees(table) if not r[0].endswith("(suite)")] == voulues


def test_each_list_has_the_points_of_the_page(bilan_balises, page):
    voulues = [
        [serre(point.text_content()) for point in liste.iterchildren("li")]
        for liste in page.xpath("//main//*[self::ul or self::ol][not(ancestor::nav)]")
    ]
    dites = [[serre(point.texte) for point in liste.elements] for liste in bilan_balises.tous("L")]
    assert dites == voulues
    assert len(dites) > 15


def test_every_row_of_the_matrix_is_named_by_its_function_and_its_software(tableaux):
    matrice = nomme(tableaux, "Catalogue des applications")
    noms = [
        tuple(case.texte for case in rangee.tous("TH"))
        for rangee in matrice.tous("TBody")
        for rangee in rangee.tous("TR")
    ]
    noms = [nom for nom in noms if len(nom) > 1]
    assert len(noms) == len(set(noms)) > 70


def test_the_matrix_says_who_has_what(tableaux):
    """Read from the heads that each cell names, against the first data."""
    matrice = nomme(tableaux, "Catalogue des applications")
    codes = {adherent["nom_court"]: adherent["code"] for adherent in fichier("../referentiel/adherents.csv")}
    dits = {
        (fonction, logiciel, codes[membre], SIGNES[signe])
        for (_, membre, _, fonction, logiciel), signe in (lu for lu in lus(matrice) if lu[1] in SIGNES)
    }
    voulus = {
        (d["fonction"], d["application"], d["adherent"], d["etat"]) for d in fichier("deploiements.csv")
    }
    assert {tuple(map(serre, d)) for d in dits} == {tuple(map(serre, v)) for v in voulus}
    assert ("Gestion de courrier", "ELISE", "vitry", "disponible") in dits


def test_the_staffing_table_says_the_posts_of_each_grade(tableaux):
    emplois = nomme(tableaux, "Tableau des effectifs")
    dits = [
        (tetes[-1], valeur)
        for tetes, valeur in lus(emplois)
        if {"Emplois", "2021"} <= set(" ".join(tetes[:-1]).split())
    ]
    for ligne in fichier("emplois_grades.csv"):
        if (ligne["exercice"], ligne["bilan_de"]) == ("2021", "2021"):
            assert any(
                (grade.removesuffix(" (*)"), valeur.removesuffix(" (*)"))
                == (ligne["grade"], ligne["emplois"])
                for grade, valeur in dits
            )
    assert len(dits) > 15


def test_contributions_say_their_amounts_under_their_year(tableaux):
    contributions = {tuple(tetes): valeur for tetes, valeur in lus(nomme(tableaux, "Contributions des"))}
    assert contributions["2021", "Ville de Vitry-sur-Seine"] == "1 828 377,37"


def test_ordinals_are_raised_and_said_in_one_word(bilan_balises):
    rangs = [e for e in bilan_balises.tous("Span") if str(e.objet.get("/ActualText", "")) == "1er"]
    assert len(rangs) > 3
    assert all(bout.pied > nombre.pied + 1 for nombre, bout in (rang.enfants for rang in rangs))
