"""What is counted of tickets: by member, month, category and type, delays, reopenings."""

import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from siim94.formats import glpi_tickets
from support.models import ReleveTickets, Ticket
from tests.adherents.factories import SuccessionFactory
from tests.rh.factories import ExerciceFactory
from tests.support.exports_glpi import EntiteFactory, PlateformeFactory, TicketFactory
from tests.support.factories import AdherentFactory

pytestmark = pytest.mark.django_db

ANNEE = 2031
PARIS = ZoneInfo("Europe/Paris")


def le(mois, jour=15, heure=12, annee=ANNEE):
    return datetime.datetime(annee, mois, jour, heure, tzinfo=PARIS)


@pytest.fixture
def entite():
    return EntiteFactory()


@pytest.mark.parametrize("nom", ["Statut", "TypeTicket", "Priorite"])
def test_the_model_knows_every_value_that_the_reader_gives(nom):
    choix = {"TypeTicket": "Type"}.get(nom, nom)
    assert [valeur.value for valeur in getattr(glpi_tickets, nom)] == getattr(Ticket, choix).values


def test_a_number_stands_once_on_a_platform(entite):
    connu = TicketFactory(entite=entite, ouverture=le(1))
    double = TicketFactory.build(
        entite=entite, plateforme=entite.plateforme, numero=connu.numero, ouverture=le(2)
    )
    with pytest.raises(ValidationError, match="existe déjà sur cette plateforme"):
        double.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        double.save()


def test_a_year_runs_from_midnight_to_midnight_in_paris(entite):
    for ouverture in (
        datetime.datetime(2030, 12, 31, 23, 59, tzinfo=PARIS),
        datetime.datetime(2031, 1, 1, 0, 0, tzinfo=PARIS),
        datetime.datetime(2031, 12, 31, 23, 59, tzinfo=PARIS),
        datetime.datetime(2032, 1, 1, 0, 0, tzinfo=PARIS),
    ):
        TicketFactory(entite=entite, ouverture=ouverture)
    assert Ticket.objects.total_of(ANNEE) == 2


def test_a_year_without_ticket_is_unknown_and_not_zero():
    assert Ticket.objects.total_of(ANNEE) is None
    assert Ticket.objects.ensemble(ANNEE) is None
    assert Ticket.objects.delai_of(ANNEE) is None
    assert Ticket.objects.taux_reouverture(ANNEE) is None
    assert Ticket.objects.by_mois(ANNEE) == []


def test_months_are_those_of_paris(entite):
    TicketFactory(entite=entite, ouverture=datetime.datetime(2031, 5, 31, 22, 30, tzinfo=datetime.UTC))
    TicketFactory(entite=entite, ouverture=le(6), type=Ticket.Type.DEMANDE)
    (juin,) = Ticket.objects.by_mois(ANNEE)
    assert (juin["mois"], juin["nombre"], juin["incidents"], juin["demandes"]) == (6, 2, 1, 1)


def test_members_are_told_by_entity_then_by_platform_then_the_syndicate(entite):
    defaut = PlateformeFactory(adherent_defaut=AdherentFactory(rang=99, genre="4-etablissement"))
    interne = EntiteFactory(plateforme=entite.plateforme, adherent=None, interne=True)
    for nombre, champs in (
        (3, {"entite": entite}),
        (2, {"entite": None, "plateforme": defaut}),
        (1, {"entite": interne}),
    ):
        TicketFactory.create_batch(nombre, ouverture=le(3), **champs)
    lignes = Ticket.objects.by_adherent(ANNEE)
    assert [(ligne["adherent"], ligne["nombre"]) for ligne in lignes] == [
        (entite.adherent, 3),
        (defaut.adherent_defaut, 2),
        (None, 1),
    ]


def test_correcting_an_entity_moves_all_its_tickets(entite):
    TicketFactory.create_batch(2, entite=entite, ouverture=le(3))
    autre = AdherentFactory()
    entite.adherent = autre
    entite.save()
    assert [(ligne["adherent"], ligne["nombre"]) for ligne in Ticket.objects.by_adherent(ANNEE)] == [
        (autre, 2)
    ]


def comptes(annee=ANNEE):
    return {ligne["adherent"]: ligne["nombre"] for ligne in Ticket.objects.by_adherent(annee)}


def test_tickets_follow_a_succession_from_its_day_and_those_before_stay(entite):
    ancien, puis, enfin = entite.adherent, AdherentFactory(), AdherentFactory()
    defaut = PlateformeFactory(adherent_defaut=ancien)
    avant = TicketFactory(entite=entite, ouverture=datetime.datetime(2031, 6, 30, 23, 59, tzinfo=PARIS))
    apres = [
        TicketFactory(entite=entite, ouverture=datetime.datetime(2031, 7, 1, 0, 0, tzinfo=PARIS)),
        TicketFactory(plateforme=defaut, entite=None, ouverture=le(8)),
    ]
    dernier = TicketFactory(entite=entite, ouverture=le(2, annee=2033))
    SuccessionFactory(ancien=ancien, nouveau=puis, date=datetime.date(2031, 7, 1))
    SuccessionFactory(ancien=puis, nouveau=enfin, date=datetime.date(2033, 1, 1))
    assert comptes() == {ancien: 1, puis: 2}
    assert comptes(2033) == {enfin: 1}
    attendus = {ancien: {avant}, puis: set(apres), enfin: {dernier}}
    for adherent, siens in attendus.items():
        assert set(Ticket.objects.for_adherent(adherent)) == siens
        assert {ticket.adherent for ticket in siens} == {adherent}
    assert {t: t.adherent for t in Ticket.objects.avec_noms()} == {
        t: adherent for adherent, siens in attendus.items() for t in siens
    }
    # Mapped anew, all are the new one's, as any correction of a mapping does.
    entite.adherent = enfin
    entite.save()
    assert comptes() == {enfin: 2, puis: 1}


@pytest.mark.parametrize(
    ("raccordees", "repris"), [((False,), 0), ((False, True), 1), ((False, False), None)], ids=str
)
def test_of_a_split_the_tickets_go_where_the_series_goes_on_else_stay(entite, raccordees, repris):
    suites = [
        SuccessionFactory(ancien=entite.adherent, date=datetime.date(2031, 1, 1), raccordee=raccordee)
        for raccordee in raccordees
    ]
    ticket = TicketFactory(entite=entite, ouverture=le(3))
    attendu = entite.adherent if repris is None else suites[repris].nouveau
    assert comptes() == {attendu: 1}
    assert ticket.adherent == attendu


def test_an_undated_succession_counts_from_the_year_after_the_one_that_tells_it(entite):
    ExerciceFactory(annee=2031)
    suite = SuccessionFactory(ancien=entite.adherent, date=None, bilan_id=2031)
    TicketFactory(entite=entite, ouverture=le(12))
    TicketFactory(entite=entite, ouverture=le(1, annee=2032))
    assert comptes() == {entite.adherent: 1}
    assert comptes(2032) == {suite.nouveau: 1}


def test_categories_are_cut_to_the_level_asked_for(entite):
    for categorie in ("Réseau > Wifi", "Réseau > VPN > Clé", "Réseau", "Poste > Écran", ""):
        TicketFactory(entite=entite, ouverture=le(3), categorie=categorie)
    niveaux = {
        niveau: {ligne["groupe"]: ligne["nombre"] for ligne in Ticket.objects.by_categorie(ANNEE, niveau)}
        for niveau in (1, 2)
    }
    assert niveaux[1] == {"Réseau": 3, "Poste": 1, "": 1}
    assert niveaux[2] == {"Réseau > Wifi": 1, "Réseau > VPN": 1, "Réseau": 1, "Poste > Écran": 1, "": 1}
    assert Ticket.objects.by_categorie(ANNEE)[0]["groupe"] == "Réseau"


def test_delays_are_the_median_and_the_ninth_decile_of_those_known(entite):
    for heures in range(1, 12):
        TicketFactory(entite=entite, ouverture=le(3), delai_resolution=heures * 3600)
    TicketFactory(entite=entite, ouverture=le(3), delai_resolution=None)
    tout = Ticket.objects.ensemble(ANNEE)
    assert (tout["nombre"], tout["mesures"]) == (12, 11)
    assert (tout["delai_median"], tout["delai_p90"]) == (6, 10)
    assert Ticket.objects.delai_of(ANNEE) == Decimal(6)
    assert Ticket.objects.delai_of(ANNEE, 0.9) == Decimal(10)


def test_a_delay_is_exact_to_the_second(entite):
    TicketFactory(entite=entite, ouverture=le(3), delai_resolution=180)
    assert Ticket.objects.delai_of(ANNEE) == Decimal("0.05")


def test_many_years_are_counted_at_once(entite):
    TicketFactory.create_batch(2, entite=entite, ouverture=le(3))
    TicketFactory(entite=entite, ouverture=le(3).replace(year=ANNEE - 2))
    assert Ticket.objects.totaux([ANNEE - 2, ANNEE - 1, ANNEE]) == {ANNEE - 2: 1, ANNEE: 2}
    assert Ticket.objects.total_of(ANNEE - 1) is None


def test_resolved_goes_by_the_status_or_else_by_the_date(entite):
    for champs in (
        {"statut": Ticket.Statut.RESOLU},
        {"statut": Ticket.Statut.CLOS},
        {"statut": "", "resolution": le(4)},
        {"statut": Ticket.Statut.EN_ATTENTE, "resolution": le(4)},
        {"statut": ""},
    ):
        TicketFactory(entite=entite, ouverture=le(3), **champs)
    assert Ticket.objects.ensemble(ANNEE)["resolus"] == 3


def test_reopening_rate_counts_only_tickets_that_two_exports_know(entite):
    resolu = {"entite": entite, "statut": Ticket.Statut.RESOLU}
    TicketFactory(ouverture=le(3), reouvertures=1, **resolu)
    TicketFactory.create_batch(3, ouverture=le(3), **resolu)
    TicketFactory(ouverture=le(3), entite=entite, statut=Ticket.Statut.NOUVEAU)
    TicketFactory(ouverture=le(9), **resolu)

    def releve(fin):
        ReleveTickets.objects.create(plateforme=entite.plateforme, date=fin, debut=le(1), fin=fin, tickets=1)

    releve(le(6))
    assert Ticket.objects.taux_reouverture(ANNEE) is None
    releve(le(12))
    assert Ticket.objects.taux_reouverture(ANNEE) == 25


def test_figures_of_a_year_cost_one_query_each(entite, django_assert_num_queries):
    TicketFactory.create_batch(3, entite=entite, ouverture=le(3))
    for calcul in (
        Ticket.objects.by_mois,
        Ticket.objects.douze_mois,
        lambda annee: Ticket.objects.categories_principales(annee, 2),
        lambda annee: Ticket.objects.totaux([annee - 2, annee]),
        Ticket.objects.by_categorie,
        Ticket.objects.ensemble,
        Ticket.objects.total_of,
        Ticket.objects.delai_of,
        Ticket.objects.taux_reouverture,
    ):
        with django_assert_num_queries(1):
            calcul(ANNEE)
    # The groups, the members and their order, the successions.
    with django_assert_num_queries(4):
        Ticket.objects.by_adherent(ANNEE)
