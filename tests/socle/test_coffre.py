"""Secrets of the base: read by this installation, for the use that they were locked for, alone."""

import json
from importlib import import_module
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.utils import timezone

from siim94.socle.coffre import CleChangee, enfermer, rouvrir
from siim94.socle.models import SessionAnnuaire
from tests.comptes import compte

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def test_a_secret_is_read_again_and_never_stands_the_same_twice():
    gardes = {enfermer("été", "essai"), enfermer("été", "essai")}
    assert len(gardes) == 2
    assert {rouvrir(garde, "essai") for garde in gardes} == {"été"}
    assert (enfermer("", "essai"), rouvrir("", "essai")) == ("", "")


def test_neither_another_use_nor_what_was_changed_nor_what_is_not_locked_opens():
    garde = enfermer(SECRET, "essai")
    change = garde[:20] + ("A" if garde[20] != "A" else "B") + garde[21:]
    for dit, emploi in ((garde, "autre"), (change, "essai"), (SECRET, "essai")):
        with pytest.raises(CleChangee):
            rouvrir(dit, emploi)


def test_a_former_key_opens_what_it_locked(settings):
    garde, settings.SECRET_KEY = enfermer(SECRET, "essai"), "y" * 50
    with pytest.raises(CleChangee):
        rouvrir(garde, "essai")
    settings.SECRET_KEY_FALLBACKS = ["z" * 50, "x" * 50]
    settings.SECRET_KEY = "x" * 50
    garde, settings.SECRET_KEY = enfermer(SECRET, "essai"), "y" * 50
    assert rouvrir(garde, "essai") == SECRET


@pytest.mark.django_db
def test_what_stood_in_the_clear_is_locked_by_the_migration():
    agent = compte("agent")
    for genre, data in (("totp", {"secret": SECRET}), ("recovery_codes", {"seed": "ab", "used_mask": 3})):
        Authenticator.objects.create(user=agent, type=genre, data=data)
    maintenant = timezone.now()
    SessionAnnuaire.objects.create(
        compte=agent, sub="sub-1", confirmee=maintenant, a_revoir=maintenant, expire=maintenant
    )
    with connection.cursor() as cursor:
        cursor.execute("UPDATE socle_sessionannuaire SET jeton_acces = 'acces', jeton_identite = 'identite'")
        import_module("siim94.socle.migrations.0028_secrets_enfermes").enfermer_tout(
            None, SimpleNamespace(connection=connection)
        )
        cursor.execute("SELECT * FROM socle_sessionannuaire")
        assert "acces" not in str(cursor.fetchall()).replace("jeton_acces", "")
    session = SessionAnnuaire.objects.get()
    assert (session.jeton_acces, session.jeton_identite) == ("acces", "identite")
    assert session.jeton_rafraichissement == ""
    donnees = {facteur.type: facteur.data for facteur in Authenticator.objects.all()}
    assert SECRET not in json.dumps(donnees) and donnees["recovery_codes"]["used_mask"] == 3
    assert rouvrir(donnees["totp"]["secret"], "second_facteur") == SECRET
    assert rouvrir(donnees["recovery_codes"]["seed"], "second_facteur") == "ab"
