"""Signing in with a key, in a browser that has one; the pages of second factors, examined."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from playwright.sync_api import expect

from tests.comptes import MOT_DE_PASSE, compte
from tests.navigateur.conftest import suivre

pytestmark = pytest.mark.django_db(transaction=True)


def une_cle(page) -> None:
    """A key plugged into the browser, which is touched at once."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def entrer(page) -> None:
    page.goto("/connexion/")
    page.get_by_label("Nom d’utilisateur").fill("essai-agent")
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    suivre(page.get_by_role("button", name="Se connecter"))


def test_a_key_is_added_then_opens_the_site(ouvrir, violations):
    agent = compte("agent", MOT_DE_PASSE)
    page = ouvrir(None)
    une_cle(page)
    entrer(page)
    page.goto("/compte/cles/ajouter/")
    page.get_by_label("Votre mot de passe").fill(MOT_DE_PASSE)
    suivre(page.get_by_role("button", name="Confirmer"))
    assert violations(page) == []
    page.get_by_label("Nom de la clé").fill("Clé du bureau")
    page.get_by_role("button", name="Ajouter").click()
    page.wait_for_url("**/compte/codes/")
    assert violations(page) == []
    page.goto("/compte/securite/")
    expect(page.locator("main")).to_contain_text("Clé du bureau, ajoutée le")
    assert violations(page) == []
    page.context.clear_cookies()
    entrer(page)
    page.wait_for_url("**/connexion/second-facteur/")
    assert violations(page) == []
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    page.wait_for_selector("main .chiffres")
    page.goto("/compte/cles/ajouter/")
    suivre(page.get_by_role("link", name="Par une clé d’accès"))
    assert violations(page) == []
    page.get_by_role("button", name="Utiliser la clé d’accès").click()
    page.wait_for_url("**/compte/cles/ajouter/")
    assert agent.authenticator_set.filter(type="webauthn").count() == 1


def test_the_pages_of_an_application_are_examined(ouvrir, violations):
    agent = compte("agent", MOT_DE_PASSE)
    page = ouvrir("agent")
    page.goto("/compte/application/")
    page.get_by_label("Votre mot de passe").fill(MOT_DE_PASSE)
    suivre(page.get_by_role("button", name="Confirmer"))
    assert violations(page) == []
    page.get_by_label("Code que l’application donne").fill("000000")
    suivre(page.get_by_role("button", name="Ajouter"))
    assert violations(page) == []
    TOTP.activate(agent, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(agent)
    for adresse in ("/compte/application/retirer/", "/compte/codes/nouveaux/", "/compte/codes/"):
        page.goto(adresse)
        assert violations(page) == []


def test_the_log_of_security_is_examined_with_something_in_it(ouvrir, violations):
    entrer(ouvrir(None))
    page = ouvrir("admin")
    page.goto("/reglages/securite/")
    expect(page.locator("main")).to_contain_text("essai refusé")
    assert violations(page) == []
