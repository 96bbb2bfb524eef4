"""What a member pays: shares and ranks of the source, years side by side, what its predecessors paid."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from adherents.models import Adherent
from finances.models import Contribution
from finances.panneaux import PANNEAUX_ADHERENT, ContributionsAdherentPanneau, cases_adherent
from finances.versements import versements, versements_des_predecesseurs
from siim94.socle.models import Exercice
from tests.adherents.factories import SituationAdherentFactory, SuccessionFactory
from tests.comptes import compte, connecter
from tests.finances import factories as f

pytestmark = pytest.mark.django_db


def adherent(code):
    return Adherent.objects.get(code=code)


@pytest.fixture
def page(client):
    """The text of a member's page, as someone who may only read sees it."""
    connecter("direction", client)

    def lire(code):
        contenu = client.get(adherent(code).get_absolute_url()).content.decode()
        return contenu.replace("\u202f", " ").replace("\u00a0", " ")

    return lire


@pytest.fixture
def panneau(rf):
    requete = rf.get("/")
    requete.user = compte("agent")
    return lambda code: ContributionsAdherentPanneau(
        adherent(code), requete, Exercice.objects.get(annee=2021)
    )


def test_shares_and_ranks_are_those_of_the_source():
    (vitry,) = versements(adherent("vitry"))
    assert (vitry.montant, vitry.rang, vitry.payeurs) == (Decimal("1828377.37"), 1, 16)
    assert vitry.total == Decimal("6666433.74")
    assert round(vitry.part, 1) == Decimal("27.4")
    (smbvb,) = versements(adherent("smbvb"))
    assert smbvb.rang == 16


def test_years_follow_each_other_latest_first():
    f.ContributionFactory(exercice__annee=2022, montant=Decimal("2000000.00"))
    dernier, premier = versements(adherent("vitry"))
    assert (dernier.annee, dernier.precedent, dernier.rang) == (2022, Decimal("1828377.37"), 1)
    assert premier.precedent is None


def test_a_restated_year_counts_its_latest_statement_once():
    f.ContributionFactory(
        exercice=Exercice.objects.get(annee=2021),
        bilan_de=f.ExerciceFactory(annee=2022),
        montant=Decimal("1.00"),
    )
    (vitry,) = versements(adherent("vitry"))
    assert (vitry.montant, vitry.rang) == (Decimal("1.00"), 16)


def test_natures_of_a_year_add_up_and_no_single_row_stands_for_them():
    f.ContributionFactory(exercice=Exercice.objects.get(annee=2021), nature="prestation")
    (vitry,) = versements(adherent("vitry"))
    assert vitry.montant == Decimal("1829377.37")
    assert vitry.contribution is None


def test_per_head_only_where_heads_are_known():
    (vitry,) = versements(adherent("vitry"))
    assert vitry.par_habitant is None
    SituationAdherentFactory(exercice__annee=2021, adherent=adherent("vitry"), population=100_000)
    (vitry,) = versements(adherent("vitry"))
    assert vitry.par_habitant == Decimal("18.2837737")
    assert vitry.par_poste is None


def test_successor_shows_what_its_predecessors_paid():
    anciens, (annee,) = versements_des_predecesseurs(adherent("valdevy"))
    assert {ancien.code for ancien in anciens} == {"opaly", "oph-villejuif", "oph-vitry"}
    assert annee.total == Decimal("303742.32") + Decimal("181414.92") + Decimal("331165.13")


def test_predecessors_are_followed_at_any_depth():
    SuccessionFactory(ancien=adherent("valdevy"), nouveau=adherent("saf94"))
    anciens = Adherent.objects.predecesseurs_de(adherent("saf94"))
    assert {ancien.code for ancien in anciens} == {"valdevy", "opaly", "oph-villejuif", "oph-vitry"}


def test_page_shows_amount_share_and_rank(page):
    vue = page("ivry")
    for attendu in ("1 318 655,28", "19,8 %", "2e sur 16", "Ivry verse 19,8 % des contributions de 2021"):
        assert attendu in vue


def test_page_of_a_successor_shows_the_whole_of_what_was_paid_before(page):
    vue = page("valdevy")
    assert "Contributions des prédécesseurs" in vue
    assert "816 322,37" in vue


def test_a_changed_amount_changes_page_share_and_rank(page):
    Contribution.objects.filter(adherent__code="ivry").update(montant=Decimal("2000000.00"))
    vue = page("ivry")
    assert "2 000 000,00" in vue
    assert "1er sur 16" in vue
    assert "27,2 %" in vue
    # But for the history of the member, which tells what became of it.
    assert vue.count("1 318 655,28") == vue.count("<del>1 318 655,28</del>") == 1


def test_bars_by_year_replace_the_ranking_as_soon_as_two_years_are_known(panneau):
    (place,) = panneau("vitry").graphiques
    assert len(place.rows) == 16
    f.ContributionFactory(exercice__annee=2022, montant=Decimal("2000000.00"))
    (annees,) = panneau("vitry").graphiques
    assert annees.rows == (("2022", Decimal("2000000.00")), ("2021", Decimal("1828377.37")))
    assert annees.titre == "Contributions (Vitry), de 2021 à 2022\u00a0: +9,4\u00a0%"


def test_strip_tells_the_change_over_a_year():
    f.ContributionFactory(exercice__annee=2022, montant=Decimal("2000000.00"))
    montant, part = cases_adherent(adherent("vitry"), Exercice.objects.get(annee=2022))
    assert montant.detail == "+9,4\u00a0% sur un an"
    assert part.detail == "1er sur 1"


def test_hidden_from_those_who_may_not_read_contributions(rf):
    requete = rf.get("/")
    requete.user = compte("sans-droit")
    annee = Exercice.objects.get(annee=2021)
    assert not any(c(adherent("vitry"), requete, annee).est_visible for c in PANNEAUX_ADHERENT)


def test_page_costs_the_same_with_two_years_as_with_nine(client):
    connecter("direction", client)

    def requetes():
        with CaptureQueriesContext(connection) as capture:
            assert client.get(adherent("vitry").get_absolute_url()).status_code == 200
        return len(capture)

    f.ContributionFactory(exercice__annee=2031)
    SituationAdherentFactory(exercice__annee=2021, adherent=adherent("vitry"), population=1)
    requetes()
    deux = requetes()
    for annee in range(2032, 2039):
        f.ContributionFactory(exercice__annee=annee)
        SituationAdherentFactory(exercice__annee=annee, adherent=adherent("vitry"), population=annee)
    assert requetes() == deux
