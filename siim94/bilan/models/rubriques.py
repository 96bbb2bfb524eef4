"""Headings, texts and order of each year's report, sentences on what changed, and the files drawn from it."""

import re

from django.contrib.postgres.indexes import GinIndex
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.text import Truncator, capfirst

from siim94.formats import francais
from siim94.socle.champs import MontantField, OrdreField
from siim94.socle.models import AvecPage, Suivi, SuiviQuerySet
from siim94.socle.recherche import Formes

CODE_DE_SECTION = RegexValidator(r"^[a-z_]+\.[a-z_]+$", "Le code d’une section s’écrit « appli.section ».")
_ANNEE = re.compile(r"\[\[\s*annee([+-]\d{1,2})?\s*\]\]")


class RubriqueQuerySet(SuiviQuerySet):
    def du_bilan(self, annee: int):
        """The parts of a year's report that are included, in reading order."""
        return self.de_l_annee(annee).filter(incluse=True)

    def de_l_annee(self, annee: int):
        """All the parts of a year's report, left out ones too, in reading order."""
        return self.filter(exercice=annee).order_by("rang")

    def a_relire(self, annee: int) -> list["Rubrique"]:
        """The parts of a year's report whose text or picture was taken over and not looked at again, that it
        would print.
        """
        dites = ~Q(corps="") | Q(illustrations__isnull=False)
        return list(self.du_bilan(annee).filter(dites, a_relire=True).distinct())

    def titres(self) -> list[tuple[str, str]]:
        """Code and name of each part."""
        return [(rubrique.code, str(rubrique)) for rubrique in self]

    def ancre_de(self, section: str) -> str:
        """Where to read a section among these parts: the anchor of its heading, or of the one that it
        continues; empty when no part has the section.
        """
        ancre = ""
        for code, titre, contenue in self.values_list("code", "titre", "section"):
            ancre = code if titre else ancre
            if contenue == section:
                return ancre
        return ""


class Rubrique(AvecPage, Suivi):
    """A part of a year's report: a heading, a text (Markdown), and perhaps a computed section after it.

    Order, inclusion, levels and page breaks are data, so that a year differs from another without code. A
    part without heading continues the one before it. ``section`` names an object of
    ``siim94.bilan.sommaire``. Text and heading may name figures (``[[finances.recettes.total]]``), the year
    (``[[annee]]``) and those around it (``[[annee+1]]``).
    """

    annee_sql = "{r}.exercice_id"

    class Niveau(models.IntegerChoices):
        PARTIE = 0, "partie"
        CHAPITRE = 1, "chapitre"
        TITRE = 2, "titre"
        SOUS_TITRE = 3, "sous-titre"
        # Not in the body: at most one of each a year.
        COUVERTURE = 4, "couverture"
        QUATRIEME = 5, "quatrième de couverture"

    exercice = models.ForeignKey(
        "socle.Exercice", models.PROTECT, related_name="rubriques", verbose_name="exercice"
    )
    code = models.SlugField("code", max_length=80)
    nominatifs = ("signataire", "qualite")

    rang = OrdreField()
    niveau = models.PositiveSmallIntegerField("niveau", choices=Niveau, default=Niveau.TITRE)
    titre = models.CharField("titre", max_length=200, blank=True)
    corps = models.TextField(
        "texte", blank=True, help_text="Markdown ; [[nom.du.chiffre]] insère un chiffre calculé."
    )
    section = models.CharField(
        "section calculée",
        max_length=80,
        blank=True,
        validators=[CODE_DE_SECTION],
    )
    numerotee = models.BooleanField("numérotée", default=False)
    incluse = models.BooleanField("incluse", default=True)
    a_relire = models.BooleanField(
        "à relire",
        default=False,
        help_text="Cochée pour un texte repris de l’exercice précédent, jusqu’à ce qu’il soit relu.",
    )
    saut_de_page = models.BooleanField("commence une page", default=False)
    meme_page = models.BooleanField(
        "tient sur la page de la précédente",
        default=False,
        help_text="Pour deux chapitres courts : le second ne commence ni ne coupe une page.",
    )
    paysage = models.BooleanField(
        "en paysage", default=False, help_text="Avec celles qu’elle contient, sur des pages couchées."
    )
    signataire = models.CharField("signataire", max_length=120, blank=True)
    qualite = models.CharField("qualité du signataire", max_length=200, blank=True)

    objects = RubriqueQuerySet.as_manager()

    class Meta(Suivi.Meta):
        ordering = ["-exercice", "rang"]
        verbose_name = "rubrique du bilan"
        verbose_name_plural = "rubriques du bilan"
        indexes = [GinIndex(Formes("corps"), name="rubrique_mots")]
        constraints = [
            models.UniqueConstraint(
                fields=["exercice", "code"],
                name="rubrique_code_unique_par_exercice",
                violation_error_message="Ce bilan a déjà une rubrique de ce code.",
            ),
            models.UniqueConstraint(
                fields=["exercice", "rang"],
                name="rubrique_rang_unique_par_exercice",
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message="Une autre rubrique de ce bilan occupe déjà ce rang.",
            ),
            models.CheckConstraint(
                condition=Q(saut_de_page=False) | Q(meme_page=False),
                name="rubrique_page_nouvelle_ou_meme",
                violation_error_message="Une rubrique commence une page ou tient sur celle de la précédente :"
                " décochez l’une des deux cases.",
            ),
            models.CheckConstraint(
                condition=Q(niveau__lte=5),
                name="rubrique_niveau_connu",
                violation_error_message="Le niveau va de 0 (partie) à 5 (quatrième de couverture).",
            ),
            models.UniqueConstraint(
                fields=["exercice", "niveau"],
                condition=Q(niveau__in=[4, 5]),
                name="rubrique_une_couverture_par_exercice",
                violation_error_message="Ce bilan a déjà une rubrique de ce niveau.",
            ),
            models.CheckConstraint(
                condition=~Q(niveau__in=[4, 5]) | Q(section=""),
                name="rubrique_couverture_sans_section",
                violation_error_message="Une couverture n’a pas de section calculée.",
            ),
            models.CheckConstraint(
                condition=~Q(titre="") | ~Q(corps="") | ~Q(section="") | Q(niveau__in=[4, 5]),
                name="rubrique_non_vide",
                violation_error_message="Une rubrique a au moins un titre, un texte ou une section.",
            ),
        ]

    def __str__(self):
        nom = (
            self.titre
            or Truncator(self.corps).words(8, truncate="…")
            or (capfirst(self.get_niveau_display()) if self.est_couverture else "")
            or capfirst(self.code.replace("-", " "))
        )
        return _ANNEE.sub(lambda trouve: str(self.exercice_id + int(trouve[1] or 0)), nom)

    @property
    def est_couverture(self) -> bool:
        """It is printed on a cover, the first or the last, and not in the body."""
        return self.niveau >= self.Niveau.COUVERTURE

    @property
    def ancre(self) -> str:
        """The part's anchor in the report; of one without heading, known to those who may edit it only."""
        return self.code if self.titre else f"texte-{self.code}"


class SeuilEvolutionQuerySet(SuiviQuerySet):
    def pour(self, annee: int) -> "SeuilEvolution | None":
        """The threshold that holds in a year: its own, else that of the last year which set one."""
        return self.filter(exercice__lte=annee).order_by("-exercice_id").first()


class SeuilEvolution(AvecPage, Suivi):
    """From what change on, since the year before, the report of a year (and of those after it) owes a word.

    While none is set, none is owed.
    """

    annee_sql = "{r}.exercice_id"

    exercice = models.OneToOneField(
        "socle.Exercice",
        models.PROTECT,
        related_name="+",
        verbose_name="à partir de l’exercice",
        error_messages={"unique": "Cet exercice a déjà un seuil."},
    )
    pourcentage = models.DecimalField(
        "évolution (%)",
        max_digits=6,
        decimal_places=1,
        help_text="En hausse ou en baisse, par rapport à l’année précédente.",
    )
    montant = MontantField(
        "écart minimal (€)",
        default=0,
        help_text="Un montant qui change de moins que cela n’est pas à expliquer.",
    )

    objects = SeuilEvolutionQuerySet.as_manager()

    class Meta(Suivi.Meta):
        ordering = ["-exercice"]
        verbose_name = "seuil d’évolution"
        verbose_name_plural = "seuils d’évolution"
        constraints = [
            models.CheckConstraint(
                condition=Q(pourcentage__gt=0),
                name="seuilevolution_pourcentage_positif",
                violation_error_message="Le seuil est un pourcentage supérieur à zéro.",
            ),
            models.CheckConstraint(
                condition=Q(montant__gte=0),
                name="seuilevolution_montant_positif",
                violation_error_message="L’écart minimal est un montant positif ou nul.",
            ),
        ]

    def __str__(self):
        return f"{francais.pourcent(self.pourcentage, 1)} à partir de {self.exercice_id}"


class ExplicationQuerySet(SuiviQuerySet):
    def par_section(self, annee: int) -> dict[str, dict[str, "Explication"]]:
        """The sentences of a year's report, by section then by what they explain."""
        par_section: dict[str, dict[str, Explication]] = {}
        for explication in self.filter(exercice=annee).order_by("section", "poste"):
            par_section.setdefault(explication.section, {})[explication.poste] = explication
        return par_section


class Explication(AvecPage, Suivi):
    """A sentence of a year's report on why a figure of a computed section changed since the year before."""

    annee_sql = "{r}.exercice_id"

    exercice = models.ForeignKey("socle.Exercice", models.PROTECT, related_name="+", verbose_name="exercice")
    section = models.CharField("section", max_length=80, validators=[CODE_DE_SECTION])
    poste = models.CharField(
        "ligne", max_length=255, help_text="Ce qui a changé, tel que le tableau de la section le nomme."
    )
    texte = models.TextField("explication")

    objects = ExplicationQuerySet.as_manager()

    class Meta(Suivi.Meta):
        ordering = ["-exercice", "section", "poste"]
        verbose_name = "explication d’une évolution"
        verbose_name_plural = "explications des évolutions"
        constraints = [
            models.UniqueConstraint(
                fields=["exercice", "section", "poste"],
                name="explication_unique",
                violation_error_message="Cette évolution a déjà une explication.",
            )
        ]

    def __str__(self):
        return f"{self.poste} ({self.exercice_id})"


def narratifs(annee: int) -> list[tuple[str, str, str, str]]:
    """The texts of a year's report in reading order: code, Markdown, title and page of each part."""
    return [
        (rubrique.code, rubrique.corps, str(rubrique), rubrique.adresse_differee)
        for rubrique in Rubrique.objects.du_bilan(annee).exclude(corps="")
    ]


def places(annee: int) -> list[tuple[str, str]]:
    """The parts of a year's report that print something, in reading order: code and title."""
    return Rubrique.objects.du_bilan(annee).exclude(corps="", section="").titres()


class TirageQuerySet(models.QuerySet):
    def dernier(self, annee: int, *, projet: bool = False):
        """The latest drawn file of a year's report, or of its draft, without its bytes; None when there is
        none.
        """
        return self.filter(exercice=annee, projet=projet).defer("pdf", "feuillets").order_by("-pk").first()


class Tirage(models.Model):
    """A PDF drawn from a year's data: fresh while revisions and build are those it was made with.

    ``revisions`` is the count of changes that touched the report (``Revision.objects.numero``),
    ``construction`` the hash of what draws it: code, templates, fonts, versions of libraries; ``feuillets``
    are its laid-out parts, for the next one. The drawing itself is a ``Travail``.
    """

    # A drawing is drawn again from the data: it never keeps a year from being undone.
    exercice = models.ForeignKey(
        "socle.Exercice", models.CASCADE, related_name="tirages", verbose_name="exercice"
    )
    projet = models.BooleanField("projet", default=False)
    fini = models.DateTimeField("fini", default=timezone.now)
    revisions = models.PositiveBigIntegerField("révisions", default=0)
    construction = models.CharField("construction", max_length=64, blank=True)
    empreinte = models.CharField("SHA-256 du PDF", max_length=64, blank=True)
    pages = models.PositiveSmallIntegerField("pages")
    pdf = models.BinaryField("PDF")
    feuillets = models.BinaryField("parties mises en page", default=b"")

    objects = TirageQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "tirage"

    def __str__(self):
        return f"Bilan {self.exercice_id}{' (projet)' if self.projet else ''} du {self.fini:%d/%m/%Y}"
