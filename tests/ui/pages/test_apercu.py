"""The overviews of the apps: none leaves out a figure that the report taken over printed otherwise."""

import pytest
from django.urls import reverse

import siim94.urls  # noqa: F401 - the overviews are those of its pages
from siim94.controles.chiffres import CHIFFRES
from siim94.socle.models import ValeurImprimee
from siim94.ui.pages.apercu import ApercuView
from tests.comptes import connecter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("memoire_partagee")]


@pytest.mark.parametrize("vue", ApercuView.__subclasses__(), ids=lambda vue: vue.app_label)
def test_every_overview_confronts_the_figures_printed_with_those_computed(client, vue):
    for chiffre in CHIFFRES:
        if chiffre.nom.startswith(f"{vue.app_label}."):
            ValeurImprimee.objects.create(
                exercice_id=2021, chiffre=chiffre.nom, libelle=f"Imprimé {chiffre.nom}", texte="987 654",
                valeur=987_654, lieu="essai", rang=1,
            )  # fmt: skip
    connecter("agent", client)
    page = client.get(reverse(f"{vue.app_label}:accueil"), {"exercice": 2021}).content.decode()
    absents = [
        chiffre.nom
        for chiffre in CHIFFRES
        if chiffre.nom.startswith(f"{vue.app_label}.") and f"Imprimé {chiffre.nom}<" not in page
    ]
    assert absents == []
