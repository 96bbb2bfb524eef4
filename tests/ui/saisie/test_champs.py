"""Fields of forms: what a kind writes in one is read back, on the keyboard that suits it."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from siim94.ui.saisie.champs import EntierField, JourField, NombreField


@pytest.mark.parametrize(
    ("champ", "clavier"),
    [(NombreField(max_digits=12, decimal_places=2), "decimal"), (EntierField(), "numeric")],
)
def test_a_number_is_typed_on_a_keyboard_of_numbers(champ, clavier):
    assert champ.widget.attrs == {"inputmode": clavier, "class": "n", "autocomplete": "off"}


@given(st.decimals(-(10**9), 10**9, places=2))
def test_an_amount_that_a_form_shows_is_read_back(montant):
    champ = NombreField(max_digits=12, decimal_places=2)
    assert champ.clean(champ.prepare_value(montant)) == montant


@pytest.mark.parametrize(
    ("champ", "texte", "phrase"),
    [
        (NombreField(), "douze", "« douze » n’est pas un nombre."),
        (EntierField(), "12,5", "« 12,5 » n’est pas un nombre entier."),
        (JourField(), "31/02/2021", "La date « 31/02/2021 » n’existe pas."),
    ],
)
def test_what_cannot_be_read_is_told_in_a_sentence(champ, texte, phrase):
    with pytest.raises(ValidationError) as erreur:
        champ.clean(texte)
    assert [message.replace("\u00a0", " ") for message in erreur.value.messages] == [phrase]


def test_an_english_amount_and_a_french_day_are_understood():
    assert NombreField().clean("1,234.50") == Decimal("1234.50")
    assert JourField().clean("31/12/2021") == date(2021, 12, 31)
