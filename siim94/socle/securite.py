"""The log of security, written by what Django, allauth and axes tell of a sign-in and of second factors.

Pages that change a password, and the administration of accounts, note it themselves (``noter``).
"""

import datetime
import ipaddress

from allauth.mfa.signals import authenticator_added, authenticator_removed
from axes.models import AccessAttempt, AccessLog
from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.utils import timezone

from siim94.socle.middleware import adresse_du_visiteur
from siim94.socle.models import Delegation, EvenementSecurite, Utilisateur

Quoi = EvenementSecurite.Quoi
# Of attempts that axes counts, no more is needed than the quarter of an hour that it looks back.
GARDE_DES_ESSAIS = datetime.timedelta(days=1)


def noter(quoi: str, request, compte: Utilisateur | None = None, par: Utilisateur | None = None) -> None:
    """An event, with where it came from; nothing of what no browser asked for."""
    if request is not None:
        EvenementSecurite.objects.create(
            quoi=quoi,
            compte=compte,
            par=par,
            adresse=_adresse(request),
            navigateur=request.META.get("HTTP_USER_AGENT", "")[:200],
        )


def _adresse(request) -> str | None:
    """What stands before the site may give no address, or none that is one."""
    try:
        return str(ipaddress.ip_address(adresse_du_visiteur(request)))
    except ValueError:
        return None


def _entree(sender, request, user, **kwargs) -> None:
    noter(Quoi.CONNEXION, request, user)


def _sortie(sender, request, user, **kwargs) -> None:
    if user is not None:
        noter(Quoi.DECONNEXION, request, user)


def _echec(sender, credentials, request=None, **kwargs) -> None:
    # Once attempts are suspended, those that follow say no more (``_blocage``).
    if not getattr(request, "axes_locked_out", False):
        noter(Quoi.ECHEC, request, _nomme(credentials.get("username")))


def _blocage(sender, request, username=None, **kwargs) -> None:
    """Once for an address and an account while it lasts: who insists fills no table."""
    compte = _nomme(username)
    depuis = timezone.now() - datetime.timedelta(hours=settings.AXES_COOLOFF_TIME)
    deja = EvenementSecurite.objects.filter(
        quoi=Quoi.BLOCAGE, adresse=_adresse(request), compte=compte, quand__gt=depuis
    )
    if not deja.exists():
        noter(Quoi.BLOCAGE, request, compte)


def _nomme(identifiant: str | None) -> Utilisateur | None:
    return Utilisateur.objects.filter(username=identifiant or "").first()


def _ajout(sender, request, user, **kwargs) -> None:
    noter(Quoi.FACTEUR_AJOUTE, request, user)


def _retrait(sender, request, user, **kwargs) -> None:
    noter(Quoi.FACTEUR_RETIRE, request, user)


def brancher() -> None:
    for signal, receveur in (
        (user_logged_in, _entree),
        (user_logged_out, _sortie),
        (user_login_failed, _echec),
        (user_locked_out, _blocage),
        (authenticator_added, _ajout),
        (authenticator_removed, _retrait),
    ):
        signal.connect(receveur, dispatch_uid=f"siim94.socle.securite.{receveur.__name__}")


def purger(cle: int, avancer) -> None:
    """The work of each day: what is older than is kept, and what axes no longer counts."""
    maintenant = timezone.now()
    limite = maintenant - datetime.timedelta(days=settings.JOURNAL_SECURITE_JOURS)
    EvenementSecurite.objects.filter(quand__lt=limite).delete()
    Delegation.objects.filter(fin__lt=limite).delete()
    AccessLog.objects.filter(attempt_time__lt=limite).delete()
    AccessAttempt.objects.filter(attempt_time__lt=maintenant - GARDE_DES_ESSAIS).delete()
