"""The words of OpenID Connect: what the provider publishes, tokens asked for and verified, who a person is.

A token is believed for its signature by a key of the provider, its issuer, its audience and its dates; the
provider's answers over TLS are believed besides, where they name the same ``sub``.
"""

import hmac
import time
from typing import NamedTuple

import jwt
from django.conf import settings
from django.core.cache import cache

from siim94.accueil.annuaire.reseau import Bornee, Injoignable, Refuse, objet

# Keys shared with the provider (HS…) and unsigned tokens are not taken.
SIGNATURES = [f"{famille}{taille}" for famille in ("RS", "PS", "ES") for taille in (256, 384, 512)] + [
    "EdDSA"
]
PUBLIE = 300
DERIVE = 30
ADRESSES = ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint")


class Jetons(NamedTuple):
    """What the provider gave: ``acces`` serves until ``expire`` (seconds since 1970, 0 if not told)."""

    acces: str
    rafraichissement: str
    identite: str
    expire: float


def appeler(methode: str, adresse: str, **options):
    with Bornee() as session:
        return session.request(methode, adresse, **options)


def configuration() -> dict:
    """What the provider publishes of itself, asked again every few minutes."""
    emetteur = settings.OIDC["emetteur"]
    adresse = f"{emetteur.rstrip('/')}/.well-known/openid-configuration"
    return _publie(adresse, lambda lu: lu.get("issuer") == emetteur and all(map(lu.get, ADRESSES)))


def _publie(adresse: str, tient, neuf: bool = False) -> dict:
    cle = f"annuaire:{adresse}"
    lu = None if neuf else cache.get(cle)
    if lu is None:
        reponse = appeler("GET", adresse, headers={"Accept": "application/json"})
        if reponse.status_code != 200:
            raise Injoignable(f"status {reponse.status_code}")
        lu = objet(reponse)
        if not tient(lu):
            raise Injoignable("what the provider publishes is not what this site was told of it")
        cache.set(cle, lu, PUBLIE)
    return lu


def _cles(neuf: bool = False) -> list[dict]:
    adresse = configuration()["jwks_uri"]
    return _publie(adresse, lambda lu: isinstance(lu.get("keys"), list), neuf)["keys"]


def _cle(jeton: str) -> jwt.PyJWK:
    """The provider's key that a token names; keys are asked for once more when it names a new one."""
    nom = jwt.get_unverified_header(jeton).get("kid")
    for neuf in (False, True):
        signent = [c for c in _cles(neuf) if isinstance(c, dict) and c.get("use", "sig") == "sig"]
        trouvees = [c for c in signent if c.get("kid") == nom] or (signent if nom is None else [])
        if len(trouvees) == 1:
            return jwt.PyJWK.from_dict(trouvees[0])
    raise Refuse("no key of that name")


def lire(jeton: str, nonce: str | None = None, exige: tuple = ("exp", "iat")) -> dict:
    """What a signed token says, once verified; ``nonce`` is the one that was sent with the request."""
    client = settings.OIDC["client"]
    try:
        dit = jwt.decode(
            jeton,
            _cle(jeton),
            algorithms=SIGNATURES,
            issuer=settings.OIDC["emetteur"],
            audience=client,
            leeway=DERIVE,
            options={"require": ["iss", "aud", "sub", *exige]},
        )
    except jwt.PyJWTError as erreur:
        raise Refuse(type(erreur).__name__) from erreur
    if dit.get("azp", client) != client:
        raise Refuse("made for another application")
    if nonce is not None and not hmac.compare_digest(str(dit.get("nonce", "")).encode(), nonce.encode()):
        raise Refuse("answers another request")
    return dit


def echanger(**demande: str) -> Jetons:
    """Tokens for a code, or for a refresh token."""
    publie = configuration()
    methodes = publie.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    client, secret = settings.OIDC["client"], settings.OIDC["secret"]
    options = {"auth": (client, secret)}
    if "client_secret_basic" not in methodes:
        options, demande = {}, demande | {"client_id": client, "client_secret": secret}
    reponse = appeler(
        "POST", publie["token_endpoint"], data=demande, headers={"Accept": "application/json"}, **options
    )
    if reponse.status_code in (400, 401, 403):
        raise Refuse("the provider gives no token")
    if reponse.status_code != 200:
        raise Injoignable(f"status {reponse.status_code}")
    lu = objet(reponse)
    duree = lu.get("expires_in")
    return Jetons(
        _texte(lu, "access_token", exige=True),
        _texte(lu, "refresh_token"),
        _texte(lu, "id_token"),
        time.time() + duree if isinstance(duree, int | float) and duree > 0 else 0,
    )


def _texte(lu: dict, nom: str, exige: bool = False) -> str:
    texte = lu.get(nom)
    if not isinstance(texte, str) and (exige or texte is not None):
        raise Injoignable(f"no {nom}")
    return texte or ""


def identite(acces: str, sub: str) -> dict:
    """What the provider says of the person ``sub`` (userinfo), signed (ProConnect) or not."""
    reponse = appeler(
        "GET",
        configuration()["userinfo_endpoint"],
        headers={"Authorization": f"Bearer {acces}", "Accept": "application/json, application/jwt"},
    )
    if reponse.status_code in (400, 401, 403):
        raise Refuse("the provider no longer knows who this is")
    if reponse.status_code != 200:
        raise Injoignable(f"status {reponse.status_code}")
    genre = reponse.headers.get("Content-Type", "").partition(";")[0].strip()
    dit = lire(reponse.text.strip(), exige=()) if genre == "application/jwt" else objet(reponse)
    if dit.get("sub") != sub:
        raise Refuse("somebody else")
    return dit
