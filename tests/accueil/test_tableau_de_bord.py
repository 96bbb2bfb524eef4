"""The dashboard: figures of the source, change over a year, what is missing, what changed, members."""

import re
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from adherents.models import Adherent
from finances.models import Contribution
from rh.models import PourvuGrade
from siim94.accueil.tableau_de_bord import BANDE, GRANDS, PETITS, TableauDeBord, adherents_de
from siim94.bilan.sommaire import SECTIONS_PAR_CODE
from siim94.controles.chiffres import CHIFFRES_PAR_NOM
from siim94.editions.models import Etat, Signalement
from siim94.socle.journal import acteur
from siim94.socle.models import Exercice
from tests.comptes import compte, connecter
from tests.editions.factories import EditionFactory, SignalementFactory
from tests.editions.relecture import mettre

pytestmark = pytest.mark.django_db
Sort = Signalement.Sort


@pytest.fixture
def tableau(donnees_2021, memoire_partagee):
    return TableauDeBord(Exercice.objects.get(annee=2021), compte("agent"))


@pytest.fixture
def agent(client):
    return connecter("agent", client)


def sans_espaces(texte: str) -> str:
    return " ".join(texte.replace("\u202f", " ").replace("\u00a0", " ").split())


def test_the_strip_has_the_figures_of_the_source(tableau):
    textes = {case.libelle: sans_espaces(case.texte) for case in tableau.cases}
    assert textes["Recettes de fonctionnement"] == "6 717 398 €"
    assert textes["Dépenses de fonctionnement"] == "6 504 265 €"
    assert textes["Emplois pourvus au 31 décembre"] == "46"
    assert textes["Adhérents"] == "15"


def test_each_figure_leads_to_its_rows(agent):
    for case in agent.get("/").context["tableau"].cases:
        assert agent.get(case.adresse).status_code == 200


def test_the_change_over_a_year_is_told_where_both_years_are_known(tableau):
    details = {case.libelle: sans_espaces(case.detail) for case in tableau.cases}
    assert details["Emplois pourvus au 31 décembre"] == "−4 sur un an"
    assert details["Recettes de fonctionnement"] == ""


def test_a_changed_row_changes_the_strip(tableau):
    avant = CHIFFRES_PAR_NOM["rh.effectif.total"].valeur(2021)
    ligne = PourvuGrade.objects.for_exercice(2021).first()
    ligne.pourvus += 3
    ligne.save()
    textes = {case.libelle: case.texte for case in tableau.cases}
    assert textes["Emplois pourvus au 31 décembre"] == str(int(avant) + 3)


def test_a_change_undone_by_a_roll_back_leaves_no_trace(tableau):
    avant = tableau.cases
    with pytest.raises(RuntimeError), transaction.atomic():
        Contribution.objects.for_exercice(2021).update(montant=1)
        assert TableauDeBord(tableau.exercice, tableau.utilisateur).cases != avant
        raise RuntimeError
    assert TableauDeBord(tableau.exercice, tableau.utilisateur).cases == avant


def test_a_second_reading_computes_nothing_again(memoire_gardee, agent):
    agent.get("/")
    with CaptureQueriesContext(connection) as requetes:
        agent.get("/")
    assert len(requetes) <= 16


def test_who_may_not_read_an_app_does_not_see_its_charts(client):
    lecteur = compte("sans-droit")
    connecter(lecteur, client)
    tableau = client.get("/").context["tableau"]
    assert (tableau.grands, tableau.petits, tableau.adherents, tableau.cases) == ([], [], "", ())


def test_names_used_by_the_dashboard_exist():
    assert {nom for nom, _ in BANDE} <= set(CHIFFRES_PAR_NOM)
    assert {code for code, _ in (*GRANDS, *PETITS)} <= set(SECTIONS_PAR_CODE)


def test_an_empty_year_has_little_to_show(agent):
    vide = Exercice.objects.create(annee=2031, statut=Exercice.Statut.OUVERT)
    tableau = TableauDeBord(vide, compte("agent"))
    # Memberships without a known end go on; nothing else is known of that year.
    assert [case.libelle for case in tableau.cases] == ["Adhérents"]
    assert tableau.besoins.manquent > 100
    page = agent.get("/?exercice=2031")
    assert page.status_code == 200
    assert f"{tableau.besoins.manquent} manquent" in page.content.decode()


def test_the_state_of_the_report_and_what_it_needs_are_told_in_short(agent, memoire_partagee):
    page = sans_espaces(agent.get("/?exercice=2021").content.decode())
    assert "brouillon" in page and "30 septembre 2022" in page and "/bilan/2021/preparation/" in page
    mettre(Exercice.objects.get(annee=2021), Etat.RELECTURE)
    assert "en relecture" in sans_espaces(agent.get("/?exercice=2021").content.decode())


def test_members_have_their_contribution_and_uses(tableau):
    lignes = {ligne["nom"]: ligne for ligne in adherents_de(2021)}
    arcueil = lignes[Adherent.objects.get(nom_court="Arcueil").nom]
    assert arcueil["montant"] == Decimal("500070.21")
    assert arcueil["fonctions"] == 52
    assert sum(ligne["montant"] or 0 for ligne in lignes.values()) == Contribution.objects.total_of(2021)
    assert [nom for nom, ligne in lignes.items() if ligne["non_adherent"]] == ["LOGIREP"]
    assert all(escape(nom) in tableau.adherents for nom in lignes)
    assert "500\u202f070,21" in tableau.adherents and "LOGIREP</a> <small>non adhérent" in tableau.adherents


def test_members_keep_their_names_in_a_year_without_contributions(donnees_2021):
    Contribution.objects.for_exercice(2021).filter(adherent__nom_court="Arcueil").delete()
    table = TableauDeBord(Exercice.objects.get(annee=2021), compte("agent")).adherents
    assert Adherent.objects.get(nom_court="Arcueil").nom in table


def test_a_correction_of_the_year_before_changes_what_the_year_is_compared_with():
    suivant = Exercice.objects.create(annee=2022, statut=Exercice.Statut.OUVERT)
    vitry = Adherent.objects.get(nom_court="Vitry")
    Contribution.objects.create(exercice=suivant, bilan_de=suivant, adherent=vitry, montant=500)

    def evolution():
        cases = TableauDeBord(suivant, compte("direction")).cases
        return next(case.detail for case in cases if case.libelle == "Contributions des adhérents")

    evolution()
    Contribution.objects.for_exercice(2021).update(montant=0)
    Contribution.objects.filter(exercice=2021, bilan_de=2021, adherent=vitry).update(montant=1000)
    assert evolution() == "−50,0\u00a0% sur un an"


def test_a_year_in_preparation_is_not_compared_with_the_year_before():
    suivant = Exercice.objects.create(annee=2022, statut=Exercice.Statut.PREPARATION)
    vitry = Adherent.objects.get(nom_court="Vitry")
    Contribution.objects.create(exercice=suivant, bilan_de=suivant, adherent=vitry, montant=500)

    def contributions():
        cases = TableauDeBord(suivant, compte("direction")).cases
        return next(case for case in cases if case.libelle == "Contributions des adhérents")

    assert sans_espaces(contributions().texte) == "500 €"
    assert contributions().detail == ""
    suivant.statut = Exercice.Statut.OUVERT
    assert "sur un an" in contributions().detail


def test_a_change_is_told_in_words_with_its_author(agent):
    contribution = Contribution.objects.for_exercice(2021).get(adherent__nom_court="Vitry")
    gestionnaire = compte("gestionnaire")
    with acteur(gestionnaire):
        Contribution.objects.filter(pk=contribution.pk).update(montant=Decimal("1828377.38"))
    page = sans_espaces(agent.get("/").content.decode())
    assert "1 828 377,37" in page
    assert "1 828 377,38" in page
    assert str(gestionnaire) in page


def test_the_report_is_offered_to_who_may_read_it_only(agent, client):
    assert "/bilan/2021/" in agent.get("/?exercice=2021").content.decode()
    connecter("sans-droit", client)
    assert "/bilan/2021/" not in client.get("/?exercice=2021").content.decode()


def test_without_any_year_the_page_says_so(agent):
    Exercice.objects.exclude(statut=Exercice.Statut.REPRIS).update(statut=Exercice.Statut.REPRIS)
    assert "Aucun exercice" in agent.get("/").content.decode()


def test_the_dashboard_costs_the_same_with_more_rows(agent):
    agent.get("/")
    with CaptureQueriesContext(connection) as avant:
        agent.get("/")
    exercice = Exercice.objects.get(annee=2021)
    for rang in range(10):
        adherent = Adherent.objects.create(
            code=f"essai-{rang}", nom=f"Essai {rang}", nom_court=f"E{rang}", genre="1-ville", rang=900 + rang
        )
        Contribution.objects.create(exercice=exercice, bilan_de=exercice, adherent=adherent, montant=1)
    agent.get("/")
    with CaptureQueriesContext(connection) as apres:
        agent.get("/")
    assert len(apres) <= len(avant) + 8  # the latest changes are of two models more


def test_management_is_told_of_the_errors_that_wait_for_an_answer_and_it_costs_one_statement(donnees_2021):
    direction = connecter("direction")

    def lire(client) -> str:
        return " ".join(client.get("/").content.decode().split())

    edition, suivante = (EditionFactory(exercice__annee=annee) for annee in (2041, 2042))
    assert "à examiner" not in lire(direction)
    SignalementFactory(edition=edition)
    adresse = reverse("editions:signalements", args=[2041, 1])
    assert f'<a href="{adresse}">1 erreur signalée</a> par des lecteurs, édition 1 du bilan 2041' in lire(
        direction
    )
    with CaptureQueriesContext(connection) as avant:
        lire(direction)
    SignalementFactory.create_batch(2, edition=edition)
    SignalementFactory(edition=suivante)
    SignalementFactory(edition=edition, sort=Sort.ECARTE, traite=timezone.now())
    with CaptureQueriesContext(connection) as apres:
        page = lire(direction)
    assert "3 erreurs signalées</a> par des lecteurs, édition 1 du bilan 2041" in page
    assert "1 erreur signalée</a> par des lecteurs, édition 1 du bilan 2042" in page
    assert len(apres) == len(avant)
    assert "par des lecteurs" not in lire(connecter("agent"))


def test_each_figure_of_the_strip_leads_to_where_it_comes_from(donnees_2021, agent, memoire_partagee):
    page = agent.get("/").content.decode()
    origines = re.findall(r'href="(/bilan/2021/provenance/\?chiffre=[^"]+)"', page)
    assert len(origines) == len(BANDE)
    reponse = agent.get(origines[3])
    assert reponse.status_code == 200 and "contributions des adhérents" in reponse.content.decode().lower()
    # Of a year that has no report of its own, nothing is printed.
    Exercice.objects.filter(annee=2021).update(statut=Exercice.Statut.REPRIS)
    assert "/provenance/" not in agent.get("/").content.decode()


def test_figures_of_an_overview_lead_to_where_they_come_from(donnees_2021, agent, memoire_partagee):
    page = agent.get("/rh/", {"exercice": 2021}).content.decode()
    sections = re.findall(r'href="(/bilan/2021/provenance/\?section=rh[^"]+)"', page)
    assert "/bilan/2021/provenance/?chiffre=rh.effectif.total" in page and len(sections) > 2
    assert "bilan/provenance.js" in page and page.count("data-origines") >= len(sections)
    assert agent.get(sections[0]).status_code == 200
