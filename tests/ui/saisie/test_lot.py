"""Changing or deleting many rows chosen in a list: seen first, then all or nothing."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from adherents.models import Adherent, Succession
from finances.models import Contribution
from siim94.socle.models import Exercice, Journal
from siim94.ui import views
from tests.comptes import connecter
from tests.ecritures import cruds

pytestmark = pytest.mark.django_db
LOT = "/finances/contributions/lot/"


@pytest.fixture
def gestionnaire():
    return connecter("gestionnaire")


@pytest.fixture
def trois():
    return list(Contribution.objects.filter(exercice=2021).order_by("pk")[:3])


def choisir(client, contributions, action="modifier"):
    return client.post(LOT, {"action": action, "selection": [c.pk for c in contributions]})


def envoyer(client, reponse, etape, **valeurs):
    action = reponse.context["action"]
    return client.post(LOT, {"action": action, "lot": reponse.context["lot"], "etape_lot": etape, **valeurs})


def natures(contributions):
    return [Contribution.objects.get(pk=c.pk).nature for c in contributions]


def test_a_bulk_change_is_seen_then_made_and_each_row_is_journalled(gestionnaire, trois):
    choix = choisir(gestionnaire, trois)
    valeurs = {"avec_nature": "on", "nature": "participation"}
    apercu = envoyer(gestionnaire, choix, "apercu", **valeurs)
    assert apercu.context["nombre_changees"] == 3
    assert [ligne.cellules for ligne in apercu.context["changees"]] == [
        [("Non ventilée", "Participation")]
    ] * 3
    assert natures(trois) == ["non-ventilee"] * 3
    reponse = envoyer(gestionnaire, apercu, "appliquer", motif_journal="ventilation", **valeurs)
    assert reponse.status_code == 302
    assert natures(trois) == ["participation"] * 3
    traces = Journal.objects.filter(motif="ventilation", auteur=gestionnaire.compte)
    assert sorted(traces.values_list("cle", flat=True)) == sorted(str(c.pk) for c in trois)


def test_a_field_whose_box_is_not_ticked_is_left_alone(gestionnaire, trois):
    choix = choisir(gestionnaire, trois)
    envoyer(gestionnaire, choix, "appliquer", avec_nature="on", nature="participation", montant="1")
    assert 1 not in Contribution.objects.filter(pk__in=[c.pk for c in trois]).values_list(
        "montant", flat=True
    )


@pytest.mark.parametrize(
    ("valeurs", "message"),
    [
        ({}, "Cochez au moins un champ"),
        ({"avec_montant": "on", "montant": ""}, "obligatoire"),
        ({"avec_montant": "on", "montant": "douze"}, "nombre"),
    ],
)
def test_what_cannot_be_is_said_before_the_preview(gestionnaire, trois, valeurs, message):
    reponse = envoyer(gestionnaire, choisir(gestionnaire, trois), "apercu", **valeurs)
    assert reponse.status_code == 422
    assert message in reponse.content.decode()


def test_one_refused_row_refuses_all_and_is_named(gestionnaire, trois):
    premiere = trois[0]
    Contribution.objects.create(
        exercice_id=2021, adherent=premiere.adherent, nature="participation", montant=1
    )
    choix = choisir(gestionnaire, trois)
    for etape in ("apercu", "appliquer"):
        reponse = envoyer(gestionnaire, choix, etape, avec_nature="on", nature="participation")
        assert reponse.status_code == 422
        ((objet, message),) = reponse.context["refus"]
        assert objet == premiere
        assert message.startswith("Cet adhérent a déjà une contribution")
    assert natures(trois) == ["non-ventilee"] * 3


def test_rows_that_collide_with_each_other_are_refused(gestionnaire, trois):
    adherent = Adherent.objects.exclude(contributions__exercice=2021).first()
    choix = choisir(gestionnaire, trois)
    reponse = envoyer(gestionnaire, choix, "apercu", avec_adherent="on", adherent=adherent.pk)
    assert [objet for objet, _ in reponse.context["refus"]] == trois[1:]


def test_a_row_changed_since_the_preview_stops_the_change(gestionnaire, trois):
    choix = choisir(gestionnaire, trois)
    valeurs = {"avec_nature": "on", "nature": "participation"}
    apercu = envoyer(gestionnaire, choix, "apercu", **valeurs)
    Contribution.objects.filter(pk=trois[1].pk).update(montant=Decimal("5"))
    reponse = envoyer(gestionnaire, apercu, "appliquer", **valeurs)
    assert reponse.status_code == 422
    assert "ont changé ou disparu" in reponse.content.decode()
    assert natures(trois) == ["non-ventilee"] * 3


def test_a_closed_year_refuses_the_whole(gestionnaire, trois):
    choix = choisir(gestionnaire, trois)
    Exercice.objects.filter(annee=2021).update(statut="clos")
    reponse = envoyer(gestionnaire, choix, "appliquer", avec_nature="on", nature="participation")
    assert reponse.status_code == 422
    assert "Cet exercice est clos" in reponse.content.decode()


def test_a_field_called_like_the_reason_is_not_taken_for_it(gestionnaire):
    ancien, nouveau = Adherent.objects.all()[:2]
    succession = Succession.objects.create(ancien=ancien, nouveau=nouveau, motif="fusion")
    lot = reverse("adherents:succession_bulk")
    choix = gestionnaire.post(lot, {"action": "modifier", "selection": [succession.pk]})
    envoi = {"action": "modifier", "lot": choix.context["lot"], "etape_lot": "appliquer"}
    gestionnaire.post(lot, envoi | {"avec_motif": "on", "motif": "absorption", "motif_journal": "relecture"})
    succession.refresh_from_db()
    assert succession.motif == "absorption"
    assert Journal.objects.of_objet(succession).first().motif == "relecture"


def test_the_whole_filtered_list_can_be_chosen(gestionnaire):
    reponse = gestionnaire.post(f"{LOT}?exercice=2021&q=vitry", {"action": "modifier", "tous": "oui"})
    choisies = {int(couple.split(":")[0]) for couple in reponse.context["lot"].split(",")}
    attendues = Contribution.objects.for_exercice(2021).filter(adherent__nom__icontains="vitry")
    assert choisies == set(attendues.values_list("pk", flat=True))
    assert len(choisies) > 1


@pytest.mark.parametrize("critere", ["montant_de=beaucoup", "montant_de=2&montant_a=1", "nature=disparue"])
def test_the_whole_list_is_not_taken_when_a_criterion_cannot_be_read(gestionnaire, critere):
    reponse = gestionnaire.post(f"{LOT}?exercice=2021&{critere}", {"action": "supprimer", "tous": "oui"})
    assert reponse.status_code == 302
    assert reponse.url == f"/finances/contributions/?exercice=2021&{critere}"


def test_the_whole_list_is_that_of_the_page_whatever_year_another_window_chose(gestionnaire):
    page = gestionnaire.get("/finances/contributions/?q=vitry").content.decode()
    adresse = re.search(rf'action="({LOT}[^"]*)"', page)[1].replace("&amp;", "&")
    Exercice.objects.create(annee=2031, statut=Exercice.Statut.OUVERT)
    gestionnaire.post("/exercice/", {"annee": 2031})
    reponse = gestionnaire.post(adresse, {"action": "modifier", "tous": "oui"})
    lus = {int(couple.partition(":")[0]) for couple in reponse.context["lot"].split(",")}
    assert set(Contribution.objects.filter(pk__in=lus).values_list("exercice", flat=True)) == {2021}


def test_rows_are_deleted_together(gestionnaire, trois):
    confirmation = choisir(gestionnaire, trois, "supprimer")
    assert confirmation.context["consequences"].possible
    envoyer(gestionnaire, confirmation, "appliquer", motif_journal="doublons")
    assert not Contribution.objects.filter(pk__in=[c.pk for c in trois]).exists()
    assert Journal.objects.filter(motif="doublons", action="suppression").count() == 3


def test_one_row_that_cannot_go_keeps_all(gestionnaire):
    libre = Adherent.objects.create(code="libre", nom="Libre", nom_court="Libre", genre="1-ville")
    tenu = Contribution.objects.first().adherent
    lot = reverse("adherents:adherent_bulk")
    page = gestionnaire.post(lot, {"action": "supprimer", "selection": [libre.pk, tenu.pk]})
    assert not page.context["consequences"].possible
    assert 'value="appliquer"' not in page.content.decode()
    gestionnaire.post(lot, {"action": "supprimer", "lot": page.context["lot"], "etape_lot": "appliquer"})
    assert Adherent.objects.filter(pk__in=[libre.pk, tenu.pk]).count() == 2


def test_nothing_chosen_leads_back_to_the_list_with_a_word(gestionnaire):
    reponse = gestionnaire.post(f"{LOT}?q=vitry", {"action": "modifier"}, follow=True)
    assert reponse.redirect_chain[-1][0] == "/finances/contributions/?q=vitry"
    assert "Cochez au moins une ligne" in reponse.content.decode()


@pytest.mark.parametrize("lot", ["abc", "1:x", "1", ":", "1:1:1"])
def test_a_selection_that_means_nothing_chooses_nothing(gestionnaire, lot):
    assert gestionnaire.post(LOT, {"action": "supprimer", "lot": lot}).status_code == 302


@pytest.mark.parametrize("crud", cruds(), ids=lambda crud: crud.model._meta.label)
def test_a_list_that_may_be_written_costs_the_same_with_one_row_as_with_ten(gestionnaire, monkeypatch, crud):
    monkeypatch.setattr(views, "TAILLES", (1, 10))
    adresse = crud.adresse_liste()

    def compter(nombre):
        with CaptureQueriesContext(connection) as requetes:
            reponse = gestionnaire.get(adresse, {"par_page": nombre, "exercice": "tous"})
        assert reponse.status_code == 200
        return len(requetes)

    compter(1)
    assert compter(10) == compter(1)


def test_the_list_shows_boxes_only_to_those_who_may_write():
    liste = "/finances/contributions/"
    assert 'name="selection"' in connecter("gestionnaire").get(liste).content.decode()
    assert 'name="selection"' not in connecter("agent").get(liste).content.decode()
