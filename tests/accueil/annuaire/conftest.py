import pytest
from django.core.cache import cache

from tests.fournisseur import demande, fournisseur


@pytest.fixture(scope="session")
def _fournisseur():
    with fournisseur() as tenu:
        yield tenu


@pytest.fixture
def annuaire(_fournisseur, settings):
    """A provider that does well, which this site knows."""
    _fournisseur.remettre()
    cache.clear()
    settings.OIDC = _fournisseur.reglages()
    return _fournisseur


@pytest.fixture
def entrer(annuaire):
    """Sign in by the provider, as the person ``sub`` does: the site's last answer."""

    def faire(client, sub: str, depart: str = "/connexion/annuaire/", **saisie):
        aller = client.post(depart, saisie)
        assert demande(aller.url)["state"], aller.url
        return client.get(annuaire.accepter(aller.url, sub))

    return faire
