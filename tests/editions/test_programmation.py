"""A publication asked for from the site: refused at once, done, stopped, late, cancelled."""

import datetime
import errno
import os
from contextlib import suppress

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from siim94.bilan.models import Rubrique
from siim94.bilan.tirages import construction
from siim94.editions import changements, programmation
from siim94.editions.models import Edition, Etat, Programmation
from siim94.editions.publication import Demande, Examen, PublicationRefusee
from siim94.socle.models import Exercice, Revision, Travail, Utilisateur
from siim94.socle.travaux import travailler
from tests.comptes import compte, connecter
from tests.editions.factories import CopieFactory, EtapeFactory, ProgrammationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("memoire_partagee")]
PLUS_TARD = datetime.timedelta(hours=2)
ADRESSE = "/bilan/2021/publier/"


@pytest.fixture
def valide(pret):
    """The year is validated, and its report is what was validated while nobody writes."""
    Utilisateur.objects.filter(username="essai-direction").update(email="direction@siim94.example")
    copie = CopieFactory(exercice=pret, revisions=Revision.objects.numero(2021), construction=construction())
    EtapeFactory(
        exercice=pret,
        copie=copie,
        etat=Etat.VALIDE,
        deliberation_date=timezone.localdate(),
        deliberation_numero="7",
    )
    return pret


def demande(**autres) -> Demande:
    codes = {s.constat.code for s in Examen(Exercice.objects.get(annee=2021)).avertissements}
    return Demande("Adoption", **{"auteur": compte("direction"), "acceptes": frozenset(codes)} | autres)


def faire() -> None:
    """The work; a refusal is told by what was asked for."""
    with suppress(PublicationRefusee):
        programmation.faire(2021, lambda *args: None)


def test_what_was_asked_for_is_done(valide):
    prevue = programmation.demander(valide, demande())
    travail = Travail.objects.get(genre=programmation.PUBLIER)
    assert travail.echeance == prevue.pour
    faire()
    edition = Edition.objects.get()
    assert (edition.auteur, edition.deliberation_numero) == (compte("direction"), "7")
    assert Programmation.objects.get().sort == "faite" and not Programmation.objects.get().en_retard
    faire()
    assert Edition.objects.count() == 1


def test_a_machine_that_does_not_follow_is_told_in_french(valide, monkeypatch):
    programmation.demander(valide, demande())

    def plein(*mots, **options):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(programmation, "publier", plein)
    with pytest.raises(OSError):
        programmation.faire(2021, lambda *args: None)
    prevue = programmation.derniere(2021)
    assert prevue.sort == "arretee" and "il n’y a plus de place" in prevue.pourquoi
    assert "No space" not in prevue.pourquoi
    page = connecter("direction").get(ADRESSE).content.decode()
    assert "est arrêtée : rien n’est publié" in page and "il n’y a plus de place" in page
    assert not Edition.objects.exists()


def test_for_later_it_takes_a_validated_report(pret):
    with pytest.raises(PublicationRefusee, match="bilan validé"):
        programmation.demander(pret, demande(sans_relecture=True), timezone.now() + PLUS_TARD)
    with pytest.raises(PublicationRefusee, match="passés"):
        programmation.demander(pret, demande(sans_relecture=True), timezone.now() - PLUS_TARD)


def test_never_two_at_a_time(valide):
    programmation.demander(valide, demande(), timezone.now() + PLUS_TARD)
    with pytest.raises(PublicationRefusee, match="déjà demandée"):
        programmation.demander(valide, demande())


def test_a_change_since_stops_it_and_is_told(valide, monkeypatch):
    programmation.demander(valide, demande(), timezone.now() + PLUS_TARD)
    monkeypatch.setattr(
        changements,
        "depuis",
        lambda copie: [changements.PartieChangee("finances", "Les finances", ("texte",))],
    )
    faire()
    arretee = Programmation.objects.get()
    assert arretee.sort == "arretee" and "Les finances" in arretee.pourquoi
    assert not Edition.objects.exists()
    (message,) = mail.outbox
    assert message.to == ["direction@siim94.example"] and "Les finances" in message.body
    assert "arrêtée" in connecter("direction").get(ADRESSE).content.decode()


def test_a_finding_that_appeared_since_stops_it(valide):
    programmation.demander(valide, demande(), timezone.now() + PLUS_TARD)
    prevue = Programmation.objects.get()
    # One that was accepted all the same, and one that nobody accepted: each is named once.
    apparu, inconnu = sorted(set(prevue.constats) & {*prevue.options["acceptes"]})[:2]
    Programmation.objects.update(
        constats=[code for code in prevue.constats if code not in (apparu, inconnu)],
        options=prevue.options | {"acceptes": [c for c in prevue.options["acceptes"] if c != inconnu]},
    )
    faire()
    raisons = Programmation.objects.get().pourquoi.splitlines()
    assert len(raisons) == 2
    (accepte,) = [raison for raison in raisons if f"({apparu})" in raison]
    (a_accepter,) = [raison for raison in raisons if f"({inconnu})" in raison]
    assert accepte.startswith("Constat apparu depuis la demande : ")
    assert a_accepter.startswith("Avertissement à accepter : ")
    assert a_accepter.endswith("), apparu depuis la demande")
    assert not Edition.objects.exists()


def test_done_after_its_hour_it_says_so(valide):
    programmation.demander(valide, demande(), timezone.now() + PLUS_TARD)
    Programmation.objects.update(pour=timezone.now() - PLUS_TARD)
    faire()
    assert Programmation.objects.get().en_retard
    assert "faite en retard" in connecter("direction").get(ADRESSE).content.decode()


def test_the_dashboard_tells_what_waits_and_what_stopped(valide):
    direction, agent = connecter("direction"), connecter("agent")
    programmation.demander(valide, demande(), timezone.now() + PLUS_TARD)
    assert "prévue</span>" in direction.get("/").content.decode()
    programmation.arreter(Programmation.objects.get(), "Un constat est apparu.")
    assert "elle s’est arrêtée" in direction.get("/").content.decode()
    assert "elle s’est arrêtée" not in agent.get("/").content.decode()


def test_who_lost_the_right_does_not_publish(valide):
    programmation.demander(valide, demande())
    Utilisateur.objects.filter(username="essai-direction").update(is_active=False)
    faire()
    assert Programmation.objects.get().pourquoi == programmation.SANS_DROIT


def test_cancelled_it_leaves_nothing_to_do(valide, client):
    connecter("direction", client)
    programmation.demander(valide, demande(), timezone.now() + PLUS_TARD)
    assert client.post(reverse("editions:publier_annuler", args=[2021])).status_code == 302
    assert Programmation.objects.get().sort == "annulee"
    assert not Travail.objects.filter(genre=programmation.PUBLIER).exists()
    faire()
    assert not Edition.objects.exists()
    programmation.demander(valide, demande(), timezone.now() + PLUS_TARD)


def test_given_up_by_the_workers_it_is_stopped(pret):
    ProgrammationFactory(exercice=pret)
    assert programmation.derniere(2021).pourquoi == programmation.INTERROMPUE


def test_the_page_publishes_once_every_warning_is_accepted(valide, client):
    connecter("direction", client)
    lue = client.get(ADRESSE).content.decode()
    assert "n’est pas validé" not in lue and "Avertissements acceptés" in lue
    reponse = client.post(ADRESSE, {"motif": "Adoption"})
    assert reponse.status_code == 422 and "Avertissement à accepter" in reponse.content.decode()
    codes = sorted(demande().acceptes)
    reponse = client.post(ADRESSE, {"motif": "Adoption", "acceptes": codes})
    assert reponse.status_code == 302
    assert "Publication : en attente" in client.get(ADRESSE).content.decode()
    assert Travail.objects.get(genre=programmation.PUBLIER).auteur == client.compte
    faire()
    Travail.objects.update(etat="fait")
    lue = client.get(ADRESSE).content.decode()
    assert "est publié en entier" in lue
    avancement = client.get(reverse("editions:publier_avancement", args=[2021]))
    assert avancement["HX-Redirect"] == ADRESSE


def test_the_page_says_what_blocks(pret, client):
    connecter("direction", client)
    rubrique = Rubrique.objects.du_bilan(2021).exclude(corps="").first()
    Rubrique.objects.filter(pk=rubrique.pk).update(a_relire=True)
    lue = client.get(ADRESSE).content.decode()
    assert f"à relire : {rubrique}" in lue and '<form class="panneau depot"' not in lue


def test_the_page_schedules(valide, client):
    connecter("direction", client)
    pour = timezone.localtime() + PLUS_TARD
    codes = sorted(demande().acceptes)
    reponse = client.post(ADRESSE, {"motif": "Adoption", "acceptes": codes, "pour": f"{pour:%Y-%m-%dT%H:%M}"})
    assert reponse.status_code == 302
    assert "programmée pour le" in client.get(ADRESSE).content.decode()
    assert not travailler() or not Edition.objects.exists()
