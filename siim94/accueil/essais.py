"""How often one may try to sign in: a name from an address, an address whatever the names, a name wherever
from; all in the database, so that several servers count together.
"""

from allauth.mfa.signals import authentication_failed
from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.db.models import Sum


class Essais(AxesDatabaseHandler):
    """axes' own count is of a name from an address (``AXES_FAILURE_LIMIT``)."""

    def get_failures(self, request, credentials=None):
        limites = (
            ("ip_address", request.axes_ip_address, settings.ESSAIS_PAR_ADRESSE),
            ("username", (credentials or {}).get("username"), settings.ESSAIS_PAR_NOM),
        )
        recents = AccessAttempt.objects.filter(attempt_time__gte=get_cool_off_threshold(request))
        for champ, valeur, limite in limites:
            if (
                valeur
                and (recents.filter(**{champ: valeur}).aggregate(n=Sum("failures_since_start"))["n"] or 0)
                >= limite
            ):
                return settings.AXES_FAILURE_LIMIT
        return super().get_failures(request, credentials)


def compter_un_code(sender, request, user, **kwargs) -> None:
    """A wrong code counts as a wrong password."""
    user_login_failed.send(sender, credentials={"username": user.get_username()}, request=request)


def brancher() -> None:
    authentication_failed.connect(compter_un_code, dispatch_uid="siim94.accueil.essais")
