"""Sentences offered from the data: agreement, elision, amounts, members that joined or left."""

import datetime
import doctest

import pytest

from adherents.models import Succession
from siim94.bilan import jetons, phrases, sommaire
from siim94.controles.chiffres import CHIFFRES_PAR_NOM
from siim94.formats.calcul import Evolution
from siim94.socle.models import Exercice
from siim94.ui.chiffres import Chiffre
from siim94.ui.tableaux import PARTS, LigneAnnuelle, tableau_annuel
from tests.adherents.factories import AdhesionFactory, ExerciceFactory, SuccessionFactory

pytestmark = pytest.mark.django_db


def chiffre(libelle, unite, avant, apres):
    return Chiffre("a.b", libelle, unite, lambda annee, bilan: {2030: avant, 2031: apres}.get(annee))


def test_the_examples_of_the_docstrings_hold():
    assert doctest.testmod(phrases).failed == 0


@pytest.mark.parametrize(
    ("libelle", "unite", "avant", "apres", "attendue"),
    [
        (
            "Recettes de fonctionnement",
            "€",
            100,
            110,
            "Les recettes de fonctionnement augmentent de 10,0 %, passant de [[a.b@annee-1]] en [[annee-1]]"
            " à [[a.b]] en [[annee]].",
        ),
        (
            "Emplois pourvus",
            "agents",
            50,
            46,
            "Le nombre d’emplois pourvus diminue de 8,0 %, passant de [[a.b@annee-1]] en [[annee-1]]"
            " à [[a.b]] en [[annee]].",
        ),
        (
            "Âge moyen des agents",
            "ans",
            45,
            45,
            "L’âge moyen des agents se maintient à [[a.b]], comme en [[annee-1]].",
        ),
        (
            "Part des projets",
            "%",
            20,
            22,
            "La part des projets augmente de 2,0 points, passant de [[a.b@annee-1]] en [[annee-1]]"
            " à [[a.b]] en [[annee]].",
        ),
        (
            "Jours de formation",
            "jours",
            0,
            12,
            "Les jours de formation augmentent, passant de [[a.b@annee-1]] en [[annee-1]]"
            " à [[a.b]] en [[annee]].",
        ),
        ("Serveurs", "serveurs", None, 12, ""),
        ("Serveurs", "serveurs", 12, None, ""),
    ],
)
def test_a_change_is_a_sentence_with_tokens(libelle, unite, avant, apres, attendue):
    phrase = phrases.changement(chiffre(libelle, unite, avant, apres), 2031)
    assert phrase.replace("\u00a0", " ") == attendue


def test_the_rows_that_moved_most_are_named():
    valeurs = {"Finances": (10, 20), "RH": (5, 6), "Santé": (4, 9), "Familles": (8, 2), "Achats": (3, 3)}
    lignes = [LigneAnnuelle(nom, {2030: avant, 2031: apres}) for nom, (avant, apres) in valeurs.items()]
    for genre in ("total", "sous-total", "compte"):
        lignes.append(LigneAnnuelle("Total", {2030: 30, 2031: 400}, genre))
    tableau = tableau_annuel("Jours\u00a0: par domaine", "Domaine", [2030, 2031], lignes, PARTS, "en jours")
    (phrase,) = phrases.extremes(tableau)
    assert phrase.replace("\u00a0", " ") == (
        "Jours, par domaine : les plus fortes hausses sont celles de « Finances » (+10 jours, +100,0 %)"
        " et « Santé » (+5 jours, +125,0 %) ; la plus forte baisse est celle de"
        " « Familles » (−6 jours, −75,0 %)."
    )


def test_members_that_joined_and_left_are_told_with_what_became_of_them():
    exercice = ExerciceFactory(annee=2031)
    ExerciceFactory(annee=2030)
    ancien = AdhesionFactory(debut=None, fin=None, adherent__nom="OPH du Puits").adherent
    AdhesionFactory(debut=datetime.date(2031, 3, 1), fin=None, adherent__nom="Ville de Lune")
    SuccessionFactory(ancien=ancien, nouveau__nom="Habitat du Puits", date=datetime.date(2031, 1, 1))
    classe = sommaire.SECTIONS_PAR_CODE["adherents.membres"]
    # The first data's own members and successions stand around them.
    Succession.objects.exclude(ancien=ancien).delete()
    trouvees = [p.replace("\u00a0", " ") for p in phrases.phrases(classe(exercice))]
    assert any(p.endswith("rejoignent le syndicat en [[annee]].") and "Ville de Lune" in p for p in trouvees)
    assert "OPH du Puits quitte le syndicat en [[annee]]." in trouvees
    assert "OPH du Puits devient Habitat du Puits le 1er janvier 2031." in trouvees


def test_every_figure_named_exists_and_every_token_is_understood(donnees_2021):
    noms = {nom for chiffres in phrases.CHIFFRES.values() for nom in chiffres}
    assert noms <= set(CHIFFRES_PAR_NOM)
    assert set(phrases.CHIFFRES) <= set(sommaire.SECTIONS_PAR_CODE)
    exercice = Exercice.objects.get(pk=2021)
    trouvees = [p for classe in sommaire.SECTIONS for p in phrases.phrases(classe(exercice))]
    assert len(trouvees) > 5
    for phrase in trouvees:
        assert jetons.erreurs(phrase) == []
        assert phrase.endswith(".")
        assert "n.\u00a0r." not in jetons.montrer(phrase, 2021)


def test_a_rate_from_nothing_is_not_said():
    assert phrases._ecart(Evolution(0, 5), "jours") == "+5\u00a0jours"
