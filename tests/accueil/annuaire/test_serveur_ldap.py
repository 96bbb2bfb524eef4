"""Signing in by a directory of the network: Debian's slapd, started here where it is installed."""

import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest
from allauth.socialaccount.models import SocialAccount
from axes.models import AccessAttempt
from django.test import Client

from siim94.accueil.annuaire import session
from siim94.accueil.annuaire.reglages import verifier
from siim94.socle.models import EvenementSecurite, Utilisateur
from tests.accueil.annuaire.test_session import ecrit, est_ouverte, passer
from tests.accueil.test_connexion import texte
from tests.comptes import MOT_DE_PASSE, compte

SLAPD = shutil.which("slapd", path="/usr/sbin:/usr/local/sbin") or shutil.which("slapd")
pytest.importorskip("django_auth_ldap", reason="requirements-ldap.lock n’est pas installé ici")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not SLAPD, reason="slapd n’est pas installé ici"),
]

BASE = "dc=siim94,dc=example"
CLE = "un-secret-de-service"
REGLAGE = """
include {schemas}/core.schema
include {schemas}/cosine.schema
include {schemas}/inetorgperson.schema
modulepath {modules}
moduleload back_mdb
database mdb
suffix "{base}"
rootdn "cn=service,{base}"
rootpw {cle}
directory {dossier}
"""
PERSONNE = """
dn: uid={uid},ou=personnes,{base}
objectClass: inetOrgPerson
uid: {uid}
cn: {uid}
sn: DURAND
givenName: Ana
mail: {uid}@example.org
userPassword: {mot}
"""
GROUPE = """
dn: cn={cn},ou=groupes,{base}
objectClass: groupOfNames
cn: {cn}
member: cn=personne
{membres}
"""


def contenu() -> str:
    noms = ("a.durand", "b.martin", "c.petit", "essai-agent", "essai-sans-droit")
    racine = f"dn: {BASE}\nobjectClass: dcObject\nobjectClass: organization\ndc: siim94\no: siim94\n"
    unites = [
        f"\ndn: ou={ou},{BASE}\nobjectClass: organizationalUnit\nou: {ou}\n"
        for ou in ("personnes", "groupes")
    ]
    gens = [PERSONNE.format(uid=nom, base=BASE, mot=f"mot-de-{nom}") for nom in noms]
    membres = "\n".join(f"member: uid={nom},ou=personnes,{BASE}" for nom in noms if nom != "b.martin")
    return "".join([racine, *unites, *gens, GROUPE.format(cn="siim94-agents", base=BASE, membres=membres)])


@pytest.fixture(scope="module")
def slapd(tmp_path_factory):
    """Its address, once it answers."""
    dossier = tmp_path_factory.mktemp("slapd")
    usr = Path(SLAPD).parents[1]
    reglage = REGLAGE.format(
        schemas=usr.parent / "etc/ldap/schema", modules=usr / "lib/ldap", base=BASE, cle=CLE, dossier=dossier
    )
    (dossier / "slapd.conf").write_text(reglage)
    (dossier / "contenu.ldif").write_text(contenu())
    options = ["-f", dossier / "slapd.conf"]
    subprocess.run(
        [SLAPD, "-Tadd", *options, "-l", dossier / "contenu.ldif"], check=True, capture_output=True
    )
    with socket.socket() as libre:
        libre.bind(("127.0.0.1", 0))
        port = libre.getsockname()[1]
    serveur = subprocess.Popen([SLAPD, "-d", "0", *options, "-h", f"ldap://127.0.0.1:{port}/"])
    try:
        for _ in range(100):
            with socket.socket() as essai:
                if not essai.connect_ex(("127.0.0.1", port)):
                    break
            time.sleep(0.05)
        yield f"ldap://127.0.0.1:{port}"
    finally:
        serveur.terminate()
        serveur.wait(10)


def reglages(adresse: str, **autres) -> dict:
    return {
        "adresse": adresse,
        "compte": f"cn=service,{BASE}",
        "secret": CLE,
        "personnes": f"ou=personnes,{BASE}",
        "filtre": "(uid=%(user)s)",
        "identifiant": "entryUUID",
        "groupes_sous": f"ou=groupes,{BASE}",
        "groupes": {"siim94-agents": "agent"},
        **autres,
    }


@pytest.fixture
def ldap(slapd, settings):
    """A directory that does well, which this site knows."""
    settings.LDAP = reglages(slapd)
    settings.AUTHENTICATION_BACKENDS = [
        *settings.AUTHENTICATION_BACKENDS,
        "siim94.accueil.annuaire.serveur_ldap.Ldap",
    ]
    return settings


def entrer(nom: str, mot: str = ""):
    """The client that tried, and the answer."""
    client = Client()
    return client, client.post("/connexion/", {"username": nom, "password": mot or f"mot-de-{nom}"})


def test_a_person_of_a_group_gets_an_account_and_its_rights(ldap):
    client, reponse = entrer("a.durand")
    assert reponse.url == "/"
    assert client.get("/aide/").status_code == 200
    assert client.session["_auth_user_backend"] == "siim94.socle.demonstration.Comptes"
    nouveau = Utilisateur.objects.get(username="a.durand")
    assert (str(nouveau), nouveau.email) == ("Ana DURAND", "a.durand@example.org")
    assert (
        set(nouveau.groups.all()) == set(compte("agent").groups.all()) and not nouveau.has_usable_password()
    )
    assert SocialAccount.objects.get().user == nouveau
    assert EvenementSecurite.objects.filter(quoi="annuaire", compte=nouveau).count() == 1
    # The groups are read anew at each sign-in, and who is suspended here stays out.
    ldap.LDAP |= {"groupes": {"autre": "agent"}}
    nouveau.groups.clear()
    assert entrer("a.durand")[1].url == "/" and not nouveau.groups.exists()
    Utilisateur.objects.filter(pk=nouveau.pk).update(is_active=False)
    assert entrer("a.durand")[1].status_code == 200


def modifier(adresse: str, dn: str, *changements) -> None:
    """What the network's own administrators do: to one entry, or to take it away."""
    import ldap

    connexion = ldap.initialize(adresse)
    connexion.simple_bind_s(f"cn=service,{BASE}", CLE)
    if changements:
        connexion.modify_s(f"{dn},{BASE}", changements)
    else:
        connexion.delete_s(f"{dn},{BASE}")
    connexion.unbind_s()


def test_an_open_session_follows_the_directory(ldap):
    import ldap as commandes

    client, _ = entrer("c.petit")
    agent = Utilisateur.objects.get(username="c.petit")
    assert client.get("/support/").status_code == 200
    membre = ("member", [f"uid=c.petit,ou=personnes,{BASE}".encode()])
    modifier(ldap.LDAP["adresse"], "cn=siim94-agents,ou=groupes", (commandes.MOD_DELETE, *membre))
    # It is not asked at each page.
    assert client.get("/support/").status_code == 200
    passer(session.REVOIR)
    assert client.get("/support/").status_code == 403 and est_ouverte(client)
    assert not agent.groups.exists()
    modifier(ldap.LDAP["adresse"], "cn=siim94-agents,ou=groupes", (commandes.MOD_ADD, *membre))
    passer(session.REVOIR)
    assert client.get("/support/").status_code == 200
    # Silent, it leaves one to read a while.
    ldap.LDAP |= {"personnes": "ou=nulle-part,dc=example"}
    passer(session.REVOIR)
    assert est_ouverte(client) and not ecrit(client)
    ldap.LDAP |= {"personnes": f"ou=personnes,{BASE}"}
    client, _ = entrer("c.petit")
    assert ecrit(client)
    # Of whoever is gone there, the session ends.
    modifier(ldap.LDAP["adresse"], "uid=c.petit,ou=personnes")
    passer(session.REVOIR)
    assert not est_ouverte(client)
    assert EvenementSecurite.objects.filter(quoi="annuaire_fin", compte=agent).count() == 2


@pytest.mark.parametrize(
    ("nom", "mot"),
    [
        ("a.durand", "faux"),
        ("a.durand", " "),
        ("*", "mot-de-a.durand"),
        ("b.martin", ""),
        ("personne", "x"),
        ("a.durand)(uid=*", "x"),
    ],
)
def test_wrong_words_or_a_person_of_no_group_open_nothing(ldap, nom, mot):
    client, reponse = entrer(nom, mot)
    assert "inconnu" in texte(reponse) and client.get("/aide/").status_code == 302
    assert not SocialAccount.objects.exists()
    assert AccessAttempt.objects.exists()


def test_a_name_is_not_an_account(ldap):
    """Neither a local account nor one that another entry opened is taken over by an entry of its name."""
    agent = compte("agent", MOT_DE_PASSE)
    assert "inconnu" in texte(entrer("essai-agent")[1])
    assert entrer("essai-agent", MOT_DE_PASSE)[1].url == "/"
    invite = compte("sans-droit")
    invite.set_unusable_password()
    invite.save()
    autre = SocialAccount.objects.create(user=invite, provider=ldap.LDAP["adresse"], uid="une-autre-entree")
    assert "inconnu" in texte(entrer("essai-sans-droit")[1])
    # Made for it, and nobody's yet: it is the directory's from then on.
    autre.delete()
    assert entrer("essai-sans-droit")[1].url == "/"
    assert SocialAccount.objects.get().user == invite
    agent.refresh_from_db()
    assert agent.has_usable_password()


def test_a_privileged_account_is_not_taken_over(ldap):
    invite = compte("agent")
    invite.set_unusable_password()
    invite.is_staff = True
    invite.save()
    assert "inconnu" in texte(entrer("essai-agent")[1])


@pytest.mark.parametrize(
    "faux",
    [{"adresse": "ldap://127.0.0.1:9"}, {"secret": "faux"}, {"personnes": "ou=nulle-part,dc=example"}],
    ids=["absent", "secret", "base"],
)
def test_a_directory_that_fails_is_told_counts_against_nobody_and_leaves_local_accounts_in(ldap, faux):
    ldap.LDAP |= faux
    client, reponse = entrer("a.durand")
    assert "ne répond pas comme il faut" in texte(reponse)
    assert not AccessAttempt.objects.exists()
    assert client.get("/aide/").status_code == 302
    agent = compte("agent", MOT_DE_PASSE)
    assert entrer(agent.username, MOT_DE_PASSE)[1].url == "/"


def test_a_directory_that_is_silent_is_not_waited_for(ldap, monkeypatch):
    monkeypatch.setattr("siim94.accueil.annuaire.serveur_ldap.DELAI", 1)
    with socket.socket() as muet:
        muet.bind(("127.0.0.1", 0))
        muet.listen()
        ldap.LDAP |= {"adresse": f"ldap://127.0.0.1:{muet.getsockname()[1]}"}
        # It never answers: who waited for it would be here still.
        assert "ne répond pas comme il faut" in texte(entrer("a.durand")[1])


def test_nothing_goes_in_the_clear_but_on_this_machine(ldap):
    from siim94.accueil.annuaire.serveur_ldap import Ldap

    assert not Ldap().settings.START_TLS
    ldap.LDAP |= {"adresse": "ldap://annuaire.example.org"}
    assert Ldap().settings.START_TLS


def test_settings_that_cannot_serve_are_told(ldap):
    assert verifier(None) == []
    ldap.LDAP |= {"adresse": "annuaire.example.org", "groupes": {"a": "agents"}}
    assert len(verifier(None)) == 2
