"""Key figures as sentences, in the words of the source."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.models.activite import Repere
from applications.phrases import phrase, placee, ponctuer, quantite
from siim94.formats.francais import FINE, INSECABLE, au_singulier
from tests.applications.factories import IndicateurActiviteFactory


def indicateur(**valeurs):
    valeurs.setdefault("exercice__annee", 2031)
    return IndicateurActiviteFactory.build(**valeurs)


def clair(texte: str) -> str:
    """The same with ordinary spaces, to read in a test."""
    return texte.replace(FINE, " ").replace(INSECABLE, " ")


@pytest.mark.parametrize(
    ("valeurs", "attendue"),
    [
        ({"libelle": "Budgets gérés", "unite": "budgets gérés", "valeur": Decimal(32)}, "32 budgets gérés"),
        (
            {"libelle": "Mandats émis", "unite": "mandats émis", "valeur": 115000, "qualificatif": "plus de"},
            "plus de 115 000 mandats émis",
        ),
        (
            {"libelle": "Elise : villes déployées", "unite": "villes déployées", "valeur": 3},
            "Elise : 3 villes déployées",
        ),
        (
            {"libelle": "Heures de vacance à domicile", "unite": "heures", "valeur": 105392},
            "105 392 heures de vacance à domicile",
        ),
        (
            {"libelle": "Sauvegardes", "unite": "To", "valeur": Decimal("4.4"), "decimales": 1},
            "Sauvegardes : 4,4 To",
        ),
        ({"libelle": "Édition", "unite": "", "valeur": 5}, "Édition : 5"),
        # the unit must be a word of its own: "To" is not the start of "Total"
        ({"libelle": "Total", "unite": "To", "valeur": 7}, "Total : 7 To"),
        (
            {"libelle": "Âges", "unite": "ans", "valeur": 35, "valeur_max": 40},
            "Âges : de 35 à 40 ans",
        ),
    ],
)
def test_number_takes_its_place_in_the_label(valeurs, attendue):
    assert clair(placee(indicateur(**valeurs))) == attendue


def test_sentence_holds_the_year_before_the_parts_and_the_note():
    tout = indicateur(libelle="Factures", unite="factures", valeur=517700, definition="la vaccination")
    precedent = indicateur(libelle="Factures", unite="factures", valeur=373000, exercice__annee=2030)
    part = indicateur(libelle="sécurisées", unite="%", valeur=69, ventilation="sécurisées")
    assert (
        clair(phrase(Repere(tout, precedent, (part,))))
        == "517 700 factures (373 000 en 2030), dont 69 % sécurisées (la vaccination)"
    )


def test_parts_in_the_unit_of_the_whole_do_not_repeat_it():
    tout = indicateur(libelle="Pages éditées", unite="pages", valeur=30)
    parts = tuple(
        indicateur(libelle=libelle, unite="pages", valeur=valeur, ventilation=libelle)
        for libelle, valeur in (("pour la paie", 20), ("pour le reste", 10))
    )
    assert (
        clair(phrase(Repere(tout, None, parts))) == "30 pages éditées, dont 20 pour la paie, 10 pour le reste"
    )


def test_year_before_may_be_a_text():
    actuel = indicateur(libelle="Dossiers", unite="dossiers", valeur=6000, qualificatif="environ")
    precedent = indicateur(valeur=None, texte="chiffre identique", exercice__annee=2030)
    assert clair(phrase(Repere(actuel, precedent, ()))) == "environ 6 000 dossiers (chiffre identique)"


def test_figure_without_number_is_its_text():
    assert phrase(Repere(indicateur(valeur=None, texte="Fin des éditions."), None, ())) == "Fin des éditions."


def test_words_that_are_no_sentence_follow_the_label_of_their_figure():
    muet = indicateur(libelle="Batchs", valeur=None, texte="équivalent à 2030", definition="par jour")
    assert phrase(Repere(muet, None, ())) == "Batchs : équivalent à 2030 (par jour)"
    partie = indicateur(libelle="la nuit", valeur=None, texte="non mesuré", ventilation="nuit")
    tout = indicateur(libelle="Batchs", unite="", valeur=9)
    assert clair(phrase(Repere(tout, None, (partie,)))) == "Batchs : 9, dont la nuit : non mesuré"


def test_unknown_number_is_never_a_zero():
    assert quantite(indicateur(valeur=None, unite="To")) == f"n.{INSECABLE}r."


@pytest.mark.parametrize(
    ("qualificatif", "lu"),
    [("plus de", "plus de 11 à 12"), ("environ", "environ de 11 à 12"), ("", "de 11 à 12")],
)
def test_an_interval_says_each_word_once(qualificatif, lu):
    ecrit = quantite(indicateur(valeur=11, valeur_max=12, qualificatif=qualificatif, unite=""))
    assert clair(ecrit) == lu


def test_items_of_a_list_are_punctuated_as_in_the_report():
    assert ponctuer(["un", "deux", "trois"]) == ["un ;", "deux ;", "trois."]
    assert ponctuer(["TOIP...", "Fin."]) == ["TOIP...", "Fin."]
    assert ponctuer([]) == []


@given(
    valeur=st.decimals(min_value=0, max_value=10**9, places=2),
    decimales=st.integers(min_value=0, max_value=2),
    unite=st.sampled_from(["To", "factures", "%", "demandes de logements actives"]),
    lead=st.sampled_from(["", "Alto (demandes de pièces) : "]),
)
def test_the_number_printed_is_the_number_held(valeur, decimales, unite, lead):
    arrondie = round(valeur, decimales)
    figure = indicateur(
        valeur=arrondie, decimales=decimales, unite=unite, libelle=f"{lead}{unite.capitalize()}"
    )
    nombre = re.search(rf"\d[\d{FINE}]*(?:,\d+)?", placee(figure))[0]
    assert Decimal(nombre.replace(FINE, "").replace(",", ".")) == arrondie
    assert placee(figure).startswith(lead)
    assert placee(figure).endswith(unite if arrondie >= 2 else au_singulier(unite))
