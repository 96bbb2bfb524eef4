"""Tokens become figures; one that means nothing is an error with its place, never an empty string."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from siim94.bilan import jetons
from siim94.controles.chiffres import CHIFFRES_PAR_NOM
from siim94.ui.chiffres import Chiffre

CHIFFRES = {
    "finances.total": Chiffre("finances.total", "Total", "€", lambda annee, bilan: Decimal("6717398.43"), 2),
    "rh.agents": Chiffre("rh.agents", "Agents", "agents", lambda annee, bilan: annee - 1975),
    "rh.bilan": Chiffre("rh.bilan", "Bilan", "", lambda annee, bilan: bilan),
    "rh.inconnu": Chiffre("rh.inconnu", "Inconnu", "agents", lambda annee, bilan: None),
}


@pytest.mark.parametrize(
    ("texte", "imprime"),
    [
        ("Recettes [[annee]]", "Recettes 2021"),
        ("Perspectives [[annee+1]]", "Perspectives 2022"),
        ("entre [[annee-2]] et [[ annee ]]", "entre 2019 et 2021"),
        ("[[finances.total]]", "6\u202f717\u202f398,43\u00a0€"),
        ("[[rh.agents]]", "46\u00a0agents"),
        ("[[rh.agents@2020]] puis [[rh.agents@annee-3]]", "45\u00a0agents puis 43\u00a0agents"),
        ("[[rh.bilan@2020]]", "2\u202f021"),
        ("sans jeton", "sans jeton"),
        ("[lien](https://exemple.org)", "[lien](https://exemple.org)"),
    ],
)
def test_tokens_are_replaced(texte, imprime):
    assert jetons.remplacer(texte, 2021, CHIFFRES) == imprime


def test_a_figure_that_was_never_given_is_said_so():
    assert jetons.remplacer("[[rh.inconnu]]", 2021, CHIFFRES) == "n.\u00a0r."


@pytest.mark.parametrize(
    "jeton", ["[[finance.total]]", "[[]]", "[[annee*2]]", "[[rh.agents@hier]]", "[[Annee]]"]
)
def test_a_token_that_means_nothing_is_an_error(jeton):
    with pytest.raises(jetons.JetonsInconnus):
        jetons.remplacer(f"avant {jeton} après", 2021, CHIFFRES)


def test_an_error_has_its_place_and_the_names_near_it():
    (erreur,) = jetons.erreurs("Première ligne\nles [[finances.totale]]", CHIFFRES)
    assert (erreur.ligne, erreur.colonne) == (2, 5)
    assert erreur.proches[0] == "finances.total"
    assert "Vouliez-vous dire « finances.total »" in str(erreur)


def test_editing_refuses_each_wrong_token_in_french():
    with pytest.raises(ValidationError) as refus:
        jetons.valider("[[finances.recette.total]] et [[rien.du.tout]] et [[annee]]")
    premier, second = refus.value.messages
    assert "« [[finances.recette.total]] » n’existe pas" in premier and "finances.recettes.total" in premier
    assert "« [[rien.du.tout]] » n’existe pas" in second


def test_every_figure_can_be_named_in_a_text(donnees_2021):
    for nom in CHIFFRES_PAR_NOM:
        assert jetons.remplacer(f"[[{nom}]]", 2021).strip()


def test_a_token_written_many_times_is_computed_once():
    demandes = []
    compte = Chiffre("rh.compte", "Compte", "", lambda annee, bilan: demandes.append(annee) or 7)
    assert jetons.remplacer("[[rh.compte]] " * 3000, 2021, {"rh.compte": compte}).split() == ["7"] * 3000
    assert demandes == [2021]


@pytest.mark.parametrize(
    ("texte", "phrase"),
    [
        ("a" * (jetons.SIGNES_MAXIMAUX + 1), "signes"),
        (
            " ".join(f"[[rh.agents@{annee}]]" for annee in range(3000, 6000)),
            "chiffres différents",
        ),
    ],
)
def test_a_text_beyond_measure_is_refused_before_anything_is_computed(texte, phrase):
    with pytest.raises(ValidationError, match=phrase):
        jetons.valider(texte)
