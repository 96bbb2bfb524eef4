"""The totals of a document in its preview: what would be loaded beside what the document says itself."""

import re

import pytest

from siim94.chargements.apercu import Apercu
from siim94.chargements.genres import chargeur_de
from siim94.chargements.moteur import Options, simuler
from tests.chargements.test_budget import scdl
from tests.chargements.test_classeur import classeur, plat
from tests.chargements.test_views import deposer
from tests.classeur_modifie import colonne, modifier
from tests.comptes import connecter
from tests.exemples import SIRET_GRANDE_VILLE
from tests.formats.echantillons import LIGNE, totem

pytestmark = pytest.mark.django_db


def totaux(genre, contenu):
    apercu = simuler(chargeur_de(genre), contenu, Options())
    assert Apercu.from_json(apercu.to_json()).totaux == apercu.totaux
    return {plat(f"{t.libelle}, {t.montant}"): (plat(t.charge), plat(t.document)) for t in apercu.totaux}


def avec_section(montants):
    entete, ligne = scdl(0).decode().splitlines()
    debut = ligne.rpartition(",")[0]
    lignes = [f"{debut},{section},{montant}" for section, montant in montants]
    return "\n".join([entete.replace("BGT_MTPREV", "BGT_SECTION,BGT_MTPREV"), *lignes]).encode()


def test_sums_are_given_by_section_and_sense_beside_the_documents_own(notre):
    vus = totaux("scdl", avec_section([("fonctionnement", 100), ("fonctionnement", "20.5")]))
    assert vus == {
        "Décision modificative 2030, SYNDICAT : Fonctionnement, dépenses, voté": ("120,50 €", "120,50 €")
    }


def test_a_section_that_is_not_the_chapters_shows(notre):
    vus = totaux("scdl", avec_section([("fonctionnement", 100), ("investissement", 20)]))
    assert [valeurs for nom, valeurs in vus.items() if "Fonctionnement" in nom] == [("120,00 €", "100,00 €")]
    assert [valeurs for nom, valeurs in vus.items() if "Investissement" in nom] == [("", "20,00 €")]


def test_a_document_without_sections_has_those_of_its_chapters(notre):
    vus = totaux("scdl", scdl(100))
    nom = "Décision modificative 2030, SYNDICAT : Fonctionnement (d’après les chapitres), dépenses, voté"
    assert vus == {nom: ("100,00 €", "100,00 €")}


def test_a_totem_document_has_its_totals_and_the_page_shows_them(notre, client):
    contenu = totem(etape="02", lignes=LIGNE, personnel="")
    assert any("dépenses" in nom for nom in totaux("totem", contenu))
    connecter("gestionnaire", client)
    page = plat(deposer(client, "totem", contenu).text)
    assert "<h2>Totaux</h2>" in page and "10,00 €" in page


def test_tables_with_nothing_to_say_are_folded(notre, client):
    connecter("gestionnaire", client)
    page = plat(deposer(client, "classeur", classeur(2021).getvalue(), "classeur.xlsx").text)
    assert "tableaux sans changement" in page and "à créer" not in page


TOTAL = """<LigneBudget calculated="true"><ChapitreNature V="011"/><InfoOpe V="T"/><CodRD V="D"/>
    <OpBudg V="T"/><MtPrev V="11.00"/><CredOuv V="10.00"/><MtReal V="0.00"/></LigneBudget>"""
ECARTS = {
    "chapitre 011, dépenses, voté, total du document : 11,00 € ; les lignes donnent 10,00 €.",
    "chapitre 011, dépenses, réalisé, total du document : 0,00 € ; les lignes donnent −2,50 €.",
}


def de_fin(remarques):
    return {plat(remarque.texte).partition(", ")[2] for remarque in remarques}


def test_a_total_of_a_chapter_that_its_lines_do_not_give_is_told_with_its_line(notre):
    apercu = simuler(chargeur_de("totem"), totem(lignes=LIGNE + TOTAL, personnel=""), Options())
    assert de_fin(apercu.avertissements) == ECARTS
    assert {remarque.lieu for remarque in apercu.avertissements} == {"ligne 10"}


def test_so_is_one_of_another_body_which_nothing_keeps(notre):
    autre = totem(lignes=LIGNE + TOTAL, personnel="", siret=SIRET_GRANDE_VILLE)
    apercu = simuler(chargeur_de("totem"), autre, Options(autre_organisme=True))
    assert de_fin(apercu.avertissements) == ECARTS
    assert "valeurs imprimées" not in [table.titre for table in apercu.tables]


@pytest.mark.usefixtures("avec_controles")
def test_a_wrong_total_of_a_document_is_one_finding_with_its_place(notre):
    apercu = simuler(chargeur_de("totem"), totem(lignes=LIGNE + TOTAL, personnel=""), Options())
    apportes = [remarque for remarque in apercu.apportes if "chapitre 011" in remarque.texte]
    assert sorted(re.search(r"(voté|réalisé) :", plat(r.texte))[1] for r in apportes) == ["réalisé", "voté"]
    assert {remarque.lieu for remarque in apportes} == {"2030, ligne 10"}
    assert apercu.avertissements == []


@pytest.mark.usefixtures("avec_controles")
def test_so_is_a_wrong_total_of_a_sheet(donnees_2021):
    def totaliser(onglet):
        onglet.cell(onglet.max_row + 1, 2).value = "Total"
        onglet.cell(onglet.max_row, colonne(onglet, "Montant")).value = 1000

    flux = modifier(classeur(2021), "Contributions", totaliser)
    apercu = simuler(chargeur_de("classeur"), flux, Options())
    (constat,) = apercu.apportes
    assert constat.lieu.startswith("2021, feuille Contributions, cellule D") and "1 000" in plat(
        constat.texte
    )
    assert apercu.avertissements == []
