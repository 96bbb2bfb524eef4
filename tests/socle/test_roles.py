"""The application's role does its work, and cannot touch the history nor the triggers."""

import contextlib
import json
import os
import subprocess
import sys

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.urls import reverse

from finances.models import Contribution
from siim94 import postgres, postgres_roles
from siim94.bilan import exercices
from siim94.postgres import Serveur
from siim94.postgres_base import APPLICATION
from siim94.socle import declencheurs, empreintes, roles, surveillance
from siim94.socle.journal import acteur
from siim94.socle.models import Exercice, Journal, Revision, Sceau, Suivi
from siim94.socle.sceaux import sceller, verifier
from tests.comptes import connecter
from tests.ecritures import saisie
from tests.siim94.test_postgres import dossier  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)

PUBLIES = ("AvertissementAccepte", "Copie", "Diffusion", "Edition", "Etape", "Piece")
HISTOIRE = (Journal, Revision, Sceau, *(apps.get_model("editions", nom) for nom in PUBLIES))


@contextlib.contextmanager
def en_tant_que(role: str, mot_de_passe: str):
    """The default connection as another role of the same server."""
    reglages = connection.settings_dict
    avant = {nom: reglages[nom] for nom in ("USER", "PASSWORD")}
    connections.close_all()
    reglages.update(USER=role, PASSWORD=mot_de_passe)
    try:
        yield
    finally:
        connections.close_all()
        reglages.update(avant)


@pytest.fixture
def application():
    """A role of the application on this base, made by an owner who may; the rest of the test is in it."""
    roles.accorder()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        proprietaire = cursor.fetchone()[0]
    parametres = settings_de_l_application(proprietaire)
    with en_tant_que(parametres["USER"], parametres["PASSWORD"]):
        yield


def settings_de_l_application(proprietaire: str) -> dict[str, str]:
    if not settings.BASE_EMBARQUEE:
        pytest.skip("the password of the application's role is known on the embedded server only")
    parametres = postgres.serveur().parametres(APPLICATION)
    assert parametres["USER"] == f"{proprietaire}_application"
    return parametres


def refuse(ordre: str) -> None:
    with pytest.raises(Exception, match=r"permission denied|must be owner"), connection.cursor() as cursor:
        cursor.execute(ordre)


def test_the_application_saves_restores_and_seals(application):
    assert not roles.est_proprietaire()
    contribution = Contribution.objects.filter(exercice=2021).first()
    client = connecter("gestionnaire")
    adresse = reverse("finances:contribution_update", args=[contribution.pk])
    assert client.post(adresse, saisie(client.get(adresse), montant="12,00")).status_code == 302
    assert Journal.objects.of_objet(contribution).first().auteur == client.compte
    assert sceller()
    assert verifier().tient
    # It sees what guards the data, and closes a year with its hashes.
    assert surveillance.ecarts() == []
    with acteur(motif="essai"):
        exercices.clore(Exercice.objects.get(annee=2021))
    assert empreintes.manquantes() == []
    assert verifier().tient


def test_the_tables_that_only_grow_are_known():
    assert set(roles.ajoutes_seulement()) == set(HISTOIRE)


@pytest.mark.parametrize("modele", HISTOIRE, ids=lambda modele: modele._meta.label)
def test_the_application_reads_and_adds_to_the_history_and_no_more(application, modele):
    table, cle = modele._meta.db_table, modele._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
    for ordre in (
        f"UPDATE {table} SET {cle} = {cle}",
        f"DELETE FROM {table}",
        f"TRUNCATE {table}",
        f"ALTER TABLE {table} DISABLE TRIGGER USER",
    ):
        refuse(ordre)


def test_the_application_has_no_right_on_tables_and_triggers(application):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND has_table_privilege(oid, 'TRUNCATE, TRIGGER')"
        )
        assert cursor.fetchall() == []
    refuse(f"DROP TRIGGER {declencheurs.Version().get_pgid(Contribution)} ON finances_contribution")
    refuse("ALTER TABLE finances_contribution DISABLE TRIGGER USER")
    refuse("CREATE TABLE public.essai (n integer)")
    refuse("SET session_replication_role = replica")


def test_what_takes_the_owner_says_so(application):
    with pytest.raises(CommandError, match="compte propriétaire"):
        call_command("preparer")
    with pytest.raises(CommandError, match="compte propriétaire"):
        call_command("journal", "--effacer", "personne", "--motif", "essai")


def test_one_role_alone_still_does_everything():
    """``DATABASE_URL`` alone: its role owns the base, and there may be no other."""
    assert roles.est_proprietaire()
    assert sceller()


def test_dropped_and_sleeping_triggers_are_told_by_the_health_page(client):
    assert client.get(reverse("sante")).status_code == 200
    with connection.cursor() as cursor:
        nom = declencheurs.SuiviModification().get_pgid(Contribution)
        cursor.execute(f"DROP TRIGGER {nom} ON finances_contribution")
        cursor.execute("ALTER TABLE socle_journal DISABLE TRIGGER USER")
    reponse = client.get(reverse("sante"))
    assert (reponse.status_code, reponse.json()["nombre"]) == (503, 4)


def test_preparer_puts_back_dropped_triggers_and_says_it(capsys, monkeypatch):
    monkeypatch.setattr("siim94.accueil.management.commands.preparer._collecter_les_fichiers_statiques", int)
    with connection.cursor() as cursor:
        nom = declencheurs.SuiviModification().get_pgid(Contribution)
        cursor.execute(f"DROP TRIGGER {nom} ON finances_contribution")
    call_command("preparer")
    assert "déclencheur suivi_modification de finances_contribution absent" in capsys.readouterr().err
    assert surveillance.ecarts() == []


def test_every_business_table_is_within_reach_of_the_application(application):
    with connection.cursor() as cursor:
        for modele in apps.get_models():
            if issubclass(modele, Suivi):
                cursor.execute(f"SELECT count(*) FROM {modele._meta.db_table}")


@pytest.fixture
def serveur(dossier):  # noqa: F811
    serveur = Serveur(dossier / "var")
    serveur.demarrer()
    return serveur


def test_one_command_sets_up_an_external_server(serveur, capsys):
    """On a fresh server: an administrator's address in, two addresses out, that work."""
    administrateur = json.loads(serveur._secrets.read_text())["postgres"]
    adresse = f"postgres://postgres:{administrateur}@/?host={serveur.socket}"
    with psycopg.connect(adresse, dbname="postgres", autocommit=True) as cn:
        for ordre in ("DATABASE siim94", "ROLE siim94_application", "ROLE siim94"):
            cn.execute(f"DROP {ordre}")
    assert postgres_roles.main([adresse, "syndicat"]) == 0
    lignes = [ligne.strip() for ligne in capsys.readouterr().out.splitlines() if "postgres://" in ligne]
    with psycopg.connect(lignes[0], autocommit=True) as cn:
        cn.execute("CREATE TABLE essai (n integer)")
        assert cn.execute("SELECT current_database()").fetchone() == ("syndicat",)
    with psycopg.connect(lignes[1]) as cn, pytest.raises(psycopg.errors.InsufficientPrivilege):
        cn.execute("SELECT * FROM essai")
    # Again: nothing changes, passwords least of all.
    assert postgres_roles.main([adresse, "syndicat"]) == 0
    assert postgres_roles.INCONNU in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["http://exemple"], ["postgres://serveur/"], ["a", "b", "c"]])
def test_a_misused_set_up_says_how(arguments, capsys):
    assert postgres_roles.main(arguments) == 2
    assert "Usage" in capsys.readouterr().err


def test_the_embedded_server_serves_as_the_application():
    """``servir`` gives its processes the application's role."""
    if not settings.BASE_EMBARQUEE:
        pytest.skip("not the embedded server")
    code = "from django.conf import settings; print(settings.DATABASES['default']['USER'])"
    commande = [sys.executable, "manage.py", "shell", "-v0", "-c", code]
    fait = subprocess.run(
        commande,
        cwd=settings.RACINE,
        env={**os.environ, "SIIM94_ROLE": "application"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert fait.stdout.strip().endswith("_application")
