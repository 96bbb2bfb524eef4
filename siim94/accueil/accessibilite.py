"""The statement of accessibility that the law asks of every online service of a public body.

The law of 11 February 2005 (article 47) and the decree nº 2019-768 ask for the statement and, on every page,
for the state of conformity. It is "non conforme" as long as no valid audit measures the criteria of the RGAA,
whatever the tests of ours say: they are told for what they are.
"""

import datetime

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from siim94.socle.models import Organisme

# To be changed with the result of an audit, and with its date.
ETAT = "non conforme"
ETABLIE = datetime.date(2026, 11, 24)
REFERENTIEL = "RGAA 4.1.2"


@require_safe
def declaration(request):
    """The statement, open to visitors: whoever cannot pass the sign-in page must find how to say so."""
    fil = [("Accueil", reverse("accueil")), ("Accessibilité", "")] if request.user.is_authenticated else []
    return render(
        request,
        "accueil/accessibilite.html",
        {
            "titre": "Déclaration d’accessibilité",
            "fil": fil,
            "organisme": Organisme.objects.first(),
            "etat": ETAT,
            "etablie": ETABLIE,
            "referentiel": REFERENTIEL,
        },
    )
