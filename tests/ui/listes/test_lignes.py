import datetime
from zoneinfo import ZoneInfo

import pytest
from django.template import Context
from django.template.base import render_value_in_context
from django.utils import timezone

from adherents.models import Adherent, Alias
from adherents.views import AdherentCrud, AliasCrud
from applications.models import IndicateurActivite
from applications.views import IndicateurActiviteCrud
from siim94.ui.listes.lignes import lignes_html
from support.models import Ticket
from support.tables import TicketTable
from tests.comptes import connecter
from tests.ecritures import cruds
from tests.lignes import completer
from tests.support.factories import TicketFactory

pytestmark = pytest.mark.django_db


# What no factory makes: loads and first data give some.
SANS_FABRIQUE = {"bilan.rubrique", "socle.organisme", "socle.pole"}


@pytest.mark.parametrize("crud", cruds(), ids=lambda crud: crud.model._meta.label_lower)
def test_each_cell_says_what_django_tables2_makes_of_its_column(crud):
    if crud.model._meta.label_lower not in SANS_FABRIQUE:
        completer(crud.model, 2)
    colonnes = list(crud.table_class.offertes())
    table = crud.table_class(crud.lignes(None, 9999, colonnes)[:20], colonnes=colonnes)
    rangees = list(table.rows)
    assert rangees
    for rangee in rangees:
        for colonne in table.columns:
            cellule = render_value_in_context(rangee.get_cell(colonne.name), Context())
            assert table.cellules[colonne.name](rangee) == cellule


def test_a_choice_without_a_code_says_its_label():
    ligne = IndicateurActivite.objects.first()
    ligne.qualificatif = ""
    assert "<td>Exact</td>" in lignes_html(IndicateurActiviteCrud.table_class([ligne]))


def test_the_first_column_leads_to_the_page_of_the_row_if_it_has_one():
    adherent = Adherent.objects.first()
    assert f'<th scope="row"><a href="{adherent.get_absolute_url()}">' in lignes_html(
        AdherentCrud.table_class([adherent])
    )
    alias = Alias.objects.exclude(adherent=None).first()
    assert alias.adherent.get_absolute_url() in lignes_html(AliasCrud.table_class([alias]))
    alias.adherent = None
    assert "<a " not in lignes_html(AliasCrud.table_class([alias]))


def test_a_moment_is_told_in_the_time_zone_of_the_page():
    TicketFactory(ouverture=datetime.datetime(2021, 7, 1, 12, tzinfo=datetime.UTC))
    for zone, heure in (("Europe/Paris", "14:00"), ("Indian/Reunion", "16:00")):
        with timezone.override(ZoneInfo(zone)):
            assert f"01/07/2021 {heure}" in lignes_html(TicketTable(Ticket.objects.all()))


def test_what_a_cell_holds_is_escaped():
    assert "&lt;b&gt;&amp;" in lignes_html(
        AdherentCrud.table_class([Adherent(pk=1, nom="Ville", nom_court="<b>&")])
    )


def test_a_row_is_chosen_and_corrected_by_those_who_may_write():
    pages = {
        role: connecter(role).get("/adherents/autres-noms/").content for role in ("gestionnaire", "agent")
    }
    for signe in (b'name="selection"', b">Modifier</a>"):
        assert signe in pages["gestionnaire"] and signe not in pages["agent"]
