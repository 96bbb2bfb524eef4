"""Texts compared as people mean them: accents, case, ligatures, apostrophes and hyphens do not count."""

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from siim94.formats.mots import cle, passer_a, plier

# What people, Word and the State's files write French with.
FRANCAIS = "àâäçéèêëîïôöùûüÿœæÀÂÉÈÊËÎÏÔÙÛÜŸŒÆÇ’‘'-‐‑–—abcXYZ09 "


@pytest.mark.parametrize(
    ("une", "autre"),
    [
        ("d’investissement", "D'INVESTISSEMENT"),
        ("œuvre", "Oeuvre"),
        ("L’Haÿ-les-Roses", "l'hay‑les‑roses"),
        ("Rédacteur  principal\u00a0de 1re classe", "redacteur principal de 1re classe"),
    ],
)
def test_two_spellings_of_one_name_have_one_key(une, autre):
    assert cle(une) == cle(autre)


@given(st.text())
def test_folding_twice_changes_nothing_more(texte):
    assert plier(plier(texte)) == plier(texte)
    assert cle(cle(texte)) == cle(texte)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None)
@given(st.text(FRANCAIS))
def test_the_database_folds_as_we_do(texte):
    with connection.cursor() as cursor:
        cursor.execute("SELECT socle_sans_accent(%s)", [texte])
        assert cursor.fetchone()[0] == plier(texte)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("en 2021", "en 2022"),
        ("au 31 décembre 2021", "au 31 décembre 2022"),
        ("au 31 décembre", "au 31 décembre"),
        ("après les départs prévus début 2022", ""),
        ("en 2020", ""),
        ("de 2020 à 2021", ""),
        ("la baisse de 2021 s’explique par un départ", ""),
        ("Le SIIM94 et SERV2021", "Le SIIM94 et SERV2021"),
    ],
)
def test_a_label_follows_its_year_and_what_tells_of_one_is_left_out(texte, attendu):
    assert passer_a(texte, 2021, 2022) == attendu
