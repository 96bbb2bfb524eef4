"""A drawn report is read back: what its data say that it prints is there, in the fonts of the house."""

from io import BytesIO

import pikepdf
import pytest

from siim94.editions import verification
from siim94.editions.verification import polices_declarees, relire
from tests.bilan.documents import imprimer

VIDE = {
    "ouverture": {"chiffres": [], "groupes": []},
    "rubriques": [],
    "tableaux": [],
    "graphiques": [],
    "chiffres": [],
}


def test_the_report_of_2021_prints_all_that_its_data_say(bilan_pdf, edition):
    assert relire(bilan_pdf, edition) == []


def test_each_kind_of_figure_that_is_not_printed_is_named(bilan_pdf, edition):
    edition["ouverture"]["chiffres"][0]["ecrit"] = "9\u202f999\u202f999\u00a0€"
    next(r for r in edition["rubriques"] if r["chiffres"])["chiffres"][0]["ecrit"] = "8888"
    partie = next(r for r in edition["rubriques"] if r["code"] == "gouvernance")
    partie["texte"][0] = partie["texte"][0] + " Ils sont 7777."
    contributions = next(t for t in edition["tableaux"] if t["section"] == "finances.contributions")
    contributions["lignes"][0]["ecrit"][1] = "1\u202f828\u202f377,38"
    matrice = next(t for t in edition["tableaux"] if t["section"] == "applications.catalogue")
    matrice["lignes"][-1]["ecrit"][-1] = matrice["lignes"][-1]["valeurs"][-1] = "666"
    edition["graphiques"][0]["en_annexe"] = True
    edition["graphiques"][0]["ecrit"][0][1] = "4321"
    edition["graphiques"][1]["titre"] = "Un titre à 5555"
    recettes = next(c for c in edition["chiffres"] if c["code"] == "finances.recettes.total")
    recettes |= {"valeur": "123456789.12", "ecrit": "123 456 789,12 €", "imprime": None}
    manques = relire(bilan_pdf, edition)
    assert len(manques) == 8
    for attendu in (
        "Chiffre clé « Recettes de fonctionnement » : « 9\u202f999\u202f999\u00a0€ »",
        "« 8888 »",
        "Rubrique « Une gouvernance collective » : « 7777 »",
        "ligne « Ville de Vitry-sur-Seine » : « 1\u202f828\u202f377,38 »",
        "« 666 »",
        "Figure 1 : ses valeurs",
        "« 5555 »",
        "Chiffre « Recettes de fonctionnement » : « 123 456 789,12 € »",
    ):
        assert any(attendu in manque for manque in manques), attendu


def test_a_figure_that_the_report_prints_otherwise_is_looked_for_as_printed(bilan_pdf, edition):
    chiffre = edition["chiffres"][0]
    chiffre["imprime"] = {"texte": "6 717 398 €", "valeur": "6717398"}
    chiffre["valeur"] = "123456789.12"
    assert relire(bilan_pdf, edition) == []
    chiffre["imprime"] = {"texte": "illisible", "valeur": None}
    assert relire(bilan_pdf, edition) == []


@pytest.mark.parametrize(
    ("texte", "absents"),
    [
        ("Les recettes sont de 1 234 euros.", []),
        # Cut by a page: one side is enough.
        ("coupée au milieu, 56 agents restent au syndicat.", []),
        ("Les recettes sont de 99 euros.", ["99"]),
        ("Rien à compter dans ce texte.", []),
    ],
)
def test_the_numbers_of_a_text_are_looked_for_with_their_words(texte, absents):
    serre = verification._serre(
        "Les re-\ncettes sont de 1\u202f234 euros."
        " Une phrase coupée au milieu, 56 SIIM94 · Bilan 12 agents restent"
    )
    assert verification._absents(texte, serre) == absents


def test_a_row_too_wide_for_a_page_stands_in_pieces_after_its_words():
    ligne = {
        "libelle": "Paie",
        "ecrit": ["Paie", "1", "2", "", "34"],
        "valeurs": [None, "1", "2", None, "34"],
    }
    assert verification._manque(ligne, verification._serre("Paie 1 2 Autre 7 Paie 34")) == ""
    assert verification._manque(ligne, verification._serre("Paie 1 2 Autre 34 Paie 5")) == "34"
    assert verification._manque(ligne, "Autre134") == "Paie"
    sans_nombre = {"libelle": "M14", "ecrit": ["Module M14", "●", "●"], "valeurs": [None] * 3}
    assert verification._manque(sans_nombre, "ModuleM14●Autre") == ""


def test_a_font_that_is_not_of_the_house_is_named():
    html = '<!doctype html><html lang="fr"><title>t</title><h1 style="font-family: serif">Titre</h1>'
    (manque,) = relire(imprimer(html), VIDE)
    assert "n’est pas de celles que le bilan déclare" in manque


def test_a_font_that_is_not_embedded_is_named(bilan_pdf):
    with pikepdf.open(BytesIO(bilan_pdf)) as pdf:
        descripteur = next(
            o
            for o in pdf.objects
            if isinstance(o, pikepdf.Dictionary) and str(o.get("/FontName", ""))[1:] in polices_declarees()
        )
        nom = str(descripteur.FontName)[1:]
        del descripteur["/FontFile2"]
        sortie = BytesIO()
        pdf.save(sortie)
    assert relire(sortie.getvalue(), VIDE) == [f"La police « {nom} » n’est pas incluse dans le PDF."]


@pytest.mark.parametrize("octets", [b"", b"%PDF-1.7\n", b"\0" * 2000])
def test_what_is_no_pdf_is_said(octets):
    (phrase,) = relire(octets, VIDE)
    assert phrase.startswith("Le PDF ne se lit pas")
