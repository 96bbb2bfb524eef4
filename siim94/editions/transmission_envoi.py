"""Sending an edition by e-mail, in the background: to each recipient once, whatever dies in between.

A sending is told as begun, and that is committed, before a byte of it leaves. What was begun and did not
come back is not begun again: nobody can tell whether it left, and a person says how it ended.
"""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from siim94.editions import archives
from siim94.editions.models import Edition, Piece, Transmission
from siim94.editions.transmission import courrier_de, remplacante
from siim94.editions.transmission_lettre import corps_du_courriel, objet, pdf_de_chacun
from siim94.socle import travaux
from siim94.socle.ecriture import Progression
from siim94.socle.models import Travail

ENVOYER = "siim94.editions.transmission_envoi.envoyer"
# First half of the advisory lock of those who send an edition.
VERROU = 9418
# Seconds that a mail server has to answer.
DELAI = 60
# What a mail server says when it does not take a message: it did not leave.
REFUS = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError)
Sort = Transmission.Sort


class EnvoiImpossible(RuntimeError):
    """Nothing was sent; the message, in French, says why."""


def demander(edition: Edition, cles: list[int], auteur) -> int:
    """Have these recipients of an edition sent it by e-mail; those that were sent it, or may have been, are
    left out. How many there are.
    """
    voulues = Transmission.objects.filter(edition=edition, pk__in=cles, moyen=Transmission.Moyen.COURRIEL)
    nombre = voulues.filter(sort__in=(Sort.A_ENVOYER, Sort.ECHEC)).update(
        sort=Sort.DEMANDEE, envoyee_par=auteur, remarque=""
    )
    if nombre or Transmission.objects.filter(edition=edition, sort=Sort.DEMANDEE).exists():
        travaux.demander(
            ENVOYER,
            edition.pk,
            titre=f"Envoi du bilan {edition.exercice_id}, édition {edition.numero}",
            adresse=reverse("editions:transmission", args=[edition.exercice_id, edition.numero]),
            auteur=auteur,
        )
    return nombre


def travail_en_cours(edition: Edition) -> Travail | None:
    """The sending of an edition that waits or runs, if any."""
    return Travail.objects.sur(edition.pk, ENVOYER).actifs().first()


def envoyer(cle: int, avancer: Progression) -> None:
    """Send what was asked for. Begun by a process that is gone: to be verified. An edition that was
    replaced meanwhile is sent to nobody any more. EditionAlteree when the report is not what was sealed.
    """
    edition = Edition.objects.get(pk=cle)
    with _seul(cle) as seul:
        if not seul:
            return
        siennes = Transmission.objects.filter(edition=edition)
        siennes.filter(sort=Sort.EN_COURS).update(sort=Sort.A_VERIFIER)
        if remplacee := remplacante(edition):
            dit = f"Non envoyée : l’édition {remplacee.numero} a remplacé celle-ci."
            siennes.filter(sort=Sort.DEMANDEE).update(sort=Sort.A_ENVOYER, remarque=dit)
        relations = ("adherent", "edition", "precedente")
        while lot := list(siennes.filter(sort=Sort.DEMANDEE).select_related(*relations).order_by("pk")):
            _envoyer_lot(lot, edition, avancer)


def _envoyer_lot(lot: list[Transmission], edition: Edition, avancer: Progression) -> None:
    courrier = courrier_de(edition)
    annee = edition.exercice_id
    jointes = [(f"bilan-d-activites-{annee}.pdf", archives.octets(edition, "bilan.pdf"))]
    if courrier.piece_id:
        jointes.append(
            (f"compte-{annee}.pdf", bytes(Piece.objects.defer(None).get(pk=courrier.piece_id).octets))
        )
    avancer(0, len(lot), "Lettres")
    lettres = pdf_de_chacun(lot, courrier)
    with _serveur() as serveur:
        for rang, transmission in enumerate(lot):
            avancer(rang, len(lot), "Courriels")
            message = EmailMessage(
                objet(transmission, courrier),
                corps_du_courriel(transmission, courrier),
                to=[transmission.courriel],
                connection=serveur,
                headers={"Message-ID": _identifiant(transmission)},
            )
            for nom, octets in ((f"lettre-{annee}.pdf", lettres[transmission.pk]), *jointes):
                message.attach(nom, octets, "application/pdf")
            if Transmission.objects.prendre(transmission.pk) and not _partir(transmission.pk, message):
                # What this connection has become, nobody knows either.
                serveur.close()
                _ouvrir(serveur)


def _partir(cle: int, message: EmailMessage) -> bool:
    """Send a message that was taken, and tell how that ended: an outcome that nobody knows is to be verified.
    Whether the server answered.
    """
    etat = {"sort": Sort.A_VERIFIER, "remarque": "Le serveur de courriel n’a pas répondu jusqu’au bout."}
    try:
        message.send()
        etat = {"sort": Sort.ENVOYEE, "envoyee": timezone.now()}
    except REFUS as refus:
        etat = {"sort": Sort.ECHEC, "remarque": f"Refusé par le serveur de courriel : {refus}"[:2000]}
    except OSError:
        pass
    finally:
        # One thought dead that was alive tells the truth all the same.
        Transmission.objects.filter(pk=cle, sort__in=(Sort.EN_COURS, Sort.A_VERIFIER)).update(**etat)
    return etat["sort"] != Sort.A_VERIFIER


@contextmanager
def _serveur() -> Iterator[BaseEmailBackend]:
    """The mail server, one connection for all messages."""
    serveur = get_connection(timeout=DELAI)
    _ouvrir(serveur)
    try:
        yield serveur
    finally:
        serveur.close()


def _ouvrir(serveur: BaseEmailBackend) -> None:
    try:
        serveur.open()
    except OSError as erreur:
        raise EnvoiImpossible(f"Le serveur de courriel ne répond pas : {erreur}") from erreur


def _identifiant(transmission: Transmission) -> str:
    """What the message is known by in the journals of mail servers: the same at each trial."""
    domaine = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    return f"<bilan-{transmission.edition_id}-{transmission.pk}@{domaine}>"


@contextmanager
def _seul(cle: int) -> Iterator[bool]:
    """Whether no other process sends this edition; none begins meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [VERROU, cle])
        (seul,) = cursor.fetchone()
    try:
        yield seul
    finally:
        if seul:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [VERROU, cle])
