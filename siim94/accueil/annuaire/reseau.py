"""What is asked of the provider over the network: within a time, a size, over TLS, without redirections."""

import time

import requests
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

from siim94.accueil.annuaire.adresses import est_sure

# Seconds without a byte, seconds of a whole answer, bytes of an answer.
SILENCE, DUREE, TAILLE = 4, 8, 512 * 1024


class Injoignable(OAuth2Error):
    """The provider does not answer, is too slow, or says something else than was asked."""


class Refuse(OAuth2Error):
    """The provider answers, and what it says opens nothing; the message, if any, is for the person."""


class Bornee(requests.Session):
    """A session of requests whose every call ends, and says what went wrong in one way."""

    def request(self, method, url, **options):
        if not est_sure(url):
            raise Injoignable("an address of the provider is not over TLS")
        options |= {"timeout": SILENCE, "allow_redirects": False, "stream": True}
        fin = time.monotonic() + DUREE
        try:
            reponse = super().request(method, url, **options)
            contenu = bytearray()
            while morceau := reponse.raw.read1(65536, decode_content=True):
                contenu += morceau
                if len(contenu) > TAILLE or time.monotonic() > fin:
                    raise Injoignable("an answer of the provider is too long or too slow")
        except (requests.RequestException, OSError, ValueError) as erreur:
            raise Injoignable(type(erreur).__name__) from erreur
        except Exception as erreur:
            if type(erreur).__module__.startswith("urllib3"):
                raise Injoignable(type(erreur).__name__) from erreur
            raise
        reponse._content = bytes(contenu)
        return reponse


def objet(reponse: requests.Response) -> dict:
    """The JSON object that an answer holds."""
    try:
        lu = reponse.json()
    except ValueError as erreur:
        raise Injoignable("an answer of the provider is no JSON") from erreur
    if not isinstance(lu, dict):
        raise Injoignable("an answer of the provider is no JSON object")
    return lu
