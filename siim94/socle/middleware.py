"""What enters is bounded and readable; sign-in required everywhere, sessions that end, authors named."""

import codecs
import json
import re
from contextlib import nullcontext, suppress
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, TooManyFieldsSent
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.deprecation import MiddlewareMixin
from django.utils.http import urlencode

from siim94.formats.json_sur import DecodeurJson
from siim94.formats.lecture import MEGAOCTET
from siim94.socle.adresses import adresse_fixe
from siim94.socle.journal import acteur
from siim94.socle.memoire import etat_lu_une_fois
from siim94.socle.models import SaisieGardee
from siim94.socle.recherche import TEXTE_MAXIMUM

# A session says when it was last used this often at most, in seconds: a page must not cost a write.
PAS_D_ACTIVITE = 300
METHODES_DE_LECTURE = {"GET", "HEAD", "OPTIONS", "TRACE"}
# Bytes of a body, unless the view has an attribute ``corps_maximal``: the largest grid is well below.
CORPS_MAXIMAL = 5 * MEGAOCTET
FORMULAIRE = "application/x-www-form-urlencoded"
# Of an address: its signs after the question mark, and how many values a criterion takes.
ADRESSE_MAXIMALE = 4_000
VALEURS_MAXIMALES = 200
# Under it stands what management opened to all (``siim94.editions.publiques``).
PUBLICATIONS = "/publications/"
# What a stranger must reach: the steps of signing in, and what watches; that of metrics asks for a token.
OUVERTES = (
    *("connexion", "annuaire", "annuaire_retour", "mfa_authenticate", "oubli", "oubli_envoye"),
    *("sante", "metriques", "accessibilite"),
)
NOUVEAU_MOT_DE_PASSE = "/mot-de-passe/nouveau/"
# What no page of ours asks of a browser; keys are for signing in.
PERMIS = ", ".join(
    [
        *(
            f"{sens}=()"
            for sens in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
        ),
        *(f"publickey-credentials-{acte}=(self)" for acte in ("create", "get")),
    ]
)
# Neither an amount nor a key has as many digits in a row; Python refuses to read some more.
DEMESURE = re.compile(r"\d{1000}")


class EnTetesMiddleware(MiddlewareMixin):
    """What browsers may do with a page: none of the machine's senses but its keys, and, of a page that only
    whoever signed in sees, no copy kept unless the page says otherwise.
    """

    def process_response(self, request, response):
        response.headers.setdefault("Permissions-Policy", PERMIS)
        compte = getattr(request, "user", None)
        if not est_publique(request) and compte is not None and compte.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class AdresseDeFormulaireMiddleware(MiddlewareMixin):
    """An address that takes forms and shows no page leads whoever opens it (the year changed while a preview
    is shown, a page opened again) to the page under which it stands. A script is answered 405.
    """

    def process_response(self, request, response):
        ouverte = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
        if response.status_code != 405 or not ouverte:
            return response
        parametres = request.META["QUERY_STRING"]
        ou_monte = request.path.removesuffix(request.path_info)
        page = f"{ou_monte}{_page_au_dessus(request.path_info)}"
        return redirect(f"{page}?{parametres}" if parametres else page)


def _page_au_dessus(chemin: str) -> str:
    while chemin != "/":
        chemin = f"{chemin.rstrip('/').rpartition('/')[0]}/"
        with suppress(Resolver404):
            resolve(chemin)
            return chemin
    return chemin


class EntreesMiddleware(MiddlewareMixin):
    """Refuses a body longer than its page takes before a byte of it is read or written to disk (413), more
    criteria than a page takes, and what no page sends: numbers without end, and NUL, which PostgreSQL holds
    in no text (400).

    Stands before whatever reads a form, the check of its origin (CSRF) among them.
    """

    def process_view(self, request, view, args, kwargs):
        longueur = request.META.get("CONTENT_LENGTH") or "0"
        maximum = getattr(view, "corps_maximal", CORPS_MAXIMAL)
        if longueur.isdecimal() and int(longueur) > maximum:
            page = render_to_string("413.html", {"maximum": maximum // MEGAOCTET})
            return HttpResponse(page, status=413, headers={"Connection": "close"})
        if request.content_type == FORMULAIRE and not _est_utf8(request.content_params.get("charset", "")):
            page = render_to_string("400.html", {"raison": "Un formulaire s’envoie en UTF-8."})
            return HttpResponse(page, status=400)
        if raison := _demesure(request):
            return HttpResponse(render_to_string("400.html", {"raison": raison}), status=400)
        if any("\x00" in texte or DEMESURE.search(texte) for texte in _textes(request)):
            raise BadRequest("NUL or a number without end in a parameter")
        return None


def _est_utf8(nom: str) -> bool:
    """Whether a form written so can be read; a name that nobody knows is left aside, as Django does."""
    try:
        return not nom or codecs.lookup(nom).name == "utf-8"
    except LookupError:
        return True


def _demesure(request) -> str:
    """What a request says too much of, in French with the maximum; whatever the page."""
    if len(request.META.get("QUERY_STRING", "")) > ADRESSE_MAXIMALE:
        return f"L’adresse d’une page compte {ADRESSE_MAXIMALE} signes au plus : retirez des critères."
    if any(len(texte) > TEXTE_MAXIMUM for texte in request.GET.getlist("q")):
        return f"Une recherche compte {TEXTE_MAXIMUM} signes au plus."
    if any(len(valeurs) > VALEURS_MAXIMALES for _, valeurs in request.GET.lists()):
        return f"Un critère prend {VALEURS_MAXIMALES} valeurs au plus."
    try:
        request.POST  # noqa: B018 - read here
    except TooManyFieldsSent:
        return f"Un formulaire compte {settings.DATA_UPLOAD_MAX_NUMBER_FIELDS} champs au plus."
    return ""


def _textes(request):
    """All that a request says in its parameters, their names, and the names of its files."""
    for parametres in (request.GET, request.POST):
        for nom, valeurs in parametres.lists():
            yield nom
            yield from valeurs
    for fichier in request.FILES.values():
        yield fichier.name or ""


def est_publique(request) -> bool:
    """Whether an address is of what anybody may read if it is there at all: it asks nobody who they are, so
    that no cookie comes or counts.
    """
    return request.path.startswith(PUBLICATIONS)


class ConnexionObligatoireMiddleware(MiddlewareMixin):
    """Any address, known or not, leads an anonymous visitor to the sign-in page; few are open.

    It acts before URL resolution, so that an unknown address does not tell a stranger what exists. What was
    opened to all answers for itself. The
    statement of accessibility is open because the law wants it within reach of every page, the sign-in page
    among them.
    """

    def process_request(self, request):
        if est_publique(request) or request.user.is_authenticated:
            return None
        if request.path in {adresse_fixe(nom) for nom in OUVERTES}:
            return None
        return None if request.path.startswith(NOUVEAU_MOT_DE_PASSE) else vers_la_connexion(request)


def vers_la_connexion(request, **parametres):
    """The way to the sign-in page and back; a part of a page (htmx) takes the whole page there."""
    suite = urlsplit(request.headers.get("HX-Current-URL", ""))
    if request.headers.get("HX-Request"):
        page = suite._replace(scheme="", netloc="").geturl() or "/"
        requete = urlencode({"next": page, **parametres})
        return HttpResponse(headers={"HX-Redirect": f"{reverse('connexion')}?{requete}"})
    requete = urlencode(parametres)
    connexion = f"{reverse('connexion')}?{requete}" if requete else reverse("connexion")
    return redirect_to_login(_page_de_retour(request), connexion)


def _page_de_retour(request) -> str:
    """The page to come back to: of a form that was sent, the one that held it, since its address may be no
    page.
    """
    venue = urlsplit(request.headers.get("Referer", ""))
    if request.method in METHODES_DE_LECTURE or venue.netloc != request.get_host():
        return request.get_full_path()
    return venue._replace(scheme="", netloc="", fragment="").geturl() or "/"


def adresse_du_visiteur(request) -> str:
    """The address that sign-in attempts are counted by: what our own proxies say, else the connection's.

    ``SIIM94_MANDATAIRES`` is how many proxies of ours stand before the server; what a visitor wrote in the
    header before them is not believed.
    """
    adresses = [a.strip() for a in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if a.strip()]
    rang = settings.MANDATAIRES
    return adresses[-rang] if 0 < rang <= len(adresses) else request.META.get("REMOTE_ADDR", "")


class FinDeSessionMiddleware(MiddlewareMixin):
    """Ends a session that nobody used for a while, and any session after a day's work."""

    def process_request(self, request):
        if est_publique(request) or not request.user.is_authenticated:
            return None
        maintenant = timezone.now().timestamp()
        connexion = request.user.last_login.timestamp() if request.user.last_login else maintenant
        debut = request.session.get("debut", connexion)
        vu = request.session.get("vu", debut)
        if maintenant - debut > settings.SESSION_COOKIE_AGE or maintenant - vu > settings.SESSION_INACTIVITE:
            logout(request)
            return vers_la_connexion(request, fin="oui")
        if maintenant - vu > PAS_D_ACTIVITE:
            request.session["debut"], request.session["vu"] = debut, maintenant
        return None


class AuteurMiddleware(MiddlewareMixin):
    """Runs each writing request inside one transaction that names its author (see ``siim94.socle.journal``).

    The view is called here, inside the transaction, because ``ATOMIC_REQUESTS`` opens its own around the
    view: settings made before it would be lost. An exception of the view rolls everything back. A page that
    is only read asks for the state of the data once.
    """

    def __call__(self, request):
        with etat_lu_une_fois() if request.method in METHODES_DE_LECTURE else nullcontext():
            return super().__call__(request)

    def process_view(self, request, view, args, kwargs):
        if request.method in METHODES_DE_LECTURE or getattr(view, "hors_transaction", False):
            return None
        auteur = request.user if request.user.is_authenticated else None
        # A form may have a field of its own called "motif": its page then sends the reason apart.
        motif = request.POST.get("motif_journal", request.POST.get("motif", ""))
        with acteur(auteur, motif=motif[:500]):
            reponse = view(request, *args, **kwargs)
            ailleurs = 300 <= reponse.status_code < 400 and not getattr(reponse, "saisie_en_attente", False)
            if auteur and ailleurs and "saisie_gardee" in request.POST:
                _oublier_saisie(auteur, request.POST["saisie_gardee"], reponse)
            return reponse


def _oublier_saisie(auteur, brut: str, reponse) -> None:
    """What was typed is saved, in the same transaction: the base forgets that it was not, and the browser is
    told to (``saisies.js``). Whatever the page says of it badly is let be: it will be offered once more.
    """
    with suppress(json.JSONDecodeError, TypeError, KeyError, AttributeError, ValueError):
        marque = json.loads(brut, cls=DecodeurJson)
        page, onglets, restent = (marque[nom] for nom in ("page", "onglets", "restent"))
        onglets = [onglet for onglet in onglets if re.fullmatch(r"[0-9a-f]{1,40}", onglet)]
        SaisieGardee.objects.enregistrer(auteur, str(page), onglets, set(restent))
        if onglets:
            reponse.set_cookie(
                "saisie_enregistree",
                onglets[0],
                max_age=300,
                samesite="Lax",
                secure=bool(settings.SESSION_COOKIE_SECURE),
            )
