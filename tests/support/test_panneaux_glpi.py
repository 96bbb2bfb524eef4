"""What support adds to the page of a member: its tickets and workstations over the years."""

import datetime
from zoneinfo import ZoneInfo

import pytest

from siim94.formats import francais
from siim94.socle.models import Exercice
from support.models import LigneParc, ReleveParc, Ticket
from support.panneaux_glpi import (
    PostesAdherentPanneau,
    SystemesReleveParc,
    TicketsAdherentPanneau,
    cases_adherent,
)
from tests.adherents.factories import SuccessionFactory
from tests.comptes import compte, connecter
from tests.rh.factories import ExerciceFactory
from tests.support.exports_glpi import EntiteFactory, LigneParcFactory, PlateformeFactory, TicketFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def requete(rf):
    demande = rf.get("/")
    demande.user = compte("direction")
    demande.session = {}
    return demande


def jour(annee):
    return datetime.datetime(annee, 3, 1, tzinfo=ZoneInfo("Europe/Paris"))


def sans_lien(cellule: str) -> str:
    return cellule.split(">")[1].split("<")[0] if "<" in cellule else cellule


@pytest.fixture
def entite():
    """A member with 3 tickets in 2031, 2 in 2030, and 30 workstations; another one has more of each."""
    entite, autre = EntiteFactory(), EntiteFactory()
    for qui, nombre in ((entite, 3), (autre, 5)):
        TicketFactory.create_batch(nombre, entite=qui, ouverture=jour(2031), delai_resolution=5400)
        LigneParcFactory(entite=qui, releve__date="2031-12-01", nombre=10 * nombre)
    TicketFactory.create_batch(2, entite=entite, ouverture=jour(2030), delai_resolution=None)
    return entite


def test_a_member_sees_its_own_tickets_year_by_year(requete, entite):
    panneau = TicketsAdherentPanneau(entite.adherent, requete, ExerciceFactory(annee=2031))
    (tableau,) = panneau.donnees["tableaux"]
    assert [[sans_lien(cellule) for cellule in rang] for rang in tableau.rangs] == [
        ["2031", "3", "3", "0", "0", "1,5", "1,5"],
        ["2030", "2", "2", "0", "0", "n.\u00a0r.", "n.\u00a0r."],
    ]
    (chart,) = panneau.graphiques
    assert chart.rows == (("2031", 3), ("2030", 2))
    assert chart.titre == "Tickets ouverts, de 2030 à 2031\u00a0: +50,0\u00a0%"
    assert "1,5" in panneau.html()


def test_each_year_leads_to_the_tickets_that_it_counts(client, requete, entite):
    panneau = TicketsAdherentPanneau(entite.adherent, requete, ExerciceFactory(annee=2031))
    connecter(requete.user, client)
    adresse = panneau.donnees["tableaux"][0].rangs[0][0].split('"')[1].replace("&amp;", "&")
    assert client.get(adresse).context["nombre"] == 3


def test_workstations_are_those_of_the_last_snapshot_of_each_year(requete, entite):
    plateforme = LigneParc.objects.filter(entite=entite).get().releve.plateforme
    for date, nombre in (("2030-02-01", 7), ("2030-11-01", 8), ("2031-01-15", 99)):
        LigneParcFactory(
            entite=entite, releve__plateforme=plateforme, releve__date=date, nombre=nombre, systeme="Alpha"
        )
    panneau = PostesAdherentPanneau(entite.adherent, requete, ExerciceFactory(annee=2030))
    par_annee, systemes = panneau.donnees["tableaux"]
    assert par_annee.rangs == [["2031", "30"], ["2030", "8"]]
    assert systemes.rangs == [["Alpha", "8"]]


def test_strip_of_a_member_tells_its_tickets_delay_and_workstations(entite):
    tickets, postes = cases_adherent(entite.adherent, ExerciceFactory(annee=2031))
    assert (tickets.texte, tickets.detail) == ("3", "délai médian 1,5\u00a0h")
    assert postes.texte == "30"


def test_a_year_without_export_has_no_panel(requete):
    entite = EntiteFactory()
    annee = Exercice.objects.get(annee=2021)
    for classe in (TicketsAdherentPanneau, PostesAdherentPanneau):
        assert not classe(entite.adherent, requete, annee).est_visible
    assert cases_adherent(entite.adherent, annee) == []


def test_rows_of_a_member_are_those_that_the_report_counts_for_it():
    entite = EntiteFactory()
    par_defaut = PlateformeFactory(adherent_defaut=entite.adherent)
    siens = [
        TicketFactory(entite=entite, ouverture=jour(2031)),
        TicketFactory(plateforme=par_defaut, entite=None, ouverture=jour(2031)),
    ]
    # An entity of another member on the platform of this one: the entity speaks first.
    d_un_autre = EntiteFactory(plateforme=par_defaut)
    TicketFactory(plateforme=par_defaut, entite=d_un_autre, ouverture=jour(2031))
    trouves = Ticket.objects.for_adherent(entite.adherent)
    assert set(trouves) == set(siens)
    assert set(Ticket.objects.with_adherent().filter(id_adherent=entite.adherent.pk)) == set(siens)


def test_pages_of_platform_and_entity_show_their_own_tickets_and_workstations(client, requete, entite):
    connecter(requete.user, client)
    for objet in (entite, entite.plateforme):
        page = client.get(objet.get_absolute_url()).content.decode()
        assert f"annee=2030&amp;{objet._meta.model_name.removesuffix('glpi')}={objet.pk}" in page
        assert "Ouverts en" in page
    parc = LigneParc.objects.get(entite=entite).releve
    assert "30" in client.get(parc.get_absolute_url()).content.decode()


def test_page_of_an_entity_names_who_took_its_member_s_place(client, requete, entite):
    connecter(requete.user, client)
    suite = SuccessionFactory(ancien=entite.adherent, date="2031-07-01")
    page = client.get(entite.get_absolute_url()).content.decode()
    assert f"À partir du {francais.date_longue(datetime.date(2031, 7, 1))}" in page
    assert suite.nouveau.get_absolute_url() in page


def test_a_snapshot_is_drawn_by_type_and_system(requete):
    ligne = LigneParcFactory(releve__date="2031-12-01", type="Fixe", systeme="Alpha", nombre=3)
    LigneParcFactory(releve=ligne.releve, type="Portable", systeme="Alpha", nombre=5)
    releve = ReleveParc.objects.get(pk=ligne.releve_id)
    (chart,) = SystemesReleveParc(releve, requete, None).graphiques
    assert dict(chart.rows) == {"Fixe": 3, "Portable": 5}
