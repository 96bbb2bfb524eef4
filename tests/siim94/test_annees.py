"""The made-up years of the tests and benchmarks: whole, marked, and never in a base that people use."""

import pytest

from applications.models import Deploiement
from finances.models import Contribution, LigneBudget
from siim94.socle.models import Exercice
from support.models import Ticket
from tests.annees import copier
from tests.bench.donnees import construire_base, dix_annees, tickets

pytestmark = pytest.mark.django_db


def test_a_copied_year_has_the_rows_of_the_first_with_other_amounts_and_is_marked_fictitious():
    copier(2021, [2022, 2023])
    assert set(Exercice.objects.filter(annee__gt=2021).values_list("annee", "fictif")) == {
        (2022, True),
        (2023, True),
    }
    for annee in (2022, 2023):
        assert Contribution.objects.for_exercice(annee).count() == (
            Contribution.objects.for_exercice(2021).count()
        )
        assert Contribution.objects.total_of(annee) != Contribution.objects.total_of(2021)
        for modele, chemin in ((LigneBudget, "document__bilan_de"), (Deploiement, "ligne__bilan_de")):
            nombres = [modele.objects.filter(**{chemin: an}).count() for an in (2021, annee)]
            assert nombres[0] == nombres[1] > 0


@pytest.mark.parametrize("faire", [dix_annees, lambda: tickets(1)], ids=["years", "tickets"])
def test_made_up_data_are_refused_outside_a_database_of_benchmarks(faire):
    with pytest.raises(SystemExit, match="n’est pas une base de banc d’essai"):
        faire()
    assert not Exercice.objects.filter(fictif=True).exists()
    assert not Ticket.objects.exists()


def test_a_database_of_benchmarks_cannot_take_the_name_of_another():
    with pytest.raises(ValueError, match="begins with bench_"):
        construire_base("siim94")
