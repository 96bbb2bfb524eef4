"""What the report taken over printed otherwise: the site shows both, and the difference."""

import pytest
from django.urls import reverse

from siim94.ui.pages.imprimees import confrontations
from support.chiffres import CHIFFRES
from support.models import LigneVentilation
from tests.comptes import connecter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("memoire_partagee")]


def par_annee():
    """The prints that part with the data, by year."""
    return {
        c.imprimee.exercice_id: c
        for c in confrontations(CHIFFRES, 2021)
        if c.chiffre.nom in ("support.jours.si", "support.formations.agents")
    }


def test_the_totals_of_the_source_stand_beside_the_sums_of_their_parts():
    jours, agents = par_annee()[2020], par_annee()[2019]
    assert (jours.imprimee.texte, jours.calcule, jours.ecart_ecrit) == ("3191", 2707, "\u2212484")
    assert (agents.imprimee.texte, agents.calcule, agents.ecart_ecrit) == ("1282", 1297, "+15")
    assert jours.tient and agents.tient


def test_a_print_that_agrees_is_a_control_and_is_not_shown():
    noms = {(c.chiffre.nom, c.imprimee.exercice_id) for c in confrontations(CHIFFRES, 2021)}
    assert noms == {
        ("support.jours.si", 2020),
        ("support.jours.si.part_mco", 2020),
        ("support.formations.agents", 2019),
    }


def test_a_print_lapses_once_a_part_is_edited():
    LigneVentilation.objects.filter(
        ventilation__exercice=2020, ventilation__pole__code="systemes-information", valeur=1169
    ).update(valeur=1170)
    assert par_annee()[2020].calcule == 2708
    assert not par_annee()[2020].tient


def test_the_overview_shows_the_print_the_sum_and_the_difference(client):
    connecter("agent", client)
    page = client.get(reverse("support:accueil")).content.decode()
    assert "Imprimé autrement dans le bilan d’origine" in page
    for texte in ("3191", "2\u202f707", "\u2212484"):
        assert texte in page


def test_a_malformed_print_has_no_difference(client):
    connecter("gestionnaire", client)
    page = client.get(reverse("finances:accueil")).content.decode()
    assert "7 697 07, 80 €" in page
    assert "7\u202f619\u202f139,39" in page
