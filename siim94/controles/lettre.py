"""The digest of findings by e-mail: to each owner what is theirs, to management what nobody has; once a day.

It is sent when something is new since the last one: a finding, or a reason that fell with its figures.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from siim94.controles.etat import ConstatSuivi, Etat, etat
from siim94.controles.models import Lettre, Suite
from siim94.controles.suites import peut_annoter
from siim94.socle.models import Exercice, Utilisateur


@dataclass(frozen=True)
class Envoi:
    """One digest: to whom, what of theirs is new, how much there is besides, and reasons that fell."""

    destinataire: Utilisateur
    nouveaux: tuple[ConstatSuivi, ...]
    anciens: tuple[ConstatSuivi, ...]
    caduques: tuple[Suite, ...]

    def message(self, annee: int) -> EmailMessage:
        contexte = {"envoi": self, "annee": annee, "site": settings.ADRESSE_DU_SITE}
        return EmailMessage(
            f"Contrôles {annee} : {len(self.nouveaux)} de plus à traiter",
            render_to_string("controles/lettre.txt", contexte),
            to=[self.destinataire.email],
        )


def envois(trouve: Etat, connus: Iterable[str]) -> Iterator[Envoi]:
    """The digests of a year, given the codes that the last ones told."""
    connus = set(connus)
    for personne in Utilisateur.objects.filter(is_active=True).exclude(email="").order_by("pk"):
        siens = [s for s in trouve.a_traiter if _est_a(s.suite, personne)]
        nouveaux = tuple(s for s in siens if s.constat.code not in connus)
        caduques = tuple(
            suite for suite in trouve.caduques if suite.code not in connus and _est_a(suite, personne)
        )
        if nouveaux or caduques:
            yield Envoi(personne, nouveaux, tuple(s for s in siens if s not in nouveaux), caduques)


def _est_a(suite: Suite | None, personne: Utilisateur) -> bool:
    """Whose a finding is: its owner's, else management's."""
    responsable = suite.responsable_id if suite else None
    return responsable == personne.pk if responsable else peut_annoter(personne)


def envoyer(annee: int) -> int:
    """Send the digests of a year, and remember what they told; how many."""
    trouve = etat(annee)
    derniere = Lettre.objects.filter(exercice=annee).order_by("-pk").first()
    messages = [envoi.message(annee) for envoi in envois(trouve, derniere.codes if derniere else ())]
    for message in messages:
        message.send()
    codes = sorted({s.constat.code for s in trouve.a_traiter} | {suite.code for suite in trouve.caduques})
    if derniere is None or derniere.codes != codes:
        Lettre.objects.create(exercice_id=annee, codes=codes)
    return len(messages)


def envoyer_toutes(cle: int, avancer) -> None:
    """The work of each day: the digests of the years that are open."""
    ouverts = Exercice.objects.avec_bilan().exclude(statut=Exercice.Statut.CLOS).order_by("annee")
    annees = list(ouverts.values_list("annee", flat=True))
    for rang, annee in enumerate(annees):
        avancer(rang, len(annees), str(annee))
        envoyer(annee)
