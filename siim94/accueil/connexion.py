"""Signing in, its second factor, and what each person keeps in order of it: on allauth, in our words.

allauth holds the steps of a sign-in, codes, passkeys and the list of sessions; how often one may try is
axes' alone (``siim94.accueil.essais``), second factor included.
"""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from allauth.account.views import LoginView
from allauth.account.views import ReauthenticateView as ParMotDePasse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.base.views import ReauthenticateView as ParCode
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_lockout_response
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import PasswordChangeView, PasswordResetConfirmView, PasswordResetView
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse_lazy

from siim94.accueil.annuaire import comptes as annuaire
from siim94.accueil.annuaire import session
from siim94.accueil.comptes import a_un_second_facteur
from siim94.socle import demonstration, securite
from siim94.socle.coffre import CleChangee, enfermer, rouvrir
from siim94.socle.middleware import adresse_du_visiteur
from siim94.socle.securite import Quoi
from siim94.ui.saisie.gardees import rappel

# What seeds of second factors are locked for.
FACTEUR = "second_facteur"
PORTIER = "siim94.socle.demonstration.Comptes"
# What allauth would say of an act, and what we say of it; of others nothing.
MESSAGES = {
    "mfa/messages/totp_activated.txt": "L’application d’authentification servira à chaque connexion.",
    "mfa/messages/totp_deactivated.txt": "L’application d’authentification ne sert plus.",
    "mfa/messages/webauthn_added.txt": "La clé d’accès servira à chaque connexion.",
    "mfa/messages/webauthn_removed.txt": "La clé d’accès ne sert plus.",
    "mfa/messages/recovery_codes_generated.txt": "Nouveaux codes de secours. Les anciens ne servent plus.",
    "usersessions/messages/sessions_logged_out.txt": "Les autres sessions sont fermées.",
}
MAUVAIS = {
    "username_password_mismatch": "Nom d’utilisateur ou mot de passe inconnu. Les majuscules comptent.",
    "incorrect_password": "Ce n’est pas votre mot de passe.",
}


class ConnexionForm(LoginForm):
    """Name and password, under the names that they always had; says so where only the demonstration would
    take them.
    """

    def add_prefix(self, field_name):
        return super().add_prefix("username" if field_name == "login" else field_name)

    def _clean_with_password(self, credentials):
        try:
            return super()._clean_with_password(credentials)
        except ValidationError:
            if refus := demonstration.refus(credentials["username"], credentials["password"]):
                raise ValidationError(refus, code="demonstration") from None
            raise


class _UneFois:
    """A code of the application opens once, whichever process is asked: those that served are kept with it,
    as many as are taken around one instant.
    """

    def clean_code(self):
        code = super().clean_code()
        facteur = Authenticator.objects.select_for_update().get(pk=self.authenticator.pk)
        if facteur.type == Authenticator.Type.TOTP:
            servis = facteur.data.get("servis", [])
            if code in servis:
                raise SecondsFacteurs().validation_error("incorrect_code")
            facteur.data["servis"] = [code, *servis][:3]
            facteur.save(update_fields=["data"])
        self.authenticator = facteur
        return code


class CodeForm(_UneFois, AuthenticateForm):
    pass


class ConfirmationForm(_UneFois, ReauthenticateForm):
    pass


class Comptes(DefaultAccountAdapter):
    """allauth's account adapter."""

    error_messages = DefaultAccountAdapter.error_messages | MAUVAIS

    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        return adresse_du_visiteur(request)

    def login(self, request, user):
        # Whatever the door, the same asks at each page whether the account may still enter.
        user.backend = PORTIER
        super().login(request, user)
        rappel(request, user)

    def pre_login(self, request, user, **kwargs):
        entree = (kwargs.get("signal_kwargs") or {}).get("sociallogin")
        refus = ""
        if not demonstration.Comptes().user_can_authenticate(user):
            refus = demonstration.REFUS if user.demonstration else "Ce compte est suspendu."
        elif entree is None and annuaire.est_relie(user):
            refus = f"Ce compte entre par {settings.OIDC['nom']}."
        elif user.secours and not a_un_second_facteur(user):
            refus = "Le compte de secours n’entre qu’avec un second facteur, et n’en a plus."
        if refus:
            securite.noter(Quoi.ECHEC, request, user)
            messages.error(request, refus)
            return redirect("connexion")
        request.session.pop(session.CLE, None)
        if entree is not None:
            session.ouvrir(request, user, entree)
        elif getattr(user, "entree_ldap", ""):
            session.ouvrir_par_ldap(request, user)
        return super().pre_login(request, user, **kwargs)

    def get_reauthentication_methods(self, user):
        """Who has a second factor confirms by it: the password alone adds or takes away none."""
        possibles = super().get_reauthentication_methods(user)
        return [m for m in possibles if m["id"].startswith("mfa")] or possibles

    def add_message(
        self, request, level, message_template=None, message_context=None, extra_tags="", message=None
    ):
        if dit := message or MESSAGES.get(message_template):
            messages.add_message(request, level, dit, extra_tags=extra_tags)


class SecondsFacteurs(DefaultMFAAdapter):
    """allauth's adapter of second factors."""

    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": "Ce code n’est pas le bon."}

    def get_totp_issuer(self):
        return "SIIM94"

    def encrypt(self, text):
        return enfermer(text, FACTEUR)

    def decrypt(self, encrypted_text):
        return rouvrir(encrypted_text, FACTEUR)

    def generate_authenticator_name(self, user, type):
        nombre = Authenticator.objects.filter(user=user, type=type).count()
        return f"Clé {nombre + 1}"


class _Compte:
    """Of a page that takes a code: attempts are counted as those of the sign-in page are, and refused as
    they are.
    """

    def post(self, request, *args, **kwargs):
        compte = request.user if request.user.is_authenticated else self.stage.login.user
        qui = {"username": compte.get_username()}
        if not AxesProxyHandler.is_allowed(request, qui):
            return get_lockout_response(request, credentials=qui)
        return super().post(request, *args, **kwargs)


class Connexion(LoginView):
    form_class = ConnexionForm
    template_name = "ui/connexion.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            courriel_envoye=settings.COURRIEL_ENVOYE, annuaire=settings.OIDC.get("nom"), **kwargs
        )


class _Note:
    """Of a page that changes a password: it is in the log of security."""

    def form_valid(self, form):
        securite.noter(Quoi.MOT_DE_PASSE, self.request, form.user)
        return super().form_valid(form)


class ChangerMotDePasse(_Note, PasswordChangeView):
    template_name = "ui/mot_de_passe.html"
    success_url = reverse_lazy("mot_de_passe_change")
    extra_context = {"titre": "Changer de mot de passe"}


class NouveauMotDePasse(_Note, PasswordResetConfirmView):
    pass


class Oubli(PasswordResetView):
    def dispatch(self, *args, **kwargs):
        if not settings.COURRIEL_ENVOYE:
            raise Http404("no messages leave this server")
        return super().dispatch(*args, **kwargs)


class SecondFacteur(_Compte, AuthenticateView):
    form_class = CodeForm
    template_name = "compte/second_facteur.html"
    extra_context = {"titre": "Second facteur"}

    def post(self, request, *args, **kwargs):
        if "annuler" in request.POST:
            return self.stage.abort()
        return super().post(request, *args, **kwargs)


class ConfirmerParMotDePasse(_Compte, ParMotDePasse):
    template_name = "compte/confirmer.html"


class ConfirmerParCode(_Compte, ParCode):
    form_class = ConfirmationForm
    template_name = "compte/confirmer.html"


def _restants(codes) -> int:
    """How many recovery codes still serve: none of those that this installation cannot read."""
    try:
        return len(codes.get_unused_codes())
    except CleChangee:
        return 0


class Securite(IndexView):
    template_name = "compte/securite.html"

    def get_context_data(self, **kwargs):
        par_type = super().get_context_data(**kwargs)["authenticators"]
        codes = par_type.get(Authenticator.Type.RECOVERY_CODES)
        return {
            "titre": "Sécurité du compte",
            "application": par_type.get(Authenticator.Type.TOTP),
            "cles": par_type.get(Authenticator.Type.WEBAUTHN, ()),
            "codes": codes and _restants(codes),
            "annuaire": settings.OIDC.get("nom"),
            "relie": SocialAccount.objects.filter(user=self.request.user).exists(),
        }
