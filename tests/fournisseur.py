"""A provider of identities on this machine: ``oidc-provider-mock``, which answers as a test wants it to."""

import threading
import time
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

import flask
import jwt
import oidc_provider_mock
import requests
from werkzeug.serving import make_server

CLIENT, SECRET = "siim94", "un-secret-partage"


class Fournisseur:
    """The provider, and what it is to do otherwise than well: ``affirme`` goes into identity tokens,
    ``userinfo`` into what it says of a person, signed if ``signe``.
    """

    def __init__(self, port: int):
        self.emetteur = f"http://127.0.0.1:{port}"
        self.remettre()

    def remettre(self) -> None:
        self.affirme: dict = {}
        self.userinfo: dict = {}
        self.publie: dict = {}
        self.signe = False
        self.cle = None  # signs instead of the provider's own
        self.sans: set[str] = set()  # left out of the answer with tokens
        self.pannes: dict[str, int] = {}  # path → status
        self.lenteur = 0.0
        self.appels: list[str] = []

    def reglages(self, **autres) -> dict:
        return {
            "emetteur": self.emetteur,
            "client": CLIENT,
            "secret": SECRET,
            "nom": "Annuaire d’essai",
            "portees": ["openid", "profile", "email"],
            "groupes": {},
            "revendication": "groups",
            "niveaux": [],
            "facteurs": [],
            "domaines": [],
            "origines": [],
            **autres,
        }

    def personne(self, sub: str, **dit) -> None:
        """Who may sign in there, and what is said of them."""
        requests.put(f"{self.emetteur}/users/{sub}", json=dit, timeout=5).raise_for_status()

    def partir(self, sub: str) -> None:
        """All tokens of a person serve no more."""
        requests.post(f"{self.emetteur}/users/{sub}/revoke-tokens", timeout=5).raise_for_status()

    def accepter(self, adresse: str, sub: str) -> str:
        """What the person does in the browser: the address to which the provider sends it back."""
        reponse = requests.post(adresse, data={"sub": sub}, allow_redirects=False, timeout=5)
        return reponse.headers["Location"]

    def _signer(self, dit: dict) -> str:
        jwk = flask.g.oidc_provider_mock_storage.jwk.as_dict(is_private=True)
        cle = self.cle or jwt.PyJWK.from_dict(jwk).key
        return jwt.encode(dit, cle, algorithm="RS256", headers={"kid": jwk.get("kid")})

    def _avant(self):
        self.appels.append(flask.request.path)
        time.sleep(self.lenteur)
        if statut := self.pannes.get(flask.request.path):
            return flask.Response("<html>panne", status=statut)
        return None

    def _apres(self, reponse):
        chemin = flask.request.path
        if reponse.status_code != 200:
            return reponse
        if chemin == "/.well-known/openid-configuration":
            return self._json(reponse, reponse.get_json() | self.publie)
        if chemin == "/oauth2/token":
            lu = {nom: valeur for nom, valeur in reponse.get_json().items() if nom not in self.sans}
            if "id_token" in lu:
                dit = jwt.decode(lu["id_token"], options={"verify_signature": False})
                lu["id_token"] = self._signer(dit | self.affirme)
            return self._json(reponse, lu)
        if chemin == "/userinfo":
            dit = reponse.get_json() | self.userinfo
            if not self.signe:
                return self._json(reponse, dit)
            dit = {"iss": self.emetteur, "aud": CLIENT} | dit
            return flask.Response(self._signer(dit), content_type="application/jwt; charset=utf-8")
        return reponse

    @staticmethod
    def _json(reponse, lu: dict):
        reponse.set_data(flask.json.dumps(lu))
        return reponse


@contextmanager
def fournisseur():
    serveur = make_server("127.0.0.1", 0, flask.Flask("vide"), threaded=True)
    tenu = Fournisseur(serveur.server_port)
    serveur.app = app = oidc_provider_mock.app()
    app.before_request(tenu._avant)
    app.after_request(tenu._apres)
    fil = threading.Thread(target=serveur.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    fil.start()
    try:
        yield tenu
    finally:
        serveur.shutdown()
        serveur.server_close()
        fil.join(5)


def demande(adresse: str) -> dict:
    """What an address of the provider asks."""
    return {nom: valeurs[0] for nom, valeurs in parse_qs(urlsplit(adresse).query).items()}
