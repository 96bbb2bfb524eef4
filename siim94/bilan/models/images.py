"""Pictures of the report: their bytes, never changed, and where each stands with what is said of it."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.fields.json import KT
from django.utils import timezone

from siim94.bilan.models.rubriques import Rubrique
from siim94.socle.champs import OrdreField
from siim94.socle.models import AvecPage, Journal, Suivi, SuiviQuerySet

# A picture that a form has read waits that long for the row that uses it.
ATTENTE = timedelta(days=7)


class FichierImageManager(models.Manager):
    """Bytes are read when they are asked for: a list of pictures weighs nothing."""

    def get_queryset(self):
        return super().get_queryset().defer("octets", "vignette")

    def sans_emploi(self):
        """Those that no year shows and none ever did: what the history names can be put back, and is what an
        edition printed.
        """
        traces = Journal.objects.filter(table_nom=Illustration._meta.db_table).order_by()
        nommees = [
            traces.annotate(nomme=KT(f"{etat}__fichier_id")).filter(nomme__isnull=False).values("nomme")
            for etat in ("avant", "apres")
        ]
        libres = self.filter(depose__lt=timezone.now() - ATTENTE)
        for employees in (Illustration.objects.order_by().values("fichier"), *nommees):
            libres = libres.exclude(pk__in=employees)
        return libres


class FichierImage(models.Model):
    """The bytes of a picture as the report prints them, known by their SHA-256: they are never changed.

    The history of pictures names them and holds no bytes; one that was taken out can so be put back.
    """

    class Genre(models.TextChoices):
        JPEG = "jpeg", "JPEG"
        PNG = "png", "PNG"

    empreinte = models.CharField("SHA-256", primary_key=True, max_length=64)
    genre = models.CharField("format", max_length=4, choices=Genre)
    largeur = models.PositiveSmallIntegerField("largeur (pixels)")
    hauteur = models.PositiveSmallIntegerField("hauteur (pixels)")
    octets = models.BinaryField("image")
    vignette = models.BinaryField("vignette")
    depose = models.DateTimeField("déposée le", default=timezone.now, editable=False)

    objects = FichierImageManager()

    class Meta:
        verbose_name = "fichier d’image"
        verbose_name_plural = "fichiers d’images"
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    empreinte=Func(
                        Func(F("octets"), function="sha256", output_field=models.BinaryField()),
                        Value("hex"),
                        function="encode",
                        output_field=models.CharField(),
                    )
                ),
                name="fichierimage_empreinte_des_octets",
                violation_error_message="Le contenu de l’image ne correspond pas à son empreinte.",
            ),
            models.CheckConstraint(
                condition=Q(largeur__gt=0, hauteur__gt=0),
                name="fichierimage_taille_positive",
                violation_error_message="Une image a une largeur et une hauteur.",
            ),
        ]

    def __str__(self):
        return f"{self.get_genre_display()} {self.largeur} × {self.hauteur}"


class IllustrationQuerySet(SuiviQuerySet):
    def par_rubrique(self, annee: int) -> dict[int, list["Illustration"]]:
        """The pictures of a year's report by part, in their order, without their bytes."""
        par_rubrique: dict[int, list[Illustration]] = {}
        for illustration in self.filter(rubrique__exercice=annee).avec_fichier().order_by("rang", "pk"):
            par_rubrique.setdefault(illustration.rubrique_id, []).append(illustration)
        return par_rubrique

    def avec_fichier(self):
        """With format and size of each picture, without its bytes."""
        lourds = ("fichier__octets", "fichier__vignette")
        return self.select_related("rubrique", "fichier").defer(*lourds)


class Illustration(AvecPage, Suivi):
    """A picture of a part of a year's report: where it stands, and what is said of it.

    A picture says by words what it shows (``alternative``), or is declared to say nothing (``decorative``).
    """

    class Place(models.TextChoices):
        AVANT = "avant", "avant le texte"
        APRES = "apres", "après le texte"
        FIN = "fin", "après la section calculée"
        LOGO = "logo", "logo (couverture)"

    class Taille(models.TextChoices):
        PLEINE = "pleine", "toute la largeur"
        MOYENNE = "moyenne", "deux tiers de la largeur"
        PETITE = "petite", "un tiers de la largeur"

    rubrique = models.ForeignKey(
        Rubrique, models.PROTECT, related_name="illustrations", verbose_name="rubrique"
    )
    fichier = models.ForeignKey(FichierImage, models.PROTECT, related_name="+", verbose_name="image")
    place = models.CharField("place", max_length=5, choices=Place, default=Place.APRES)
    rang = OrdreField(default=1, help_text="Entre les images d’une même place : la plus petite d’abord.")
    taille = models.CharField("taille imprimée", max_length=7, choices=Taille, default=Taille.PLEINE)
    alternative = models.CharField(
        "texte de remplacement",
        max_length=400,
        blank=True,
        help_text="Ce que l’image montre, pour qui ne la voit pas.",
    )
    decorative = models.BooleanField(
        "décorative", default=False, help_text="Cochée, l’image n’apporte rien à qui ne la voit pas."
    )
    legende = models.CharField("légende", max_length=300, blank=True)
    credit = models.CharField("crédit", max_length=120, blank=True)

    nominatifs = ("credit",)

    objects = IllustrationQuerySet.as_manager()

    class Meta(Suivi.Meta):
        ordering = ["-rubrique__exercice", "rubrique__rang", "rang", "pk"]
        verbose_name = "image du bilan"
        verbose_name_plural = "images du bilan"
        constraints = [
            models.CheckConstraint(
                condition=Q(decorative=True, alternative="") | (Q(decorative=False) & ~Q(alternative="")),
                name="illustration_decrite_ou_decorative",
                violation_error_message="Décrivez l’image par un texte de remplacement,"
                " ou cochez « décorative » et laissez ce texte vide.",
            ),
        ]

    def __str__(self):
        nom = self.legende or self.alternative or self.get_place_display()
        return f"{nom} ({self.rubrique.exercice_id})"
