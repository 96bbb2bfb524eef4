"""The embedded server, with real processes: each test's server lies in a folder of its own."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import environ
import psycopg
import pytest

from siim94.postgres import AILLEURS, NEUVES, SOCKET_MAX, Serveur
from siim94.postgres_base import creer_donnees, ecrire_mots_de_passe
from siim94.postgres_systeme import ErreurPostgres
from tests.attente import attendre

RACINE = Path(__file__).resolve().parents[2]
DEBIAN = sorted(Path("/usr/lib/postgresql").glob("*/bin"))

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another account for the server")


@pytest.fixture
def dossier():
    """A folder that every account can enter, unlike pytest's own for root."""
    chemin = Path(tempfile.mkdtemp(prefix="siim94-test-"))
    chemin.chmod(0o755)
    yield chemin
    for var in chemin.rglob("postgres-secrets.json"):
        serveur = Serveur(var.parent)
        serveur.arreter()
        if not serveur.dossier.is_relative_to(chemin):
            shutil.rmtree(serveur.dossier.parent)
        if not serveur.socket.is_relative_to(serveur.dossier):
            shutil.rmtree(serveur.socket)
    shutil.rmtree(chemin)


@pytest.fixture(scope="module")
def neuf(tmp_path_factory):
    """Where a first start leaves its data and its passwords, for tests of what comes after it."""
    return tmp_path_factory.mktemp("neuf")


@pytest.fixture
def sans_initdb(neuf, monkeypatch):
    """Servers get a copy of the same new data, with their passwords: ``initdb``, a second of work, runs for
    the first of them only.
    """

    def copier(compte, bin_, donnees, mots):
        if not (neuf / "donnees").exists():
            creer_donnees(compte, bin_, donnees, mots)
            subprocess.run(["cp", "-a", donnees, neuf / "donnees"], check=True)
            (neuf / "mots").write_text(json.dumps(mots))
        else:
            subprocess.run(["cp", "-a", neuf / "donnees", donnees], check=True)

    def ecrire(fichier):
        if (neuf / "mots").exists() and not fichier.exists():
            shutil.copy(neuf / "mots", fichier)
            fichier.chmod(0o600)
        ecrire_mots_de_passe(fichier)

    monkeypatch.setattr("siim94.postgres.creer_donnees", copier)
    monkeypatch.setattr("siim94.postgres.ecrire_mots_de_passe", ecrire)


@pytest.fixture
def serveur(dossier, sans_initdb):
    """A server that has started once."""
    serveur = Serveur(dossier / "var")
    serveur.demarrer()
    return serveur


def valeur(serveur, requete):
    with psycopg.connect(serveur.url()) as connexion:
        return connexion.execute(requete).fetchone()[0]


def garder(serveur, mot):
    with psycopg.connect(serveur.url()) as connexion:
        connexion.execute("CREATE TABLE IF NOT EXISTS temoin (mot text)")
        connexion.execute("INSERT INTO temoin VALUES (%s)", [mot])


def appel(dossier, *mots, **options):
    """The command line in a process of its own, its output caught by pipes as `make` would."""
    environnement = {**os.environ, "SIIM94_VAR": str(dossier / "var"), "PYTHONPATH": str(RACINE)}
    commande = [sys.executable, "-m", "siim94.postgres", *mots]
    return subprocess.run(commande, env=environnement, capture_output=True, text=True, timeout=60, **options)


def test_url_is_read_alike_by_psycopg_and_django_environ(serveur):
    base = environ.Env.db_url_config(serveur.url())
    assert base["ENGINE"] == "django.db.backends.postgresql"
    assert base["OPTIONS"]["host"] == serveur.parametres()["HOST"]
    assert base["PASSWORD"] == serveur.parametres()["PASSWORD"]
    assert valeur(serveur, "SELECT current_database()") == "siim94"


def test_role_makes_bases_and_extensions_without_being_superuser(serveur):
    with psycopg.connect(serveur.url(), autocommit=True) as connexion:
        for extension in ("unaccent", "pg_trgm", "btree_gist"):
            connexion.execute(f"CREATE EXTENSION {extension}")
        connexion.execute("CREATE DATABASE autre")
        droits = connexion.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    assert droits == (False,)


def test_server_listens_on_its_socket_only_and_wants_the_password(serveur):
    assert valeur(serveur, "SHOW listen_addresses") == ""
    assert (serveur.var / "postgres-secrets.json").stat().st_mode & 0o077 == 0
    assert serveur.dossier.stat().st_mode & 0o077 == 0
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(host=str(serveur.socket), dbname="siim94", user="siim94", password="autre")


def test_writes_are_durable_and_text_keeps_its_case_rules(serveur):
    assert valeur(serveur, "SHOW fsync") == "on"
    assert valeur(serveur, "SELECT upper('évry')") == "ÉVRY"


REFUSEES = (
    ("SELECT %s::integer", ["PERSONNE UN"]),
    ("SELECT %s::integer", ["PERSONNE' DEUX"]),
    ("INSERT INTO temoin VALUES (%s), (%s)", ["PERSONNE UN", "PERSONNE UN"]),
    ("SELECT PERSONNE FROM temoin", []),
    ("DO $$ BEGIN RAISE WARNING 'PERSONNE UN'; RAISE EXCEPTION 'PERSONNE UN'; END $$", []),
)


def test_the_log_keeps_nothing_of_what_a_refused_statement_held(serveur):
    garder(serveur, "mot")
    for cursor in (psycopg.Cursor, psycopg.ClientCursor):
        with psycopg.connect(serveur.url(), autocommit=True, cursor_factory=cursor) as connexion:
            connexion.execute("CREATE UNIQUE INDEX IF NOT EXISTS un_seul ON temoin (mot)")
            for requete, valeurs in REFUSEES:
                with pytest.raises(psycopg.Error):
                    connexion.execute(requete, valeurs)
            with pytest.raises(RuntimeError), connexion.cursor().copy("COPY temoin FROM STDIN") as copie:
                copie.write_row(["PERSONNE UN"])
                raise RuntimeError("PERSONNE UN")
            with (
                pytest.raises(psycopg.Error),
                connexion.cursor().copy("COPY pg_temp.n FROM STDIN") as copie,
            ):
                copie.write_row(["PERSONNE UN"])
    journal = serveur.journal.read_text()
    assert "PERSONNE" not in journal
    assert "ready to accept connections" in journal


def test_second_start_changes_nothing_and_starts_no_program(serveur, monkeypatch):
    pid = serveur.etat().pid
    with monkeypatch.context() as inerte:
        inerte.setattr(subprocess, "Popen", lambda *mots, **_: pytest.fail(f"started: {mots}"))
        assert serveur.demarrer() is False
    assert serveur.etat().pid == pid


def test_stopped_server_starts_again_with_its_data(serveur):
    garder(serveur, "gardé")
    assert serveur.arreter() is True
    assert serveur.etat().en_marche is False
    assert serveur.arreter() is False
    assert valeur(serveur, "SELECT mot FROM temoin") == "gardé"
    # Cut between the two renames that put data of another version in place of these.
    serveur.arreter()
    serveur.donnees.rename(serveur.donnees.with_name(NEUVES))
    assert valeur(serveur, "SELECT mot FROM temoin") == "gardé"


def test_killed_server_starts_again_with_what_was_committed(serveur):
    garder(serveur, "validé")
    ancien = serveur.etat().pid
    os.kill(ancien, signal.SIGKILL)
    # The kernel takes a moment to end it.
    attendre(lambda: serveur.etat().pid != ancien)
    assert valeur(serveur, "SELECT mot FROM temoin") == "validé"
    assert serveur.etat().pid != ancien


def test_stale_process_number_that_another_program_has_now_does_not_prevent_the_start(serveur):
    fiche = serveur.donnees / "postmaster.pid"
    lignes = fiche.read_text().splitlines()
    os.kill(int(lignes[0]), signal.SIGKILL)
    with subprocess.Popen(["sleep", "60"]) as autre:
        fiche.write_text("\n".join([str(autre.pid), *lignes[1:]]) + "\n")
        verrou = serveur.socket / ".s.PGSQL.5432.lock"
        verrou.write_text("\n".join([str(autre.pid), *lignes[1:]]) + "\n")
        try:
            assert serveur.demarrer() is True
        finally:
            autre.kill()


def test_server_whose_socket_was_deleted_is_reached_again(serveur):
    garder(serveur, "joint")
    (serveur.socket / ".s.PGSQL.5432").unlink()
    assert valeur(serveur, "SELECT mot FROM temoin") == "joint"


def test_interrupted_first_start_is_completed(dossier):
    serveur = Serveur(dossier / "var")
    (serveur.dossier / "donnees.partiel").mkdir(parents=True)
    (serveur.dossier / "donnees.partiel" / "PG_VERSION").write_text("18\n")
    assert valeur(serveur, "SELECT 1") == 1


def test_starters_at_once_share_one_server(dossier):
    environnement = {**os.environ, "SIIM94_VAR": str(dossier / "var")}
    code = "import psycopg; from siim94 import postgres; psycopg.connect(postgres.serveur().url()).close(); "
    code += "print(postgres.serveur().etat().pid)"
    lances = [
        subprocess.Popen([sys.executable, "-c", code], cwd=RACINE, env=environnement, stdout=subprocess.PIPE)
        for _ in range(4)
    ]
    sorties = [lance.communicate(timeout=60)[0].strip() for lance in lances]
    assert [lance.returncode for lance in lances] == [0, 0, 0, 0]
    assert len(set(sorties)) == 1 and sorties[0].isdigit()


def test_command_line_starts_shows_and_stops_without_holding_its_caller(dossier):
    assert appel(dossier, "status").returncode == 3
    demarre = appel(dossier, "start")
    assert (demarre.returncode, demarre.stdout) == (0, "PostgreSQL démarré.\n")
    assert "déjà en marche" in appel(dossier, "start").stdout
    vu = appel(dossier, "status")
    assert vu.returncode == 0 and re.search(r"en marche \(processus \d+\)", vu.stdout)
    assert appel(dossier, "stop").stdout == "PostgreSQL arrêté.\n"
    assert appel(dossier, "stop").stdout == "PostgreSQL n’était pas en marche.\n"
    assert appel(dossier, "repartir").returncode == 2


def test_ctrl_c_at_the_terminal_leaves_the_server_alone(serveur):
    """The server has its own session, so a signal to the caller's group does not reach it."""
    assert os.getsid(serveur.etat().pid) != os.getsid(0)


@pytest.mark.parametrize("nom", ["x" * SOCKET_MAX, "d'un nom, accentué"])
def test_any_folder_name_serves(dossier, nom):
    serveur = Serveur(dossier / nom / "var")
    assert valeur(serveur, "SELECT 1") == 1
    assert len(os.fsencode(serveur.socket / ".s.PGSQL.5432")) <= SOCKET_MAX


@root_only
def test_root_server_runs_as_another_account(serveur):
    assert Path("/proc", str(serveur.etat().pid)).stat().st_uid == serveur.donnees.stat().st_uid != 0


@root_only
def test_folder_closed_to_the_server_account_gets_its_data_elsewhere(dossier):
    dossier.chmod(0o700)
    serveur = Serveur(dossier / "var")
    garder(serveur, "ailleurs")
    assert serveur.dossier.is_relative_to(AILLEURS)
    assert str(serveur.dossier) in (serveur.var / "postgres-emplacement").read_text()
    assert dossier.stat().st_mode & 0o777 == 0o700
    serveur.arreter()
    assert valeur(Serveur(serveur.var), "SELECT mot FROM temoin") == "ailleurs"


@root_only
def test_folder_closed_later_keeps_its_data(dossier, serveur):
    garder(serveur, "d’avant")
    serveur.arreter()
    dossier.chmod(0o700)
    assert valeur(serveur, "SELECT mot FROM temoin") == "d’avant"


@root_only
@pytest.mark.usefixtures("sans_initdb")
def test_moved_project_keeps_its_data_and_a_copied_one_does_not_share_them(dossier):
    dossier.chmod(0o700)
    garder(Serveur(dossier / "a" / "var"), "premier")
    shutil.copytree(dossier / "a", dossier / "copie")
    assert valeur(Serveur(dossier / "copie" / "var"), "SELECT to_regclass('temoin') IS NULL") is True
    (dossier / "a").rename(dossier / "b")
    assert valeur(Serveur(dossier / "b" / "var"), "SELECT mot FROM temoin") == "premier"


@root_only
@pytest.mark.usefixtures("sans_initdb")
def test_deleted_var_starts_afresh_and_destroys_nothing(dossier):
    dossier.chmod(0o700)
    serveur = Serveur(dossier / "var")
    garder(serveur, "ancien")
    shutil.rmtree(serveur.var)
    assert valeur(serveur, "SELECT to_regclass('temoin') IS NULL") is True
    assert len(list(serveur.dossier.parent.glob("postgres.ancien-*"))) == 1


@pytest.mark.skipif(not DEBIAN, reason="no PostgreSQL of the distribution here")
def test_programs_of_the_distribution_serve_as_well(dossier):
    programmes = DEBIAN[-1]
    serveur = Serveur(dossier / "var", programmes)
    assert valeur(serveur, "SHOW server_version_num").startswith(programmes.parent.name)
    assert valeur(serveur, "SELECT upper('évry')") == "ÉVRY"
    serveur.arreter()


def test_data_of_another_version_are_left_alone_and_the_way_out_is_said(serveur):
    serveur.arreter()
    (serveur.donnees / "PG_VERSION").write_text("12\n")
    with pytest.raises(ErreurPostgres, match=r"PostgreSQL 12 .*make montee-postgresql"):
        serveur.demarrer()
    (serveur.donnees / "PG_VERSION").write_text("18\n")
    assert serveur.demarrer() is True


def test_failed_start_shows_the_end_of_the_log_and_where_it_lies(serveur, dossier):
    serveur.arreter()
    with (serveur.donnees / "postgresql.auto.conf").open("a") as fichier:
        fichier.write("max_connections = beaucoup\n")
    with pytest.raises(ErreurPostgres) as refus:
        serveur.demarrer()
    assert "max_connections" in str(refus.value) and str(serveur.journal) in str(refus.value)
    assert len(str(refus.value).splitlines()) <= 17
    refuse = appel(dossier, "start")
    assert refuse.returncode == 1 and "Traceback" not in refuse.stderr and "beaucoup" in refuse.stderr


def test_lost_passwords_are_named(serveur):
    (serveur.var / "postgres-secrets.json").unlink()
    with pytest.raises(ErreurPostgres, match=r"postgres-secrets\.json"):
        serveur.url()
