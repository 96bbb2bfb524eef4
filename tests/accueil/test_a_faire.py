"""What the dashboard tells an account to do next: by its rights, and only while it is to be done."""

import datetime

import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from adherents.models import Adherent, Convention
from siim94.accueil.tableau_de_bord import TableauDeBord
from siim94.editions.models import Etat, Responsable
from siim94.socle.journal import acteur
from siim94.socle.models import Chargement, Exercice, Journal, Travail
from tests.comptes import compte, connecter
from tests.editions.relecture import mettre

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("memoire_partagee")]


def a_faire(role: str) -> dict[str, str]:
    """What an account is told, by the word of its state."""
    taches = TableauDeBord(Exercice.objects.get(annee=2021), compte(role)).a_faire
    return {tache.etat: f"{tache.titre} : {tache.suite}" for tache in taches}


def charge(**avec) -> Chargement:
    return Chargement.objects.create(**{"genre": "totem", "fichier": "ca.xml", "empreinte": "0" * 64} | avec)


def test_who_only_reads_has_nothing_to_do():
    assert a_faire("agent") == {}
    assert a_faire("sans-droit") == {}


def test_a_load_that_waits_is_told_to_its_author_only():
    charge(auteur=compte("gestionnaire"), etat=Chargement.Etat.APERCU, titre="Compte administratif 2021")
    assert a_faire("gestionnaire")["à confirmer"].startswith("Compte administratif 2021 : ")
    assert "à confirmer" not in a_faire("admin")


def test_work_that_failed_lately_is_told_to_who_asked_for_it():
    def rate(fin):
        cle = Travail.objects.count() + 1
        Travail.objects.create(
            genre="essai", cle=cle, auteur=compte("agent"), etat=Travail.Etat.ECHEC, fin=fin
        )

    rate(timezone.now() - datetime.timedelta(days=20))
    assert "échec" not in a_faire("agent")
    rate(timezone.now())
    assert a_faire("agent")["échec"].startswith("Un travail a échoué")
    assert "échec" not in a_faire("admin")


def test_the_next_move_of_the_report_is_told_to_those_who_make_it():
    exercice = Exercice.objects.get(annee=2021)
    assert "à écrire" in a_faire("gestionnaire")
    mettre(exercice, Etat.RELECTURE)
    assert "aucun commentaire" in a_faire("direction")["à valider"]
    assert "à valider" not in a_faire("gestionnaire") and "à écrire" not in a_faire("gestionnaire")
    mettre(exercice, Etat.VALIDE)
    assert "à publier" in a_faire("direction")
    assert "à publier" not in a_faire("gestionnaire")


def test_parts_of_the_report_are_told_to_who_is_in_charge_of_them():
    tableau = TableauDeBord(Exercice.objects.get(annee=2021), compte("gestionnaire"))
    partie = next(p for p in tableau.besoins.parties if p.pk and any(e.etat != "pret" for e in p.elements))
    assert "à vous" not in a_faire("gestionnaire")
    Responsable.objects.create(exercice_id=2021, rubrique=partie.code, qui=compte("gestionnaire"))
    assert "à vous" in a_faire("gestionnaire") and "à vous" not in a_faire("direction")


def test_a_year_in_preparation_is_told_to_those_who_open_it():
    Exercice.objects.create(annee=2022, statut=Exercice.Statut.PREPARATION)
    assert a_faire("direction")["à ouvrir"].startswith("Exercice 2022")
    assert "à ouvrir" not in a_faire("gestionnaire")


def test_dates_that_come_are_told_the_nearest_first():
    arcueil = Adherent.objects.get(nom_court="Arcueil")
    for jours, objet in ((400, "lointaine"), (30, "proche"), (-3, "finie")):
        Convention.objects.create(
            adherent=arcueil, nature="services", objet=objet, fin=localdate() + datetime.timedelta(days=jours)
        )
    dates = TableauDeBord(Exercice.objects.get(annee=2021), compte("agent")).dates
    assert [date.jour for date in dates] == sorted(date.jour for date in dates)
    titres = " ".join(date.titre for date in dates)
    assert "proche" in titres and "lointaine" not in titres and "finie" not in titres


def test_a_load_is_told_in_one_line_whatever_it_changed(client):
    chargement = charge(etat=Chargement.Etat.FAIT, titre="Budget chargé", crees=41, modifies=1)
    Adherent.objects.filter(nom_court="Vitry").update(siret="")
    trace = Journal.objects.order_by("-pk").first()
    table = {"quand": trace.quand, "action": "modification", "table_nom": trace.table_nom}
    Journal.objects.bulk_create(
        Journal(**table, cle=str(cle), chargement_id=chargement.pk, avant={}, apres={}) for cle in range(20)
    )
    with acteur(compte("gestionnaire")):
        Adherent.objects.filter(nom_court="Arcueil").update(siret="")
    connecter("agent", client)
    page = client.get("/")
    assert all(c.trace.chargement_id is None for c in page.context["tableau"].changements)
    assert "Budget chargé</a> : 41 lignes créées, 1 modifiée" in page.content.decode()


@pytest.mark.parametrize(
    ("comptes", "dit"),
    [
        ({}, "rien n’a changé"),
        ({"crees": 1}, "1 ligne créée"),
        ({"modifies": 2, "supprimes": 1}, "2 lignes modifiées, 1 supprimée"),
    ],
)
def test_what_a_load_did_is_told_in_words(comptes, dit):
    assert Chargement(**comptes).resultat == dit
