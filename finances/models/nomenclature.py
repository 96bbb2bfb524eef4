"""The legal plans of accounts (M14, M57, M43…): chapters and accounts, with their official labels."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from finances.models.correspondance import Correspondance
from siim94.formats.plan_de_comptes import plus_long_prefixe
from siim94.socle.champs import AnneeField, OrdreField
from siim94.socle.conditions import TEXTES_PAR_NOM, JsonConforme
from siim94.socle.models import AvecPage, Suivi, SuiviQuerySet


class Section(models.TextChoices):
    """The two sections of a local budget (code général des collectivités territoriales, L2311-1)."""

    FONCTIONNEMENT = "F", "fonctionnement"
    INVESTISSEMENT = "I", "investissement"


class Sens(models.TextChoices):
    DEPENSE = "D", "dépense"
    RECETTE = "R", "recette"


class NomenclatureQuerySet(SuiviQuerySet):
    def for_plan(self, norme: str, declinaison: str, annee: int):
        """The plan that holds for a year: the latest one whose year is not after it, or None.

        One that is only known in part (no official file yet) hides none that is known whole.
        """
        officiels = Compte.objects.filter(nomenclature=OuterRef("pk")).exclude(affectations={})
        plans = self.filter(norme=norme, declinaison=declinaison, annee__lte=annee)
        return plans.order_by(Exists(officiels).desc(), "-annee").first()


class Nomenclature(AvecPage, Suivi):
    """A plan of accounts: standard (M14), variant (M14_COM_SUP3500), year of publication."""

    norme = models.CharField("norme", max_length=10)
    declinaison = models.CharField("déclinaison", max_length=40)
    annee = AnneeField("année")
    fonctions = models.JSONField(
        "fonctions de référence",
        default=dict,
        blank=True,
        editable=False,
        help_text="Libellé de chaque code, selon le plan de comptes officiel ou les documents chargés.",
    )

    objects = NomenclatureQuerySet.as_manager()

    class Meta(Suivi.Meta):
        ordering = ["norme", "declinaison", "-annee"]
        verbose_name = "nomenclature"
        constraints = [
            models.UniqueConstraint(
                fields=["norme", "declinaison", "annee"],
                name="nomenclature_unique",
                violation_error_message="Cette nomenclature est déjà chargée pour cette année.",
            ),
            models.CheckConstraint(
                condition=JsonConforme("fonctions", forme=TEXTES_PAR_NOM),
                name="nomenclature_fonctions_textes",
                violation_error_message="Chaque fonction a un libellé.",
            ),
        ]

    def __str__(self):
        return f"{self.declinaison} {self.annee}"

    def fonction(self, code: str) -> str | None:
        """The label of a function, else of the one that it details."""
        return self.fonctions.get(plus_long_prefixe(code, self.fonctions, minimum=1))


class PosteQuerySet(SuiviQuerySet):
    def suivis(self):
        """Chapters or accounts of the plans that a budget document follows: a dozen others repeat them."""
        return self.filter(nomenclature__in=Nomenclature.objects.filter(documents__isnull=False).values("pk"))


class ChapitreQuerySet(PosteQuerySet):
    def memes(self, chapitre):
        """The chapter in every plan: by its code in its standard, by a correspondence in others."""
        siennes = Correspondance.objects.filter(norme=chapitre.nomenclature.norme, chapitre=chapitre.code)
        liees = Correspondance.objects.order_by().filter(
            serie__in=siennes.order_by().values("serie"),
            norme=OuterRef("nomenclature__norme"),
            chapitre=OuterRef("code"),
        )
        de_sa_norme = Q(nomenclature__norme=chapitre.nomenclature.norme, code=chapitre.code)
        return self.filter(de_sa_norme | Exists(liees))


class CompteQuerySet(PosteQuerySet):
    def memes(self, compte):
        """The accounts of this code in its standard and in those whose chapters correspond to it."""
        siennes = Correspondance.objects.filter(norme=compte.nomenclature.norme)
        liees = Correspondance.objects.order_by().filter(
            serie__in=siennes.order_by().values("serie"), norme=OuterRef("nomenclature__norme")
        )
        return self.filter(Q(nomenclature__norme=compte.nomenclature.norme) | Exists(liees), code=compte.code)


class Chapitre(AvecPage, Suivi):
    """A chapter of a plan: the level at which the assembly votes."""

    nomenclature = models.ForeignKey(
        Nomenclature, models.PROTECT, related_name="chapitres", verbose_name="nomenclature"
    )
    code = models.CharField("code", max_length=9)
    section = models.CharField("section", max_length=1, choices=Section)
    libelle = models.CharField("libellé", max_length=255)
    libelle_court = models.CharField("libellé court", max_length=120)
    rang = OrdreField(default=0, help_text="Ordre de la nomenclature.")

    objects = ChapitreQuerySet.as_manager()

    class Meta(Suivi.Meta):
        ordering = ["nomenclature", "section", "rang", "code"]
        verbose_name = "chapitre"
        constraints = [
            models.UniqueConstraint(
                fields=["nomenclature", "code"],
                name="chapitre_unique_par_nomenclature",
                violation_error_message="Ce chapitre existe déjà dans cette nomenclature.",
            ),
            models.CheckConstraint(
                condition=Q(section__in=["F", "I"]),
                name="chapitre_section_connue",
                violation_error_message="La section est fonctionnement (F) ou investissement (I).",
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.libelle_court}"


class Compte(AvecPage, Suivi):
    """An account (article) of a plan, in its tree."""

    nomenclature = models.ForeignKey(
        Nomenclature, models.PROTECT, related_name="comptes", verbose_name="nomenclature"
    )
    # TotEM's Nature: thirty digits at most.
    code = models.CharField("code", max_length=30)
    libelle = models.CharField("libellé", max_length=255)
    libelle_court = models.CharField("libellé court", max_length=120)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="enfants", verbose_name="compte parent"
    )

    affectations = models.JSONField(
        "chapitres par nature d’opération",
        default=dict,
        blank=True,
        editable=False,
        help_text="Code du chapitre pour DR, DOES, DOIS, RR, ROES, ROIS, selon le plan de comptes officiel.",
    )

    objects = CompteQuerySet.as_manager()

    class Meta(Suivi.Meta):
        ordering = ["nomenclature", "code"]
        verbose_name = "compte"
        constraints = [
            models.UniqueConstraint(
                fields=["nomenclature", "code"],
                name="compte_unique_par_nomenclature",
                violation_error_message="Ce compte existe déjà dans cette nomenclature.",
            ),
            models.CheckConstraint(
                condition=JsonConforme("affectations", forme=TEXTES_PAR_NOM),
                name="compte_affectations_textes",
                violation_error_message="Chaque nature d’opération donne le code d’un chapitre.",
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.libelle_court}"
