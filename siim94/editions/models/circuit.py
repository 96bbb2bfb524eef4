"""The way of a year's report to its publication: frozen drafts, states, comments, who read before."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone

from siim94.editions.models.pieces import Piece
from siim94.socle.ajout_seul import AjoutSeul, NomEfface
from siim94.socle.declencheurs import Troncature
from siim94.socle.ordre import en_francais


class Etat(models.TextChoices):
    BROUILLON = "brouillon", "brouillon"
    RELECTURE = "relecture", "en relecture"
    VALIDE = "valide", "validé"
    PUBLIE = "publie", "publié"


def compte(verbeux: str, *, fige: bool = False) -> models.ForeignKey:
    """An account that did something. In a table to which rows are only added (``fige``) the number stays
    when the account goes: its name stands beside it.
    """
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING if fige else models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=verbeux,
        db_constraint=not fige,
    )


def signature(auteur) -> str:
    """The name that stays beside what an account did; that of the system where a command did it."""
    return str(auteur or "système")


class Copie(models.Model):
    """A draft frozen for review: what reviewers read, and what later changes are told against.

    ``donnees`` is the JSON of ``siim94.editions.donnees``, ``revisions`` the count of changes that the
    report's data had seen (``Revision.objects.numero``), ``construction`` the hash of what drew it: while
    both are the same, nothing changed.
    """

    exercice = models.ForeignKey(
        "socle.Exercice", models.PROTECT, related_name="copies", verbose_name="exercice"
    )
    quand = models.DateTimeField("figée", default=timezone.now)
    revisions = models.PositiveBigIntegerField("révisions")
    construction = models.CharField("construction", max_length=64, blank=True)
    pdf = models.ForeignKey(Piece, models.PROTECT, related_name="+", verbose_name="PDF")
    html = models.ForeignKey(Piece, models.PROTECT, related_name="+", verbose_name="page")
    donnees = models.ForeignKey(Piece, models.PROTECT, related_name="+", verbose_name="données")

    class Meta:
        ordering = ["-pk"]
        verbose_name = "copie à relire"
        verbose_name_plural = "copies à relire"
        triggers = [AjoutSeul(), Troncature()]

    def __str__(self):
        return f"Copie du bilan {self.exercice_id} du {timezone.localtime(self.quand):%d/%m/%Y à %H:%M}"


class EtapeQuerySet(models.QuerySet):
    def derniere(self, annee: int):
        """The latest move of a year's report; None while nobody moved it: a draft."""
        return self.filter(exercice=annee).select_related("copie").order_by("-pk").first()


class Etape(models.Model):
    """One move of a year's report from a state to another: only ever added; the last one is where it stands.

    A report without any is a draft. A deliberation has a date and a number, or neither. What goes back to
    draft says why.
    """

    exercice = models.ForeignKey(
        "socle.Exercice", models.PROTECT, related_name="etapes", verbose_name="exercice"
    )
    etat = models.CharField("état", max_length=10, choices=Etat)
    quand = models.DateTimeField("date", default=timezone.now)
    auteur = compte("par", fige=True)
    auteur_nom = models.CharField("nom", max_length=200, blank=True)
    motif = models.TextField("motif", blank=True, max_length=2000)
    copie = models.ForeignKey(
        Copie, models.PROTECT, null=True, blank=True, related_name="etapes", verbose_name="copie"
    )
    deliberation_date = models.DateField("date de la délibération", null=True, blank=True)
    deliberation_numero = models.CharField("numéro de la délibération", max_length=60, blank=True)

    objects = EtapeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "étape du bilan"
        verbose_name_plural = "étapes des bilans"
        permissions = [
            ("soumettre_etape", "Peut soumettre un bilan à la relecture"),
            ("valider_etape", "Peut valider ou renvoyer un bilan"),
        ]
        triggers = [
            AjoutSeul(operation=pgtrigger.Delete),
            NomEfface("auteur_nom", "motif"),
            Troncature(),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(etat="brouillon") | ~Q(motif=""),
                name="etape_retour_motive",
                violation_error_message="Dites pourquoi le bilan revient au brouillon.",
            ),
            models.CheckConstraint(
                condition=~Q(etat__in=["relecture", "valide"]) | Q(copie__isnull=False),
                name="etape_relue_sur_copie",
                violation_error_message="Une relecture porte sur une copie figée.",
            ),
            models.CheckConstraint(
                condition=Q(deliberation_date__isnull=True, deliberation_numero="")
                | (Q(deliberation_date__isnull=False) & ~Q(deliberation_numero="")),
                name="etape_deliberation_entiere",
                violation_error_message="Une délibération a une date et un numéro.",
            ),
        ]

    def __str__(self):
        return f"Bilan {self.exercice_id} {self.get_etat_display()}"


class CommentaireQuerySet(models.QuerySet):
    def du_bilan(self, annee: int):
        """All the remarks on a year's report, whichever its frozen draft, in the order in which they came."""
        return self.filter(copie__exercice=annee).order_by("pk")

    def ouverts(self):
        """Those that nobody settled."""
        return self.filter(regle__isnull=True)


class Commentaire(models.Model):
    """A remark of a reviewer on a part of a frozen draft (``rubrique``: its code; empty: the whole), open
    until someone settles it.
    """

    copie = models.ForeignKey(Copie, models.PROTECT, related_name="commentaires", verbose_name="copie")
    rubrique = models.SlugField("rubrique", max_length=80, blank=True, db_index=False)
    texte = models.TextField("commentaire", max_length=4000)
    quand = models.DateTimeField("date", default=timezone.now)
    auteur = compte("par")
    auteur_nom = models.CharField("nom", max_length=200)
    reponse = models.TextField("réponse", blank=True, max_length=2000)
    reponse_par = compte("réponse de")
    regle = models.DateTimeField("réglé le", null=True, blank=True)
    regle_par = compte("réglé par")

    objects = CommentaireQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "commentaire de relecture"
        verbose_name_plural = "commentaires de relecture"
        constraints = [
            models.CheckConstraint(
                condition=~Q(texte=""),
                name="commentaire_dit_quelque_chose",
                violation_error_message="Écrivez le commentaire.",
            )
        ]

    def __str__(self):
        return self.texte[:80]


class Responsable(models.Model):
    """Who is in charge of a part of a year's report (``rubrique``: its code), until it is ready."""

    exercice = models.ForeignKey(
        "socle.Exercice", models.CASCADE, related_name="responsables", verbose_name="exercice"
    )
    rubrique = models.SlugField("rubrique", max_length=80, db_index=False)
    qui = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="responsable"
    )

    class Meta:
        ordering = ["exercice", "rubrique"]
        verbose_name = "responsable d’une rubrique"
        verbose_name_plural = "responsables des rubriques"
        constraints = [
            models.UniqueConstraint(
                fields=["exercice", "rubrique"],
                name="responsable_un_par_rubrique",
                violation_error_message="Cette rubrique a déjà un responsable.",
            )
        ]

    def __str__(self):
        return f"{self.qui} ({self.rubrique}, {self.exercice_id})"


class ConsultationQuerySet(models.QuerySet):
    def du_bilan(self, annee: int):
        """The readings of a year's report before it was published, those of the latest edition first."""
        ordre = en_francais(self.model, ("-numero", "lecteur_nom", "pk"))
        return self.filter(exercice=annee).select_related("copie").order_by(*ordre)

    def lecteurs(self, annee: int) -> dict[int, int]:
        """How many accounts read the report of a year before each of its editions."""
        lues = self.filter(exercice=annee).values("numero").order_by("numero")
        return dict(lues.annotate(n=Count("lecteur_nom", distinct=True)).values_list("numero", "n"))


class Consultation(models.Model):
    """That an account read a year's report before it was published: once for each frozen draft, or for the
    running draft (``copie`` empty), of the edition that came of it (``numero``). Kept with the report.
    """

    exercice = models.ForeignKey(
        "socle.Exercice", models.CASCADE, related_name="consultations", verbose_name="exercice"
    )
    copie = models.ForeignKey(
        Copie, models.PROTECT, null=True, blank=True, related_name="consultations", verbose_name="copie"
    )
    numero = models.PositiveSmallIntegerField("édition à venir", default=1)
    lecteur = compte("lecteur")
    lecteur_nom = models.CharField("nom", max_length=200)
    premiere = models.DateTimeField("première lecture", default=timezone.now)
    derniere = models.DateTimeField("dernière lecture", default=timezone.now)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        ordering = ["premiere", "pk"]
        verbose_name = "lecture avant publication"
        verbose_name_plural = "lectures avant publication"
        constraints = [
            models.UniqueConstraint(
                fields=["exercice", "copie", "numero", "lecteur"],
                name="consultation_une_par_lecteur",
                nulls_distinct=False,
                violation_error_message="Cette lecture est déjà notée.",
            )
        ]

    def __str__(self):
        return f"{self.lecteur_nom}, bilan {self.exercice_id}"
