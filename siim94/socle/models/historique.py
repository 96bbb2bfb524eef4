"""History, its seals, and freshness: tables to which rows are only ever added, mostly by triggers."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, models

from siim94.socle.ajout_seul import AjoutSeul, Effacement, Purge
from siim94.socle.declencheurs import Troncature

# Of the revisions, the latest are enough to tell two states apart: of at least as many.
REVISIONS_LUES = 10_000


class JournalQuerySet(models.QuerySet):
    def of_objet(self, objet):
        """The history of one object, latest first."""
        return self.filter(table_nom=objet._meta.db_table, cle=str(objet.pk)).order_by("-quand", "-pk")

    def of_transaction(self, trace):
        """What was written in one transaction with an entry, itself included."""
        return self.filter(transaction=trace.transaction, debut=trace.debut)

    def purges(self):
        """What says up to which seal the journal was purged, each purge after the one before."""
        return self.filter(table_nom=Sceau._meta.db_table, action=Journal.Action.PURGE).order_by("pk")

    def purge_jusqu_au(self) -> datetime.date | None:
        """The last day whose changes were purged; None as long as all are there."""
        derniere = self.purges().last()
        return derniere and datetime.date.fromisoformat(derniere.apres["jour"])


class Journal(models.Model):
    """One change of one business row: what, before and after (changed columns only), who, why, which load."""

    class Action(models.TextChoices):
        CREATION = "creation", "création"
        MODIFICATION = "modification", "modification"
        SUPPRESSION = "suppression", "suppression"
        # Of an entry of the journal itself: a person's name was taken out of it.
        EFFACEMENT = "effacement", "effacement"
        # Of a year: the hashes of what it held when it was closed. Of an edition: that of its manifest.
        EMPREINTE = "empreinte", "empreinte"
        # Of a seal: the entries up to it are gone, but those of years and the hashes.
        PURGE = "purge", "purge"

    quand = models.DateTimeField("date")
    action = models.CharField("action", max_length=12, choices=Action)
    table_nom = models.CharField("table", max_length=80)
    cle = models.CharField("clé", max_length=40)
    annee = models.IntegerField("bilan", null=True)
    avant = models.JSONField("avant", null=True)
    apres = models.JSONField("après", null=True)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
        verbose_name="auteur",
    )
    commande = models.CharField("commande", max_length=80, blank=True)
    motif = models.TextField("motif", blank=True)
    chargement_id = models.BigIntegerField("chargement", null=True)
    # Numbers of transactions begin anew when a base is restored elsewhere: the start tells two apart.
    transaction = models.BigIntegerField("transaction", null=True)
    debut = models.DateTimeField("début de la transaction", null=True)
    # SHA-256 of what the entry held before a name was taken out of it: what its seal covers.
    efface = models.CharField(
        "empreinte du contenu effacé", max_length=64, blank=True, default="", db_default=""
    )

    objects = JournalQuerySet.as_manager()

    class Meta:
        ordering = ["-quand", "-pk"]
        verbose_name = "changement"
        verbose_name_plural = "journal"
        indexes = [
            models.Index(fields=["table_nom", "cle", "-quand"], name="journal_objet"),
            models.Index(fields=["-quand"], name="journal_quand"),
            models.Index(fields=["transaction"], name="journal_transaction"),
        ]
        triggers = [Purge(), Effacement(), Troncature()]

    def __str__(self):
        return f"{self.get_action_display()} {self.table_nom} {self.cle}"


class Sceau(models.Model):
    """A hash over a run of the journal, and over the one before: whoever changes an entry breaks the chain.

    It covers the entries numbered above ``apres`` up to ``dernier``; that of a load covers its record too
    (``LigneChargee``), since the journal leaves loaded rows out. Formula: ``socle_sceau`` in the database.
    """

    jour = models.DateField("jour")
    chargement_id = models.BigIntegerField("chargement", null=True)
    apres = models.BigIntegerField("après l’entrée")
    dernier = models.BigIntegerField("jusqu’à l’entrée")
    nombre = models.PositiveIntegerField("entrées")
    pose = models.DateTimeField("posé")
    precedent = models.CharField("sceau précédent", max_length=64, blank=True)
    empreinte = models.CharField("sceau", max_length=64)

    class Meta:
        ordering = ["pk"]
        verbose_name = "sceau"
        verbose_name_plural = "sceaux"
        constraints = [
            models.UniqueConstraint(
                fields=["precedent"],
                name="sceau_un_seul_apres_chaque",
                violation_error_message="Ce sceau a déjà un suivant.",
            ),
            models.UniqueConstraint(
                fields=["chargement_id"],
                name="sceau_un_seul_par_chargement",
                violation_error_message="Ce chargement a déjà son sceau.",
            ),
        ]
        triggers = [AjoutSeul(), Troncature()]

    def __str__(self):
        return f"{self.jour:%d/%m/%Y} {self.empreinte[:12]}"


class RevisionQuerySet(models.QuerySet):
    def numero(self, annee: int) -> int:
        """How many statements touched the report of ``annee`` so far: grows, and never stands still in
        silence.

        What an earlier year's report says counts too: this one compares with it, and draws its series.
        """
        return self.filter(models.Q(annee__lte=annee) | models.Q(annee=None)).count()

    def etat(self) -> "EtatDesDonnees":
        """What tells the present state of the data from any other, for all years in one statement.

        Its cost does not follow the age of the base: only the latest revisions are read. Among them the
        count sees every commit, even of a transaction that took its number early; the number sees a count
        that comes back to the same value after a roll-back. A transaction is missed only if as many others
        as are read began after it and ended before.
        """
        with connection.cursor() as cursor:
            cursor.execute(
                """
                SELECT d.lot, r.annee, count(r.id), max(r.id)
                FROM (SELECT COALESCE(max(id), 0) / %(lues)s AS lot FROM socle_revision) d
                LEFT JOIN socle_revision r ON r.id > (d.lot - 1) * %(lues)s
                GROUP BY d.lot, r.annee
                """,
                {"lues": REVISIONS_LUES},
            )
            lignes = cursor.fetchall()
        return EtatDesDonnees(lignes[0][0], tuple(ligne[1:] for ligne in lignes if ligne[2]))


@dataclass(frozen=True)
class EtatDesDonnees:
    """How far the revisions go: the run that the latest is of; for each year, how many, and the last."""

    lot: int
    annees: tuple[tuple[int | None, int, int], ...]

    def empreinte(self, annee: int | None = None) -> str:
        """A text that differs between two states of the data (of the report of ``annee`` and of those before
        it, if given).
        """
        comptees = [
            (nombre, derniere)
            for de, nombre, derniere in self.annees
            if annee is None or de is None or de <= annee
        ]
        nombre = sum(nombre for nombre, _ in comptees)
        return f"{self.lot}-{nombre}-{max((derniere for _, derniere in comptees), default=None)}"


class Revision(models.Model):
    """A report year was touched by a statement (no year: all of them). Rows are only ever added."""

    quand = models.DateTimeField()
    annee = models.IntegerField(null=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = "révision"
        indexes = [models.Index(fields=["annee"], name="revision_annee")]
        triggers = [AjoutSeul(), Troncature()]

    def __str__(self):
        return f"{self.annee or 'toutes'} {self.quand:%d/%m/%Y %H:%M}"
