"""A drawn report is read back: what its data say that it prints is there, in the fonts of the house."""

from io import BytesIO

import pikepdf
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from siim94.editions import verification
from siim94.editions.verification import polices_declarees, relire, texte_du_pdf
from siim94.formats.francais import nombre
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
        ("Les recettes sont de 1\u202f234 euros.", []),
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


FINE = "\u202f"
MONTANTS = st.decimals(0, 10**9, places=2) | st.integers(0, 10**9)


def _chiffre(valeur, ecrit: str) -> dict:
    """The data of a report of one table, which prints one figure."""
    place = {"genre": "tableau", "titre": "Solde", "rubrique": "solde"}
    chiffre = {"code": "solde", "libelle": "Solde", "valeur": str(valeur), "ecrit": ecrit, "imprime": None}
    ligne = {"libelle": "Solde", "ecrit": ["Solde", ecrit], "valeurs": [None, str(valeur)]}
    rubrique = {"code": "solde", "titre": "Solde", "markdown": ""}
    rubrique |= {nom: [] for nom in ("texte", "mentions", "chiffres", "evolutions", "notes")}
    tableau = {"rubrique": "solde", "titre": "Solde", "numero": 1, "lignes": [ligne]}
    return VIDE | {
        "rubriques": [rubrique],
        "tableaux": [tableau],
        "chiffres": [chiffre | {"places": [place]}],
    }


def _manques(donnees: dict, texte: str) -> list[str]:
    serre = verification._serre(texte)
    return [*verification._tableaux(donnees, serre), *verification._chiffres(donnees, serre)]


@given(MONTANTS, MONTANTS, MONTANTS, st.sampled_from([" ", "\n", "\r\n", " \r\n"]))
def test_a_number_is_read_whole_whatever_stands_beside_it(valeur, avant, apres, blanc):
    ecrit = nombre(valeur)
    texte = blanc.join([nombre(avant), "Solde", ecrit, nombre(apres), nombre(avant)])
    assert _manques(_chiffre(valeur, ecrit), texte) == []
    assert _manques(_chiffre(valeur, ecrit), texte.replace(FINE, "\u00a0")) == []


@given(MONTANTS, MONTANTS, st.sampled_from([" ", "\n"]))
def test_another_number_is_never_taken_for_it(valeur, autre, blanc):
    ecrit, autre_ecrit = nombre(valeur), nombre(autre)
    assume(ecrit != autre_ecrit)
    manques = _manques(_chiffre(valeur, ecrit), f"Solde{blanc}{autre_ecrit}{blanc}Total")
    assert len(manques) == 2 or (len(manques) == 1 and autre == valeur)


@pytest.mark.parametrize(
    "lu",
    [
        f"112{FINE}345",
        f"12{FINE}3456",
        f"12{FINE}345{FINE}678",
        f"1{FINE}212{FINE}345",
        f"12{FINE}345,6",
        f"0,12{FINE}345",
        "12 345",
        f"−12{FINE}345",
        "12,3 k€",
    ],
)
def test_a_piece_of_a_longer_number_is_not_the_number(lu):
    donnees = _chiffre(12345, f"12{FINE}345")
    assert any("ligne « Solde »" in manque for manque in _manques(donnees, f"Solde {lu} Total"))


def test_numbers_are_read_from_a_page_as_it_printed_them():
    """Beside one another in narrow cells, at the end of a line, before a sign."""
    nombres = [nombre(n) for n in (1, 12, 345, 1234, 12345, 678, 1000000, -5, -12345)]
    cellules = "".join(f"<td>{n}" for n in nombres)
    phrase = "Le solde est de 6\u202f717\u202f398\u00a0€ pour 12\u202f345 habitants en 2021 − 2022. " * 6
    html = (
        '<!doctype html><html lang="fr"><title>t</title><style>td { padding: 0 2pt; width: 5% }</style>'
        f"<table><tr><th scope=row>Solde{cellules}</table><p style='width: 7em'>{phrase}</p>"
    )
    serre = verification._serre(texte_du_pdf(imprimer(html)))
    assert verification._lu(verification._rang(["Solde", *nombres]), serre)
    assert verification._absents(phrase, serre) == []


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
