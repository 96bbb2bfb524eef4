"""What files of lists hold: the plain values of the columns, whatever way they are read."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tables2.rows import BoundRow

from siim94.ui.listes import exports
from siim94.ui.views import ListeView
from tests.adresses import MOTIFS
from tests.comptes import compte
from tests.lignes import completer

pytestmark = pytest.mark.django_db

CRUDS = {
    nom: motif.callback.view_initkwargs["crud"]
    for nom, motif in sorted(MOTIFS.items())
    if getattr(getattr(motif, "callback", None), "view_class", None) is ListeView and nom.endswith("_list")
}


def table_de(crud, rf):
    requete = rf.get("/", {"exercice": "tous", "colonnes": ",".join(crud.table_class.offertes())})
    requete.user, requete.session = compte("admin"), {}
    return ListeView.pour(crud, requete).table_entiere()


@pytest.mark.parametrize("nom", CRUDS)
def test_a_row_is_what_the_columns_give_one_by_one(nom, rf):
    completer(CRUDS[nom].model, 1)
    table = table_de(CRUDS[nom], rf)
    table.data.data = list(table.data.data[:40])
    lignes = list(table.lignes_exportees())
    assert lignes
    for objet, ligne in zip(table.data.data, lignes, strict=True):
        assert ligne == [BoundRow(objet, table).get_cell_value(c.name) for c in table.columns]


def test_rows_are_read_in_lots_without_a_statement_each(rf):
    crud = CRUDS["finances:contribution_list"]
    completer(crud.model, 30)
    table = table_de(crud, rf)
    with CaptureQueriesContext(connection) as requetes:
        assert len(list(exports.lignes(table))) > 30
    assert len(requetes) <= 2
