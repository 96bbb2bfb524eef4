"""Large lists as files: made by the worker, kept one day, for whoever asked."""

import datetime
from collections.abc import Iterator
from typing import BinaryIO

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

GARDE = datetime.timedelta(days=1)
# The memory holds one piece at a time, on both ways.
MORCEAU = 1024 * 1024


class ExportQuerySet(models.QuerySet):
    def perimes(self):
        return self.filter(demande__lt=timezone.now() - GARDE)

    def de(self, utilisateur):
        """The files that a person may fetch: their own, while they are kept."""
        return self.filter(auteur=utilisateur, demande__gte=timezone.now() - GARDE)


class Export(models.Model):
    """A list asked for as a file: ``adresse`` says which and in what state, ``droit`` who may read it.

    ``octets`` is null until the file is whole.
    """

    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="exports", verbose_name="demandé par"
    )
    adresse = models.TextField("adresse")
    droit = models.CharField("droit", max_length=120)
    fichier = models.CharField("fichier", max_length=255)
    demande = models.DateTimeField("demandé", default=timezone.now)
    octets = models.PositiveBigIntegerField("octets", null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()
        verbose_name = "export"

    def __str__(self):
        return self.fichier

    def get_absolute_url(self):
        return reverse("export", args=[self.pk])

    @property
    def format(self) -> str:
        """The extension of the file."""
        return self.fichier.rpartition(".")[2]

    @transaction.atomic
    def garder(self, flux: BinaryIO) -> None:
        """Keep a whole file, read from its beginning, in place of what a process that died left."""
        self.morceaux.all().delete()
        flux.seek(0)
        for rang, octets in enumerate(iter(lambda: flux.read(MORCEAU), b"")):
            MorceauExport.objects.create(export=self, rang=rang, contenu=octets)
        self.octets = flux.tell()
        self.save(update_fields=["octets"])

    def lire(self) -> Iterator[bytes]:
        """The bytes, a piece at a time."""
        for rang in range(-(-self.octets // MORCEAU)):
            yield bytes(self.morceaux.values_list("contenu", flat=True).get(rang=rang))


class MorceauExport(models.Model):
    """A piece of a file that was made.

    In the database, so that web servers and workers on several machines share no disk; in pieces, because a
    file of which a process holds all the bytes, and PostgreSQL's text of them, fills its memory.
    """

    export = models.ForeignKey(
        Export, models.CASCADE, related_name="morceaux", verbose_name="export", db_index=False
    )
    rang = models.PositiveIntegerField("rang")
    contenu = models.BinaryField("contenu")

    class Meta:
        ordering = ["export", "rang"]
        default_permissions = ()
        verbose_name = "morceau d’export"
        verbose_name_plural = "morceaux d’export"
        constraints = [
            models.UniqueConstraint(
                fields=["export", "rang"],
                name="morceauexport_unique",
                violation_error_message="Ce morceau du fichier existe déjà.",
            )
        ]

    def __str__(self):
        return f"{self.export_id} / {self.rang}"
