"""What the way to another major version of PostgreSQL refuses; ``.ci/montee`` goes it for real."""

import os
import subprocess

import pytest

from siim94 import postgres_montee
from siim94.postgres import Serveur
from siim94.postgres_montee import RACINE, main, monter
from siim94.postgres_systeme import ErreurPostgres


@pytest.fixture
def ancien(tmp_path, monkeypatch):
    """A stopped server whose data say the version that a test gives them; nothing is fetched."""
    monkeypatch.setattr(
        postgres_montee.subprocess, "run", lambda mots, **options: subprocess.CompletedProcess(mots, 1)
    )
    monkeypatch.setattr(postgres_montee, "programmes_connus", lambda: ["/18/bin"])
    monkeypatch.setattr(postgres_montee, "choisir_programmes", lambda connus, donnees: "/18/bin")
    monkeypatch.setattr(postgres_montee, "majeure", lambda bin_: 18)
    serveur = Serveur(tmp_path)

    def dater(version: int) -> Serveur:
        serveur.donnees.mkdir(parents=True)
        (serveur.donnees / "PG_VERSION").write_text(f"{version}\n")
        return serveur

    return dater


def test_there_may_be_nothing_to_do(ancien, tmp_path):
    assert monter(Serveur(tmp_path)) == "Il n’y a pas encore de données\u00a0: rien à faire."
    assert monter(ancien(18)) == "Les données sont déjà celles de PostgreSQL 18\u00a0: rien à faire."


def test_later_data_do_not_go_back(ancien):
    with pytest.raises(ErreurPostgres, match=r"PostgreSQL 19, plus récent que le programme présent \(18\)"):
        monter(ancien(19))


def test_nothing_is_touched_without_the_programs_of_the_data(ancien, tmp_path):
    serveur = ancien(17)
    with pytest.raises(ErreurPostgres, match="Installez le paquet «\u00a0postgresql-17\u00a0»"):
        monter(serveur)
    with pytest.raises(ErreurPostgres, match="n’a pas les programmes de PostgreSQL 17"):
        monter(serveur, tmp_path)
    assert [chemin.name for chemin in serveur.dossier.iterdir()] == ["donnees"]
    assert [chemin.name for chemin in serveur.donnees.iterdir()] == ["PG_VERSION"]


def test_a_site_that_runs_and_data_put_aside_before_are_left_alone(ancien, tmp_path, monkeypatch):
    serveur = ancien(17)
    fiche = tmp_path / "serveur-8000.pid"
    fiche.write_text(str(os.getpid()))
    monkeypatch.chdir(RACINE)
    with pytest.raises(ErreurPostgres, match="Le site est en marche"):
        monter(serveur)
    monkeypatch.chdir(tmp_path)
    serveur.donnees.with_name("donnees-postgresql-17").mkdir()
    with pytest.raises(ErreurPostgres, match="donnees-postgresql-17 existe déjà"):
        monter(serveur)


def test_it_is_for_the_embedded_base_alone(monkeypatch, capsys):
    monkeypatch.setenv("DATABASE_URL", "postgres://siim94@localhost/siim94")
    assert main([]) == 2
    assert "sans DATABASE_URL" in capsys.readouterr().err
