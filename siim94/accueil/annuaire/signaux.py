"""What signing in and out asks of the directory's part, whose libraries no command without pages loads."""

from allauth.socialaccount.signals import social_account_added
from django.contrib.auth.signals import user_logged_out


def brancher() -> None:
    social_account_added.connect(_relier, dispatch_uid="siim94.accueil.annuaire.comptes")
    user_logged_out.connect(_oublier, dispatch_uid="siim94.accueil.annuaire.session")


def _relier(request, sociallogin, **kwargs) -> None:
    from siim94.accueil.annuaire.comptes import relier

    relier(request, sociallogin)


def _oublier(request, **kwargs) -> None:
    from siim94.accueil.annuaire.session import oublier

    oublier(request)
