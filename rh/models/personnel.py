"""Staff besides the staffing table: movements, ages, services, contracts, figures; counts, never people."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from applications.models.activite import RepereQuerySet
from siim94.formats.calcul import part, principale, somme
from siim94.socle.champs import OrdreField
from siim94.socle.models import (
    AvecPage,
    FaitAnnuel,
    FaitAnnuelQuerySet,
    Indicateur,
    Pole,
)
from siim94.socle.partage import partagee


class MouvementQuerySet(FaitAnnuelQuerySet):
    def of_sens(self, annee, sens):
        """Movements of the year in one direction, in the order of its report."""
        return self.for_exercice(annee).filter(sens=sens).select_related("pole").order_by("rang", "pk")

    def remplaces(self, annee):
        """How many of those who left were replaced; None when no movement says so."""
        departs = self.of_sens(annee, Mouvement.Sens.DEPART).filter(remplacement__istartswith="rempla")
        return departs.aggregate(total=Sum("nombre"))["total"]

    @partagee
    def total_of(self, annee, sens, bilan=None):
        """Number of people who left, or arrived, in the year; None when it is not known.

        The sum of the movements; a direction that is not itemised has at best an indicator (``departs``,
        ``arrivees``).
        """
        total = self.for_exercice(annee, bilan).filter(sens=sens).aggregate(total=Sum("nombre"))["total"]
        return IndicateurRh.objects.valeur(annee, f"{sens}s", bilan) if total is None else total


class Mouvement(AvecPage, FaitAnnuel):
    """People leaving or arriving in a service in the year: a profile, a number, and whether they were
    replaced.
    """

    class Sens(models.TextChoices):
        DEPART = "depart", "départ"
        ARRIVEE = "arrivee", "arrivée"

    # The list is restated as a whole, one direction at a time.
    grain = ("exercice", "sens")
    nominatifs = ("profil", "remplacement")

    sens = models.CharField("sens", max_length=8, choices=Sens)
    pole = models.ForeignKey(Pole, models.PROTECT, related_name="mouvements", verbose_name="pôle")
    profil = models.CharField("poste ou profil", max_length=160)
    nombre = models.PositiveSmallIntegerField("nombre", default=1)
    nombre_imprime = models.BooleanField("nombre imprimé", default=True)
    remplacement = models.CharField("remplacement", max_length=40, blank=True)
    rang = OrdreField(default=0)

    objects = MouvementQuerySet.as_manager()

    class Meta(FaitAnnuel.Meta):
        ordering = ["-exercice", "rang"]
        verbose_name = "mouvement"
        constraints = [
            *FaitAnnuel.Meta.constraints,
            models.UniqueConstraint(
                fields=["exercice", "bilan_de", "sens", "rang"],
                name="mouvement_unique_par_rang",
                violation_error_message="Un mouvement occupe déjà ce rang.",
            ),
            models.CheckConstraint(
                condition=Q(nombre__gte=1),
                name="mouvement_nombre_positif",
                violation_error_message="Le nombre de personnes est d’au moins 1.",
            ),
        ]

    def __str__(self):
        return f"{self.get_sens_display()} : {self.profil} ({self.exercice_id})"


class AgeMoyen(AvecPage, FaitAnnuel):
    """Average age of a group of staff, in years: a number, or a bracket when only that was given."""

    grain = ("exercice", "groupe")

    groupe = models.CharField("groupe", max_length=80)
    age = models.DecimalField("âge moyen", max_digits=5, decimal_places=2, null=True, blank=True)
    age_min = models.PositiveSmallIntegerField("de", null=True, blank=True)
    age_max = models.PositiveSmallIntegerField("à", null=True, blank=True)
    ensemble = models.BooleanField(
        "ensemble", default=False, help_text="Ligne de synthèse des autres groupes."
    )
    rang = OrdreField(default=0)

    class Meta(FaitAnnuel.Meta):
        ordering = ["-exercice", "rang"]
        verbose_name = "âge moyen"
        verbose_name_plural = "âges moyens"
        constraints = [
            *FaitAnnuel.Meta.constraints,
            models.UniqueConstraint(
                fields=["exercice", "bilan_de", "groupe"],
                name="agemoyen_unique_par_groupe",
                violation_error_message="L’âge moyen de ce groupe est déjà renseigné.",
            ),
            models.CheckConstraint(
                condition=Q(age__isnull=False) | Q(age_min__isnull=False, age_max__gte=F("age_min")),
                name="agemoyen_age_ou_tranche",
                violation_error_message="Indiquez un âge moyen, ou une tranche d’âge.",
            ),
        ]

    def __str__(self):
        return f"{self.groupe} {self.exercice_id}"


@dataclass(frozen=True)
class Parite:
    """Women and men by name (of a service, of an age band), in the order of the report."""

    femmes: dict[str, int | None]
    hommes: dict[str, int | None]

    @property
    def part_des_femmes(self) -> Decimal | None:
        """Of those whose sex is known, in per cent."""
        femmes, hommes = somme(self.femmes.values()), somme(self.hommes.values())
        return None if None in (femmes, hommes) else part(femmes, somme((femmes, hommes)))


class EffectifPoleQuerySet(FaitAnnuelQuerySet):
    def of_annee(self, annee: int):
        """Staff of the services in the year, in the order of the report."""
        return self.for_exercice(annee).select_related("pole").order_by("pole__rang", "rang")

    def parite(self, annee: int) -> Parite | None:
        """Women and men of each service, at the first moment of the year that tells them; or None."""
        connus: dict[str, EffectifPole] = {}
        for effectif in self.of_annee(annee).exclude(femmes=None, hommes=None):
            connus.setdefault(str(effectif.pole), effectif)
        if not connus:
            return None
        return Parite(
            *({nom: getattr(e, sexe) for nom, e in connus.items()} for sexe in ("femmes", "hommes"))
        )


class EffectifPole(AvecPage, FaitAnnuel):
    """Staff of a service on a date (31 December, or a later date that the report announces), by sex too."""

    grain = ("exercice", "pole", "rang")

    pole = models.ForeignKey(Pole, models.PROTECT, related_name="effectifs", verbose_name="pôle")
    rang = OrdreField(default=0)
    moment = models.CharField("moment", max_length=80, help_text="Par exemple : au 31 décembre.")
    agents = models.PositiveSmallIntegerField("agents")
    etp = models.DecimalField(
        "équivalents temps plein", max_digits=6, decimal_places=2, null=True, blank=True
    )
    femmes = models.PositiveSmallIntegerField("femmes", null=True, blank=True)
    hommes = models.PositiveSmallIntegerField("hommes", null=True, blank=True)

    objects = EffectifPoleQuerySet.as_manager()

    class Meta(FaitAnnuel.Meta):
        ordering = ["-exercice", "pole", "rang"]
        verbose_name = "effectif d’un pôle"
        verbose_name_plural = "effectifs des pôles"
        constraints = [
            *FaitAnnuel.Meta.constraints,
            models.UniqueConstraint(
                fields=["exercice", "bilan_de", "pole", "rang"],
                name="effectifpole_unique",
                violation_error_message="L’effectif de ce pôle est déjà renseigné à ce moment.",
            ),
            models.CheckConstraint(
                condition=Q(agents__gte=Coalesce(F("femmes"), 0) + Coalesce(F("hommes"), 0)),
                name="effectifpole_femmes_et_hommes",
                violation_error_message="Les femmes et les hommes ne dépassent pas les agents du pôle.",
            ),
        ]

    def __str__(self):
        return f"{self.pole} {self.moment} ({self.exercice_id})"

    def a_les_sexes(self) -> bool:
        """Whether women or men are counted."""
        return self.femmes is not None or self.hommes is not None


class PyramideAgeQuerySet(FaitAnnuelQuerySet):
    def pyramide(self, annee: int) -> Parite | None:
        """Women and men of each age band, the youngest first; None when nothing is known of the year."""
        agents = {
            (tranche, sexe): nombre
            for tranche, sexe, nombre in self.for_exercice(annee).values_list("tranche", "sexe", "agents")
        }
        tranches = [tranche for tranche in PyramideAge.Tranche if any(t == tranche for t, _ in agents)]
        if not tranches:
            return None
        return Parite(*({t.label: agents.get((t, sexe)) for t in tranches} for sexe in PyramideAge.Sexe))


class PyramideAge(AvecPage, FaitAnnuel):
    """How many of the staff in permanent posts are of an age band and of a sex, at 31 December."""

    class Tranche(models.TextChoices):
        JEUNE = "moins-de-30", "moins de 30 ans"
        MEDIANE = "30-49", "de 30 à 49 ans"
        AINEE = "50-et-plus", "50 ans et plus"

    class Sexe(models.TextChoices):
        FEMME = "F", "femmes"
        HOMME = "H", "hommes"

    grain = ("exercice",)

    tranche = models.CharField("tranche d’âge", max_length=12, choices=Tranche)
    sexe = models.CharField("sexe", max_length=1, choices=Sexe)
    agents = models.PositiveSmallIntegerField("agents")

    objects = PyramideAgeQuerySet.as_manager()

    class Meta(FaitAnnuel.Meta):
        ordering = ["-exercice", "tranche", "sexe"]
        verbose_name = "part de la pyramide des âges"
        verbose_name_plural = "pyramide des âges"
        constraints = [
            *FaitAnnuel.Meta.constraints,
            models.UniqueConstraint(
                fields=["exercice", "bilan_de", "tranche", "sexe"],
                name="pyramideage_unique",
                violation_error_message="Les agents de cette tranche et de ce sexe sont déjà renseignés.",
            ),
            models.CheckConstraint(
                condition=Q(tranche__in=["moins-de-30", "30-49", "50-et-plus"]),
                name="pyramideage_tranche_connue",
                violation_error_message=(
                    "La tranche d’âge est «\u00a0moins de 30 ans\u00a0», «\u00a0de 30 à 49 ans\u00a0» ou"
                    " «\u00a050 ans et plus\u00a0»."
                ),
            ),
            models.CheckConstraint(
                condition=Q(sexe__in=["F", "H"]),
                name="pyramideage_sexe_connu",
                violation_error_message="Le sexe est «\u00a0femmes\u00a0» ou «\u00a0hommes\u00a0».",
            ),
        ]

    def __str__(self):
        return f"{self.get_sexe_display().capitalize()}, {self.get_tranche_display()} ({self.exercice_id})"


class EffectifContratQuerySet(FaitAnnuelQuerySet):
    def of_annee(self, annee: int):
        """The contracts of the year in the order of their kinds."""
        ordre = {contrat: rang for rang, contrat in enumerate(EffectifContrat.Contrat.values)}
        return sorted(self.for_exercice(annee), key=lambda effectif: ordre[effectif.contrat])

    def principal(self, annee: int) -> "tuple[EffectifContrat, Decimal] | None":
        """The kind of contract of most, and its share of them all in per cent."""
        return principale({effectif: effectif.agents for effectif in self.of_annee(annee)})


class EffectifContrat(AvecPage, FaitAnnuel):
    """How many of the staff under contract have one of a kind, at 31 December."""

    class Contrat(models.TextChoices):
        CDI = "cdi", "contrat à durée indéterminée"
        CDD = "cdd", "contrat à durée déterminée"
        APPRENTISSAGE = "apprentissage", "contrat d’apprentissage"
        VACATION = "vacation", "vacation"
        AUTRE = "autre", "autre contrat"

    grain = ("exercice",)

    contrat = models.CharField("contrat", max_length=16, choices=Contrat)
    agents = models.PositiveSmallIntegerField("agents")

    objects = EffectifContratQuerySet.as_manager()

    class Meta(FaitAnnuel.Meta):
        ordering = ["-exercice", "contrat"]
        verbose_name = "agents d’un type de contrat"
        verbose_name_plural = "agents par type de contrat"
        constraints = [
            *FaitAnnuel.Meta.constraints,
            models.UniqueConstraint(
                fields=["exercice", "bilan_de", "contrat"],
                name="effectifcontrat_unique",
                violation_error_message="Les agents de ce contrat sont déjà renseignés pour cet exercice.",
            ),
        ]

    def __str__(self):
        return f"{self.get_contrat_display().capitalize()} ({self.exercice_id})"


class IndicateurRh(Indicateur):
    """A staff figure that stands by itself: headcount, leave, absence, share of permanent contracts."""

    objects = RepereQuerySet.as_manager()

    class Meta(Indicateur.Meta):
        verbose_name = "indicateur RH"
        verbose_name_plural = "indicateurs RH"
