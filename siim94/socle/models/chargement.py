"""Loads: which file, by whom, and the rows that it made or changed, each with its place in the file."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from siim94.formats import francais
from siim94.formats.francais import accorde


class ChargementQuerySet(models.QuerySet):
    def faits(self):
        """Those that changed the base, and were not undone since; latest first."""
        return self.filter(etat=Chargement.Etat.FAIT).order_by("-quand", "-pk")


class Chargement(models.Model):
    """One loading of one file (or of the first data that ship with the product).

    From a page it is first an ``apercu`` (its file is kept, nothing is written), then waits for the worker,
    runs, and is done or failed. From the command line it starts running. ``fin`` is the database's clock at
    the end of its transaction: what the journal holds of the same rows after it was written by others.
    """

    class Genre(models.TextChoices):
        PREMIERES_DONNEES = "premieres-donnees", "premières données"
        CLASSEUR = "classeur", "classeur"
        FEUILLE = "feuille", "feuille"
        TOTEM = "totem", "TotEM"
        SCDL = "scdl", "SCDL"
        NOMENCLATURE = "nomenclature", "nomenclature"
        GLPI_TICKETS = "glpi-tickets", "tickets GLPI"
        GLPI_POSTES = "glpi-postes", "postes GLPI"
        ANNULATION = "annulation", "annulation"

    class Etat(models.TextChoices):
        APERCU = "apercu", "à confirmer"
        ATTENTE = "attente", "en attente"
        EN_COURS = "en-cours", "en cours"
        FAIT = "fait", "fait"
        ECHEC = "echec", "échec"
        ANNULE = "annule", "annulé"

    genre = models.CharField("genre", max_length=20, choices=Genre)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.EN_COURS)
    fichier = models.CharField("fichier", max_length=255)
    empreinte = models.CharField("SHA-256", max_length=64)
    titre = models.CharField("contenu", max_length=255, blank=True)
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
    fin = models.DateTimeField("fin", null=True, blank=True)
    options = models.JSONField("options", default=dict, blank=True)
    apercu = models.JSONField("aperçu", null=True, blank=True)
    # In which column each field stood, by sheet (by table where the file has none): its rows say their lines.
    colonnes = models.JSONField("colonnes", default=dict, blank=True)
    erreur = models.TextField("erreur", blank=True)
    crees = models.PositiveIntegerField("lignes créées", default=0)
    modifies = models.PositiveIntegerField("lignes modifiées", default=0)
    supprimes = models.PositiveIntegerField("lignes supprimées", default=0)
    inchanges = models.PositiveIntegerField("lignes inchangées", default=0)
    annule = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="annulation",
        verbose_name="chargement annulé",
        help_text="D’une annulation : le chargement qu’elle défait.",
    )

    objects = ChargementQuerySet.as_manager()

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

    def get_absolute_url(self):
        return reverse("chargements:chargement_detail", args=[self.pk])

    @property
    def en_suspens(self) -> bool:
        """Whether it waits for the worker or runs."""
        return self.etat in EN_SUSPENS

    @property
    def resultat(self) -> str:
        """What it did, in a few words: « 41 lignes créées, 3 modifiées »."""
        faits = ((self.crees, "créée"), (self.modifies, "modifiée"), (self.supprimes, "supprimée"))
        dits = [f"{francais.compact(nombre)} {{}}{mot}{accorde(nombre)}" for nombre, mot in faits if nombre]
        if not dits:
            return "rien n’a changé"
        premier = next(nombre for nombre, _ in faits if nombre)
        return ", ".join(
            dit.format("" if rang else f"ligne{accorde(premier)} ") for rang, dit in enumerate(dits)
        )


EN_SUSPENS = (Chargement.Etat.ATTENTE, Chargement.Etat.EN_COURS)


class FichierDepose(models.Model):
    """The bytes of an uploaded file, from its preview to the end of its load; never longer.

    In the database, so that web servers and workers on several machines share no disk.
    """

    chargement = models.OneToOneField(
        Chargement, models.CASCADE, primary_key=True, related_name="depot", verbose_name="chargement"
    )
    contenu = models.BinaryField("contenu")

    class Meta:
        verbose_name = "fichier déposé"
        verbose_name_plural = "fichiers déposés"

    def __str__(self):
        return f"Fichier du {self.chargement}"


class LigneChargee(models.Model):
    """A row that a load made, changed or removed, and where it stood in the file."""

    class Action(models.TextChoices):
        CREATION = "creation", "création"
        MODIFICATION = "modification", "modification"
        SUPPRESSION = "suppression", "suppression"

    # The index of the order in which the page of a load shows its rows begins with it.
    chargement = models.ForeignKey(
        Chargement, models.CASCADE, related_name="lignes", verbose_name="chargement", db_index=False
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
        indexes = [
            models.Index(fields=["table_nom", "cle"], name="lignechargee_objet"),
            models.Index(fields=["chargement", "action", "id"], name="lignechargee_ordre"),
        ]

    def __str__(self):
        return f"{self.table_nom} {self.cle}"
