"""JSON from outside: what would break further on is ill-written."""

import json

import pytest

from siim94.formats.json_sur import PROFONDEUR_MAXIMALE, DecodeurJson

# Read by Python's own reader, but for those that break it.
INTENABLES = {
    "nested": "[" * 880 + "]" * 880,
    "nested objects": '{"a":' * 100 + "1" + "}" * 100,
    "nested beyond Python's reach": "[" * 2500,
    "NUL": r'["a\u0000b"]',
    "NUL as a name": r'{"\u0000": 1}',
    "half a character": r'["\ud800"]',
    "two wrong halves": r'["\udc00\ud800"]',
    "a number beyond all": "[1e400]",
    "no number": "[NaN]",
    "no end": "-Infinity",
}


def lire(texte: str):
    return json.loads(texte, cls=DecodeurJson)


# Of a number of 5000 digits a page is not even asked.
@pytest.mark.parametrize(
    "texte", [*INTENABLES.values(), "9" * 5000, "", "{", "[1,]"], ids=lambda texte: texte[:20]
)
def test_what_nothing_can_hold_is_ill_written(texte):
    with pytest.raises(json.JSONDecodeError):
        lire(texte)


@pytest.mark.parametrize(
    "valeur", [None, 1, -2.5, 10**30, "", "é\n🙂", [], {}, [[1, {"a": ["b"]}], "x"], {"": None}]
)
def test_the_rest_is_read_as_it_is(valeur):
    assert lire(json.dumps(valeur)) == valeur
    assert lire(json.dumps(valeur, ensure_ascii=False)) == valeur


def test_nesting_has_a_bound():
    def emboite(combien):
        return "[" * combien + "]" * combien

    assert lire(emboite(PROFONDEUR_MAXIMALE)) is not None
    with pytest.raises(json.JSONDecodeError):
        lire(emboite(PROFONDEUR_MAXIMALE + 1))
