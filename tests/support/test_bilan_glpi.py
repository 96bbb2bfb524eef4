"""The sections on tickets and workstations: what they print, and that a year without export has none."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.template.loader import render_to_string

from adherents.models import Adherent, SituationAdherent
from siim94.bilan.models import Rubrique
from siim94.bilan.rendu import Bilan
from siim94.socle.models import Exercice, Revision
from support.bilan_glpi import PostesSection, TicketsEvolutionSection, TicketsSection
from support.chiffres import CHIFFRES
from support.models import ReleveTickets, Ticket
from support.tickets_compares import TicketsCompares
from tests.adherents.factories import AdherentFactory, SuccessionFactory
from tests.rh.factories import ExerciceFactory
from tests.support.exports_glpi import EntiteFactory, LigneParcFactory, ReleveParcFactory, TicketFactory

pytestmark = pytest.mark.django_db

ANNEE = 2031
PARIS = ZoneInfo("Europe/Paris")
PAR_NOM = {chiffre.nom: chiffre for chiffre in CHIFFRES}


def le(mois, jour=15, annee=ANNEE):
    return datetime.datetime(annee, mois, jour, 12, tzinfo=PARIS)


@pytest.fixture
def exercice():
    return ExerciceFactory(annee=ANNEE)


@pytest.fixture
def entite():
    return EntiteFactory()


@pytest.fixture
def tickets(entite):
    """Ten tickets of a member: six incidents in March, four requests in June; eight resolved in 1 to 8 h."""
    for rang in range(10):
        TicketFactory(
            entite=entite,
            ouverture=le(3 if rang < 6 else 6),
            type=Ticket.Type.INCIDENT if rang < 6 else Ticket.Type.DEMANDE,
            categorie="Réseau > Wifi" if rang < 7 else "Poste",
            statut=Ticket.Statut.CLOS if rang < 8 else Ticket.Statut.NOUVEAU,
            delai_resolution=(rang + 1) * 3600 if rang < 8 else None,
            reouvertures=int(rang < 2),
        )
    for fin in (le(7), le(12)):
        ReleveTickets.objects.create(plateforme=entite.plateforme, date=fin, debut=le(1), fin=fin, tickets=10)


def html(objet):
    contexte = {"section": objet, "exercice": objet.exercice, "annee": objet.annee, "papier": False}
    return render_to_string(objet.template_name, {**objet.donnees, **contexte})


def series(chart):
    return {serie.nom: list(serie.valeurs) for serie in chart.series}


@pytest.mark.parametrize("classe", [TicketsSection, PostesSection, TicketsEvolutionSection])
def test_a_year_without_export_has_no_section(classe):
    assert not classe(Exercice.objects.get(annee=2021)).est_disponible


def test_the_headings_of_the_2021_draft_stay_without_their_values():
    lus = {
        partie.ancre: partie
        for chapitre in Bilan(Exercice.objects.get(annee=2021)).chapitres
        for partie in chapitre.parcours()
    }
    for code in ("tickets-par-adherent", "postes-par-adherent", "tickets-evolution"):
        assert lus[code].section and lus[code].sans_donnees


def test_tickets_are_told_by_member_with_their_delays(exercice, entite, tickets):
    section = TicketsSection(exercice)
    nom = entite.adherent.nom_court
    cellules = ("10", "6", "4", "8", "4,5", "7,3")
    (tableau,) = section.tous_les_tableaux
    assert [rang.cellules for rang in tableau.rangs] == [(nom, *cellules), ("Ensemble", *cellules)]
    assert section.donnees["chiffres"] == [
        ("10", "tickets ouverts"),
        ("80\u00a0%", "résolus"),
        ("4,5\u00a0h", "délai médian de résolution"),
        ("7,3\u00a0h", "délai de neuf tickets sur dix"),
        ("25,0\u00a0%", "des tickets résolus ont été rouverts"),
    ]
    assert section.source == "Source\u00a0: GLPI, tickets ouverts en 2031, état au 15\u00a0décembre 2031"


def test_tickets_are_drawn_by_month_and_by_category(exercice, tickets):
    mois, categories = TicketsSection(exercice).tous_les_graphiques
    assert mois.titre == "Mars est le mois le plus chargé\u00a0: 6 tickets"
    assert series(mois) == {
        "Incidents": [0, 0, 6, *[0] * 9],
        "Demandes": [0, 0, 0, 0, 0, 4, *[0] * 6],
    }
    assert categories.titre == "Réseau\u00a0: 70\u00a0% des tickets"
    assert list(categories.rows) == [("Réseau", 7), ("Poste", 3)]


def test_many_categories_end_in_one_bar_and_none_is_lost(exercice, entite):
    for rang in range(14):
        TicketFactory.create_batch(20 - rang, entite=entite, ouverture=le(2), categorie=f"Famille {rang}")
    TicketFactory(entite=entite, ouverture=le(2))
    (_, categories) = TicketsSection(exercice).tous_les_graphiques
    rows = dict(categories.rows)
    assert len(rows) == 12 and rows["Autres catégories"] == 10 + 9 + 8 + 7 and rows["Non précisé"] == 1
    assert sum(rows.values()) == Ticket.objects.total_of(ANNEE)


def test_an_export_without_type_nor_category_nor_delay_says_less(exercice, entite):
    TicketFactory.create_batch(2, entite=entite, ouverture=le(2), type="")
    section = TicketsSection(exercice)
    (mois,) = section.tous_les_graphiques
    assert series(mois) == {"Tickets": [0, 2, *[0] * 10]}
    assert [libelle for _, libelle in section.donnees["chiffres"]] == ["tickets ouverts", "résolus"]
    assert section.tous_les_tableaux[0].rangs[-1].cellules[-1] == "n.\u00a0r."


def test_years_are_compared_where_they_are_known(exercice, entite):
    autre = EntiteFactory()
    TicketFactory.create_batch(3, entite=entite, ouverture=le(2, annee=ANNEE - 2))
    TicketFactory.create_batch(5, entite=entite, ouverture=le(2))
    TicketFactory.create_batch(2, entite=autre, ouverture=le(2))
    section = TicketsEvolutionSection(exercice)
    (tableau,) = section.tous_les_tableaux
    assert tableau.entetes == ("Adhérent", str(ANNEE - 2), str(ANNEE))
    lignes = {nom: valeurs for nom, *valeurs in (rang.cellules for rang in tableau.rangs)}
    assert lignes[entite.adherent.nom_court] == ["3", "5"]
    # No export of its platform tells of the first year: that is unknown, not zero.
    assert lignes[autre.adherent.nom_court] == ["n.\u00a0r.", "2"]
    assert lignes["Ensemble"] == ["3", "7"]
    (chart,) = section.tous_les_graphiques
    assert chart.titre == "7 tickets en 2031, 3 en 2029"


def test_a_member_without_ticket_in_a_known_year_has_zero(exercice, entite):
    voisine = EntiteFactory(plateforme=entite.plateforme)
    TicketFactory(entite=entite, ouverture=le(2, annee=ANNEE - 1))
    TicketFactory(entite=entite, ouverture=le(2))
    TicketFactory(entite=voisine, ouverture=le(2))
    (tableau,) = TicketsEvolutionSection(exercice).tous_les_tableaux
    rang = next(r.cellules for r in tableau.rangs if r.cellules[0] == voisine.adherent.nom_court)
    assert rang[1:] == ("0", "1", "+1", "base nulle")


def test_the_members_with_the_most_tickets_have_a_panel_and_the_others_share_one(exercice, monkeypatch):
    lignes = [(AdherentFactory(), {ANNEE - 1: 10 * rang, ANNEE: rang or None}) for rang in range(12)]
    compares = TicketsCompares(lignes, {ANNEE - 1: 660, ANNEE: 66}, frozenset())
    monkeypatch.setattr("support.bilan_glpi.tickets_compares", lambda annee: compares)
    (chart,) = TicketsEvolutionSection(exercice).tous_les_graphiques
    lues = series(chart)
    assert list(lues)[:2] == [lignes[11][0].nom_court, lignes[10][0].nom_court] and len(lues) == 9
    assert lues["4 autres adhérents"] == [60, 6]
    assert [sum(filter(None, valeurs)) for valeurs in zip(*lues.values(), strict=True)] == [660, 66]


def test_one_year_alone_is_not_an_evolution(exercice, entite):
    TicketFactory(entite=entite, ouverture=le(2))
    assert not TicketsEvolutionSection(exercice).est_disponible


def test_a_ticket_touches_the_reports_that_compare_its_year(entite):
    def comptes():
        return [Revision.objects.filter(annee=annee).count() for annee in range(ANNEE - 1, ANNEE + 4)]

    avant = comptes()
    TicketFactory(entite=entite, ouverture=le(2))
    assert [apres - a for apres, a in zip(comptes(), avant, strict=True)] == [0, 1, 1, 1, 0]


def test_workstations_are_told_by_member_and_drawn_by_system(exercice, entite):
    releve = ReleveParcFactory(plateforme=entite.plateforme, date=datetime.date(ANNEE, 12, 1))
    LigneParcFactory(releve=releve, entite=entite, nombre=30, systeme="Système A")
    LigneParcFactory(releve=releve, entite=entite, nombre=12, systeme="")
    section = PostesSection(exercice)
    (tableau,) = section.tous_les_tableaux
    assert [r.cellules for r in tableau.rangs] == [(entite.adherent.nom_court, "42"), ("Ensemble", "42")]
    assert section.source == "Source\u00a0: GLPI, relevé du 1er\u00a0décembre 2031"
    (systemes,) = section.tous_les_graphiques
    assert list(systemes.rows) == [("Système A", 30), ("Non précisé", 12)]
    assert systemes.titre == "Système A\u00a0: 71\u00a0% des postes de travail"


def test_figures_are_those_of_the_sections(tickets, entite):
    releve = ReleveParcFactory(plateforme=entite.plateforme, date=datetime.date(ANNEE, 12, 1))
    LigneParcFactory(releve=releve, entite=entite, nombre=30)
    assert PAR_NOM["support.tickets.total"].ecrit(ANNEE) == "10\u00a0tickets"
    assert PAR_NOM["support.tickets.delai_median"].ecrit(ANNEE) == "4,5\u00a0heures"
    assert PAR_NOM["support.tickets.taux_reouverture"].ecrit(ANNEE) == "25,0\u00a0%"
    assert PAR_NOM["support.postes.total"].ecrit(ANNEE) == "30\u00a0postes"
    assert PAR_NOM["support.tickets.total"].valeur(2021) is None
    assert PAR_NOM["support.postes.total"].valeur(2021) is None


def test_sections_print_every_chart_and_value_and_no_style(exercice, entite, tickets):
    TicketFactory(entite=entite, ouverture=le(2, annee=ANNEE - 1))
    releve = ReleveParcFactory(plateforme=entite.plateforme, date=datetime.date(ANNEE, 12, 1))
    for systeme in ("Système A", "Système B"):
        LigneParcFactory(releve=releve, entite=entite, nombre=7, systeme=systeme)
    for rang, classe in enumerate((TicketsSection, PostesSection, TicketsEvolutionSection)):
        Rubrique.objects.create(
            exercice=exercice, code=f"r{rang}", rang=rang, niveau=2, titre=classe.titre, section=classe.code
        )
        texte = html(classe(exercice))
        assert "style=" not in texte
        for chart in classe(exercice).tous_les_graphiques:
            assert chart.titre in texte
        assert entite.adherent.nom_court in texte
    parties = [partie for chapitre in Bilan(exercice).chapitres for partie in chapitre.parcours()]
    assert [bool(partie.html) for partie in parties if partie.section] == [True, True, True]


def test_workstations_typed_are_printed_in_a_year_without_a_snapshot():
    exercice = ExerciceFactory()
    adherent = Adherent.objects.get(code="vitry")
    SituationAdherent.objects.create(exercice=exercice, bilan_de=exercice, adherent=adherent, postes=1234)
    (tableau,) = PostesSection(exercice).tous_les_tableaux
    assert [r.cellules for r in tableau.rangs] == [
        (adherent.nom_court, "1\u202f234"),
        ("Ensemble", "1\u202f234"),
    ]


def test_workstations_stand_beside_those_of_the_year_before(exercice, entite):
    for annee, nombre in ((ANNEE - 1, 30), (ANNEE, 42)):
        releve = ReleveParcFactory(plateforme=entite.plateforme, date=datetime.date(annee, 12, 1))
        LigneParcFactory(releve=releve, entite=entite, nombre=nombre)
    (tableau,) = PostesSection(exercice).tous_les_tableaux
    assert tableau.entetes == ("Adhérent", str(ANNEE - 1), str(ANNEE), "Écart", "Évolution")
    assert tableau.rangs[-1].cellules == ("Ensemble", "30", "42", "+12", "+40,0\u00a0%")


def test_tickets_typed_of_years_without_export_stand_beside_those_of_glpi(exercice, entite):
    autre = Adherent.objects.get(code="vitry")
    for annee, adherent, tickets in (
        (ANNEE - 2, entite.adherent, 300),
        (ANNEE - 2, autre, 20),
        # GLPI knows that year: what was typed of it is left alone.
        (ANNEE, entite.adherent, 999),
    ):
        passe = ExerciceFactory(annee=annee)
        SituationAdherent.objects.create(
            exercice=passe, bilan_de=exercice, adherent=adherent, tickets=tickets
        )
    TicketFactory.create_batch(5, entite=entite, ouverture=le(2))
    section = TicketsEvolutionSection(exercice)
    (tableau,) = section.tous_les_tableaux
    assert tableau.entetes == ("Adhérent", str(ANNEE - 2), str(ANNEE))
    assert {rang.cellules for rang in tableau.rangs} == {
        (entite.adherent.nom_court, "300", "5"),
        (autre.nom_court, "20", "n.\u00a0r."),
        ("Ensemble", "320", "5"),
    }
    assert section.source.endswith("saisie en 2029")


def test_tickets_typed_of_one_that_was_succeeded_stand_under_who_took_its_place(exercice, entite):
    anciens = [AdherentFactory(), AdherentFactory()]
    ExerciceFactory(annee=ANNEE - 1)
    for ancien, tickets in zip(anciens, (12, 30), strict=True):
        SuccessionFactory(ancien=ancien, nouveau=entite.adherent, date=datetime.date(ANNEE, 1, 1))
        SituationAdherent.objects.create(
            exercice_id=ANNEE - 1, bilan_de=exercice, adherent=ancien, tickets=tickets
        )
    TicketFactory.create_batch(5, entite=entite, ouverture=le(2))
    (tableau,) = TicketsEvolutionSection(exercice).tous_les_tableaux
    assert [rang.cellules[:3] for rang in tableau.rangs] == [
        (entite.adherent.nom_court, "42", "5"),
        ("Ensemble", "42", "5"),
    ]


def test_tickets_typed_of_the_year_itself_are_printed_by_member():
    exercice = ExerciceFactory()
    for code, tickets in (("vitry", 1234), ("ivry", 66)):
        SituationAdherent.objects.create(
            exercice=exercice,
            bilan_de=exercice,
            adherent=Adherent.objects.get(code=code),
            tickets=tickets,
        )
    section = TicketsSection(exercice)
    (tableau,) = section.tous_les_tableaux
    assert {rang.cellules[1] for rang in tableau.rangs} == {"1\u202f234", "66", "1\u202f300"}
    (chart,) = section.tous_les_graphiques
    assert chart.source == f"Source\u00a0: support, exercice {exercice.annee}"
    assert "1\u202f234" in html(section)
