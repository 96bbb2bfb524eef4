"""The totals of a document in its preview: what would be loaded beside what the document says itself."""

import pytest

from siim94.chargements.apercu import Apercu
from siim94.chargements.genres import chargeur_de
from siim94.chargements.moteur import Options, simuler
from tests.chargements.test_budget import scdl
from tests.chargements.test_classeur import classeur, plat
from tests.chargements.test_views import deposer
from tests.comptes import connecter
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
