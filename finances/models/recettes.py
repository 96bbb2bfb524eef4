"""What members pay, what others grant, and the isolated financial figures of a year."""

from decimal import Decimal

from django.db import models
from django.db.models import Case, Count, Min, Q, Sum, When
from django.db.models.lookups import Exact

from adherents.models import Adherent
from applications.models.activite import RepereQuerySet
from finances.models.nomenclature import Chapitre
from siim94.formats.calcul import part, somme
from siim94.formats.groupes import grouper
from siim94.socle.champs import MontantField
from siim94.socle.models import AvecPage, FaitAnnuel, FaitAnnuelQuerySet, Indicateur
from siim94.socle.partage import partagee


class MontantQuerySet(FaitAnnuelQuerySet):
    @partagee
    def total_of(self, annee, bilan=None):
        """What was received in the year (Decimal, euros); None when nothing was recorded."""
        return self.for_exercice(annee, bilan).aggregate(total=Sum("montant"))["total"]


class ContributionQuerySet(MontantQuerySet):
    def repartitions(self) -> dict[int, list[dict]]:
        """What each member paid, year by year, the largest first (one query).

        One dict a member: ``adherent`` (its key), names, code, ``montant``, its share of the year's
        ``total`` (``part``, per cent), its ``rang`` among the ``payeurs``; ``contribution``: the key of the
        row when one alone makes the amount, else None.
        """
        lignes = (
            self.values(
                "exercice",
                "adherent",
                "adherent__code",
                "adherent__nom",
                "adherent__nom_court",
                "adherent__genre",
            )
            .annotate(
                montant=Sum("montant"),
                contribution=Case(When(Exact(Count("pk"), 1), then=Min("pk"))),
            )
            .order_by("exercice", "-montant", "adherent__nom")
        )
        annees = grouper(lignes, lambda ligne: ligne["exercice"])
        for payeurs in annees.values():
            total = somme(ligne["montant"] for ligne in payeurs)
            for rang, ligne in enumerate(payeurs, start=1):
                ligne |= {"total": total, "part": part(ligne["montant"], total)}
                ligne |= {"rang": rang, "payeurs": len(payeurs)}
        return annees

    def of_adherent(self, adherent):
        """What one member paid over the years, by the latest statement of each."""
        return self.filter(adherent=adherent).order_by("-exercice__annee", "nature").derniers_connus()

    @partagee
    def repartition(self, annee, bilan=None):
        """What each member paid for one year: the dicts of ``repartitions``."""
        return self.for_exercice(annee, bilan).repartitions().get(annee, [])

    def comparaison(self, annee) -> dict[int, dict[int, dict]]:
        """What each member paid in the year and in the one before, as the report of the year knows them:
        the dicts of ``repartition`` by year, then by member; a year without any is absent.
        """
        annees = {an: self.repartition(an, annee) for an in (annee - 1, annee)}
        return {an: {ligne["adherent"]: ligne for ligne in lignes} for an, lignes in annees.items() if lignes}

    def majorite(self, annee, bilan=None):
        """The fewest members that pay more than half: their rows of ``repartition``, and their share."""
        retenus, ensemble = [], Decimal(0)
        for ligne in self.repartition(annee, bilan):
            if ensemble > 50 or ligne["part"] is None:
                break
            retenus.append(ligne)
            ensemble += ligne["part"]
        return retenus, ensemble

    def payeurs(self, annee, bilan=None):
        """The members that paid for the year (a set of its own: neither members nor columns of the
        catalogue).
        """
        return Adherent.objects.filter(contributions__in=self.for_exercice(annee, bilan)).distinct()


class Contribution(AvecPage, FaitAnnuel):
    """What one member paid the syndicate for one year and one reason (titres émis, in euros)."""

    class Nature(models.TextChoices):
        NON_VENTILEE = "non-ventilee", "non ventilée"
        PARTICIPATION = "participation", "participation"
        PRESTATION = "prestation", "prestation"

    grain = ("exercice", "adherent", "nature")

    adherent = models.ForeignKey(
        Adherent, models.PROTECT, related_name="contributions", verbose_name="adhérent"
    )
    nature = models.CharField("nature", max_length=20, choices=Nature, default=Nature.NON_VENTILEE)
    montant = MontantField("montant", max_digits=12)

    objects = ContributionQuerySet.as_manager()

    class Meta(FaitAnnuel.Meta):
        ordering = ["-exercice", "-montant"]
        verbose_name = "contribution"
        constraints = [
            *FaitAnnuel.Meta.constraints,
            models.UniqueConstraint(
                fields=["exercice", "bilan_de", "adherent", "nature"],
                name="contribution_unique_par_exercice",
                violation_error_message=(
                    "Cet adhérent a déjà une contribution de cette nature pour cet exercice."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.adherent} {self.exercice_id}"


class SubventionQuerySet(MontantQuerySet):
    def by_libelle(self, annees, bilan) -> list[tuple[str, str, dict[int, Decimal]]]:
        """(label, who grants it, amount by year) of the subsidies of these years that a report knows."""
        connues = self.filter(exercice__in=annees).connus_en(bilan).order_by("-exercice_id", "libelle")
        groupes = grouper(connues, lambda subvention: subvention.libelle)
        return [
            (libelle, lignes[0].financeur, {ligne.exercice_id: ligne.montant for ligne in lignes})
            for libelle, lignes in groupes.items()
        ]


class Subvention(AvecPage, FaitAnnuel):
    """A subsidy received in the year (in euros), and the chapter where it stands."""

    grain = ("exercice", "libelle")

    libelle = models.CharField("libellé", max_length=160)
    financeur = models.CharField("financeur", max_length=160, blank=True)
    montant = MontantField("montant", max_digits=12)
    chapitre = models.ForeignKey(
        Chapitre, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="chapitre"
    )

    objects = SubventionQuerySet.as_manager()

    class Meta(FaitAnnuel.Meta):
        ordering = ["-exercice", "libelle"]
        verbose_name = "subvention"
        constraints = [
            *FaitAnnuel.Meta.constraints,
            models.UniqueConstraint(
                fields=["exercice", "bilan_de", "libelle"],
                name="subvention_unique_par_exercice",
                violation_error_message="Cette subvention est déjà enregistrée pour cet exercice.",
            ),
            models.CheckConstraint(
                condition=Q(montant__gt=0),
                name="subvention_montant_positif",
                violation_error_message="Le montant d’une subvention est positif.",
            ),
        ]

    def __str__(self):
        return f"{self.libelle} {self.exercice_id}"


class IndicateurFinancierQuerySet(RepereQuerySet):
    def part(self, annee, code, reference, bilan=None):
        """One figure in per cent of another (Decimal); None when one is unknown or their units differ."""
        valeurs = {
            code: (valeur, unite)
            for code, valeur, unite in self.for_exercice(annee, bilan)
            .filter(code__in=(code, reference), ventilation="")
            .values_list("code", "valeur", "unite")
        }
        (haut, unite), (bas, unite_bas) = (valeurs.get(nom, (None, None)) for nom in (code, reference))
        return part(haut, bas) if unite == unite_bas else None


class IndicateurFinancier(Indicateur):
    """A financial figure that stands by itself: maintenance, value of the software owned, progress of
    revenue.
    """

    # Codes that sections and figures ask for.
    MAINTENANCE = "maintenance"
    PATRIMOINE = "patrimoine-applicatif"
    PROGRESSION = "progression-produits-services"
    REPORTS = "reports-diviseur"

    objects = IndicateurFinancierQuerySet.as_manager()

    class Meta(Indicateur.Meta):
        verbose_name = "indicateur financier"
        verbose_name_plural = "indicateurs financiers"
