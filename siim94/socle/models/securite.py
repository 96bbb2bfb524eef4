"""Who entered, tried to, or changed what opens an account; from where."""

from django.conf import settings
from django.db import models


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
        verbose_name = "événement de sécurité"
        verbose_name_plural = "journal de sécurité"
        indexes = [
            models.Index(fields=["-quand"], name="securite_quand"),
            models.Index(fields=["compte", "-quand"], name="securite_compte"),
            models.Index(fields=["adresse", "-quand"], name="securite_adresse"),
        ]

    def __str__(self):
        return f"{self.get_quoi_display()} {self.quand:%d/%m/%Y %H:%M}"


class SessionAnnuaire(models.Model):
    """A session that the directory opened, and until when it answers for it; gone with that session.

    ``jeton_identite`` is said again at sign-out. What the directory said last holds from ``confirmee`` on: it
    is asked again at ``a_revoir``, and past ``expire`` nothing is written before it has answered.
    """

    compte = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="compte"
    )
    sub = models.CharField("identifiant chez l’annuaire", max_length=191)
    jeton_identite = models.TextField("jeton d’identité")
    jeton_acces = models.TextField("jeton d’accès")
    jeton_rafraichissement = models.TextField("jeton de rafraîchissement", blank=True)
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
