"""Who entered, tried to, or changed what opens an account; from where."""

import re

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from siim94.socle.coffre import SecretField

# What a browser calls itself, the more telling first: each also says the names of those after it.
NAVIGATEURS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Version", "Safari"),
)
SYSTEMES = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
RECONNU = 40


def navigateur(annonce: str) -> str:
    """The name of a browser and of its system, from the long one that it gives itself; else its beginning."""
    nom = next(
        (f"{nom} {lu[1]}" for signe, nom in NAVIGATEURS if (lu := re.search(rf"{signe}\w*/(\d+)", annonce))),
        "",
    )
    systeme = next((f" sur {systeme}" for signe, systeme in SYSTEMES if signe in annonce), "")
    return f"{nom}{systeme}" if nom else annonce[:RECONNU]


class EvenementSecurite(models.Model):
    """One event of signing in or of an account, kept ``JOURNAL_SECURITE_JOURS`` days.

    ``compte`` is whose account; ``par`` who acted on it, if somebody else. A name that is no account is not
    kept: people type their password in its place.
    """

    class Quoi(models.TextChoices):
        CONNEXION = "connexion", "connexion"
        DECONNEXION = "deconnexion", "déconnexion"
        ECHEC = "echec", "essai refusé"
        BLOCAGE = "blocage", "essais suspendus"
        MOT_DE_PASSE = "mot_de_passe", "mot de passe changé"
        FACTEUR_AJOUTE = "facteur_ajoute", "second facteur ajouté"
        FACTEUR_RETIRE = "facteur_retire", "second facteur retiré"
        COMPTE = "compte", "compte créé, modifié ou supprimé"
        ANNUAIRE = "annuaire", "relié à l’annuaire"
        ANNUAIRE_REFUS = "annuaire_refus", "refus à l’entrée par l’annuaire"
        ANNUAIRE_FIN = "annuaire_fin", "session que l’annuaire ne confirme plus"
        GROUPES = "groupes", "groupes changés par l’annuaire"
        DELIE = "delie", "délié de l’annuaire"
        INVITATION = "invitation", "invité"
        LIEN = "lien", "lien donné pour choisir un mot de passe"
        SUSPENSION = "suspension", "suspendu"
        RETABLI = "retabli", "rétabli"
        DROITS = "droits", "groupes changés"
        SESSIONS = "sessions", "sessions fermées"
        DELEGATION = "delegation", "droits confiés pendant une absence"
        DELEGATION_FIN = "delegation_fin", "fin des droits confiés"
        SECOURS = "secours", "désigné compte de secours"
        SECOURS_FIN = "secours_fin", "n’est plus compte de secours"
        SECOURS_ENTREE = "secours_entree", "entrée par le compte de secours"

    quand = models.DateTimeField("date", auto_now_add=True)
    quoi = models.CharField("événement", max_length=16, choices=Quoi)
    compte = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="compte"
    )
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="par"
    )
    adresse = models.GenericIPAddressField("adresse", null=True)
    navigateur = models.CharField("navigateur", max_length=200, blank=True)

    class Meta:
        ordering = ["-quand", "-pk"]
        default_permissions = ("view",)
        permissions = [("suivre_secours", "est prévenu de l’emploi du compte de secours")]
        verbose_name = "événement de sécurité"
        verbose_name_plural = "journal de sécurité"
        indexes = [
            models.Index(fields=["-quand"], name="securite_quand"),
            models.Index(fields=["compte", "-quand"], name="securite_compte"),
            models.Index(fields=["adresse", "-quand"], name="securite_adresse"),
        ]

    def __str__(self):
        return f"{self.get_quoi_display()} {self.quand:%d/%m/%Y %H:%M}"

    @property
    def quel_navigateur(self) -> str:
        return navigateur(self.navigateur)


class DelegationQuerySet(models.QuerySet):
    def en_cours(self, jour=None):
        """Today's (those of ``jour``), of accounts that are open."""
        jour = timezone.localdate() if jour is None else jour
        return self.filter(debut__lte=jour, fin__gte=jour, de__is_active=True)


class Delegation(models.Model):
    """The rights of who is away, lent to somebody else for some days: whoever lends keeps them.

    Groups of ``NON_CONFIES`` are not lent. It ends by itself; what was done with it bears the name of who
    did it.
    """

    NON_CONFIES = ("administration",)

    de = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="confiees", verbose_name="compte"
    )
    a = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="recues", verbose_name="confié à"
    )
    debut = models.DateField("du")
    fin = models.DateField("au")

    objects = DelegationQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["debut", "pk"]
        verbose_name = "délégation"
        verbose_name_plural = "délégations"
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__gte=F("debut")),
                name="delegation_finit_apres_son_debut",
                violation_error_message="La délégation finit avant de commencer.",
            ),
            models.CheckConstraint(
                condition=~Q(de=F("a")),
                name="delegation_a_un_autre",
                violation_error_message="Les droits se confient à un autre compte.",
            ),
        ]

    def __str__(self):
        return f"{self.de} à {self.a}, jusqu’au {self.fin:%d/%m/%Y}"


class SessionAnnuaire(models.Model):
    """A session that the directory opened, and until when it answers for it; gone with that session.

    ``jeton_identite`` is said again at sign-out. What the directory said last holds from ``confirmee`` on: it
    is asked again at ``a_revoir``, and past ``expire`` nothing is written before it has answered.
    """

    compte = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="compte"
    )
    sub = models.CharField("identifiant chez l’annuaire", max_length=191)
    jeton_identite = SecretField("jeton d’identité")
    jeton_acces = SecretField("jeton d’accès")
    jeton_rafraichissement = SecretField("jeton de rafraîchissement", blank=True)
    confirmee = models.DateTimeField("confirmée")
    a_revoir = models.DateTimeField("à revoir")
    expire = models.DateTimeField("expire")

    class Meta:
        default_permissions = ()
        verbose_name = "session ouverte par l’annuaire"
        verbose_name_plural = "sessions ouvertes par l’annuaire"
        indexes = [models.Index(fields=["confirmee"], name="session_annuaire_confirmee")]

    def __str__(self):
        return f"session {self.pk}"

    @property
    def par_ldap(self) -> bool:
        """Of the directory of the network, which gives no token."""
        return not self.jeton_acces
