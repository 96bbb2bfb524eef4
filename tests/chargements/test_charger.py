"""The command: same words, same record, and an exit code that a script can read."""

import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from finances.models import DocumentBudgetaire
from siim94.socle.models import Chargement, Journal
from tests.exemples import LIGNES_CA, SIRET_VILLE, exemple

pytestmark = pytest.mark.django_db


def charger(capsys, *arguments, **options):
    call_command("charger", *map(str, arguments), **options)
    return capsys.readouterr().out


def test_a_simulation_shows_the_difference_and_writes_nothing(plan_ville, siret_ville, capsys):
    avant = (Chargement.objects.count(), Journal.objects.count())
    fichier = exemple("totem/ville-ca-2021.xml")
    texte = charger(capsys, "totem", fichier, "--simulation", "--remplacer")
    assert f"{LIGNES_CA} à créer" in texte and "simulation, rien n’est écrit" in texte
    assert (Chargement.objects.count(), Journal.objects.count()) == avant


def test_a_load_says_what_it_did_and_stands_on_record(plan_ville, siret_ville, capsys):
    fichier = exemple("totem/ville-ca-2021.xml")
    texte = charger(capsys, "totem", fichier, "--remplacer")
    chargement = Chargement.objects.get(genre="totem")
    assert f"chargement nº {chargement.pk}" in texte
    assert chargement.fichier == "ville-ca-2021.xml" and len(chargement.empreinte) == 64
    assert chargement.exercice_id == 2021 and chargement.fin is not None
    # With no user, the journal names the command.
    assert Journal.objects.filter(chargement_id=chargement.pk, commande="charger totem").exists()


def test_a_refusal_names_the_option_that_would_lift_it(plan_ville, siret_ville, capsys):
    with pytest.raises(CommandError, match=r"\(--remplacer\)") as refus:
        charger(capsys, "totem", exemple("totem/ville-ca-2021.xml"))
    assert refus.value.returncode == 3
    assert not DocumentBudgetaire.objects.filter(siret=SIRET_VILLE).exists()


def test_an_absent_file_is_bad_usage(donnees_2021, tmp_path):
    with pytest.raises(CommandError) as refus:
        call_command("charger", "totem", str(tmp_path / "absent.xml"))
    assert refus.value.returncode == 2


def test_a_kind_that_does_not_exist_is_bad_usage():
    resultat = subprocess.run(
        [sys.executable, "manage.py", "charger", "mystere", "fichier.xml"],
        cwd=settings.RACINE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert resultat.returncode == 2
    assert "mystere" in resultat.stderr
