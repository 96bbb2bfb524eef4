"""E-mails that carry an edition: each once, whoever sends, whatever dies; what nobody knows is asked."""

import socketserver
import threading
from threading import Event, Thread

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, connections
from django.urls import reverse

from siim94.editions import transmission_envoi as envoi
from siim94.editions.models import Piece, Transmission
from siim94.editions.transmission import courrier_de
from siim94.socle import travaux
from siim94.socle.models import Travail
from tests.attente import attendre
from tests.chargements.processus import TRAVAILLEUR, commandes
from tests.comptes import connecter
from tests.editions.factories import PieceFactory, TransmissionFactory, sceller

Moyen, Sort = Transmission.Moyen, Transmission.Sort


@pytest.fixture
def edition(db):
    return sceller()


def courriels(edition, nombre: int = 1, **valeurs) -> list[Transmission]:
    return [
        TransmissionFactory(edition=edition, moyen=Moyen.COURRIEL, courriel=f"maire{n}@exemple.fr", **valeurs)
        for n in range(nombre)
    ]


def sorts(edition) -> list[str]:
    return list(Transmission.objects.filter(edition=edition).order_by("pk").values_list("sort", flat=True))


def rien(*_):
    pass


def test_each_gets_the_letter_the_report_and_the_accounts(edition):
    compte = PieceFactory()
    courrier = courrier_de(edition)
    courrier.compte, courrier.piece = "depose", compte
    courrier.save()
    (ligne,) = courriels(edition)
    poste = TransmissionFactory(edition=edition)
    assert envoi.demander(edition, [ligne.pk, poste.pk], None) == 1
    assert travaux.travailler()
    (message,) = mail.outbox
    assert message.to == [ligne.courriel] and message.subject == "Bilan d’activités 2041"
    assert "le bilan d’activités 2041 du syndicat" in message.body and "[[" not in message.body
    joints = {nom: octets for nom, octets, _ in message.attachments}
    pdf = Piece.objects.defer(None).get(pk=edition.pdf_id)
    assert joints["bilan-d-activites-2041.pdf"] == bytes(pdf.octets)
    assert joints["compte-2041.pdf"] == bytes(compte.octets)
    assert joints["lettre-2041.pdf"].startswith(b"%PDF-")
    assert sorts(edition) == [Sort.ENVOYEE, Sort.A_ENVOYER]
    # Asked for again: nothing leaves.
    assert envoi.demander(edition, [ligne.pk], None) == 0
    envoi.envoyer(edition.pk, rien)
    assert len(mail.outbox) == 1


def test_a_double_click_sends_once(edition):
    client = connecter("direction")
    lignes = courriels(edition, 2)
    adresse = reverse("editions:transmission_envoyer", args=[2041, 1])
    assert {ligne.pk for ligne in client.get(adresse).context["lignes"]} == {ligne.pk for ligne in lignes}
    for _ in range(2):
        client.post(adresse, {"ligne": [ligne.pk for ligne in lignes]})
    assert Travail.objects.sur(edition.pk, envoi.ENVOYER).count() == 1
    while travaux.travailler():
        pass
    assert sorted(message.to[0] for message in mail.outbox) == ["maire0@exemple.fr", "maire1@exemple.fr"]
    client.post(adresse, {"ligne": [ligne.pk for ligne in lignes]})
    assert not travaux.travailler() and len(mail.outbox) == 2


def test_an_altered_edition_is_not_sent(edition):
    lignes = courriels(edition)
    envoi.demander(edition, [lignes[0].pk], None)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE editions_piece DISABLE TRIGGER USER")
        cursor.execute("UPDATE editions_piece SET octets = 'x' WHERE empreinte = %s", [edition.pdf_id])
        cursor.execute("ALTER TABLE editions_piece ENABLE TRIGGER USER")
    travaux.travailler()
    assert (
        "n’est plus celle qui a été publiée" in Travail.objects.sur(edition.pk, envoi.ENVOYER).first().erreur
    )
    assert mail.outbox == [] and sorts(edition) == [Sort.DEMANDEE]


def test_an_edition_that_was_replaced_is_sent_to_nobody_any_more(edition):
    lignes = courriels(edition)
    envoi.demander(edition, [lignes[0].pk], None)
    sceller(exercice=edition.exercice, numero=2, nature="revision")
    travaux.travailler()
    assert mail.outbox == [] and sorts(edition) == [Sort.A_ENVOYER]
    assert "l’édition 2 a remplacé celle-ci" in Transmission.objects.get().remarque
    client = connecter("direction")
    adresse = reverse("editions:transmission_envoyer", args=[2041, 1])
    reponse = client.post(adresse, {"ligne": [lignes[0].pk]}, follow=True)
    assert "c’est elle qui s’envoie" in reponse.content.decode()
    assert sorts(edition) == [Sort.A_ENVOYER] and not travaux.travailler()


class Muet(EmailBackend):
    """A server that goes away before it answers for the first message."""

    def send_messages(self, messages):
        super().send_messages(messages)
        if messages[0].to == ["maire0@exemple.fr"]:
            raise ConnectionResetError("connection lost")
        return len(messages)


def test_an_unknown_outcome_waits_for_a_person_who_says_how_it_ended(edition, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Muet"
    client = connecter("direction")
    premier, second = courriels(edition, 2)
    envoi.demander(edition, [premier.pk, second.pk], None)
    travaux.travailler()
    assert sorts(edition) == [Sort.A_VERIFIER, Sort.ENVOYEE]
    page = client.get(reverse("editions:transmission", args=[2041, 1]))
    assert page.context["en_suspens"] == [premier]
    assert envoi.demander(edition, [premier.pk], None) == 0
    issue = reverse("editions:transmission_issue", args=[2041, 1, premier.pk])
    client.post(issue, {"issue": "n’importe quoi"})
    assert sorts(edition)[0] == Sort.A_VERIFIER
    client.post(issue, {"issue": "restee"})
    assert sorts(edition)[0] == Sort.A_ENVOYER
    # A known outcome is said once.
    client.post(reverse("editions:transmission_issue", args=[2041, 1, second.pk]), {"issue": "restee"})
    assert sorts(edition)[1] == Sort.ENVOYEE
    Transmission.objects.filter(pk=premier.pk).update(sort=Sort.A_VERIFIER)
    client.post(issue, {"issue": "partie"})
    premier.refresh_from_db()
    assert (premier.sort, premier.envoyee) == (Sort.ENVOYEE, premier.commencee)


class Serveur(socketserver.ThreadingTCPServer):
    """A mail server that says no more once it holds a message, until told to."""

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Session)
        self.recus: list[str] = []
        self.repond = Event()
        Thread(target=self.serve_forever, daemon=True).start()


class Session(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"220 essai\r\n")
        while ligne := self.rfile.readline().decode().strip().upper():
            if ligne.startswith("RCPT TO:"):
                pour = ligne.removeprefix("RCPT TO:").lower()
            if ligne == "DATA":
                self.wfile.write(b"354 donnez\r\n")
                while self.rfile.readline() not in (b".\r\n", b""):
                    pass
                self.server.recus.append(pour)
                self.server.repond.wait(60)
            self.wfile.write(b"221 au revoir\r\n" if ligne == "QUIT" else b"250 bien\r\n")


@pytest.fixture
def serveur(monkeypatch):
    serveur = Serveur()
    monkeypatch.setenv("SIIM94_COURRIEL", f"smtp://127.0.0.1:{serveur.server_address[1]}")
    yield serveur
    serveur.repond.set()
    serveur.shutdown()
    serveur.server_close()


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_it_sends_leaves_one_to_verify_and_the_next_sends_the_others(serveur):
    edition = sceller()
    lignes = courriels(edition, 3)
    envoi.demander(edition, [ligne.pk for ligne in lignes], None)
    with commandes() as lancer:
        premier = lancer(*TRAVAILLEUR)
        attendre(lambda: serveur.recus)
        assert sorts(edition) == [Sort.EN_COURS, Sort.DEMANDEE, Sort.DEMANDEE]
        premier.kill()
        premier.wait()
        serveur.repond.set()
        lancer(*TRAVAILLEUR)
        attendre(lambda: sorts(edition) == [Sort.A_VERIFIER, Sort.ENVOYEE, Sort.ENVOYEE])
        attendre(lambda: Travail.objects.get(genre=envoi.ENVOYER).etat == Travail.Etat.FAIT)
    assert sorted(serveur.recus) == [f"<maire{n}@exemple.fr>" for n in range(3)]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_message_once():
    edition = sceller()
    lignes = courriels(edition, 4)
    Transmission.objects.update(sort=Sort.DEMANDEE)
    depart = threading.Barrier(2)
    prises: list[int] = []

    def travailler(par_la_porte: bool):
        depart.wait()
        if par_la_porte:
            envoi.envoyer(edition.pk, rien)
        else:
            prises.extend(ligne.pk for ligne in lignes if Transmission.objects.prendre(ligne.pk))
        connections.close_all()

    # Two who send: the second stands back. And one who takes by itself: what it took, no other sends.
    for portes in ((True, True), (True, False)):
        Transmission.objects.update(sort=Sort.DEMANDEE, envoyee=None)
        mail.outbox.clear()
        fils = [Thread(target=travailler, args=(porte,)) for porte in portes]
        for fil in fils:
            fil.start()
        for fil in fils:
            fil.join()
        assert len(mail.outbox) + len(prises) == 4
        assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox)
