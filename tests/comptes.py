"""The cast of users: the demonstration accounts, and one without any right."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from siim94.socle.droits import AVEC_ADMINISTRATION, COMPTES
from siim94.socle.models import Utilisateur

MOT_DE_PASSE = "calme-et-exact-94"
ROLES = (*COMPTES, "sans-droit")


def creer_la_troupe() -> None:
    """The accounts of all roles, which the template of the tests has (``tests/bases.py``)."""
    for role in ROLES:
        _creer(role)


def _creer(role: str) -> Utilisateur:
    utilisateur = Utilisateur.objects.create(username=f"essai-{role}", is_staff=role in AVEC_ADMINISTRATION)
    utilisateur.groups.set(Group.objects.filter(name__in=COMPTES.get(role, ())))
    return utilisateur


def compte(role: str, mot_de_passe: str | None = None) -> Utilisateur:
    """The account of a role; given a password only when somebody has to type it (hashing costs)."""
    utilisateur = Utilisateur.objects.filter(username=f"essai-{role}").first() or _creer(role)
    if mot_de_passe:
        utilisateur.set_password(mot_de_passe)
        utilisateur.save()
    return utilisateur


def connecter(qui: str | Utilisateur, client: Client | None = None) -> Client:
    """A client signed in as a role or as a person, who is ``client.compte``.

    By two orders to the database; a sign-in takes nineteen (tests/siim94/test_acces.py goes by the form).
    """
    client = client or Client()
    client.compte = compte(qui) if isinstance(qui, str) else qui
    maintenant = timezone.now()
    Utilisateur.objects.filter(pk=client.compte.pk).update(last_login=maintenant)
    session = {
        SESSION_KEY: str(client.compte.pk),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[-1],
        HASH_SESSION_KEY: client.compte.get_session_auth_hash(),
    }
    cle = secrets.token_hex(16)
    Session.objects.create(
        session_key=cle,
        session_data=Session.objects.encode(session),
        expire_date=maintenant + timedelta(days=1),
    )
    client.cookies[settings.SESSION_COOKIE_NAME] = cle
    return client
