"""The provider as allauth sees it: one, of the settings; an account is its issuer and ``sub``."""

import secrets

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthError
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse

from siim94.accueil.annuaire import comptes, jetons
from siim94.accueil.annuaire.reseau import Bornee, Injoignable, Refuse
from siim94.socle import securite
from siim94.socle.securite import Quoi


class Protocole(OpenIDConnectOAuth2Adapter):
    """The exchange with the provider, whose tokens are always verified by their signature."""

    etat: dict

    @property
    def openid_config(self):
        return jetons.configuration()

    def get_callback_url(self, request, app):
        return request.build_absolute_uri(reverse("annuaire_retour"))

    def get_access_token_data(self, request, app, client, pkce_code_verifier=None):
        # RFC 9207: the answer of another provider brings its own issuer.
        if request.GET.get("iss", settings.OIDC["emetteur"]) != settings.OIDC["emetteur"]:
            raise Refuse("another issuer answers")
        donnes = jetons.echanger(
            grant_type="authorization_code",
            code=request.GET["code"],
            redirect_uri=client.callback_url,
            code_verifier=pkce_code_verifier,
        )
        return {"access_token": donnes.acces, "jetons": donnes}

    def complete_login(self, request, app, token, response):
        donnes = response["jetons"]
        affirme = jetons.lire(donnes.identite, nonce=self.etat["nonce"])
        comptes.verifier_le_niveau(affirme)
        if not 0 < len(affirme["sub"]) <= comptes.SUB_MAXIMAL:
            raise Refuse("no sub that can be kept")
        dit = affirme | jetons.identite(donnes.acces, affirme["sub"])
        entree = self.get_provider().sociallogin_from_response(request, dit)
        entree.dit, entree.jetons, entree.fin = dit, donnes, affirme["exp"]
        entree.email_addresses = []
        return entree


class Fournisseur(OpenIDConnectProvider):
    oauth2_adapter_class = Protocole
    pkce_enabled_default = True

    def redirect(self, request, process, next_url=None, data=None, **kwargs):
        nonce = secrets.token_urlsafe(24)
        demande = {"nonce": nonce, **comptes.niveau_demande()}
        return super().redirect(
            request,
            process,
            next_url,
            data,
            auth_params=demande,
            scope=settings.OIDC["portees"],
            nonce=nonce,
        )

    def extract_uid(self, dit):
        return dit["sub"]

    def extract_extra_data(self, dit):
        # Who the person is stands in the account.
        return {}

    def extract_email_addresses(self, dit):
        return []

    def extract_common_fields(self, dit):
        return comptes.nom(dit)


class Adaptateur(DefaultSocialAccountAdapter):
    """allauth's adapter of outside accounts."""

    def get_provider(self, request, provider, client_id=None):
        reglages = settings.OIDC
        if not reglages:
            raise Http404("no provider")
        app = SocialApp(
            provider=Fournisseur.id,
            provider_id=reglages["emetteur"],
            name=reglages["nom"],
            client_id=reglages["client"],
            secret=reglages["secret"],
        )
        return Fournisseur(request, app=app)

    def list_providers(self, request):
        return []

    def get_requests_session(self):
        return Bornee()

    def get_connect_redirect_url(self, request, socialaccount):
        logout(request)
        messages.success(
            request, f"Votre compte est relié\u00a0: il entre désormais par {settings.OIDC['nom']}."
        )
        return reverse("connexion")

    def pre_social_login(self, request, sociallogin):
        comptes.reconnaitre(request, sociallogin)

    def is_open_for_signup(self, request, sociallogin):
        return True

    def save_user(self, request, sociallogin, form=None):
        return comptes.creer(request, sociallogin)

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None):
        if error == AuthError.CANCELLED:
            exception = comptes.Phrase("Vous avez renoncé à entrer par l’annuaire.")
        raise ImmediateHttpResponse(refuser(request, exception))


def refuser(request, erreur: Exception | None):
    """Back to the sign-in page, where local accounts still enter, with a sentence and a line in the log."""
    nom = settings.OIDC["nom"]
    if isinstance(erreur, Injoignable):
        dit = f"{nom} ne répond pas comme il faut. Réessayez, ou entrez par un compte de ce site."
    elif isinstance(erreur, comptes.Phrase):
        dit = str(erreur)
    else:
        dit = (
            f"La réponse de {nom} n’a pas pu être vérifiée. Recommencez\u00a0; si cela se répète, dites-le à"
            " l’administration."
        )
    comptes.journal.warning("sign-in by the provider refused: %s", erreur)
    securite.noter(Quoi.ANNUAIRE_REFUS, request)
    messages.error(request, dit)
    return redirect("mfa_index" if request.user.is_authenticated else "connexion")
