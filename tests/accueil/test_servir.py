"""``manage.py servir``: what it starts is kept alive, and each port keeps its own process files."""

import os
import random
import signal
import socket
import urllib.request
from contextlib import closing, suppress

import pytest

from tests.attente import attendre
from tests.chargements.processus import commandes

pytestmark = pytest.mark.django_db(transaction=True)


def ports_libres(nombre: int) -> list[int]:
    """Free ports below those that the system lends: browsers and connections of other tests, run beside,
    take one of these before a server has started.
    """
    libres: list[int] = []
    for port in random.SystemRandom().sample(range(10_000, 32_000), 200):
        with closing(socket.socket()) as prise, suppress(OSError):
            prise.bind(("127.0.0.1", port))
            libres.append(port)
        if len(libres) == nombre:
            return libres
    raise OSError("no free port")


def repond(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sante/", timeout=5) as reponse:
            return reponse.status == 200
    except OSError:
        return False


def test_two_servers_keep_their_own_files_and_a_killed_worker_comes_back(tmp_path, monkeypatch):
    monkeypatch.setenv("SIIM94_VAR", str(tmp_path))

    def fiche(nom, port):
        return tmp_path / f"{nom}-{port}.pid"

    premier, second = ports_libres(2)
    with commandes() as lancer:
        serveurs = {port: lancer("servir", "--port", port, "--processus", 1) for port in (premier, second)}
        attendre(lambda: repond(premier) and repond(second))
        tue = int(fiche("travailleur", premier).read_text())
        autre = fiche("travailleur", second).read_text()
        os.kill(tue, signal.SIGKILL)
        attendre(lambda: fiche("travailleur", premier).read_text() not in ("", str(tue)))
        assert fiche("travailleur", second).read_text() == autre

        serveurs[premier].terminate()
        _, erreurs = serveurs[premier].communicate(timeout=30)
        assert serveurs[premier].returncode == 0
        assert "Le travailleur s’était arrêté : il est relancé." in erreurs.decode()
        assert not list(tmp_path.glob(f"*-{premier}.pid"))
        assert repond(second) and fiche("serveur", second).exists()

        os.kill(int(fiche("serveur", second).read_text()), signal.SIGKILL)
        _, erreurs = serveurs[second].communicate(timeout=30)
        assert serveurs[second].returncode == 1
        assert "Le serveur web s’est arrêté de lui-même" in erreurs.decode()
        assert b"Traceback" not in erreurs


def test_two_preparations_wait_for_one_another(tmp_path, monkeypatch):
    monkeypatch.setenv("SIIM94_VAR", str(tmp_path))
    with commandes() as lancer:
        for preparation in [lancer("preparer") for _ in range(2)]:
            _, erreurs = preparation.communicate(timeout=300)
            assert (preparation.returncode, erreurs) == (0, b"")
