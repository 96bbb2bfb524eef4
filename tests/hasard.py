"""Requests that nobody wrote: any address, any method, any account, forms of the site with something wrong.

A seed gives the same requests over the same data. What an ordinary visitor, a broken script or a curious
person may send is here: NUL, numbers of 5 000 digits, text of another encoding, JSON of another shape, values
left out, given twice, or taken from another field. The suite sends a sample, ``make bench BENCH=fuzz`` more.
"""

import json
import random
import re
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from django.contrib import admin
from django.core.signals import got_request_exception
from django.db import transaction
from django.test import Client
from django.urls import reverse
from lxml import html

from tests.adresses import MOTIFS, adresses, crud_de
from tests.comptes import ROLES, connecter
from tests.formats.test_json_sur import INTENABLES

METHODES = ("GET", "POST", "POST", "GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
TEXTES = (
    *("", " ", "\r\n", "\t", "\x00", "a\x00b", "\ud800", "\u202e", "🙂", "é" * 300, "x" * 20_000),
    *("0", "1", "-1", "2021", "9" * 5000, "9" * 20, "1e400", "-1e400", "nan", "Infinity", "1,5", "1.5.5"),
    *("²", "٣", "−12", "%", "_", "\\", "'\"--;", "=1+1", "<script>alert(1)</script>", "../../etc/passwd"),
    *(f"{'9' * 999}:1", f"n{'9' * 999}", f"n1:{'9' * 999}", f"x [nº {'9' * 999}]", "n1:²", "²:²", "x,y"),
    *("{}", "[]", "[{}]", "null", "true", '{"a":', "[[[[" * 500, "3:4", "3:", ":", ",", "1:1,1:1"),
    *INTENABLES.values(),
    *("2021-02-30", "31/02/2021", "0000-00-00", "99999-01-01"),
    *("on", "oui", "nom", "-nom", "nom,nom,nom,nom", "BP", "csv", "xlsx", "ods", "finances.contributions"),
)
PARAMETRES = (
    *("q", "tri", "page", "par_page", "colonnes", "exercice", "annee", "etape", "filtre", "export"),
    *("genre", "champ", "de", "reprise", "collage", "cases", "versions", "nouvelle", "ajouter", "lot"),
    *("tous", "selection", "action", "version", "favorite", "monter", "descendre", "retirer", "vider"),
    *("taille", "reinitialiser", "par_defaut", "avec_annee", "suivant", "theme", "titre", "corps"),
    *("section", "fonctionnalite", "reprendre", "motif", "motif_journal", "encore", "par_section"),
)
PROFONDE = json.loads("[" * 300 + "]" * 300)
BORNES = ("", "_min", "_max", "__vide")
CORPS = (
    (b"", "application/x-www-form-urlencoded; charset=klingon"),
    (b"a=%00&b=%ff%fe", "application/x-www-form-urlencoded"),
    (b"q=\xff\xfe\xe9", "application/x-www-form-urlencoded; charset=utf-8"),
    (b"q=\xe9", "application/x-www-form-urlencoded; charset=utf-16"),
    (b'{"champs": [{}]}', "application/json"),
    (b"[[[[", "application/json"),
    (b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n", "multipart/form-data; boundary=x"),
    (b"--x\r\n", "multipart/form-data"),
    (b"x" * 100_000, "text/plain; charset=utf-7"),
)
NOMBRE = re.compile(r"\d+")


@dataclass(frozen=True)
class Requete:
    """One request, in words that let it be sent again."""

    methode: str
    adresse: str
    role: str
    corps: bytes | None = None
    genre: str = "application/x-www-form-urlencoded"
    entetes: dict = field(default_factory=dict)

    def __str__(self) -> str:
        corps = f" {self.genre} {self.corps[:200]!r}" if self.corps is not None else ""
        return f"{self.role}: {self.methode} {self.adresse[:300]}{corps}"


class Hasard:
    """Makes requests and sends them; ``erreurs`` holds those that ended in an error 500, and why."""

    def __init__(self, graine: int):
        self.tirage = random.Random(graine)  # noqa: S311
        self.clients = {role: _client(role) for role in ROLES}
        trouvees = {nom: adresses(nom, 2) for nom in MOTIFS}
        pages = {url for urls in trouvees.values() for url in urls} | set(_administration())
        self.pages = sorted(pages - {reverse("deconnexion")})
        self.criteres = {
            url: [f"{nom}{borne}" for nom in crud.filterset_class.base_filters for borne in BORNES]
            for nom, urls in trouvees.items()
            if nom.endswith("_list") and (crud := crud_de(nom)) is not None
            for url in urls
        }
        self.reponses: Counter[int] = Counter()
        self.erreurs: list[tuple[Requete, str]] = []
        self._trace = ""

    def envoyer(self, combien: int) -> None:
        """Sends so many requests, each in a transaction that is rolled back: all meet the same data."""
        got_request_exception.connect(self._noter)
        try:
            for _ in range(combien):
                with transaction.atomic():
                    self._envoyer()
                    transaction.set_rollback(True)
        finally:
            got_request_exception.disconnect(self._noter)

    def _noter(self, **signal) -> None:
        self._trace = traceback.format_exc()

    def _envoyer(self) -> None:
        requete = self._requete(self.tirage.choice((*ROLES, "admin", "admin", "admin", "gestionnaire")))
        self._trace = ""
        reponse = self.clients[requete.role].generic(
            requete.methode,
            requete.adresse,
            data=requete.corps or b"",
            content_type=requete.genre,
            headers=requete.entetes,
        )
        self.reponses[reponse.status_code] += 1
        if reponse.status_code >= 500:
            self.erreurs.append((requete, self._trace))

    def _requete(self, role: str) -> Requete:
        url = self.tirage.choice(self.pages)
        entetes = {"HX-Request": "true"} if self.tirage.random() < 0.1 else {}
        genre = self.tirage.random()
        if genre < 0.6 and (formulaire := self._formulaire(url, role)) is not None:
            action, paires = formulaire
            return Requete("POST", action, role, paires, entetes=entetes)
        if genre < 0.65:
            corps, type_de_corps = self.tirage.choice(CORPS)
            return Requete(self.tirage.choice(METHODES[1:]), url, role, corps, type_de_corps, entetes)
        methode = self.tirage.choice(METHODES)
        return Requete(methode, self._deformee(url), role, self._champs(), entetes=entetes)

    def _deformee(self, url: str) -> str:
        """The address with a number of another kind, and with parameters, known ones or not."""
        noms = self.criteres.get(url) if self.tirage.random() < 0.6 else None
        if self.tirage.random() < 0.2:
            url = NOMBRE.sub(lambda _: quote(self._texte(), safe="", errors="surrogatepass"), url, count=1)
        combien = self.tirage.randrange(4)
        paires = [(self.tirage.choice(noms or PARAMETRES), self._texte()) for _ in range(combien)]
        return f"{url}?{_encode(paires).decode()}" if paires else url

    def _champs(self) -> bytes:
        return _encode(
            [(self.tirage.choice(PARAMETRES), self._texte()) for _ in range(self.tirage.randrange(5))]
        )

    def _formulaire(self, url: str, role: str) -> tuple[str, bytes] | None:
        """Where a form of that page goes, and what it sends, with one to three values changed."""
        page = self.clients[role].get(url)
        if page.status_code != 200 or page.streaming or "html" not in page.get("Content-Type", ""):
            return None
        if not page.content.strip():
            return None
        formulaires = [f for f in html.fromstring(page.content).forms if f.method == "POST"]
        formulaires = [f for f in formulaires if f.action != reverse("deconnexion")]
        if not formulaires:
            return None
        formulaire = self.tirage.choice(formulaires)
        paires = [(nom, valeur) for nom, valeur in formulaire.form_values() if nom != "csrfmiddlewaretoken"]
        if boutons := formulaire.xpath(".//button[@name]"):
            bouton = self.tirage.choice(boutons)
            paires.append((bouton.get("name"), bouton.get("value", "")))
        for _ in range(self.tirage.randint(1, 3)):
            if paires:
                self._deranger(paires, self.tirage.randrange(len(paires)))
        action = formulaire.action or url
        return (action if action.startswith("/") else url + action), _encode(paires)

    def _deranger(self, paires: list[tuple[str, str]], rang: int) -> None:
        """One value left out, given twice, taken from another field, of another shape, or of another kind."""
        nom, valeur = paires[rang]
        geste = self.tirage.random()
        if geste < 0.15:
            del paires[rang]
        elif geste < 0.25:
            paires.append(paires[rang])
        elif geste < 0.4:
            paires[rang] = (nom, self.tirage.choice(paires)[1])
        elif valeur[:1] in ("{", "[") and geste < 0.8:
            paires[rang] = (nom, self._json(valeur))
        else:
            paires[rang] = (nom, self._texte())

    def _json(self, texte: str) -> str:
        """JSON of another shape: one of its values replaced."""
        try:
            return json.dumps(self._autre(json.loads(texte)))
        except (ValueError, RecursionError):
            return self._texte()

    def _autre(self, valeur):
        if isinstance(valeur, list) and valeur and self.tirage.random() < 0.8:
            rang = self.tirage.randrange(len(valeur))
            return [self._autre(v) if i == rang else v for i, v in enumerate(valeur)]
        if isinstance(valeur, dict) and valeur and self.tirage.random() < 0.8:
            cle = self.tirage.choice(list(valeur))
            return {k: self._autre(v) if k == cle else v for k, v in valeur.items()}
        return self.tirage.choice(
            (None, {}, [], [{}], -1, 1e400, True, "\x00", "\ud800", "x", 10**30, {"a": [None]}, PROFONDE)
        )

    def _texte(self) -> str:
        return self.tirage.choice(TEXTES)


def _encode(paires: list[tuple[str, str]]) -> bytes:
    return urlencode(paires, errors="surrogatepass").encode("ascii")


def _client(role: str) -> Client:
    client = Client(raise_request_exception=False)
    return connecter(role, client)


def _administration() -> Iterator[str]:
    """Pages of the administration: each list, its addition, its first object."""
    for model in admin.site._registry:
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{base}_changelist")
        yield reverse(f"{base}_add")
        for pk in model._default_manager.values_list("pk", flat=True)[:1]:
            yield reverse(f"{base}_change", args=[pk])
            yield reverse(f"{base}_delete", args=[pk])
