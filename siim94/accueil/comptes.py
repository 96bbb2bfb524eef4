"""What an administrator does to the account of another: each act is in the log of security, with who did it.

Nobody chooses the password of another: a link, sent or handed over, lets the person choose it, once.
"""

import datetime
import logging

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import Group
from django.contrib.auth.tokens import default_token_generator
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from siim94.socle import securite
from siim94.socle.droits import PREVENU
from siim94.socle.models import Delegation, EvenementSecurite, SessionAnnuaire, Utilisateur
from siim94.socle.ordre import SansAccent, en_francais
from siim94.socle.securite import Quoi

journal = logging.getLogger(__name__)
FACTEURS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# Who holds it also enters the administration's tables.
ADMINISTRATION = "administration"


class Refus(Exception):
    """Why an act is not done; the message is for the administrator."""


def a_un_second_facteur(compte: Utilisateur) -> bool:
    return Authenticator.objects.filter(user=compte, type__in=FACTEURS).exists()


def tous():
    """Accounts with what their list shows."""
    de_lui = {"user": OuterRef("pk")}
    return (
        Utilisateur.objects.annotate(
            protege=Exists(Authenticator.objects.filter(**de_lui, type__in=FACTEURS)),
            relie=Exists(SocialAccount.objects.filter(**de_lui)),
        )
        .prefetch_related("groups")
        .order_by(*en_francais(Utilisateur, ("last_name", "first_name", "username", "pk")))
    )


def etat(compte) -> str:
    """The state of an account of ``tous``, in words."""
    if not compte.is_active:
        return "suspendu"
    entre = compte.relie or compte.has_usable_password()
    return "ouvert" if entre else "invité, sans mot de passe encore"


def verifier(auteur: Utilisateur, compte: Utilisateur) -> None:
    """Nobody acts on their own account, nor on one that may more."""
    if auteur == compte:
        raise Refus("C’est votre compte\u00a0: un autre administrateur s’en charge.")
    if compte.is_superuser and not auteur.is_superuser:
        raise Refus("Ce compte a tous les droits\u00a0: un compte qui les a aussi s’en charge.")


def inviter(request, compte: Utilisateur, groupes) -> None:
    compte.set_unusable_password()
    compte.save()
    _donner(compte, groupes)
    securite.noter(Quoi.INVITATION, request, compte, par=request.user)


def donner_un_lien(request, compte: Utilisateur) -> str:
    """The way for a person to choose a password, sent where messages leave, else for the administrator to
    hand over; the sentence that says which.
    """
    if SocialAccount.objects.filter(user=compte).exists():
        raise Refus("Ce compte entre par l’annuaire\u00a0: il n’a pas de mot de passe ici.")
    if not compte.is_active:
        raise Refus("Ce compte est suspendu.")
    nom = urlsafe_base64_encode(force_bytes(compte.pk))
    chemin = reverse("nouveau_mot_de_passe", args=[nom, default_token_generator.make_token(compte)])
    securite.noter(Quoi.LIEN, request, compte, par=request.user)
    duree = f"Il sert une fois, dans les {settings.PASSWORD_RESET_TIMEOUT // 86400} jours."
    if settings.COURRIEL_ENVOYE and compte.email:
        adresse = f"{settings.ADRESSE_DU_SITE}{chemin}"
        texte = render_to_string("accueil/invitation.txt", {"compte": compte, "adresse": adresse})
        try:
            EmailMessage("Intranet SIIM94\u00a0: votre compte", texte, to=[compte.email]).send()
        except OSError:
            journal.exception("no message could be sent")
        else:
            return f"Un lien est parti à {compte.email}. {duree}"
    return (
        f"Remettez ce lien à {compte}, et à nul autre\u00a0: {request.build_absolute_uri(chemin)} . {duree}"
    )


def suspendre(request, compte: Utilisateur) -> str:
    compte.is_active = False
    compte.save(update_fields=["is_active"])
    securite.noter(Quoi.SUSPENSION, request, compte, par=request.user)
    _fermer(compte)
    return f"{compte} est suspendu, et ses sessions sont fermées."


def retablir(request, compte: Utilisateur) -> str:
    if compte.demonstration:
        raise Refus("Un compte de démonstration ne se rétablit pas.")
    compte.is_active = True
    compte.save(update_fields=["is_active"])
    securite.noter(Quoi.RETABLI, request, compte, par=request.user)
    return f"{compte} est rétabli."


def fermer_les_sessions(request, compte: Utilisateur) -> str:
    securite.noter(Quoi.SESSIONS, request, compte, par=request.user)
    nombre = _fermer(compte)
    return f"Sessions fermées\u00a0: {nombre}."


def _fermer(compte: Utilisateur) -> int:
    """End the sessions of an account, however they were opened."""
    ouvertes = Session.objects.filter(expire_date__gt=timezone.now()).iterator()
    siennes = [s.pk for s in ouvertes if s.get_decoded().get(SESSION_KEY) == str(compte.pk)]
    Session.objects.filter(pk__in=siennes).delete()
    SessionAnnuaire.objects.filter(compte=compte).delete()
    return len(siennes)


def retirer_les_facteurs(request, compte: Utilisateur) -> str:
    """For who lost all: whoever does it has made sure of who asks."""
    if not Authenticator.objects.filter(user=compte).delete()[0]:
        raise Refus("Ce compte n’a pas de second facteur.")
    securite.noter(Quoi.FACTEUR_RETIRE, request, compte, par=request.user)
    _fermer(compte)
    return (
        f"{compte} n’a plus de second facteur\u00a0: demandez-lui d’en ajouter un dès sa prochaine connexion."
    )


def delier(request, compte: Utilisateur) -> str:
    """Its identity at the provider opens it no more: of somebody who left, or whose ``sub`` changed."""
    if not SocialAccount.objects.filter(user=compte).delete()[0]:
        raise Refus("Ce compte n’est pas relié à l’annuaire.")
    securite.noter(Quoi.DELIE, request, compte, par=request.user)
    _fermer(compte)
    return f"{compte} n’est plus relié à l’annuaire."


def designer_le_secours(request, compte: Utilisateur) -> str:
    manque = [
        phrase
        for tient, phrase in (
            (compte.first_name and compte.last_name, "un prénom et un nom"),
            (compte.is_active and compte.has_usable_password(), "un mot de passe"),
            (a_un_second_facteur(compte), "un second facteur"),
        )
        if not tient
    ]
    if manque:
        raise Refus(f"Pour servir de secours, il manque à ce compte {', '.join(manque)}.")
    if compte.demonstration or SocialAccount.objects.filter(user=compte).exists():
        raise Refus("Ni un compte de démonstration, ni un compte relié à l’annuaire ne sert de secours.")
    compte.secours = True
    compte.save(update_fields=["secours"])
    securite.noter(Quoi.SECOURS, request, compte, par=request.user)
    return f"{compte} est compte de secours\u00a0: la direction est prévenue de chacune de ses entrées."


def finir_le_secours(request, compte: Utilisateur) -> str:
    compte.secours = False
    compte.save(update_fields=["secours"])
    securite.noter(Quoi.SECOURS_FIN, request, compte, par=request.user)
    return f"{compte} n’est plus compte de secours."


def changer_les_groupes(request, compte: Utilisateur, groupes) -> str:
    _donner(compte, groupes)
    securite.noter(Quoi.DROITS, request, compte, par=request.user)
    return f"Les droits de {compte} sont changés, dans ses sessions ouvertes aussi."


def _donner(compte: Utilisateur, groupes) -> None:
    groupes = list(groupes)
    compte.groups.set(groupes)
    if compte.is_staff != (administre := any(g.name == ADMINISTRATION for g in groupes)):
        compte.is_staff = administre
        compte.save(update_fields=["is_staff"])


def confier(request, delegation: Delegation) -> str:
    delegation.save()
    securite.noter(Quoi.DELEGATION, request, delegation.de, par=request.user)
    jours = f"du {delegation.debut:%d/%m/%Y} au {delegation.fin:%d/%m/%Y}"
    return f"Les droits de {delegation.de} sont confiés à {delegation.a}, {jours}."


def ne_plus_confier(request, delegation: Delegation) -> str:
    delegation.delete()
    securite.noter(Quoi.DELEGATION_FIN, request, delegation.de, par=request.user)
    return f"{delegation.a} n’a plus les droits de {delegation.de}."


def groupes_du_role(noms) -> list[Group]:
    return list(Group.objects.filter(name__in=noms).order_by(SansAccent("name")))


# The emergency account.


def prevenir(sender, request, user, **kwargs) -> None:
    """An entry of the emergency account is told to management: in the log, on its home page, by a message."""
    if not user.secours:
        return
    securite.noter(Quoi.SECOURS_ENTREE, request, user)
    if not settings.COURRIEL_ENVOYE:
        return
    texte = render_to_string(
        "accueil/secours.txt",
        {"compte": user, "quand": timezone.localtime(), "site": settings.ADRESSE_DU_SITE},
    )
    for personne in Utilisateur.objects.filter(is_active=True).exclude(email="").order_by("pk"):
        if personne.has_perm(f"socle.{PREVENU}"):
            try:
                EmailMessage("Le compte de secours a servi", texte, to=[personne.email]).send()
            except OSError:
                journal.exception("no message could be sent")


def entrees_de_secours(lecteur: Utilisateur):
    """Those of the last month, for who is to know of them."""
    if not lecteur.has_perm(f"socle.{PREVENU}"):
        return EvenementSecurite.objects.none()
    depuis = timezone.now() - datetime.timedelta(days=30)
    entrees = EvenementSecurite.objects.filter(quoi=Quoi.SECOURS_ENTREE, quand__gt=depuis)
    return entrees.select_related("compte")
