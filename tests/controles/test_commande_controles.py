"""``manage.py controles``: its sentences, its JSON, its exit codes."""

import json
from decimal import Decimal

import pytest
from django.core.management import call_command

from finances.models import LigneBudget
from siim94.controles.models import Suite
from siim94.socle.models import Journal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021", "memoire_partagee")]


def lancer(*arguments, **options) -> int:
    try:
        call_command("controles", *arguments, **options)
    except SystemExit as fin:
        return fin.code
    return 0


def casser() -> None:
    """One side of an order operation is no longer the other."""
    ligne = LigneBudget.objects.filter(document__exercice=2021, chapitre__code="042", sens="D").get()
    ligne.realise += Decimal("0.01")
    ligne.save()


def test_findings_are_said_and_nothing_blocks(capsys):
    assert lancer("2021") == 0
    assert "0 bloquant." in capsys.readouterr().out


def test_the_json_is_json_alone_and_keeps_decimals(capsys):
    casser()
    assert lancer("2021", json=True) == 1
    lu = json.loads(capsys.readouterr().out)
    assert lu["annee"] == 2021
    (constat,) = [c for c in lu["constats"] if c["gravite"] == "bloquant"]
    assert set(constat) == {
        "code", "controle", "gravite", "phrase", "valeurs", "ecart", "lieux", "justification",
    }  # fmt: skip
    assert [v["valeur"] for v in constat["valeurs"]] == ["644543.41", "644543.40"]
    assert constat["ecart"] == "0.01" and constat["justification"] is None
    assert constat["lieux"][0]["adresse"].startswith("/finances/documents")


def test_a_blocking_finding_is_justified_by_its_code(capsys):
    casser()
    assert lancer("2021", json=True) == 1
    code = next(
        c["code"] for c in json.loads(capsys.readouterr().out)["constats"] if c["gravite"] == "bloquant"
    )
    assert lancer("2021", justifier=code, motif="Centime d’arrondi du comptable.") == 0
    assert lancer("2021") == 0
    assert "justifié : Centime d’arrondi du comptable." in capsys.readouterr().out
    assert Journal.objects.filter(table_nom=Suite._meta.db_table).exists()


@pytest.mark.parametrize(
    ("arguments", "options", "phrase"),
    [
        (("2020",), {}, "n’a pas de bilan"),
        (("1999",), {}, "n’a pas de bilan"),
        (("2021",), {"justifier": "rh.rien.0"}, "a un motif"),
        (("2021",), {"justifier": "rh.rien.0", "motif": "x"}, "n’a pas de constat"),
        (("2021",), {"motif": "x"}, "--justifier"),
    ],
)
def test_a_wrong_use_ends_with_2_and_a_sentence(capsys, arguments, options, phrase):
    assert lancer(*arguments, **options) == 2
    assert phrase in capsys.readouterr().err
