"""Loads: which file, by whom, and the rows that it made or changed, each with its place in the file."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Chargement(models.Model):
    """One loading of one file (or of the first data that ship with the product)."""

    class Genre(models.TextChoices):
        PREMIERES_DONNEES = "premieres-donnees", "premières données"
        CLASSEUR = "classeur", "classeur"
        TOTEM = "totem", "TotEM"
        SCDL = "scdl", "SCDL"
        NOMENCLATURE = "nomenclature", "nomenclature"
        GLPI_TICKETS = "glpi-tickets", "tickets GLPI"
        GLPI_POSTES = "glpi-postes", "postes GLPI"
        ANNULATION = "annulation", "annulation"

    class Etat(models.TextChoices):
        EN_COURS = "en-cours", "en cours"
        FAIT = "fait", "fait"
        ECHEC = "echec", "échec"
        ANNULE = "annule", "annulé"

    genre = models.CharField("genre", max_length=20, choices=Genre)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.EN_COURS)
    fichier = models.CharField("fichier", max_length=255)
    empreinte = models.CharField("SHA-256", max_length=64)
    exercice = models.ForeignKey(
        "socle.Exercice", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="exercice"
    )
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="auteur",
    )
    quand = models.DateTimeField("date", default=timezone.now)
    crees = models.PositiveIntegerField("lignes créées", default=0)
    modifies = models.PositiveIntegerField("lignes modifiées", default=0)
    inchanges = models.PositiveIntegerField("lignes inchangées", default=0)

    class Meta:
        ordering = ["-quand", "-pk"]
        verbose_name = "chargement"
        constraints = [
            models.CheckConstraint(
                condition=Q(empreinte__regex=r"^[0-9a-f]{64}$"),
                name="chargement_empreinte_sha256",
                violation_error_message="L’empreinte est un SHA-256 en hexadécimal.",
            )
        ]

    def __str__(self):
        return f"Chargement nº {self.pk} ({self.get_genre_display()})"


class LigneChargee(models.Model):
    """A row that a load made or changed, and where it stood in the file."""

    class Action(models.TextChoices):
        CREATION = "creation", "création"
        MODIFICATION = "modification", "modification"

    chargement = models.ForeignKey(
        Chargement, models.CASCADE, related_name="lignes", verbose_name="chargement"
    )
    table_nom = models.CharField("table", max_length=80)
    cle = models.CharField("clé", max_length=40)
    action = models.CharField("action", max_length=12, choices=Action)
    feuille = models.CharField("feuille", max_length=120, blank=True)
    ligne = models.PositiveIntegerField("ligne", null=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "ligne chargée"
        verbose_name_plural = "lignes chargées"
        indexes = [models.Index(fields=["table_nom", "cle"], name="lignechargee_objet")]

    def __str__(self):
        return f"{self.table_nom} {self.cle}"
