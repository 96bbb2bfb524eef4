"""Signing in."""

from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError

from siim94.socle import demonstration


class ConnexionForm(AuthenticationForm):
    """Name and password; says so where only the demonstration would take them."""

    def get_invalid_login_error(self):
        saisie = self.cleaned_data
        if refus := demonstration.refus(saisie.get("username"), saisie.get("password")):
            return ValidationError(refus, code="demonstration")
        return super().get_invalid_login_error()
