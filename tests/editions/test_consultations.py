"""Who read a report before it was published: once each, kept with the edition, shown to management alone."""

import json

import pytest
from django.http import HttpResponse
from django.urls import reverse

from siim94.bilan import views as bilan
from siim94.editions import archives, consultations
from siim94.editions.corrections import registre
from siim94.editions.models import Consultation
from siim94.socle.journal import acteur
from siim94.socle.models import Exercice
from tests.comptes import ROLES, compte, connecter
from tests.editions.factories import CopieFactory, PieceFactory, sceller
from tests.editions.publie import publie

pytestmark = pytest.mark.django_db
ANNEE = 2021


def lues() -> list[tuple]:
    return list(Consultation.objects.order_by("pk").values_list("lecteur_nom", "copie", "numero"))


def test_a_reading_is_noted_once_for_each_draft_and_its_last_day_kept(donnees_2021):
    agent, copie = compte("agent"), CopieFactory(exercice_id=ANNEE)
    for _ in range(2):
        consultations.noter(agent, ANNEE)
        consultations.noter(agent, ANNEE, copie)
    assert lues() == [(str(agent), None, 1), (str(agent), copie.pk, 1)]
    lecture = Consultation.objects.first()
    assert lecture.derniere > lecture.premiere


def test_the_draft_of_the_next_edition_has_readings_of_its_own_and_what_is_published_none(donnees_2021):
    agent, annee = compte("agent"), Exercice.objects.get(annee=ANNEE)
    consultations.noter(agent, ANNEE)
    sceller(exercice=annee)
    Exercice.objects.filter(annee=ANNEE).update(statut=Exercice.Statut.CLOS)
    consultations.noter(agent, ANNEE)
    assert lues() == [(str(agent), None, 1)]
    with acteur(motif="Une erreur"):
        Exercice.objects.filter(annee=ANNEE).update(statut=Exercice.Statut.OUVERT)
    consultations.noter(agent, ANNEE)
    assert [numero for *_, numero in lues()] == [1, 2]


def test_pages_that_give_a_draft_note_who_reads_it(donnees_2021):
    client = connecter("agent")
    for nom in ("html", "brouillon"):
        client.get(reverse(f"bilan:{nom}", args=[ANNEE]))
    copie = CopieFactory(exercice_id=ANNEE, html=PieceFactory(genre="html", octets=b"<p>Copie"))
    assert client.get(reverse("editions:copie", args=[copie.pk, "bilan.html"])).status_code == 200
    client.get(reverse("editions:copie", args=[copie.pk, "rien.html"]))
    assert lues() == [(str(client.compte), None, 1), (str(client.compte), copie.pk, 1)]


def test_a_pdf_is_read_once_it_is_given(donnees_2021, monkeypatch):
    client, reponse = connecter("agent"), HttpResponse(status=302)
    monkeypatch.setattr(bilan, "pdf", lambda *_, **__: reponse)
    for nom in ("pdf", "pdf_projet"):
        client.get(reverse(f"bilan:{nom}", args=[ANNEE]))
    assert lues() == []
    reponse.status_code = 200
    client.get(reverse("bilan:pdf_projet", args=[ANNEE]))
    assert lues() == [(str(client.compte), None, 1)]


def test_management_alone_sees_who_read_and_the_register_says_how_many(donnees_2021):
    consultations.noter(compte("agent"), ANNEE)
    consultations.noter(compte("agent"), ANNEE, CopieFactory(exercice_id=ANNEE))
    sceller(exercice=Exercice.objects.get(annee=ANNEE))
    page = reverse("editions:lecteurs", args=[ANNEE])
    for role in ROLES:
        reponse = connecter(role).get(page)
        assert reponse.status_code == (200 if role in ("direction", "admin") else 403), role
    assert str(compte("agent")) in reponse.content.decode() or role == "sans-droit"
    assert [entree.lecteurs for entree in registre(ANNEE)] == [1]
    assert "1 personne" in connecter("agent").get(f"/bilan/{ANNEE}/corrections/").content.decode()


def test_an_edition_keeps_who_had_read_it_in_a_file_that_management_alone_is_given(pret):
    nom = str(compte("agent"))
    consultations.noter(compte("agent"), ANNEE)
    edition = publie(ANNEE)
    Consultation.objects.all().delete()
    (lu,) = json.loads(archives.octets(edition, "lectures.json"))["lectures"]
    assert (lu["lecteur"], lu["lu"]) == (nom, "brouillon") and lu["premiere"] <= lu["derniere"]
    assert "lectures.json" in archives.octets(edition, "manifeste.json").decode()
    adresse = reverse("editions:fichier", args=[ANNEE, 1, "lectures.json"])
    for role in ROLES:
        permis = role in ("direction", "admin")
        client = connecter(role)
        assert client.get(adresse).status_code == (200 if permis else 403), role
        if role != "sans-droit":
            assert (adresse in client.get(f"/bilan/{ANNEE}/").content.decode()) == permis, role
    assert not any(
        nom in archives.octets(edition, autre).decode() for autre in ("manifeste.json", "constats.json")
    )


def test_an_edition_of_before_has_no_such_file_and_is_what_was_sealed(donnees_2021):
    edition = sceller(exercice=Exercice.objects.get(annee=ANNEE), sans=("lectures",))
    assert archives.verifier(edition).etat == archives.Etat.OK
    client = connecter("direction")
    assert client.get(reverse("editions:fichier", args=[ANNEE, 1, "lectures.json"])).status_code == 404
    assert "lectures.json" not in client.get(f"/bilan/{ANNEE}/").content.decode()


def test_an_account_that_goes_leaves_its_reading(donnees_2021):
    agent = compte("agent")
    consultations.noter(agent, ANNEE)
    nom = str(agent)
    agent.delete()
    assert lues() == [(nom, None, 1)]


def test_the_page_of_an_edition_leads_management_alone_to_who_read_before(donnees_2021):
    edition = sceller(exercice=Exercice.objects.get(annee=ANNEE))
    adresse = reverse("editions:lecteurs", args=[ANNEE])
    for role in ROLES:
        client = connecter(role)
        for page in (edition.get_absolute_url(), reverse("editions:editions", args=[ANNEE])):
            contenu = client.get(page).content.decode()
            assert (f'href="{adresse}"' in contenu) == client.compte.has_perm("editions.view_consultation")
