"""The members of the syndicate: who they are, under which names, and since when."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, Exists, F, Func, OuterRef, Q, Value, When
from django.db.models.functions import Greatest, Lower

from adherents.models.successions import Succession, qui_reprend
from siim94.socle.champs import OrdreField
from siim94.socle.models import AvecPage, Exercice, FaitAnnuel, FaitAnnuelQuerySet, Suivi, SuiviQuerySet
from siim94.socle.partage import partagee


class AdherentQuerySet(SuiviQuerySet):
    CHAMPS_DE_RECHERCHE = (
        "nom",
        "nom_court",
        "alias__libelle",
        "venues__ancien__nom",
        "code",
        "siret",
        "genre",
    )

    def membres_en(self, annee: int):
        """Members during at least one day of the year (bounds that are not known do not exclude).

        One that was succeeded on a day not known is no member any more after the year that tells it.
        """
        periodes = Adhesion.objects.filter(
            Q(debut__isnull=True) | Q(debut__year__lte=annee),
            Q(fin__isnull=True) | Q(fin__year__gte=annee),
            adherent=OuterRef("pk"),
        )
        succedes = Succession.objects.filter(
            ancien=OuterRef("pk"), date__isnull=True, adhesion=True, bilan__lt=annee
        )
        return self.filter(Exists(periodes), ~Exists(succedes))

    def partis_avant(self, annee: int):
        """Those that were members, and are no more in the year; a body that never was one is none of them."""
        return self.filter(Exists(Adhesion.objects.filter(adherent=OuterRef("pk")))).exclude(
            pk__in=self.model.objects.membres_en(annee)
        )

    def nombre_en(self, annee: int, **filtres) -> int | None:
        """How many members in a year that has a report of its own; of others nobody says who they were.

        None while nobody is a member: the year was not filled in. Of a kind that no member is of, 0.
        """
        if not self._sont_connus_en(annee):
            return None
        return self.membres_en(annee).filter(**filtres).count()

    @partagee
    def _sont_connus_en(self, annee: int) -> bool:
        return Exercice.objects.avec_bilan().filter(pk=annee).exists() and self.membres_en(annee).exists()

    def by_genre(self):
        """Members in the order of the report: kind, then rank, then name."""
        return self.order_by("genre", "rang", "nom")

    def predecesseurs_de(self, adherent) -> list["Adherent"]:
        """The bodies that a member comes from, at any depth, in the order of the report."""
        anciens: dict[int, set[int]] = {}
        for ancien, nouveau in Succession.objects.values_list("ancien", "nouveau"):
            anciens.setdefault(nouveau, set()).add(ancien)
        trouves: set[int] = set()
        a_voir = [adherent.pk]
        while a_voir:
            nouveaux = anciens.get(a_voir.pop(), set()) - trouves - {adherent.pk}
            trouves |= nouveaux
            a_voir += nouveaux
        return list(self.filter(pk__in=trouves).by_genre())


class Adherent(AvecPage, Suivi):
    """A body that the syndicate works for: town, housing office, territory, establishment."""

    class Genre(models.TextChoices):
        VILLE = "1-ville", "ville"
        OPH = "2-oph", "office public de l’habitat"
        TERRITOIRE = "3-territoire", "établissement public territorial"
        ETABLISSEMENT = "4-etablissement", "établissement"
        BAILLEUR = "5-bailleur", "autre bailleur social"

    code = models.SlugField("code", max_length=40, unique=True)
    nom = models.CharField("nom officiel", max_length=200, unique=True)
    nom_court = models.CharField(
        "nom court", max_length=40, unique=True, help_text="Têtes de colonnes, graphiques."
    )
    genre = models.CharField("genre", max_length=20, choices=Genre)
    siret = models.CharField(
        "SIRET",
        max_length=14,
        blank=True,
        validators=[RegexValidator(r"^\d{14}$", "Le SIRET compte 14 chiffres.")],
    )
    rang = OrdreField(default=0, help_text="Ordre dans les tableaux du bilan.")

    objects = AdherentQuerySet.as_manager()

    class Meta(Suivi.Meta):
        ordering = ["genre", "rang", "nom"]
        verbose_name = "adhérent"
        constraints = [
            models.CheckConstraint(
                condition=Q(siret="") | Q(siret__regex=r"^\d{14}$"),
                name="adherent_siret_quatorze_chiffres",
                violation_error_message="Le SIRET compte 14 chiffres.",
            )
        ]

    def au(self, jour: date) -> "Adherent":
        """The body that stands in its place on a day: itself until it is succeeded."""
        suite = qui_reprend(self.passages.all())
        return suite.nouveau.au(jour) if suite and suite.debut and suite.debut <= jour else self


class Alias(Suivi):
    """Another name under which a source writes a member: finance, catalogue, texts, GLPI."""

    noms_plies = False

    class Origine(models.TextChoices):
        FINANCES = "finances", "finances"
        CATALOGUE = "catalogue", "catalogue"
        TEXTE = "texte", "textes"
        GLPI = "glpi", "GLPI"

    adherent = models.ForeignKey(Adherent, models.PROTECT, related_name="alias", verbose_name="adhérent")
    libelle = models.CharField("libellé", max_length=200)
    origine = models.CharField("origine", max_length=20, choices=Origine)

    class Meta(Suivi.Meta):
        ordering = ["adherent", "origine", "libelle"]
        verbose_name = "autre nom"
        verbose_name_plural = "autres noms"
        constraints = [
            models.UniqueConstraint(
                Lower("libelle"),
                name="alias_designe_un_seul_adherent",
                violation_error_message="Ce nom désigne déjà un adhérent.",
            )
        ]


FIN_AVANT_DEBUT = "La fin de l’adhésion précède son début."


class Adhesion(Suivi):
    """A period of membership; a bound that the sources do not give stays empty."""

    adherent = models.ForeignKey(Adherent, models.PROTECT, related_name="adhesions", verbose_name="adhérent")
    debut = models.DateField("début", null=True, blank=True)
    fin = models.DateField("fin", null=True, blank=True, help_text="Dernier jour.")

    class Meta(Suivi.Meta):
        ordering = ["adherent", F("debut").asc(nulls_first=True)]
        verbose_name = "adhésion"
        constraints = [
            models.CheckConstraint(
                condition=Q(debut__isnull=True) | Q(fin__isnull=True) | Q(fin__gte=F("debut")),
                name="adhesion_fin_apres_debut",
                violation_error_message=FIN_AVANT_DEBUT,
            ),
            ExclusionConstraint(
                name="adhesion_sans_chevauchement",
                expressions=[
                    ("adherent", RangeOperators.EQUAL),
                    (
                        # Dates in the wrong order make no range: the rule above has words for them.
                        Func(
                            "debut",
                            Case(When(fin__isnull=False, then=Greatest("debut", "fin"))),
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message="Cet adhérent a déjà une adhésion sur cette période.",
            ),
        ]

    def clean(self):
        super().clean()
        # Said here as well, on a field: the range of the exclusion cannot even be built from reversed bounds.
        if self.debut and self.fin and self.fin < self.debut:
            raise ValidationError({"fin": FIN_AVANT_DEBUT})

    def __str__(self):
        debut, fin = (f"{jour:%d/%m/%Y}" if jour else "" for jour in (self.debut, self.fin))
        if debut and fin:
            dates = f"du {debut} au {fin}"
        elif debut or fin:
            dates = f"depuis le {debut}" if debut else f"jusqu’au {fin}"
        else:
            dates = "dates non renseignées"
        return f"{self.adherent}, {dates}"


class SituationAdherentQuerySet(FaitAnnuelQuerySet):
    def populations(self, annee: int):
        """The members whose inhabitants are known in the year, in the order of the report."""
        connues = self.for_exercice(annee).filter(population__isnull=False)
        return connues.select_related("adherent").order_by("adherent__rang", "adherent__nom")

    def population_of(self, annee: int, bilan: int) -> dict[Adherent, int | None]:
        """The inhabitants of each member town of the year, and of who else has some; None if unknown."""
        villes = Adherent.objects.membres_en(annee).filter(genre=Adherent.Genre.VILLE).by_genre()
        connues = self.by_annee([annee], bilan, "population").get(annee, {})
        return dict.fromkeys(villes) | connues

    def saisis(self, annee: int, mesure: str):
        """The members of whom a measure (``postes``, ``tickets``) was typed, in the order of the report."""
        connues = self.for_exercice(annee).exclude(**{mesure: None})
        return connues.select_related("adherent").order_by("adherent__rang", "adherent__nom")

    def total_saisi(self, annee: int, mesure: str) -> int | None:
        """The sum of a measure typed for the year; None when none was."""
        return self.for_exercice(annee).aggregate(total=models.Sum(mesure))["total"]

    def by_annee(self, annees, bilan: int, mesure: str) -> dict[int, dict[Adherent, int]]:
        """A measure typed of years that the report ``bilan`` knows: by year, then member."""
        connues = self.filter(exercice__in=list(annees)).connus_en(bilan).exclude(**{mesure: None})
        par_annee: dict[int, dict[Adherent, int]] = {}
        for situation in connues.select_related("adherent").order_by("exercice_id", "adherent__rang"):
            par_annee.setdefault(situation.exercice_id, {})[situation.adherent] = getattr(situation, mesure)
        return par_annee


class SituationAdherent(FaitAnnuel):
    """What a member is in one year: inhabitants, workstations and tickets, the bases of comparison between
    members. GLPI knows the last two better where it has them.
    """

    grain = ("exercice", "adherent")

    adherent = models.ForeignKey(Adherent, models.PROTECT, related_name="situations", verbose_name="adhérent")
    population = models.PositiveIntegerField("population", null=True, blank=True)
    postes = models.PositiveIntegerField("postes de travail", null=True, blank=True)
    tickets = models.PositiveIntegerField(
        "tickets traités", null=True, blank=True, help_text="D’une année que GLPI ne connaît pas."
    )

    objects = SituationAdherentQuerySet.as_manager()

    class Meta(FaitAnnuel.Meta):
        ordering = ["-exercice", "adherent"]
        verbose_name = "situation d’un adhérent"
        verbose_name_plural = "situations des adhérents"
        constraints = [
            *FaitAnnuel.Meta.constraints,
            models.UniqueConstraint(
                fields=["exercice", "bilan_de", "adherent"],
                name="situationadherent_unique_par_exercice",
                violation_error_message="La situation de cet adhérent est déjà renseignée pour cet exercice.",
            ),
        ]

    def __str__(self):
        return f"{self.adherent} en {self.exercice_id}"
