"""The same fact over the years: where its series begins and ends, what a page shows of it."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from finances.models import Contribution, IndicateurFinancier
from rh.models import EmploiGrade, Etp
from siim94.ui.pages.evolution import annees_voisines, constat, graphique_annuel, serie
from tests.comptes import connecter
from tests.finances.factories import ContributionFactory, ExerciceFactory, IndicateurFinancierFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lecteur(client):
    return connecter("direction", client)


def texte(reponse) -> str:
    return reponse.content.decode().replace("\u202f", " ").replace("\u00a0", " ")


def test_a_series_holds_the_same_fact_only_in_the_order_of_years():
    autre = ContributionFactory(exercice__annee=2031, nature="prestation")
    for annee in (2033, 2031, 2032):
        ContributionFactory(exercice__annee=annee, montant=annee)
    contribution = Contribution.objects.get(exercice=2032)
    # The member's row of the first data comes first: same member, same nature.
    assert [ligne.exercice_id for ligne in serie(contribution)] == [2021, 2031, 2032, 2033]
    assert autre not in serie(contribution)
    avant, apres = annees_voisines(contribution)
    assert (avant.exercice_id, apres.exercice_id) == (2031, 2033)


def test_a_restated_year_is_shown_by_its_latest_statement():
    ContributionFactory(exercice__annee=2031, montant=100)
    deuxieme = ExerciceFactory(annee=2032)
    redonnee = ContributionFactory(exercice__annee=2031, bilan_de=deuxieme, montant=120)
    ContributionFactory(exercice=deuxieme, montant=150)
    assert redonnee in serie(Contribution.objects.get(exercice=2032))
    assert [ligne.montant for ligne in serie(redonnee)][-2:] == [120, 150]


def test_an_unknown_part_of_the_key_is_a_value_like_another():
    emploi = EmploiGrade.objects.filter(permanent=None).first()
    assert {(ligne.grade_id, ligne.permanent) for ligne in serie(emploi)} == {(emploi.grade_id, None)}
    assert [ligne.exercice_id for ligne in serie(emploi)] == [2020, 2021]


def test_full_time_equivalents_of_the_source_are_set_side_by_side(lecteur):
    page = texte(lecteur.get(Etp.objects.get(exercice=2021).get_absolute_url()))
    assert "Équivalents temps plein, de 2020 à 2021 : −4,2 %" in page
    assert "45,6" in page
    assert "47,6" in page
    precedente = Etp.objects.get(exercice=2020).get_absolute_url()
    assert re.search(rf'<a href="{precedente}"\s+rel="prev">← 2020</a>', page)


def test_a_row_alone_in_its_series_shows_no_evolution(lecteur):
    seule = IndicateurFinancier.objects.get(code="maintenance")
    page = texte(lecteur.get(seule.get_absolute_url()))
    assert "Évolution" not in page
    assert "Autres exercices" not in page
    assert "644 k€" in page


def test_an_indicator_leads_to_its_place_in_the_report(lecteur):
    indicateur = IndicateurFinancier.objects.get(code="maintenance")
    adresse = "/bilan/2021/section/finances.maintenance/"
    assert adresse in texte(lecteur.get(indicateur.get_absolute_url()))
    assert lecteur.get(adresse).url == "/bilan/2021/#depenses-fonctionnement"
    autre = IndicateurFinancier.objects.get(code="reports-diviseur")
    assert "/section/" not in texte(lecteur.get(autre.get_absolute_url()))


def test_a_section_that_the_report_leaves_out_leads_to_its_beginning(lecteur):
    assert lecteur.get("/bilan/2021/section/finances.inconnue/").url == "/bilan/2021/"
    assert lecteur.get("/bilan/1999/section/finances.maintenance/").status_code == 404


def test_the_page_costs_the_same_with_two_years_as_with_nine(lecteur):
    def requetes(indicateur):
        with CaptureQueriesContext(connection) as capture:
            assert lecteur.get(indicateur.get_absolute_url()).status_code == 200
        return len(capture)

    indicateurs = [IndicateurFinancierFactory(exercice__annee=annee) for annee in (2031, 2032)]
    requetes(indicateurs[0])
    deux = requetes(indicateurs[0])
    for annee in range(2033, 2040):
        IndicateurFinancierFactory(exercice__annee=annee)
    assert requetes(indicateurs[0]) == deux


def test_bars_want_two_known_years_and_say_what_is_missing():
    assert graphique_annuel("Jours", [(2020, None), (2021, 3)]) == []
    assert graphique_annuel("Jours", [(2020, 3), (2021, 3)]) == []
    (chart,) = graphique_annuel("Jours", [(2019, 4), (2020, None), (2021, 3)], annee=2021)
    assert chart.titre == "Jours, de 2019 à 2021\u00a0: −25,0\u00a0%"
    assert [nom for nom, _ in chart.rows] == ["2021", "2020", "2019"]
    assert "Une valeur n’est pas renseignée." in chart.alternative


def test_a_series_that_starts_from_zero_has_no_rate():
    assert constat("Jours", [(2020, Decimal(0)), (2021, Decimal(3))]) == "Jours, de 2020 à 2021"
