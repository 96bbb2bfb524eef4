"""Going to the provider, coming back from it, and leaving."""

from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import LogoutView
from django.http import Http404, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from siim94.accueil.annuaire import session
from siim94.accueil.annuaire.fournisseur import Adaptateur, Protocole, refuser
from siim94.socle.models import SaisieGardee


def _aller(request, **suite):
    fournisseur = Adaptateur(request).get_provider(request, None)
    try:
        return fournisseur.redirect(request, **suite)
    except OAuth2Error as erreur:
        return refuser(request, erreur)


@require_POST
@never_cache
def entrer(request):
    """To the provider, then to the page that was asked for."""
    fournisseur = Adaptateur(request).get_provider(request, None)
    suite = fournisseur.get_redirect_from_request_kwargs(request).get("next_url")
    return _aller(request, process="login", next_url=suite)


@require_POST
@reauthentication_required
def relier(request):
    """To the provider, to link the account of whoever is signed in, and has just confirmed it."""
    return _aller(request, process="connect")


# What allauth raises for it, a transaction around would let out.
relier.hors_transaction = True


class _Retour(OAuth2CallbackView):
    def _get_state(self, request, provider):
        etat, reponse = super()._get_state(request, provider)
        self.adapter.etat = etat
        return etat, reponse

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except ImmediateHttpResponse as reponse:
            return reponse.response
        except OAuth2Error as erreur:
            return refuser(request, erreur)


@require_safe
@never_cache
def retour(request):
    if not settings.OIDC:
        raise Http404("no provider")
    return _Retour.adapter_view(Protocole(request, settings.OIDC["emetteur"]))(request)


class Deconnexion(LogoutView):
    """Out of this site, then of the provider's session that opened it. Who leaves with unsaved work is told
    that it is kept; of what it is about, the sign-in page says nothing.
    """

    def post(self, request, *args, **kwargs):
        suite = session.adresse_de_sortie(request)
        gardees = [saisie for saisie in SaisieGardee.objects.of_compte(request.user) if not saisie.finie]
        reponse = super().post(request, *args, **kwargs)
        if gardees:
            messages.info(request, "Ce que vous n’avez pas enregistré est gardé : vous le retrouverez ici.")
        return HttpResponseRedirect(suite) if suite else reponse
