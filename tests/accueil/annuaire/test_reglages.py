"""Settings of the provider: refused at start with a sentence, and what browsers are told of it."""

import os
import subprocess
import sys

import pytest

from siim94.accueil.annuaire.reglages import verifier

BONS = {
    "emetteur": "https://annuaire.example/realms/siim94",
    "portees": ["openid"],
    "groupes": {"a": "agent"},
}


@pytest.mark.parametrize(
    ("faux", "dit"),
    [
        ({}, ""),
        ({"emetteur": "http://annuaire.example"}, "https://"),
        ({"emetteur": "http://localhost:8080/realms/siim94"}, ""),
        ({"portees": ["profile"]}, "openid"),
        ({"groupes": {"a": "agents", "b": "bilan_gestion"}}, "agents"),
    ],
)
def test_settings_that_cannot_serve_are_told(settings, faux, dit):
    settings.OIDC = BONS | faux
    fautes = [faute.msg for faute in verifier(None)]
    assert len(fautes) == bool(dit) and all(dit in faute for faute in fautes)


def test_the_environment_gives_them_and_forms_may_lead_there():
    environnement = {
        **os.environ,
        "SIIM94_OIDC_EMETTEUR": "https://annuaire.example/realms/siim94",
        "SIIM94_OIDC_CLIENT": "siim94",
        "SIIM94_OIDC_SECRET": "secret",
        "SIIM94_OIDC_GROUPES": "siim94-agents=agent,/siim94/direction=direction",
        "SIIM94_OIDC_NIVEAUX": "eidas2 eidas3",
    }
    lire = (
        "from siim94.settings import OIDC, CONTENT_SECURITY_POLICY as c;"
        "print(OIDC['groupes'], OIDC['niveaux'], c['DIRECTIVES']['form-action'])"
    )
    lu = subprocess.run(
        [sys.executable, "-c", lire], env=environnement, capture_output=True, text=True, check=True
    )
    assert lu.stdout.strip() == (
        "{'siim94-agents': 'agent', '/siim94/direction': 'direction'} ['eidas2', 'eidas3'] "
        "[\"'self'\", 'https://annuaire.example']"
    )
