"""Workstations as dated snapshots of a GLPI platform: counts, for an export has no stable number."""

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import ExtractYear

from siim94.socle.models import AvecPage, Suivi, SuiviQuerySet
from siim94.socle.partage import partagee
from support.models.glpi import EntiteGlpi, ParEntiteQuerySet, PlateformeGlpi, ranger_par_adherent


class ReleveParcQuerySet(SuiviQuerySet):
    def avec_machines(self):
        """Each snapshot with all the machines that it counts (``postes``), workstations or not."""
        return self.annotate(postes=Sum("lignes__nombre"))

    def derniers_de(self, annee: int):
        """The last snapshot of each platform in the year."""
        dernier = ReleveParc.objects.filter(plateforme=OuterRef("plateforme"), date__year=annee).order_by(
            "-date"
        )
        return self.filter(pk=Subquery(dernier.values("pk")[:1]))

    def derniers_par_an(self):
        """The last snapshot of each platform in each year."""
        dernier = ReleveParc.objects.filter(
            plateforme=OuterRef("plateforme"), date__year=ExtractYear(OuterRef("date"))
        ).order_by("-date")
        return self.filter(pk=Subquery(dernier.values("pk")[:1]))


class ReleveParc(AvecPage, Suivi):
    """What one platform knew of the workstations on one day."""

    annee_sql = "EXTRACT(YEAR FROM {r}.date)::integer"
    verrou_annuel = False

    plateforme = models.ForeignKey(
        PlateformeGlpi, models.PROTECT, related_name="releves_parc", verbose_name="plateforme"
    )
    date = models.DateField("date")

    objects = ReleveParcQuerySet.as_manager()

    class Meta(Suivi.Meta):
        ordering = ["-date", "plateforme"]
        verbose_name = "relevé du parc"
        verbose_name_plural = "relevés du parc"
        constraints = [
            models.UniqueConstraint(
                fields=["plateforme", "date"],
                name="releveparc_unique_par_jour",
                violation_error_message="Cette plateforme a déjà un relevé du parc à cette date.",
            )
        ]

    def __str__(self):
        return f"{self.plateforme}, {self.date:%d/%m/%Y}"


class LigneParcQuerySet(ParEntiteQuerySet):
    chemin_plateforme = "releve__plateforme"
    chemin_moment = "releve__date"

    def for_annee(self, annee: int):
        """Lines of the last snapshot of each platform in the year, without what the platform leaves out."""
        return self.filter(releve__in=ReleveParc.objects.derniers_de(annee)).exclude(
            releve__plateforme__statuts_hors_parc__contains=[F("statut")]
        )

    def by_annee(self) -> list[dict]:
        """``nombre`` per ``annee`` at the last snapshots of each year, latest first."""
        lignes = self.filter(releve__in=ReleveParc.objects.derniers_par_an()).exclude(
            releve__plateforme__statuts_hors_parc__contains=[F("statut")]
        )
        groupes = lignes.order_by().values(annee=ExtractYear("releve__date"))
        return list(groupes.annotate(nombre=Sum("nombre")).order_by("-annee"))

    @partagee
    def total_of(self, annee: int) -> int | None:
        """Workstations at the last snapshots of the year; None when there is no snapshot."""
        return self.for_annee(annee).aggregate(total=Sum("nombre"))["total"]

    def by_adherent(self, annee: int) -> list[dict]:
        """``nombre`` per ``adherent`` (None: the syndicate's own), in the order of the report."""
        groupes = self.for_annee(annee).order_by().with_adherent().values("id_adherent")
        return ranger_par_adherent(groupes.annotate(nombre=Sum("nombre")))

    def by_champ(self, annee: int, champ: str) -> list[dict]:
        """``sommes`` of the workstations of the year (an empty value: not told)."""
        return self.for_annee(annee).sommes(champ)

    def sommes(self, champ: str) -> list[dict]:
        """The ``total`` of these lines per ``systeme``, ``type`` or ``statut``, the most frequent first."""
        groupes = self.order_by().values(champ)
        return list(groupes.annotate(total=Sum("nombre")).order_by("-total", champ))


class LigneParc(Suivi):
    """How many workstations of one entity, type, system and status a snapshot holds (empty: not told)."""

    releve = models.ForeignKey(ReleveParc, models.PROTECT, related_name="lignes", verbose_name="relevé")
    entite = models.ForeignKey(
        EntiteGlpi, models.PROTECT, null=True, blank=True, related_name="postes", verbose_name="entité"
    )
    type = models.CharField("type", max_length=200, blank=True)
    systeme = models.CharField("système d’exploitation", max_length=200, blank=True)
    statut = models.CharField("statut", max_length=200, blank=True)
    nombre = models.PositiveIntegerField("nombre")

    objects = LigneParcQuerySet.as_manager()

    class Meta(Suivi.Meta):
        ordering = ["releve", "entite", "type", "systeme", "statut"]
        verbose_name = "ligne du parc"
        verbose_name_plural = "lignes du parc"
        constraints = [
            models.UniqueConstraint(
                fields=["releve", "entite", "type", "systeme", "statut"],
                nulls_distinct=False,
                name="ligneparc_unique",
                violation_error_message="Ce relevé a déjà une ligne de ces entité, type, système, statut.",
            ),
            models.CheckConstraint(
                condition=Q(nombre__gt=0),
                name="ligneparc_nombre_positif",
                violation_error_message="Une ligne du parc compte au moins un poste.",
            ),
        ]

    def __str__(self):
        return f"{self.entite or self.releve.plateforme} : {self.nombre}"
