"""The pages of support: what they show, and at what cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from siim94.socle.models import Exercice
from support.models import TypeFormation, Ventilation
from support.panneaux import FormationsAdherentPanneau, TempsAdherentPanneau
from support.views import CRUDS
from tests.adherents.factories import SuccessionFactory
from tests.comptes import compte, connecter
from tests.rh.factories import ExerciceFactory
from tests.support.exports_glpi import LigneParcFactory, TicketFactory
from tests.support.factories import (
    AdherentFactory,
    FormationAdherentFactory,
    FormationFactory,
    LigneVentilationFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def lecteur(client):
    return connecter("direction", client)


def texte(reponse):
    assert reponse.status_code == 200
    return reponse.content.decode()


@pytest.mark.parametrize(
    "crud", [crud for crud in CRUDS if crud.fiche], ids=lambda crud: crud.model._meta.model_name
)
def test_each_list_and_each_page_shows_its_rows(lecteur, crud):
    FormationAdherentFactory(exercice=Exercice.objects.get(pk=2021))
    LigneParcFactory(releve__date="2030-12-31")
    page = texte(lecteur.get(crud.adresse_liste()))
    objet = crud.lignes(Exercice.objects.get(pk=2021), 2021).first()
    assert objet.get_absolute_url() in page
    assert escape(str(objet)) in texte(lecteur.get(objet.get_absolute_url()))


def test_a_breakdown_is_listed_with_the_sum_of_its_parts(lecteur):
    page = texte(lecteur.get(reverse("support:ventilation_list"), {"pole": "", "mesure": "activite"}))
    assert "2\u202f873" in page
    assert "2\u202f707" not in page


def test_a_breakdown_shows_its_parts_and_their_sum(lecteur):
    ventilation = Ventilation.objects.for_exercice(2021).get(pole__code="systemes-information")
    page = texte(lecteur.get(ventilation.get_absolute_url()))
    for attendu in ("Mode projet", "1\u202f050", "2\u202f873"):
        assert attendu in page


def test_a_breakdown_without_known_parts_says_so(lecteur):
    ventilation = Ventilation.objects.for_exercice(2021).get(mesure="mco")
    page = texte(lecteur.get(ventilation.get_absolute_url()))
    assert "674" in page
    assert "Les parts de cette ventilation ne sont pas renseignées." in page


def test_the_year_before_is_listed_as_the_last_report_knows_it(lecteur):
    page = texte(lecteur.get(reverse("support:ventilation_list"), {"exercice": 2020}))
    assert "2\u202f707" in page


def test_training_is_summed_under_its_list(lecteur):
    page = texte(lecteur.get(reverse("support:formation_list")))
    assert "485" in page
    assert "151,5" in page


def test_a_type_of_training_shows_its_years(lecteur):
    page = texte(lecteur.get(TypeFormation.objects.get(code="metiers").get_absolute_url()))
    assert all(str(agents) in page for agents in (406, 367, 865, 694, 280, 60))


def test_the_overview_shows_key_figures_sections_and_lists(lecteur):
    page = texte(lecteur.get(reverse("support:accueil")))
    for attendu in ("2\u202f873", "bureautiques, agents", "151,5", reverse("support:ventilation_list")):
        assert attendu in page


def test_a_member_s_panels_show_its_time_and_its_training(rf):
    ligne = LigneVentilationFactory(adherent=AdherentFactory(), valeur=7)
    FormationAdherentFactory(adherent=ligne.adherent, agents=5)
    FormationAdherentFactory(agents=99)
    requete = rf.get("/")
    requete.user = compte("agent")
    temps = TempsAdherentPanneau(ligne.adherent, requete, Exercice.objects.get(pk=2030))
    (tableau,) = temps.donnees["tableaux"]
    assert tableau.entetes == ("Ventilation", "2030")
    ((_, jours),) = tableau.rangs
    assert ligne.get_absolute_url() in jours
    assert ">7<" in jours
    formations = FormationsAdherentPanneau(ligne.adherent, requete, Exercice.objects.get(pk=2030))
    assert [row.record.agents for row in formations.donnees["table"].rows] == [5]
    assert TempsAdherentPanneau(AdherentFactory(), requete, Exercice.objects.get(pk=2030)).est_vide


def test_tickets_are_listed_with_their_member_and_by_year(lecteur):
    ticket = TicketFactory(numero=12345, categorie="Réseau > Imprimante", ouverture="2030-03-01T08:00:00Z")
    adresse = reverse("support:ticket_list")
    page = texte(lecteur.get(adresse, {"q": "reseau", "annee": 2030}))
    assert "12345" in page
    assert ticket.entite.adherent.nom in page
    assert "12345" not in texte(lecteur.get(adresse, {"annee": 2029}))


def test_the_list_of_tickets_costs_the_same_with_one_as_with_ten(lecteur):
    def cout():
        with CaptureQueriesContext(connection) as requetes:
            lecteur.get(reverse("support:ticket_list"))
        return len(requetes)

    TicketFactory(ouverture="2030-03-01T08:00:00Z")
    cout()
    un = cout()
    for ticket in TicketFactory.create_batch(9, ouverture="2030-03-01T08:00:00Z"):
        SuccessionFactory(ancien=ticket.entite.adherent, date="2030-02-01")
    # Those who became another are asked for once for all rows, and who they became of these.
    assert cout() <= un + 1


def test_a_snapshot_shows_what_it_counts(lecteur):
    ligne = LigneParcFactory(systeme="Windows 11", nombre=17, releve__date="2030-12-31")
    page = texte(lecteur.get(reverse("support:releveparc_detail", args=[ligne.releve_id])))
    assert "Windows 11" in page
    assert "17" in page


def test_the_overview_costs_the_same_with_one_type_as_with_ten(lecteur):
    ExerciceFactory()
    FormationFactory()

    def cout():
        with CaptureQueriesContext(connection) as requetes:
            lecteur.get(reverse("support:accueil"), {"exercice": 2030})
        return len(requetes)

    cout()
    une = cout()
    FormationFactory.create_batch(9)
    assert cout() == une
