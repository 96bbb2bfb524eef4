"""The seals of the journal: what changes behind the application's back shows, and nobody waits for them."""

import contextlib
import datetime
import os
import subprocess
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from finances.models import Contribution
from siim94.postgres import Serveur
from siim94.postgres_base import BASE
from siim94.postgres_systeme import majeure, programmes_connus
from siim94.socle.journal import acteur
from siim94.socle.models import Chargement, Journal, LigneChargee, Sceau, Utilisateur
from siim94.socle.sceaux import sceller, verifier
from tests.attente import attendre
from tests.chargements.processus import commandes
from tests.siim94.test_postgres import dossier  # noqa: F401
from tests.socle.test_cloture import Autre

pytestmark = pytest.mark.django_db(transaction=True)


def entrees(jour: datetime.date, nombre: int = 3) -> list[int]:
    """Entries of the journal as if they had been written on a day."""
    quand = timezone.make_aware(datetime.datetime.combine(jour, datetime.time(12)))
    return [
        Journal.objects.create(
            quand=quand, action="modification", table_nom="socle_pole", cle="1", apres={"rang": n}
        ).pk
        for n in range(nombre)
    ]


@pytest.fixture
def jours():
    """Three days that are over, each with its seal; after them that of the first data, a load."""
    trois = [timezone.localdate() - datetime.timedelta(days=n) for n in (3, 2, 1)]
    cles = {jour: entrees(jour) for jour in trois}
    assert [(sceau.jour, sceau.chargement_id is None) for sceau in sceller()] == [
        *((jour, True) for jour in trois),
        (timezone.localdate(), False),
    ]
    return cles


def par_derriere(ordre: str, *parametres) -> None:
    """SQL by the owner of the base, who can put the triggers to sleep."""
    with transaction.atomic(), connection.cursor() as cursor:
        tables = ("socle_journal", "socle_sceau")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(ordre, parametres)
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def commande(*mots: str) -> str:
    sortie = StringIO()
    call_command("journal", *mots, stdout=sortie)
    return sortie.getvalue()


def test_a_chain_that_holds_says_so_and_counts_what_is_not_sealed_yet(jours):
    entrees(timezone.localdate(), 2)
    lu = verifier()
    assert lu.tient
    assert lu.non_scellees == 2
    assert lu.entrees == Journal.objects.count() - 2
    texte = commande("--verifier")
    assert "Le journal tient" in texte
    assert "pas encore scellées\u00a0: 2" in texte
    assert Sceau.objects.last().empreinte in texte


@pytest.mark.parametrize(
    "ordre",
    [
        "UPDATE socle_journal SET apres = '{}' WHERE id = %s",
        "UPDATE socle_journal SET avant = '{}' WHERE id = %s",
        "UPDATE socle_journal SET motif = 'autre' WHERE id = %s",
        "UPDATE socle_journal SET auteur_id = 1 WHERE id = %s",
        "UPDATE socle_journal SET quand = quand + interval '1 microsecond' WHERE id = %s",
        "UPDATE socle_journal SET table_nom = 'socle_organisme' WHERE id = %s",
        "UPDATE socle_journal SET transaction = 1 WHERE id = %s",
        "DELETE FROM socle_journal WHERE id = %s",
        "INSERT INTO socle_journal (id, quand, action, table_nom, cle, commande, motif)"
        " SELECT -1, quand, action, table_nom, cle, '', '' FROM socle_journal WHERE id = %s",
        # An erasure that the journal does not tell.
        "UPDATE socle_journal SET efface = public.socle_contenu(socle_journal), apres = '{}' WHERE id = %s",
    ],
)
def test_an_entry_changed_behind_the_application_breaks_its_day(jours, ordre):
    deuxieme = sorted(jours)[1]
    par_derriere(ordre, jours[deuxieme][1])
    lu = verifier()
    # A forged entry before all others breaks the first seal.
    attendu = Sceau.objects.first().jour if ordre.startswith("INSERT") else deuxieme
    assert lu.rupture[0] == attendu
    with pytest.raises(CommandError, match=f"ne tient pas au {attendu:%d/%m/%Y}") as erreur:
        commande("--verifier")
    assert erreur.value.returncode == 1


def test_a_seal_taken_out_of_the_chain_shows(jours):
    _, deuxieme, troisieme = sorted(jours)
    par_derriere("DELETE FROM socle_sceau WHERE jour = %s", deuxieme)
    assert verifier().rupture == (troisieme, "un sceau manque avant celui-ci")


def test_a_chain_cut_at_its_end_shows_against_a_seal_kept_elsewhere(jours):
    garde, troisieme = Sceau.objects.last().empreinte, sorted(jours)[2]
    assert verifier(garde).tient
    par_derriere("DELETE FROM socle_journal WHERE id = ANY (%s)", jours[troisieme])
    par_derriere("DELETE FROM socle_sceau WHERE jour >= %s", troisieme)
    assert verifier().tient
    assert "coupée ou refaite" in verifier(garde).rupture[1]
    with pytest.raises(CommandError, match="coupée ou refaite"):
        commande("--verifier", "--jusqu-a", garde)


def test_a_chain_made_anew_shows_against_a_seal_kept_elsewhere(jours):
    garde, deuxieme = Sceau.objects.last().empreinte, sorted(jours)[1]
    par_derriere("UPDATE socle_journal SET apres = '{}' WHERE id = %s", jours[deuxieme][0])
    par_derriere("DELETE FROM socle_sceau WHERE jour >= %s", deuxieme)
    assert len(sceller()) == 3
    assert verifier().tient
    assert not verifier(garde).tient


def test_up_to_a_seal_what_came_after_it_is_not_read(jours):
    premier, _, troisieme = sorted(jours)
    garde = Sceau.objects.get(jour=premier).empreinte
    par_derriere("DELETE FROM socle_journal WHERE id = %s", jours[troisieme][0])
    assert verifier(garde[:12]).tient
    assert not verifier().tient


def test_a_day_without_an_entry_has_no_seal(jours):
    assert sceller() == []
    assert "Rien à sceller" in commande("--sceller")


def test_a_seal_waits_for_the_transactions_under_way_and_nobody_waits_for_it(jours):
    contribution = Contribution.objects.filter(exercice=2021).first()
    hier = timezone.localdate() - datetime.timedelta(days=1)
    entrees(hier)
    with transaction.atomic():
        Contribution.objects.filter(pk=contribution.pk).update(montant=1)
        poses = []
        Autre(lambda: poses.append(sceller(attente=0)), contextlib.nullcontext).finir()
        assert poses == [[]]
    assert [sceau.jour for sceau in sceller()] == [hier]
    assert verifier().tient


def test_a_seal_waits_for_nobody_who_writes_elsewhere(jours):
    """Nor, all the more, for another base of the server."""
    entrees(timezone.localdate() - datetime.timedelta(days=1))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_session VALUES ('essai', '', now())")
        poses = []
        Autre(lambda: poses.extend(sceller(attente=0)), contextlib.nullcontext).finir()
    assert len(poses) == 1
    assert verifier().tient


def test_a_load_has_a_seal_of_its_own_over_its_record(jours):
    chargement = Chargement.objects.create(
        genre="totem", etat=Chargement.Etat.FAIT, fichier="essai.xml", empreinte="0" * 64
    )
    LigneChargee.objects.create(chargement=chargement, table_nom="socle_pole", cle="1", action="creation")
    (sceau,) = sceller()
    assert sceau.chargement_id == chargement.pk
    assert sceller() == []
    LigneChargee.objects.filter(chargement=chargement).update(cle="2")
    assert verifier().rupture[0] == sceau.jour


def test_the_name_of_a_person_leaves_the_base_and_the_chain_still_holds():
    compte = Utilisateur.objects.create_user(
        "mdurand", first_name="Marie", last_name="Durand", email="marie.durand@example.org"
    )
    with acteur(compte, motif="relu par Marie Durand"):
        Contribution.objects.filter(exercice=2021).update(montant=1)
    with acteur(motif="mariage"):
        compte.last_name = "Martin"
        compte.save()
    hier = timezone.localdate() - datetime.timedelta(days=1)
    entrees(hier)
    sceller()
    garde = Sceau.objects.last().empreinte
    assert "touchées" in commande("--effacer", "mdurand", "--motif", "demande de la personne")
    commande("--effacer", "Marie Durand", "--motif", "demande de la personne")
    for texte in Journal.objects.values_list("avant", "apres", "motif"):
        assert not any(nom in str(texte) for nom in ("Durand", "Marie", "Martin", "mdurand", "marie"))
    compte.refresh_from_db()
    assert (str(compte), compte.is_active, compte.email) == (f"compte-{compte.pk}", False, "")
    lu = verifier(garde)
    assert lu.tient
    assert lu.effacees > 0
    mot = Journal.objects.filter(action="effacement").first()
    assert (mot.commande, mot.motif) == ("journal --effacer", "demande de la personne")
    sceller()
    assert verifier().tient


def test_an_erased_entry_changed_again_by_hand_shows(jours):
    jour = sorted(jours)[0]
    cle = jours[jour][0]
    with acteur(motif="essai"), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('siim94.effacement', 'oui', true)")
        cursor.execute("UPDATE socle_journal SET apres = '{\"rang\": 9}' WHERE id = %s", [cle])
    assert verifier().tient
    par_derriere("UPDATE socle_journal SET apres = '{\"rang\": 10}' WHERE id = %s", cle)
    assert verifier().rupture == (jour, "une entrée a été effacée sans que le journal le dise")


@pytest.mark.parametrize(
    ("mots", "code"),
    [
        ([], 2),
        (["--effacer", "mdurand"], 2),
        (["--effacer", "personne", "--motif", "essai"], 1),
        (["--verifier", "--jusqu-a", "abcdef"], 1),
    ],
)
def test_a_command_that_cannot_be_done_says_so(mots, code):
    with pytest.raises(CommandError) as erreur:
        commande(*mots)
    assert erreur.value.returncode == code


def test_a_seal_depends_on_no_setting_of_the_session(jours):
    with connection.cursor() as cursor:
        for reglage, valeur in {
            "TimeZone": "Pacific/Auckland",
            "DateStyle": "ISO, DMY",
            "bytea_output": "escape",
            "extra_float_digits": "-10",
            "IntervalStyle": "sql_standard",
        }.items():
            cursor.execute(f"SET {reglage} = '{valeur}'")
    assert verifier().tient


def test_the_worker_seals():
    entrees(timezone.localdate() - datetime.timedelta(days=1))
    with commandes() as lancer:
        lancer("travailleur")
        attendre(Sceau.objects.exists)
    assert verifier().tient


def autre_version() -> tuple | None:
    """The programs of the server in use, and those of another major version."""
    connus = {majeure(bin_): bin_ for bin_ in programmes_connus()[::-1]}
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        servie = int(cursor.fetchone()[0]) // 10000
    autres = [bin_ for version, bin_ in connus.items() if version != servie]
    return (connus[servie], autres[0]) if servie in connus and autres else None


def test_a_chain_holds_after_a_restore_on_another_major_version(jours, dossier):  # noqa: F811
    trouve = autre_version()
    if trouve is None:
        pytest.skip("one version of PostgreSQL only here")
    ici, ailleurs = trouve
    garde = Sceau.objects.last().empreinte
    serveur = Serveur(dossier / "var", ailleurs)
    cible = serveur.parametres()
    reglages = connection.settings_dict
    noms = ("NAME", "USER", "PASSWORD", "HOST", "PORT")
    avant = {nom: reglages[nom] for nom in noms}
    sauvegarde = dossier / "sauvegarde"

    def lancer(programme, acces, *mots):
        commande = [ici / programme, "-h", acces["HOST"], "-U", acces["USER"], "-d", acces["NAME"], *mots]
        environnement = {**os.environ, "PGPASSWORD": acces["PASSWORD"]}
        return subprocess.run(commande, env=environnement, capture_output=True, text=True, check=False)

    assert lancer("pg_dump", avant, "-Fc", "-f", sauvegarde).returncode == 0
    # An older server does not know a setting or two of the newer program: told, and passed over.
    fait = lancer("pg_restore", {**cible, "NAME": BASE}, "--no-owner", "--no-privileges", sauvegarde)
    assert "errors ignored on restore: 1" in fait.stderr or fait.returncode == 0, fait.stderr
    connections.close_all()
    reglages.update(cible)
    try:
        assert verifier(garde).tient
        par_derriere("DELETE FROM socle_journal WHERE id = %s", min(jours.values())[0])
        assert not verifier().tient
    finally:
        connections.close_all()
        reglages.update(avant)
        serveur.arreter()


@pytest.mark.parametrize("double", [{"precedent": "a" * 64}, {"chargement_id": 7}])
def test_a_chain_has_no_fork_and_a_load_one_seal(double):
    valeurs = {"jour": "2026-11-27", "apres": 0, "dernier": 0, "nombre": 0, "pose": timezone.now()}
    Sceau.objects.create(**valeurs, **{"precedent": "b" * 64, "empreinte": "1" * 64, **double})
    with pytest.raises(IntegrityError), transaction.atomic():
        Sceau.objects.create(**valeurs, **{"precedent": "c" * 64, "empreinte": "2" * 64, **double})
