"""The pages of a list: every row once, whatever the sort, and a number of rows that follows the data."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from siim94.ui.listes.pagination import ListePaginator, compter
from support.models import Ticket
from support.tables import TicketTable
from tests.support.exports_glpi import EntiteFactory, TicketFactory

pytestmark = pytest.mark.django_db


def le(jour):
    return datetime.datetime(2031, 3, jour, 12, tzinfo=datetime.UTC)


@pytest.fixture
def tickets():
    entite = EntiteFactory()
    return [TicketFactory(entite=entite, ouverture=le(1 + n % 3), type="") for n in range(23)]


def pages(tri=None, taille=5):
    table = TicketTable(Ticket.objects.all(), order_by=tri)
    table.paginate(ListePaginator, page=1, per_page=taille)
    return table.paginator, [
        [ligne.record.pk for ligne in table.paginator.page(numero).object_list]
        for numero in table.paginator.page_range
    ]


@pytest.mark.parametrize("tri", [None, "type", "-type", "numero", "-numero", "resolution", "plateforme"])
def test_every_row_is_on_one_page_in_the_order_of_the_list(tickets, tri):
    _, trouvees = pages(tri)
    _, (tout,) = pages(tri, taille=100)
    assert [len(page) for page in trouvees] == [5, 5, 5, 5, 3]
    assert [cle for page in trouvees for cle in page] == tout
    assert sorted(tout) == sorted(ticket.pk for ticket in tickets)


def test_rows_that_the_sort_leaves_equal_follow_their_keys(tickets):
    cles = sorted(ticket.pk for ticket in tickets)
    assert pages("type", taille=100)[1] == [cles]
    assert pages("-type", taille=100)[1] == [cles[::-1]]


@pytest.mark.parametrize(
    ("demandee", "donnee"), [("0", 1), ("-3", 1), ("2", 2), ("999", 5), ("x", 1), (None, 1), ("²", 1)]
)
def test_any_number_leads_to_a_page_that_exists(tickets, demandee, donnee):
    table = TicketTable(Ticket.objects.all())
    table.paginate(ListePaginator, page=demandee, per_page=5)
    assert table.page.number == donnee


def test_a_page_costs_one_query_and_reads_no_other_row(tickets):
    table = TicketTable(Ticket.objects.select_related("plateforme"))
    table.paginate(ListePaginator, page=4, per_page=5)
    with CaptureQueriesContext(connection) as requetes:
        assert len(list(table.page.object_list)) == 5
    assert len(requetes) == 1


def test_the_number_of_rows_is_counted_again_when_they_change_only(tickets):
    lignes = Ticket.objects.filter(type="")
    assert compter(lignes) == 23
    with CaptureQueriesContext(connection) as requetes:
        assert compter(lignes.order_by("numero")) == 23
    assert "support_ticket" not in "".join(requete["sql"] for requete in requetes)
    TicketFactory(entite=tickets[0].entite, ouverture=le(1), type="")
    assert compter(lignes) == 24
    assert compter(lignes.none()) == 0
