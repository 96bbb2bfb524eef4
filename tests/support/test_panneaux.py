"""What support adds to the page of a member: its tickets and workstations of the year."""

import datetime
from zoneinfo import ZoneInfo

import pytest

from siim94.socle.models import Exercice
from support.panneaux import GlpiAdherentPanneau
from tests.comptes import compte
from tests.rh.factories import ExerciceFactory
from tests.support.exports_glpi import EntiteFactory, LigneParcFactory, TicketFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def requete(rf):
    demande = rf.get("/")
    demande.user = compte("direction")
    demande.session = {}
    return demande


def test_a_member_sees_its_own_tickets_and_workstations_of_the_year(requete):
    entite, autre = EntiteFactory(), EntiteFactory()
    for qui, nombre in ((entite, 3), (autre, 5)):
        TicketFactory.create_batch(
            nombre,
            entite=qui,
            ouverture=datetime.datetime(2031, 3, 1, tzinfo=ZoneInfo("Europe/Paris")),
            delai_resolution=5400,
        )
        LigneParcFactory(entite=qui, releve__date="2031-12-01", nombre=10 * nombre)
    panneau = GlpiAdherentPanneau(entite.adherent, requete, ExerciceFactory(annee=2031))
    assert panneau.titre_affiche() == "Tickets et postes en 2031"
    assert dict(panneau.donnees["lignes"]) == {
        "Tickets": "3",
        "Incidents": "3",
        "Demandes": "0",
        "Résolus": "0",
        "Délai médian de résolution": "1,5\u00a0h",
        "Postes de travail": "30",
    }
    assert "1,5" in panneau.html()


def test_a_year_without_export_has_no_panel(requete):
    entite = EntiteFactory()
    panneau = GlpiAdherentPanneau(entite.adherent, requete, Exercice.objects.get(annee=2021))
    assert not panneau.est_visible
