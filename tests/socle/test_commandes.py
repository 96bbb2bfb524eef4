"""Errors of usage are in French, whatever the language of the machine, and have the exit code 2."""

import errno
import os
import re
from pathlib import Path

import pytest
from django.core.management import CommandError, ManagementUtility, call_command
from django.db import InterfaceError, OperationalError

from siim94.bilan import fichiers
from siim94.socle.commandes import Commande, en_francais, fichier_entier


@pytest.mark.parametrize(
    ("anglais", "francais"),
    [
        ("the following arguments are required: genre, fichier", "il manque\u00a0: genre, fichier"),
        ("unrecognized arguments: --zut", "argument inconnu\u00a0: --zut"),
        (
            "argument --exercice: invalid int value: 'abc'",
            "--exercice\u00a0: 'abc' n’est pas un nombre entier",
        ),
        ("argument --exercice: expected one argument", "--exercice\u00a0: une valeur est attendue"),
        (
            "argument genre: invalid choice: 'x' (choose from 'a', 'b')",
            "genre\u00a0: 'x' n’est pas un choix possible (choix\u00a0: 'a', 'b')",
        ),
        ("autre chose", "autre chose"),
    ],
)
def test_an_error_of_argparse_is_told_in_french(anglais, francais):
    assert en_francais(anglais) == francais


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["charger"], "il manque\u00a0: genre, fichier"),
        (["charger", "mystere", "x.xml"], "'mystere' n’est pas un choix possible"),
        (["charger", "totem", "x.xml", "--exercice", "abc"], "'abc' n’est pas un nombre entier"),
        (["exporter", "scdl"], "il manque\u00a0: ANNEE, --sortie"),
        (["exercice", "ouvrir", "deux-mille"], "'deux-mille' n’est pas un nombre entier"),
        (["bilan", "--zut"], "argument inconnu\u00a0: --zut"),
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
    assert (
        ecrit.startswith("Usage\u00a0: manage.py charger")
        and "Erreur\u00a0: il manque\u00a0: genre, fichier" in ecrit
    )


def test_from_the_command_line_a_refusal_is_one_french_sentence(capfd):
    with pytest.raises(SystemExit) as sortie:
        ManagementUtility(["manage.py", "charger", "totem", "absent.xml"]).execute()
    assert sortie.value.code == 2
    ecrit = capfd.readouterr().err
    assert ecrit.startswith("Erreur\u00a0: ") and "absent.xml" in ecrit and "Traceback" not in ecrit


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


def test_a_file_is_there_whole_or_as_it_was(tmp_path):
    fichier = tmp_path / "bilan.html"
    with fichier_entier(fichier) as ou:
        ou.write_text("un")
    assert (fichier.read_text(), fichier.stat().st_mode & 0o777) == ("un", 0o644)
    with pytest.raises(ValueError, match="arrêt"), fichier_entier(fichier) as ou:
        ou.write_text("deux")
        raise ValueError("arrêt")
    with (
        pytest.raises(CommandError, match=r"bilan\.html.*il n’y a plus de place"),
        fichier_entier(fichier) as ou,
    ):
        ou.write_text("trois")
        raise OSError(errno.ENOSPC, "No space left on device")
    assert [(f.name, f.read_text()) for f in tmp_path.iterdir()] == [("bilan.html", "un")]


def test_two_writers_of_a_file_do_not_meet(tmp_path):
    fichier = tmp_path / "bilan.html"
    with fichier_entier(fichier) as un, fichier_entier(fichier) as deux:
        un.write_text("un")
        deux.write_text("deux")
        assert un != deux
    assert fichier.read_text() == "un"


def test_what_is_no_file_is_written_never_replaced(tmp_path):
    """As root, the report written to a device used to take its place."""
    tube = tmp_path / "tube"
    os.mkfifo(tube)
    lecteur = os.open(tube, os.O_RDONLY | os.O_NONBLOCK)
    with fichier_entier(tube) as ou:
        ou.write_text("contenu")
    assert os.read(lecteur, 100) == b"contenu"
    os.close(lecteur)
    assert (tube.is_fifo(), [*tmp_path.iterdir()]) == (True, [tube])


@pytest.mark.parametrize("ou", [".", "absent/bilan.html"])
def test_a_place_where_no_file_can_be_is_said(tmp_path, ou):
    with (
        pytest.raises(CommandError, match=r"ne peut être écrit .*dossier"),
        fichier_entier(tmp_path / ou) as place,
    ):
        place.write_text("contenu")
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize(
    "mots", [["bilan", "2021", "--html"], ["exporter", "classeur", "2021", "--sortie"]], ids=" ".join
)
@pytest.mark.django_db
def test_a_full_disk_is_said_in_french(mots, donnees_2021, tmp_path, monkeypatch):
    monkeypatch.setattr(fichiers, "html", lambda *_, **__: "contenu")
    # Under another name: it is the name that would be replaced.
    (plein := tmp_path / "plein").symlink_to("/dev/full")
    with pytest.raises(CommandError, match=r"plein.*il n’y a plus de place"):
        call_command(*mots, plein)
    assert Path("/dev/full").is_char_device()
    assert [*tmp_path.iterdir()] == [plein]
