"""Addresses of signing in and of one's account; the names that allauth looks for are its own."""

from allauth.decorators import rate_limit
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as application
from allauth.mfa.webauthn import views as cles
from allauth.usersessions.views import ListUserSessionsView
from django.conf import settings
from django.contrib.auth import views as mots_de_passe
from django.urls import path, reverse_lazy

from siim94.accueil import connexion
from siim94.accueil.annuaire import vues as annuaire

OUBLIE = "compte/oubli"


def _page(vue, gabarit: str, titre: str, **options):
    return vue.as_view(template_name=f"compte/{gabarit}.html", extra_context={"titre": titre}, **options)


def _confirmee(vue, *args, **options):
    """A page that asks who it is once more: allauth catches what the view raises, which an open transaction
    around it would let out.
    """
    page = _page(vue, *args, **options)
    page.hors_transaction = True
    return page


_confirmer = {"titre": "Confirmer que c’est vous"}
_connexion = connexion.Connexion.as_view()
_oubli = _page(
    connexion.Oubli,
    "oubli",
    "Mot de passe oublié",
    email_template_name=f"{OUBLIE}_courriel.txt",
    subject_template_name=f"{OUBLIE}_objet.txt",
    extra_email_context={"site": settings.ADRESSE_DU_SITE},
    success_url=reverse_lazy("oubli_envoye"),
)

urlpatterns = [
    path("connexion/", _connexion, name="connexion"),
    path("connexion/", _connexion, name="account_login"),
    path("connexion/second-facteur/", connexion.SecondFacteur.as_view(), name="mfa_authenticate"),
    path("connexion/annuaire/", annuaire.entrer, name="annuaire"),
    path("connexion/annuaire/retour/", annuaire.retour, name="annuaire_retour"),
    path("compte/annuaire/relier/", annuaire.relier, name="annuaire_relier"),
    path("deconnexion/", annuaire.Deconnexion.as_view(), name="deconnexion"),
    path(
        "compte/confirmer/",
        connexion.ConfirmerParMotDePasse.as_view(extra_context=_confirmer),
        name="account_reauthenticate",
    ),
    path(
        "compte/confirmer/code/",
        connexion.ConfirmerParCode.as_view(extra_context=_confirmer),
        name="mfa_reauthenticate",
    ),
    path(
        "compte/confirmer/cle/",
        _page(cles.ReauthenticateWebAuthnView, "confirmer", **_confirmer),
        name="mfa_reauthenticate_webauthn",
    ),
    path("compte/securite/", connexion.Securite.as_view(), name="mfa_index"),
    path(
        "compte/application/",
        _confirmee(application.ActivateTOTPView, "application", "Application d’authentification"),
        name="mfa_activate_totp",
    ),
    path(
        "compte/application/retirer/",
        _confirmee(application.DeactivateTOTPView, "retirer", "Retirer l’application d’authentification"),
        name="mfa_deactivate_totp",
    ),
    path(
        "compte/codes/",
        _page(codes.ViewRecoveryCodesView, "codes", "Codes de secours"),
        name="mfa_view_recovery_codes",
    ),
    path(
        "compte/codes/nouveaux/",
        _confirmee(codes.GenerateRecoveryCodesView, "codes_nouveaux", "Nouveaux codes de secours"),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "compte/cles/ajouter/",
        _confirmee(cles.AddWebAuthnView, "cle", "Ajouter une clé d’accès"),
        name="mfa_add_webauthn",
    ),
    path(
        "compte/cles/<int:pk>/retirer/",
        _confirmee(
            cles.RemoveWebAuthnView,
            "retirer",
            "Retirer une clé d’accès",
            success_url=reverse_lazy("mfa_index"),
        ),
        name="mfa_remove_webauthn",
    ),
    path(
        "compte/sessions/", _page(ListUserSessionsView, "sessions", "Vos sessions"), name="usersessions_list"
    ),
    path("mot-de-passe/oublie/", rate_limit(action="reset_password")(_oubli), name="oubli"),
    path(
        "mot-de-passe/oublie/envoye/",
        _page(mots_de_passe.PasswordResetDoneView, "oubli_envoye", "Message envoyé"),
        name="oubli_envoye",
    ),
    path(
        "mot-de-passe/nouveau/<uidb64>/<token>/",
        _page(
            connexion.NouveauMotDePasse,
            "nouveau_mot_de_passe",
            "Choisir un nouveau mot de passe",
            success_url=reverse_lazy("connexion"),
        ),
        name="nouveau_mot_de_passe",
    ),
]
