"""The journal of the site: filtered, readable by rights, and quick whatever its length."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from adherents.models import Adherent
from finances.models import Contribution
from siim94.socle.effacement import effacer_nom
from siim94.socle.journal import acteur
from siim94.socle.models import Journal, Utilisateur
from siim94.ui.historique.recit import modeles_suivis
from tests.comptes import connecter

pytestmark = pytest.mark.django_db
ADRESSE = "/journal/"


@pytest.fixture
def marie():
    return Utilisateur.objects.create_user("marie", last_name="Marie")


@pytest.fixture
def agent():
    return connecter("agent")


def montres(client, **criteres):
    reponse = client.get(ADRESSE, criteres)
    assert reponse.status_code == 200
    return [(c.trace.table_nom, c.trace.action) for c in reponse.context["changements"]]


@pytest.fixture
def histoire(marie):
    """An update of a yearly row by Marie, and the update of a member by the system."""
    contribution = Contribution.objects.filter(exercice=2021).first()
    with acteur(marie, motif="relance"):
        Contribution.objects.filter(pk=contribution.pk).update(montant=1)
    Adherent.objects.filter(pk=Adherent.objects.first().pk).update(rang=99)
    return contribution


@pytest.mark.parametrize(
    ("criteres", "tables"),
    [
        ({}, ["adherents_adherent", "finances_contribution"]),
        ({"table": "finances_contribution"}, ["finances_contribution"]),
        # A succession of the first data closed a membership.
        ({"auteur": "0"}, ["adherents_adherent", "adherents_adhesion"]),
        ({"annee": "2021"}, ["finances_contribution"]),
        ({"action": "suppression"}, []),
        ({"du": "2000-01-01"}, ["adherents_adherent", "finances_contribution"]),
        ({"au": "2000-01-01"}, []),
    ],
)
def test_each_criterion_keeps_its_changes(agent, histoire, criteres, tables):
    assert [table for table, _ in montres(agent, **criteres)][:2] == tables


def test_only_tables_with_a_history_are_offered(agent, admin_client):
    for client in (agent, admin_client):
        page = client.get(ADRESSE)
        proposees = {cle for cle, _ in page.context["filtre"].form.fields["table"].choices if cle}
        assert {"finances_contribution", "bilan_rubrique", "socle_exercice"} <= proposees
        assert proposees <= set(modeles_suivis())
        assert not proposees & {"bilan_tirage", "socle_journal", "socle_lignechargee"}


def test_a_change_is_told_with_its_author_its_reason_and_a_link(agent, histoire):
    html = agent.get(ADRESSE).content.decode()
    assert "Marie" in html
    assert "relance" in html
    assert histoire.get_absolute_url() in html


def test_accounts_are_told_to_the_administration_only(agent, marie):
    Utilisateur.objects.filter(pk=marie.pk).update(first_name="Anne")
    assert "socle_utilisateur" not in [table for table, _ in montres(agent)]
    assert ("socle_utilisateur", "modification") in montres(connecter("admin"))


def remplir(nombre):
    """Many modifications of contributions by the hundred, as a busy decade would leave; older than the first
    data, whose entries stand on the page however long ago the template was made.
    """
    cles = list(Contribution.objects.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO socle_journal (quand, action, table_nom, cle, annee, avant, apres, commande, motif)
            SELECT (SELECT min(quand) FROM socle_journal) - n * interval '1 minute', 'modification',
                'finances_contribution', (%s::bigint[])[1 + n %% %s]::text, 2021,
                '{"montant": 1}', '{"montant": 2}', '', ''
            FROM generate_series(1, %s) n""",
            [cles, len(cles), nombre],
        )
        cursor.execute("ANALYZE socle_journal")


def test_the_journal_costs_the_same_queries_with_one_row_as_with_a_page(agent):
    remplir(1)
    agent.get(ADRESSE)
    with CaptureQueriesContext(connection) as une:
        agent.get(ADRESSE)
    remplir(60)
    with CaptureQueriesContext(connection) as soixante:
        agent.get(ADRESSE)
    assert len(soixante) == len(une)


def test_a_long_journal_is_never_read_whole(agent):
    """Each query on the changes has a limit or names the rows of one page; ``make bench`` gives the times."""
    remplir(20_000)
    assert Journal.objects.count() > 20_000
    with CaptureQueriesContext(connection) as requetes:
        html = agent.get(ADRESSE).content.decode()
    lectures = [r["sql"] for r in requetes if 'FROM "socle_journal"' in r["sql"]]
    assert lectures
    for lecture in lectures:
        assert " LIMIT " in lecture or '"socle_journal"."id" IN (' in lecture, lecture
    assert "Plus de 10\u202f000 changements" in html
    assert "précisez les critères" in html


def test_a_word_of_the_reason_or_of_the_values_is_found_without_accents(agent, marie):
    contribution = Contribution.objects.filter(exercice=2021).first()
    with acteur(marie, motif="Écart de trésorerie"):
        Contribution.objects.filter(pk=contribution.pk).update(montant="98765.43")
    assert montres(agent, q="tresorerie ecart") == [("finances_contribution", "modification")]
    assert montres(agent, q="98765.43") == [("finances_contribution", "modification")]
    assert montres(agent, q="introuvable") == []


@pytest.mark.parametrize(("demandee", "montree"), [("25", 25), ("50", 50), ("7", 50), ("abc", 50)])
def test_the_size_of_the_page_is_chosen_among_a_few(agent, marie, demandee, montree):
    adherent = Adherent.objects.first()
    for rang in range(60):
        Adherent.objects.filter(pk=adherent.pk).update(rang=rang + 100)
    assert len(montres(agent, par_page=demandee)) == montree


def test_the_erasure_of_a_name_is_told_with_its_reason_and_marks_what_it_touched(agent, histoire, marie):
    with acteur(motif="demande de la personne", commande="journal --effacer"):
        assert effacer_nom("relance") == 1
    reponse = agent.get(ADRESSE, {"action": "effacement"})
    (effacement,) = reponse.context["changements"]
    assert (effacement.qui, effacement.trace.motif) == (
        "système (journal --effacer)",
        "demande de la personne",
    )
    texte = reponse.content.decode()
    assert f"contribution nº {histoire.pk}" in effacement.nom and effacement.nom in texte
    assert effacement.trace.apres["contenu"] not in texte
    assert "nom effacé" in agent.get(ADRESSE, {"table": "finances_contribution"}).content.decode()
    assert montres(agent)[0] == ("socle_journal", "effacement")
