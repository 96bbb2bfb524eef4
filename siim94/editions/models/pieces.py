"""Frozen files: bytes known by their SHA-256, never changed, whatever points to them."""

import hashlib
from collections.abc import Iterable

from django.db import models
from django.db.models import Func, Q

from siim94.socle.ajout_seul import AjoutSeul
from siim94.socle.declencheurs import Troncature


class Sha256(Func):
    """The hash of bytes as the base computes it, in sixteens."""

    template = "encode(sha256(%(expressions)s), 'hex')"
    output_field = models.CharField()


class PieceQuerySet(models.QuerySet):
    def garder(self, octets: bytes, genre: str):
        """The piece of these bytes, stored once however often it is frozen."""
        empreinte = hashlib.sha256(octets).hexdigest()
        piece, _ = self.get_or_create(
            empreinte=empreinte, defaults={"genre": genre, "octets": octets, "taille": len(octets)}
        )
        return piece

    def intactes(self, empreintes: Iterable[str]) -> dict[str, bool]:
        """Of those of these hashes that are there, whether their bytes still are what was frozen."""
        trouvees = self.filter(pk__in=list(empreintes)).annotate(intacte=Q(empreinte=Sha256("octets")))
        return dict(trouvees.values_list("pk", "intacte"))


class PieceManager(models.Manager.from_queryset(PieceQuerySet)):
    """Bytes are read when they are asked for: a list of editions weighs nothing."""

    def get_queryset(self):
        return super().get_queryset().defer("octets")


class Piece(models.Model):
    """The bytes of a frozen file, known by their SHA-256: only ever added.

    No constraint recomputes the hash: what was altered by hand must show, at each reading and in
    ``manage.py editions --verifier``, and a restore of such a base must succeed and tell.
    """

    class Genre(models.TextChoices):
        PDF = "pdf", "PDF"
        HTML = "html", "HTML"
        JSON = "json", "JSON"

    empreinte = models.CharField("SHA-256", primary_key=True, max_length=64)
    genre = models.CharField("format", max_length=4, choices=Genre)
    octets = models.BinaryField("contenu")
    taille = models.PositiveBigIntegerField("octets")

    objects = PieceManager()

    class Meta:
        verbose_name = "pièce archivée"
        verbose_name_plural = "pièces archivées"
        triggers = [AjoutSeul(), Troncature()]

    def __str__(self):
        return f"{self.get_genre_display()} {self.empreinte[:12]}"

    @property
    def integre(self) -> bool:
        """Whether its bytes still are those that were frozen (reads them)."""
        return hashlib.sha256(bytes(self.octets)).hexdigest() == self.empreinte
