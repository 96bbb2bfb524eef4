"""The proof of a chapter: its real pages with what is typed, nothing written, what is wrong told."""

import base64
import re
from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from siim94.bilan import plan
from siim94.bilan.models import Rubrique
from siim94.socle.models import Journal
from tests.bilan.factories import RubriqueFactory
from tests.bilan.lecture import espaces_simples
from tests.comptes import connecter

pytestmark = pytest.mark.django_db
EPREUVE = "/bilan/2021/rubriques/epreuve/"


@pytest.fixture
def rubrique(donnees_2021) -> Rubrique:
    return Rubrique.objects.get(exercice=2021, code="perspectives")


def envoi(rubrique, **valeurs) -> dict:
    noms = ("titre", "corps", "niveau", "section", "version", "signataire", "qualite")
    return {nom: getattr(rubrique, nom) for nom in noms} | {"incluse": "on", "numerotee": "on"} | valeurs


def lire(reponse) -> str:
    assert reponse.status_code == 200 and reponse["Content-Type"] == "application/pdf"
    return espaces_simples(
        "\n".join(page.extract_text() for page in PdfReader(BytesIO(reponse.content)).pages)
    )


def test_the_pages_of_the_chapter_hold_what_is_typed_and_nothing_is_written(rubrique):
    avant = Journal.objects.count()
    donnees = envoi(rubrique, corps="Un texte neuf : [[finances.recettes.total]].", titre="Demain")
    lu = lire(connecter("direction").post(f"{EPREUVE}?rubrique={rubrique.pk}", donnees))
    assert "5 Demain" in lu and "6 717 398,43 €" in lu and "ÉPREUVE" in lu
    assert "Table des matières" not in lu and "L’essentiel" not in lu and "Le souhait de certaines" not in lu
    rubrique.refresh_from_db()
    assert rubrique.titre != "Demain" and Journal.objects.count() == avant


def test_a_part_being_added_stands_in_the_chapter_it_follows(rubrique):
    donnees = envoi(rubrique, titre="Ajout", corps="Un ajout.", niveau=2, exercice=2021, apres=rubrique.pk)
    lu = lire(connecter("direction").post(EPREUVE, donnees))
    assert lu.index("Le souhait de certaines") < lu.index("Un ajout.")
    assert not Rubrique.objects.filter(titre="Ajout").exists()


def test_what_is_wrong_is_told_and_readers_print_no_proof(rubrique):
    donnees = envoi(rubrique, corps="[[rien]]\n\n::: encadré\nx")
    reponse = connecter("direction").post(f"{EPREUVE}?rubrique={rubrique.pk}", donnees)
    assert reponse.status_code == 422 and "Ligne 1, colonne 1" in espaces_simples(reponse.content.decode())
    assert connecter("agent").post(EPREUVE, donnees).status_code == 403
    assert connecter("direction").post(f"{EPREUVE}?rubrique=999999", donnees).status_code == 404


def test_beside_the_form_the_pages_are_pictures(rubrique):
    donnees = envoi(rubrique, corps="Un texte neuf.")
    adresse = f"{EPREUVE}?rubrique={rubrique.pk}"
    reponse = connecter("direction").post(adresse, donnees, headers={"HX-Request": "true"})
    pages = re.findall(r'src="data:image/png;base64,([^"]+)"', reponse.content.decode())
    image = Image.open(BytesIO(base64.b64decode(pages[0]))).convert("L")
    assert len(pages) == 1 and image.size == (827, 1170) and image.getextrema()[0] < 60
    refus = connecter("direction").post(
        adresse, donnees | {"corps": "[[rien]]"}, headers={"HX-Request": "true"}
    )
    assert refus.status_code == 200 and "Ligne 1, colonne 1" in espaces_simples(refus.content.decode())


def test_the_form_offers_the_proof_of_what_it_holds(rubrique):
    page = connecter("direction").get(reverse("bilan:rubrique_update", args=[rubrique.pk])).content.decode()
    assert f'formaction="{EPREUVE}?rubrique={rubrique.pk}"' in page and 'formtarget="epreuve"' in page


def test_a_chapter_is_what_stands_between_two_others():
    niveaux = [4, 0, 1, 2, 3, 1, 2, 5]
    ordre = [RubriqueFactory.build(niveau=niveau, pk=rang + 1) for rang, niveau in enumerate(niveaux)]
    tailles = [len(plan.chapitre_de(ordre, rubrique)) for rubrique in ordre]
    assert tailles == [1, 1, 3, 3, 3, 2, 2, 1]
