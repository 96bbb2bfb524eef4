"""Published editions of a year's report: what was sealed, what was accepted, who may read it, what waits."""

import datetime

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from siim94.editions.models.circuit import Copie, compte
from siim94.editions.models.pieces import Piece
from siim94.formats.francais import date_longue
from siim94.socle.ajout_seul import AjoutSeul, NomEfface
from siim94.socle.declencheurs import Troncature

# A publication takes a minute at most; what is done later than that was not begun in time.
RETARD = datetime.timedelta(minutes=2)


class Nature(models.TextChoices):
    PREMIERE = "premiere", "première édition"
    # An error of the earlier edition, mended.
    RECTIFICATIF = "rectificatif", "rectificatif"
    # New data or a new method: the earlier edition was right in its day.
    REVISION = "revision", "révision"


class Portee(models.TextChoices):
    PRESENTATION = "presentation", "erreur de présentation"
    MATERIELLE = "materielle", "erreur matérielle"
    FOND = "fond", "erreur de fond"
    # Of a correction by command that does not say it; the page that publishes asks.
    NON_PRECISEE = "non_precisee", "portée de l’erreur non précisée"


def piece(verbeux: str, *, facultative: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        Piece,
        models.PROTECT,
        null=facultative,
        blank=facultative,
        related_name="+",
        verbose_name=verbeux,
    )


class EditionQuerySet(models.QuerySet):
    def du_bilan(self, annee: int):
        """The editions of a year's report, latest first."""
        return self.filter(exercice=annee).order_by("-numero")

    def derniere(self, annee: int):
        """The edition that is the year's report; None before the first publication."""
        return self.du_bilan(annee).first()

    def dernieres(self) -> dict[int, "Edition"]:
        """The latest edition of each year that has one."""
        return {edition.exercice_id: edition for edition in self.order_by("numero")}


class Edition(models.Model):
    """A year's report as it was published, for good: its files by their hash, under one number.

    ``donnees`` is the JSON of all data (``siim94.editions.donnees``), ``constats`` that of the findings with
    their justifications, ``lectures`` that of who had read it before; ``manifeste`` names every file with its
    SHA-256, the date, the number and ``sceau``, the journal's last seal before. The hash of the manifest
    stands in the journal, so that an edition that was altered by the base's owner shows. Only ever added.
    """

    exercice = models.ForeignKey(
        "socle.Exercice", models.PROTECT, related_name="editions", verbose_name="exercice"
    )
    numero = models.PositiveSmallIntegerField("édition")
    nature = models.CharField("nature", max_length=12, choices=Nature, default=Nature.PREMIERE)
    portee = models.CharField("portée", max_length=12, choices=Portee, blank=True)
    motif = models.TextField("motif", max_length=2000)
    affecte = models.TextField("ce qui change", blank=True, max_length=2000)
    n_affecte_pas = models.TextField("ce qui ne change pas", blank=True, max_length=2000)
    publiee = models.DateTimeField("publiée", default=timezone.now)
    auteur = compte("publiée par", fige=True)
    auteur_nom = models.CharField("nom", max_length=200, blank=True)
    sans_relecture = models.BooleanField("publiée sans relecture", default=False)
    deliberation_date = models.DateField("date de la délibération", null=True, blank=True)
    deliberation_numero = models.CharField("numéro de la délibération", max_length=60, blank=True)
    pages = models.PositiveSmallIntegerField("pages")
    sceau = models.CharField("dernier sceau du journal", max_length=64, blank=True)
    construction = models.CharField("construction", max_length=64)
    pdf = piece("PDF")
    html = piece("page")
    donnees = piece("données")
    constats = piece("constats")
    # None of an edition that is older than this file.
    lectures = piece("lectures avant publication", facultative=True)
    manifeste = piece("manifeste")

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-exercice", "-numero"]
        verbose_name = "édition du bilan"
        verbose_name_plural = "éditions du bilan"
        permissions = [("ouvrir_edition", "Peut ouvrir une édition au public")]
        triggers = [AjoutSeul(operation=pgtrigger.Delete), NomEfface("auteur_nom"), Troncature()]
        constraints = [
            models.UniqueConstraint(
                fields=["exercice", "numero"],
                name="edition_numero_unique",
                violation_error_message="Ce bilan a déjà une édition de ce numéro.",
            ),
            models.CheckConstraint(
                condition=Q(numero=1, nature="premiere") | (Q(numero__gt=1) & ~Q(nature="premiere")),
                name="edition_nature_de_son_numero",
                violation_error_message="À partir de la deuxième, une édition est un rectificatif ou une"
                " révision.",
            ),
            models.CheckConstraint(
                # Of a first edition said to be a corrected one, it is the rule above that is broken.
                condition=Q(portee="", numero=1)
                | (Q(nature="rectificatif") & ~Q(portee=""))
                | (~Q(nature="rectificatif") & Q(portee="")),
                name="edition_portee_du_rectificatif",
                violation_error_message="Un rectificatif, et lui seul, dit la portée de l’erreur.",
            ),
            models.CheckConstraint(
                condition=~Q(motif=""),
                name="edition_motivee",
                violation_error_message="Donnez le motif de la publication.",
            ),
            models.CheckConstraint(
                condition=Q(deliberation_date__isnull=True, deliberation_numero="")
                | (Q(deliberation_date__isnull=False) & ~Q(deliberation_numero="")),
                name="edition_deliberation_entiere",
                violation_error_message="Une délibération a une date et un numéro.",
            ),
        ]

    def __str__(self):
        return f"Bilan {self.exercice_id}, édition {self.numero}"

    def get_absolute_url(self) -> str:
        return reverse("editions:edition", args=[self.exercice_id, self.numero])

    @property
    def jour(self) -> str:
        """The day of its publication, here, as a sentence says it."""
        return date_longue(timezone.localtime(self.publiee).date())


class AvertissementAccepte(models.Model):
    """A warning that stood at the publication, and that who published it accepted; by its code."""

    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="avertissements", verbose_name="édition"
    )
    code = models.CharField("code du constat", max_length=120)
    phrase = models.TextField("constat")

    class Meta:
        ordering = ["pk"]
        verbose_name = "avertissement accepté"
        verbose_name_plural = "avertissements acceptés"
        triggers = [AjoutSeul(), Troncature()]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "code"],
                name="avertissement_accepte_une_fois",
                violation_error_message="Cet avertissement est déjà accepté.",
            )
        ]

    def __str__(self):
        return self.phrase


class DiffusionQuerySet(models.QuerySet):
    def ouverte(self, edition: Edition) -> bool:
        """Whether anybody may read this edition without an account; closed unless it was opened."""
        return bool(self.filter(edition=edition).order_by("-pk").values_list("ouverte", flat=True).first())


class Diffusion(models.Model):
    """That an edition was opened to all, or closed again; the last one holds."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="diffusions", verbose_name="édition")
    ouverte = models.BooleanField("ouverte au public")
    quand = models.DateTimeField("date", default=timezone.now)
    auteur = compte("par", fige=True)

    objects = DiffusionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "diffusion d’une édition"
        verbose_name_plural = "diffusions des éditions"
        triggers = [AjoutSeul(), Troncature()]

    def __str__(self):
        return f"{self.edition} {'ouverte' if self.ouverte else 'fermée'}"


class Programmation(models.Model):
    """A publication set for a day and an hour; the worker does it, late if it was down, and says so.

    ``options`` is what the publication will be told (reason, nature, deliberation, accepted warnings).
    ``copie`` is what was validated, ``constats`` the codes of the findings then: when content or findings
    are no longer the same, it stops, ``pourquoi`` says it.
    """

    class Sort(models.TextChoices):
        PREVUE = "prevue", "prévue"
        FAITE = "faite", "faite"
        ARRETEE = "arretee", "arrêtée"
        ANNULEE = "annulee", "annulée"

    exercice = models.ForeignKey(
        "socle.Exercice", models.PROTECT, related_name="programmations", verbose_name="exercice"
    )
    pour = models.DateTimeField("prévue le")
    demandee = models.DateTimeField("demandée", default=timezone.now)
    auteur = compte("par")
    options = models.JSONField("options", default=dict)
    copie = models.ForeignKey(
        Copie, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="copie validée"
    )
    constats = models.JSONField("constats", default=list)
    sort = models.CharField("état", max_length=8, choices=Sort, default=Sort.PREVUE)
    fin = models.DateTimeField("fin", null=True, blank=True)
    pourquoi = models.TextField("pourquoi", blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "publication programmée"
        verbose_name_plural = "publications programmées"
        constraints = [
            models.UniqueConstraint(
                fields=["exercice"],
                condition=Q(sort="prevue"),
                name="programmation_une_par_bilan",
                violation_error_message="Une publication de ce bilan est déjà programmée.",
            )
        ]

    def __str__(self):
        return f"Publication du bilan {self.exercice_id}, {self.get_sort_display()}"

    @property
    def en_retard(self) -> bool:
        """It was done well after its hour: no worker was there."""
        return self.fin is not None and self.fin - self.pour > RETARD

    def finir(self, sort: str, pourquoi: str = "") -> None:
        """How it ended, and why it did when that is not said by itself."""
        self.sort, self.fin, self.pourquoi = sort, timezone.now(), pourquoi
        self.save(update_fields=["sort", "fin", "pourquoi"])
