"""Tickets of exports into the database: merged, never guessed, never with a name."""

import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siim94.demonstration.glpi import MOTS_STATUT, TITRES, fictifs, ticket
from siim94.formats.erreurs import ErreurFormat
from siim94.formats.glpi_tickets import Statut
from siim94.socle.ecriture import comparer, ecrire
from siim94.socle.journal import acteur
from siim94.socle.models import Chargement, Journal, LigneChargee, Revision
from support.chargements import comparer_lot, fusionner, lire_lot
from support.models import ReleveTickets, Ticket
from tests.rh.factories import ExerciceFactory
from tests.support.exports_glpi import EntiteFactory, PlateformeFactory, export

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def entite():
    return EntiteFactory(libelle="Racine > Ville")


def charger(plateforme, lignes, titres=TITRES):
    """Merge rows as a load does; gives what was foretold and what was done."""
    chargement = Chargement.objects.create(
        genre=Chargement.Genre.GLPI_TICKETS, fichier="export.csv", empreinte="0" * 64
    )
    with acteur(commande="essai", chargement=chargement):
        lot = lire_lot(plateforme, export(lignes, titres))
        annonce = comparer_lot(lot)
        ecrire([comparer(table) for table in lot.tables()], chargement, lambda *_: None)
        fait = fusionner(lot, chargement, lambda *_: None)
    assert (annonce.crees, annonce.modifies, annonce.inchanges) == (fait.crees, fait.modifies, fait.inchanges)
    return annonce, chargement


def test_tickets_keep_numbers_dates_and_delays_in_local_time(entite):
    charger(
        entite.plateforme,
        [
            ticket(
                49541,
                entite=entite.libelle,
                statut="Résolu",
                type="Incident",
                priorite="Haute",
                categorie="Incident > Imprimante",
                ouverture="2031-07-16 14:57",
                modification="2031-07-18 18:35",
                resolution="2031-07-18 18:35",
                delai="2 heures 52 minutes",
            )
        ],
    )
    lu = Ticket.objects.get(plateforme=entite.plateforme)
    assert (lu.numero, lu.entite, lu.statut, lu.type, lu.priorite) == (49541, entite, "resolu", "incident", 4)
    assert lu.categorie == "Incident > Imprimante"
    assert lu.ouverture == datetime.datetime(2031, 7, 16, 14, 57, tzinfo=PARIS)
    assert lu.ouverture.utcoffset() == datetime.timedelta(0) and lu.ouverture.hour == 12
    assert lu.resolution == datetime.datetime(2031, 7, 18, 18, 35, tzinfo=PARIS)
    assert lu.cloture is None
    assert lu.delai_resolution == (2 * 60 + 52) * 60
    assert lu.delai_prise_en_compte is None
    assert (lu.version, lu.reouvertures) == (1, 0)


def test_no_name_of_a_person_reaches_any_table(entite):
    charger(entite.plateforme, [ticket(1, entite=entite.libelle), ticket(2, entite=entite.libelle)])
    charger(entite.plateforme, [ticket(1, entite=entite.libelle, statut="Clos")])
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            requete = f'SELECT count(*) FROM "{table}" x WHERE x::text ~ %s'
            cursor.execute(requete, ["Untel|Technicien Dominique"])
            assert cursor.fetchone()[0] == 0, table


def test_the_same_export_again_changes_nothing(entite):
    lignes = list(fictifs(200, entites=[entite.libelle]))
    charger(entite.plateforme, lignes)
    traces = Journal.objects.count(), Revision.objects.count()
    annonce, chargement = charger(entite.plateforme, lignes)
    assert (annonce.crees, annonce.modifies, annonce.inchanges) == (0, 0, 200)
    assert not LigneChargee.objects.filter(chargement=chargement).exists()
    assert (Journal.objects.count(), Revision.objects.count()) == traces
    assert ReleveTickets.objects.filter(plateforme=entite.plateforme).count() == 1


def test_a_later_export_updates_and_the_journal_keeps_what_was(entite):
    charger(entite.plateforme, [ticket(1, entite=entite.libelle), ticket(2, entite=entite.libelle)])
    resolu = ticket(
        1,
        entite=entite.libelle,
        statut="Résolu",
        modification="2031-03-20 10:00",
        resolution="2031-03-20 10:00",
    )
    annonce, chargement = charger(entite.plateforme, [resolu, ticket(3, entite=entite.libelle)])
    assert (annonce.crees, annonce.modifies, annonce.inchanges) == (1, 1, 0)
    assert annonce.changements[0].numero == 1
    assert annonce.changements[0].champs["statut"] == ("nouveau", "resolu")
    modifie = Ticket.objects.get(plateforme=entite.plateforme, numero=1)
    assert modifie.statut == "resolu" and modifie.version == 2
    trace = Journal.objects.of_objet(modifie).get()
    assert trace.chargement_id == chargement.pk and trace.annee == 2031
    assert trace.avant["statut"] == "nouveau" and trace.apres["statut"] == "resolu"
    inscrites = LigneChargee.objects.filter(chargement=chargement, table_nom="support_ticket")
    assert sorted(inscrites.values_list("action", "cle", "ligne")) == [
        ("creation", str(Ticket.objects.get(plateforme=entite.plateforme, numero=3).pk), 3),
        ("modification", str(modifie.pk), 2),
    ]


def test_inserts_of_a_load_are_not_journalled_and_touch_the_report_of_their_year(entite):
    charger(
        entite.plateforme,
        [
            ticket(1, entite=entite.libelle, ouverture="2030-12-31 23:30"),
            ticket(2, entite=entite.libelle, ouverture="2031-01-01 00:10"),
        ],
    )
    assert not Journal.objects.filter(table_nom="support_ticket").exists()
    assert {2030, 2031} <= set(Revision.objects.values_list("annee", flat=True))


def test_a_column_that_the_later_export_lacks_keeps_what_is_known(entite):
    charger(entite.plateforme, [ticket(1, entite=entite.libelle, categorie="Réseau", delai="3 heures")])
    titres = ("ID", "Date d'ouverture", "Statut", "Dernière modification")
    charger(entite.plateforme, [ticket(1, statut="Clos", modification="2031-04-01 08:00")], titres)
    lu = Ticket.objects.get(plateforme=entite.plateforme)
    assert (lu.statut, lu.entite, lu.categorie, lu.delai_resolution) == ("clos", entite, "Réseau", 10_800)


def test_an_emptied_cell_empties_what_was_known(entite):
    charger(entite.plateforme, [ticket(1, entite=entite.libelle, resolution="2031-03-15 09:00")])
    charger(entite.plateforme, [ticket(1, entite=entite.libelle, modification="2031-03-16 09:00")])
    assert Ticket.objects.get(plateforme=entite.plateforme).resolution is None


def test_an_older_row_changes_nothing_and_is_told(entite):
    charger(
        entite.plateforme,
        [ticket(1, entite=entite.libelle, statut="Clos", modification="2031-05-01 10:00")],
    )
    annonce, _ = charger(entite.plateforme, [ticket(1, entite=entite.libelle, statut="Nouveau")])
    assert (annonce.modifies, annonce.anciens) == (0, 1)
    assert Ticket.objects.get(plateforme=entite.plateforme).statut == "clos"


def test_an_older_export_that_does_not_date_its_rows_is_refused(entite):
    charger(entite.plateforme, [ticket(1, entite=entite.libelle, modification="2031-05-01 10:00")])
    titres = [titre for titre in TITRES if titre != "Dernière modification"]
    with pytest.raises(ErreurFormat, match="plus ancien que celui du 01/05/2031"):
        charger(entite.plateforme, [ticket(1, entite=entite.libelle)], titres)


@pytest.mark.parametrize(
    ("avant", "apres", "attendu"),
    [
        ({"statut": "Résolu"}, {"statut": "En cours (Attribué)"}, 1),
        ({"statut": "Clos"}, {"statut": "Nouveau"}, 1),
        ({"statut": "Résolu"}, {"statut": "Clos"}, 0),
        ({"statut": "Nouveau"}, {"statut": "En attente"}, 0),
        ({"statut": "Nouveau"}, {"statut": "Résolu", "resolution": "2031-03-20 10:00"}, 0),
        (
            {"statut": "Résolu", "resolution": "2031-03-15 10:00"},
            {"statut": "Résolu", "resolution": "2031-03-20 10:00"},
            1,
        ),
        (
            {"statut": "Résolu", "resolution": "2031-03-15 10:00"},
            {"statut": "Clos", "resolution": "2031-03-15 10:00"},
            0,
        ),
    ],
)
def test_a_reopening_is_seen_between_two_exports(entite, avant, apres, attendu):
    charger(entite.plateforme, [ticket(1, entite=entite.libelle, **avant)])
    suite = ticket(1, entite=entite.libelle, modification="2031-03-21 10:00", **apres)
    annonce, _ = charger(entite.plateforme, [suite])
    assert annonce.rouverts == attendu
    assert Ticket.objects.get(plateforme=entite.plateforme).reouvertures == attendu


def test_two_platforms_hold_the_same_number_apart(entite):
    autre = EntiteFactory(libelle="Autre racine")
    charger(entite.plateforme, [ticket(1, entite=entite.libelle)])
    charger(autre.plateforme, [ticket(1, entite=autre.libelle, statut="Clos")])
    assert set(Ticket.objects.filter(numero=1).values_list("plateforme", "statut")) == {
        (entite.plateforme.pk, "nouveau"),
        (autre.plateforme.pk, "clos"),
    }


def test_tickets_without_entity_are_those_of_the_default_member(entite):
    plateforme = PlateformeFactory(adherent_defaut=entite.adherent)
    charger(plateforme, [ticket(1)], ("ID", "Date d'ouverture"))
    lu = Ticket.objects.get(plateforme=plateforme)
    assert lu.entite is None and lu.adherent == entite.adherent
    assert list(Ticket.objects.for_adherent(entite.adherent)) == [lu]


def test_tickets_without_entity_nor_default_member_are_refused(entite):
    with pytest.raises(ErreurFormat, match="pas d’adhérent par défaut") as refus:
        charger(entite.plateforme, [ticket(1, entite=entite.libelle), ticket(2)])
    assert refus.value.ligne == 3
    assert not Ticket.objects.filter(plateforme=entite.plateforme).exists()


def test_all_the_faults_of_a_file_are_told_and_nothing_is_stored(entite):
    lignes = [
        ticket(1, entite=entite.libelle),
        ticket(2, entite=entite.libelle, statut="Perdu"),
        ticket(1, entite=entite.libelle, ouverture="2031-02-31 10:00"),
    ]
    with pytest.raises(ErreurFormat) as refus:
        charger(entite.plateforme, lignes)
    assert [erreur.ligne for erreur in refus.value] == [3, 4]
    assert not Ticket.objects.filter(plateforme=entite.plateforme).exists()


def test_a_text_longer_than_its_column_is_a_fault_of_its_row(entite):
    with pytest.raises(ErreurFormat, match="dépasse 400 caractères") as refus:
        charger(entite.plateforme, [ticket(1, entite=entite.libelle, categorie="x" * 401)])
    assert refus.value.ligne == 2


def test_an_export_without_ticket_is_refused(entite):
    with pytest.raises(ErreurFormat, match="aucun ticket"):
        charger(entite.plateforme, [])


def test_a_ticket_of_a_closed_year_may_still_be_resolved(entite):
    exercice = ExerciceFactory(annee=2031)
    charger(entite.plateforme, [ticket(1, entite=entite.libelle)])
    type(exercice).objects.filter(annee=2031).update(statut="clos")
    charger(
        entite.plateforme, [ticket(1, entite=entite.libelle, statut="Clos", modification="2032-01-05 9:00")]
    )
    assert Ticket.objects.get(plateforme=entite.plateforme).statut == "clos"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(list(MOTS_STATUT)), min_size=1, max_size=6))
def test_reopenings_are_the_passages_from_resolved_to_open(entite, statuts):
    Ticket.objects.filter(plateforme=entite.plateforme).delete()
    for jour, statut in enumerate(statuts, start=1):
        charger(
            entite.plateforme,
            [
                ticket(
                    1,
                    entite=entite.libelle,
                    statut=MOTS_STATUT[statut],
                    modification=f"2031-04-{jour:02} 10:00",
                )
            ],
        )
    finis = [statut in (Statut.RESOLU, Statut.CLOS) for statut in statuts]
    lu = Ticket.objects.get(plateforme=entite.plateforme)
    assert lu.reouvertures == sum(avant and not apres for avant, apres in pairwise(finis))
    assert lu.statut == statuts[-1]
