"""The history of a row in words, and the way back to an earlier state of it."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from adherents.models import Adherent
from applications.models import Projet, ProjetAdherent
from finances.models import Contribution, DocumentBudgetaire
from siim94.socle.journal import acteur
from siim94.socle.models import Exercice, Journal, Utilisateur
from siim94.ui.historique.recit import changements, en_mots, traces
from support.models import Ticket
from tests.comptes import connecter
from tests.ecritures import cruds

pytestmark = pytest.mark.django_db


@pytest.fixture
def contribution():
    return Contribution.objects.filter(exercice=2021).order_by("pk").first()


@pytest.fixture
def marie():
    return Utilisateur.objects.create_user("marie", first_name="Marie", last_name="Martin")


def changer(contribution, auteur=None, motif="", **valeurs):
    with acteur(auteur, motif=motif):
        Contribution.objects.filter(pk=contribution.pk).update(**valeurs)


def page(client, nom, *args):
    return client.get(reverse(f"finances:contribution_{nom}", args=args))


def test_a_change_is_told_with_labels_names_and_french_numbers(contribution, marie):
    autre = Adherent.objects.exclude(contributions__exercice=2021).first()
    ancien = contribution.adherent
    changer(
        contribution,
        marie,
        "erreur de saisie",
        montant=Decimal("1234567.5"),
        adherent=autre,
        nature="prestation",
    )
    (changement,) = changements(traces(Journal.objects.of_objet(contribution)))
    assert changement.qui == "Marie Martin"
    assert changement.trace.motif == "erreur de saisie"
    mots = {d.libelle: (d.avant, d.apres) for d in changement.differences}
    assert mots["Adhérent"] == (str(ancien), str(autre))
    assert mots["Nature"] == ("Non ventilée", "Prestation")
    assert mots["Montant"][1] == "1\u202f234\u202f567,50"


def test_amounts_of_the_journal_are_exact(contribution):
    changer(contribution, montant=Decimal("9999999999.99"))
    changer(contribution, montant=Decimal("0.10"))
    dernier = changements(traces(Journal.objects.of_objet(contribution)))[0]
    assert dernier.differences[0].avant == "9\u202f999\u202f999\u202f999,99"


def test_a_command_and_the_system_are_named(contribution):
    with acteur(commande="charger"):
        Contribution.objects.filter(pk=contribution.pk).update(montant=1)
    changer(contribution, montant=2)
    qui = [c.qui for c in changements(traces(Journal.objects.of_objet(contribution)))]
    assert qui == ["système", "système (charger)"]


def test_the_page_of_an_object_shows_its_history_and_where_it_came_from(contribution, marie):
    client = connecter("agent")
    html = page(client, "detail", contribution.pk).content.decode()
    assert "premières données" in html
    assert "contributions.csv" in html
    changer(contribution, marie, montant=12)
    html = page(client, "detail", contribution.pk).content.decode()
    assert "Marie Martin" in html
    assert reverse("finances:contribution_history", args=[contribution.pk]) in html


def test_the_history_page_keeps_the_origin_under_the_changes(contribution, marie):
    changer(contribution, marie, montant=12)
    html = page(connecter("agent"), "history", contribution.pk).content.decode()
    assert html.index("Marie Martin") < html.index("Donnée chargée le")
    assert "Revenir à l’état d’avant" not in html


@pytest.mark.parametrize("crud", cruds(), ids=lambda crud: crud.model._meta.label)
def test_ten_changes_are_told_with_as_many_queries_as_one(crud):
    objets = list(crud.queryset()[:10])
    if len(objets) < 10:
        pytest.skip("fewer than ten rows")
    model = crud.model
    champ = next(c for c in model._meta.concrete_fields if c.name not in ("version", model._meta.pk.name))
    table = model._meta.db_table
    for objet in objets:
        Journal.objects.create(
            quand="2026-01-01T00:00:00Z",
            action="modification",
            table_nom=table,
            cle=objet.pk,
            avant={champ.column: None},
            apres={champ.column: getattr(objet, champ.attname)},
        )
    lignes = Journal.objects.filter(table_nom=table, quand="2026-01-01T00:00:00Z")

    def compter(nombre):
        with CaptureQueriesContext(connection) as requetes:
            assert len(changements(traces(lignes)[:nombre])) == nombre
        return len(requetes)

    assert compter(10) <= compter(1) + 1


# Back to an earlier state


def adresses_de_retour(client, contribution):
    lus = changements(traces(Journal.objects.of_objet(contribution)))
    return [changement.adresse_restauration for changement in lus]


def test_an_earlier_state_is_shown_then_restored_with_its_reason(contribution, marie):
    ancien = contribution.montant
    for montant in (10, 20, 30):
        changer(contribution, marie, montant=montant)
    client = connecter("gestionnaire")
    _, deuxieme, premiere = adresses_de_retour(client, contribution)
    confirmation = client.get(deuxieme)
    (difference,) = confirmation.context["retour"].differences
    assert (difference.avant, difference.apres) == ("30,00", "10,00")
    version = Contribution.objects.get(pk=contribution.pk).version
    reponse = client.post(deuxieme, {"version": version, "motif_journal": "doublon"})
    assert reponse.status_code == 302
    assert Contribution.objects.get(pk=contribution.pk).montant == 10
    trace = Journal.objects.of_objet(contribution).first()
    assert (trace.auteur, trace.motif) == (client.compte, "doublon")
    client.post(premiere, {"version": Contribution.objects.get(pk=contribution.pk).version})
    assert Contribution.objects.get(pk=contribution.pk).montant == ancien


def test_a_row_changed_since_the_confirmation_is_not_restored(contribution, marie):
    changer(contribution, marie, montant=10)
    client = connecter("gestionnaire")
    (adresse,) = adresses_de_retour(client, contribution)
    version = Contribution.objects.get(pk=contribution.pk).version
    changer(contribution, marie, montant=20)
    assert client.post(adresse, {"version": version}).status_code == 409
    assert Contribution.objects.get(pk=contribution.pk).montant == 20


def test_a_closed_year_refuses_a_restoration_in_words(contribution, marie):
    changer(contribution, marie, montant=10)
    client = connecter("gestionnaire")
    (adresse,) = adresses_de_retour(client, contribution)
    Exercice.objects.filter(annee=2021).update(statut="clos")
    reponse = client.post(adresse, {"version": Contribution.objects.get(pk=contribution.pk).version})
    assert reponse.status_code == 409
    assert "Cet exercice est clos" in reponse.content.decode()


def test_a_state_that_a_constraint_refuses_today_is_refused_in_words(contribution, marie):
    autre = Contribution.objects.filter(exercice=2021).exclude(pk=contribution.pk).first()
    ancien = contribution.adherent
    changer(contribution, marie, adherent=autre.adherent, nature="prestation")
    Contribution.objects.create(exercice_id=2021, adherent=ancien, nature=contribution.nature, montant=1)
    client = connecter("gestionnaire")
    (adresse,) = adresses_de_retour(client, contribution)
    reponse = client.post(adresse, {"version": Contribution.objects.get(pk=contribution.pk).version})
    assert reponse.status_code == 409
    assert "Cet adhérent a déjà une contribution" in reponse.content.decode()


def test_a_deleted_row_comes_back_with_its_key_and_values(contribution, marie):
    cle, adherent, montant = contribution.pk, contribution.adherent, contribution.montant
    with acteur(marie):
        Contribution.objects.filter(pk=cle).delete()
    client = connecter("gestionnaire")
    disparue = page(client, "detail", cle)
    assert disparue.status_code == 410
    assert "Marie Martin" in disparue.content.decode()
    adresse = disparue.context["changement"].adresse_restauration
    assert adresse in disparue.content.decode()
    assert client.get(adresse).status_code == 200
    assert client.post(adresse, {"motif_journal": "suppression par erreur"}).status_code == 302
    rendue = Contribution.objects.get(pk=cle)
    assert (rendue.adherent, rendue.montant, rendue.bilan_de_id) == (adherent, montant, 2021)
    assert Journal.objects.of_objet(rendue).first().motif == "suppression par erreur"
    assert client.post(adresse).status_code == 302
    assert Contribution.objects.filter(adherent=adherent, exercice=2021).count() == 1


def test_what_went_with_a_row_comes_back_with_it(marie):
    projet = Projet.objects.create(code="essai", nom="Essai", nature="metier")
    adherents = Adherent.objects.all()[:2]
    for adherent in adherents:
        ProjetAdherent.objects.create(projet=projet, adherent=adherent)
    client = connecter("gestionnaire")
    client.post(reverse("applications:projet_delete", args=[projet.pk]), {"version": projet.version})
    assert not ProjetAdherent.objects.filter(projet=projet.pk).exists()
    adresse = (
        client.get(reverse("applications:projet_detail", args=[projet.pk]))
        .context["changement"]
        .adresse_restauration
    )
    confirmation = client.get(adresse)
    assert len(confirmation.context["accompagnants"]) == 2
    client.post(adresse, {"motif_journal": "retour"})
    assert set(Projet.objects.get(pk=projet.pk).adherents.all()) == set(adherents)


@pytest.mark.django_db(transaction=True)
def test_only_what_went_in_the_same_transaction_comes_back():
    """By the same person, for the same reason, a moment before: a member that was taken away by itself stays
    away, and one deleted with the project comes back.
    """
    projet = Projet.objects.create(code="essai", nom="Essai", nature="metier")
    retire, garde = (
        ProjetAdherent.objects.create(projet=projet, adherent=adherent)
        for adherent in Adherent.objects.order_by("pk")[:2]
    )
    client = connecter("gestionnaire")
    with acteur(client.compte, motif="ménage"):
        retire.delete()
    with acteur(client.compte, motif="ménage"):
        projet_cle = projet.pk
        projet.delete()
    adresse = (
        client.get(reverse("applications:projet_detail", args=[projet_cle]))
        .context["changement"]
        .adresse_restauration
    )
    client.post(adresse, {"motif_journal": "retour"})
    assert set(Projet.objects.get(pk=projet_cle).adherents.all()) == {garde.adherent}


@pytest.mark.django_db(transaction=True)
def test_the_lines_deleted_with_their_document_come_back_with_it():
    """Protected rows too: whoever deletes a document deletes its lines first."""
    document = DocumentBudgetaire.objects.get(exercice=2021)
    avant = set(document.lignes.values_list("pk", flat=True))
    with acteur(motif="un autre document le remplace"):
        document.lignes.all().delete()
        cle = document.pk
        document.delete()
    client = connecter("gestionnaire")
    adresse = (
        client.get(reverse("finances:documentbudgetaire_detail", args=[cle]))
        .context["changement"]
        .adresse_restauration
    )
    assert client.post(adresse, {"motif_journal": "retour"}).status_code == 302
    assert set(DocumentBudgetaire.objects.get(pk=cle).lignes.values_list("pk", flat=True)) == avant


@pytest.mark.parametrize(
    ("role", "attendu"), [("agent", 403), ("direction", 403), ("gestionnaire", 200), ("admin", 200)]
)
def test_only_those_who_may_change_a_row_may_restore_it(contribution, marie, role, attendu):
    changer(contribution, marie, montant=10)
    client = connecter(role)
    (adresse,) = adresses_de_retour(client, contribution)
    assert client.get(adresse).status_code == attendu


def test_a_trace_of_another_row_cannot_be_restored_here(contribution, marie):
    changer(contribution, marie, montant=10)
    trace = Journal.objects.of_objet(contribution).first()
    autre = Contribution.objects.exclude(pk=contribution.pk).first()
    adresse = reverse("finances:contribution_restore", args=[autre.pk, trace.pk])
    assert connecter("gestionnaire").get(adresse).status_code == 404


def test_a_moment_is_told_in_the_time_of_the_house_not_in_universal_time():
    champ = Utilisateur._meta.get_field("date_joined")
    assert en_mots(champ, datetime.datetime(2022, 7, 1, 8, 31, tzinfo=datetime.UTC)) == "01/07/2022 à 10:31"


def test_a_number_that_names_a_ticket_is_not_a_quantity():
    assert en_mots(Ticket._meta.get_field("numero"), 10023) == "10023"
