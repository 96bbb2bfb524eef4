"""A publication asked for from the site, now or for an hour: the worker does it, or stops and says why."""

import logging
from dataclasses import asdict
from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from siim94.editions.models import Edition, Programmation
from siim94.editions.publication import Demande, Examen, PublicationRefusee, publier
from siim94.socle import travaux
from siim94.socle.commandes import phrase
from siim94.socle.ecriture import Progression
from siim94.socle.models import Exercice, Travail, Utilisateur

PUBLIER = "siim94.editions.programmation.faire"
DROIT = "editions.add_edition"
VALIDER_AVANT = "Une publication ne se programme pour plus tard que d’un bilan validé."
PASSEE = "Le jour et l’heure prévus sont passés."
DEJA = "Une publication de ce bilan est déjà demandée."
SANS_DROIT = "Le compte qui a demandé la publication n’existe plus, ou n’a plus le droit de publier."
INTERROMPUE = "La publication a été interrompue plusieurs fois : rien n’est publié. Demandez-la de nouveau."

journal = logging.getLogger(__name__)
Sort = Programmation.Sort


def demander(exercice: Exercice, demande: Demande, pour=None) -> Programmation:
    """Ask for a publication, now or at an hour; PublicationRefusee when it would be refused already."""
    examen = Examen(exercice)
    raisons = examen.refus(demande)
    if pour is not None and pour <= timezone.now():
        raisons.append(PASSEE)
    if pour is not None and (demande.sans_relecture or examen.validation is None):
        raisons.append(VALIDER_AVANT)
    if raisons:
        raise PublicationRefusee(*raisons)
    annee, auteur = exercice.annee, demande.auteur
    try:
        # Whoever reads what is asked for finds its work.
        with transaction.atomic():
            prevue = Programmation.objects.create(
                exercice=exercice,
                pour=pour or timezone.now(),
                auteur=auteur,
                options=_options(demande),
                copie=examen.validation.copie if examen.validation else None,
                constats=sorted(s.constat.code for s in examen.constats),
            )
            travaux.demander(
                PUBLIER,
                annee,
                titre=f"Publication du bilan {annee}",
                adresse=reverse("editions:publier", args=[annee]),
                auteur=auteur,
                echeance=prevue.pour,
            )
    except IntegrityError as erreur:
        raise PublicationRefusee(DEJA) from erreur
    return prevue


def annuler(annee: int) -> bool:
    """Give up what is asked for and not done; whether there was anything. What is being sealed waits."""
    with transaction.atomic():
        prevue = Programmation.objects.select_for_update().filter(exercice=annee, sort=Sort.PREVUE).first()
        if prevue is None:
            return False
        prevue.finir(Sort.ANNULEE)
        Travail.objects.sur(annee, PUBLIER).filter(etat=Travail.Etat.ATTENTE).delete()
    return True


def derniere(annee: int) -> Programmation | None:
    """What was asked for last. That whose work was given up is stopped, and says so."""
    trouvee = Programmation.objects.filter(exercice=annee).select_related("auteur").first()
    if trouvee and trouvee.sort == Sort.PREVUE and not Travail.objects.sur(annee, PUBLIER).actifs().exists():
        arreter(trouvee, INTERROMPUE)
    return trouvee


def en_suspens(annee: int) -> Programmation | None:
    """What was asked for last, if it waits, or stopped and nothing was published since."""
    trouvee = Programmation.objects.filter(exercice=annee).first()
    if trouvee is None or trouvee.sort in (Sort.FAITE, Sort.ANNULEE):
        return None
    publiee_depuis = Edition.objects.filter(exercice=annee, publiee__gt=trouvee.demandee)
    return trouvee if trouvee.sort == Sort.PREVUE or not publiee_depuis.exists() else None


def faire(annee: int, avancer: Progression) -> None:
    """The work: publish what was asked for, or stop it and say why. Cancelled meanwhile, or done by a process
    that died with its work done: nothing.
    """
    prevue = Programmation.objects.filter(exercice=annee, sort=Sort.PREVUE).select_related("auteur").first()
    if prevue is None:
        return
    try:
        if prevue.auteur is None or not prevue.auteur.has_perm(DROIT):
            raise PublicationRefusee(SANS_DROIT)
        publier(
            annee,
            demande_de(prevue),
            lambda pourcentage, etape: avancer(pourcentage, 100, etape),
            programmation=prevue,
        )
    except Exception as erreur:
        prevue.refresh_from_db()
        if prevue.sort == Sort.PREVUE:
            arreter(prevue, phrase(erreur))
        raise


def arreter(prevue: Programmation, pourquoi: str) -> None:
    """Stop a publication, and write it to who asked and to those who may publish."""
    prevue.finir(Sort.ARRETEE, pourquoi)
    personnes = Utilisateur.objects.filter(is_active=True).exclude(email="").order_by("pk")
    contexte = {"prevue": prevue, "site": settings.ADRESSE_DU_SITE}
    for personne in personnes:
        if personne.has_perm(DROIT):
            message = EmailMessage(
                f"Publication du bilan {prevue.exercice_id} arrêtée",
                render_to_string("editions/arret.txt", contexte),
                to=[personne.email],
            )
            try:
                message.send()
            except OSError:
                # The page and the dashboard say it too.
                journal.exception("no message could be sent")


def _options(demande: Demande) -> dict:
    """A request as it is kept until its hour."""
    dit = asdict(demande) | {"auteur": None, "acceptes": sorted(demande.acceptes or ())}
    jour = demande.deliberation_date
    return dit | {"deliberation_date": jour and jour.isoformat()}


def demande_de(prevue: Programmation) -> Demande:
    """The request that was kept."""
    dit = dict(prevue.options)
    jour = dit.pop("deliberation_date")
    return Demande(
        **dit
        | {
            "auteur": prevue.auteur,
            "acceptes": frozenset(dit["acceptes"]),
            "deliberation_date": jour and date.fromisoformat(jour),
        }
    )
