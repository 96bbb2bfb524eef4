"""Errors of usage are in French, whatever the language of the machine, and have the exit code 2."""

import errno
import re

import pytest
from django.core.management import CommandError, ManagementUtility, call_command
from django.db import InterfaceError, OperationalError

from siim94.socle.commandes import Commande, en_francais


@pytest.mark.parametrize(
    ("anglais", "francais"),
    [
        ("the following arguments are required: genre, fichier", "il manque : genre, fichier"),
        ("unrecognized arguments: --zut", "argument inconnu : --zut"),
        ("argument --exercice: invalid int value: 'abc'", "--exercice : 'abc' n’est pas un nombre entier"),
        ("argument --exercice: expected one argument", "--exercice : une valeur est attendue"),
        (
            "argument genre: invalid choice: 'x' (choose from 'a', 'b')",
            "genre : 'x' n’est pas un choix possible (choix : 'a', 'b')",
        ),
        ("autre chose", "autre chose"),
    ],
)
def test_an_error_of_argparse_is_told_in_french(anglais, francais):
    assert en_francais(anglais) == francais


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["charger"], "il manque : genre, fichier"),
        (["charger", "mystere", "x.xml"], "'mystere' n’est pas un choix possible"),
        (["charger", "totem", "x.xml", "--exercice", "abc"], "'abc' n’est pas un nombre entier"),
        (["exporter", "scdl"], "il manque : ANNEE, --sortie"),
        (["exercice", "ouvrir", "deux-mille"], "'deux-mille' n’est pas un nombre entier"),
        (["bilan", "--zut"], "argument inconnu : --zut"),
    ],
)
def test_our_commands_refuse_a_wrong_usage_in_french(arguments, message):
    with pytest.raises(CommandError) as refus:
        call_command(*arguments)
    assert refus.value.returncode == 2
    assert message in str(refus.value)


def test_from_the_command_line_the_usage_comes_with_the_error(capfd):
    with pytest.raises(SystemExit) as sortie:
        ManagementUtility(["manage.py", "charger"]).execute()
    assert sortie.value.code == 2
    ecrit = capfd.readouterr().err
    assert ecrit.startswith("Usage : manage.py charger") and "Erreur : il manque : genre, fichier" in ecrit


@pytest.mark.parametrize(
    ("erreur", "phrase"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "var/x"), "il n’y a plus de place (var/x)"),
        (OSError(errno.EROFS, "Read-only file system", "var/x"), "il est en lecture seule (var/x)"),
        (PermissionError(errno.EACCES, "Permission denied"), "l’accès est refusé."),
        (OperationalError("connection refused\nIs the server running?"), "connection refused"),
        (InterfaceError("connection already closed"), "ne répond pas"),
    ],
)
def test_what_the_machine_refuses_ends_in_one_french_sentence(erreur, phrase):
    class EnPanne(Commande):
        requires_system_checks = ()

        def handle(self, *args, **options):
            raise erreur

    with pytest.raises(CommandError, match=re.escape(phrase)):
        call_command(EnPanne())
